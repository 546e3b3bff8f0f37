"""A fresh process is made ready for its first answer, and starts even where it cannot be."""

from pathlib import Path

from structlog.testing import capture_logs

from data.codes.regions import XINZHOU_UNITS
from data.store import Store
from models import advice
from service.app import create_app
from service.warming import nobody, warm
from tests.service import stocked
from tests.service.stocked import NOW


def test_the_day_is_in_memory_before_anybody_asks(store: Store, tmp_path: Path) -> None:
    stocked.stock(store, tmp_path)
    app = create_app(stocked.settings(tmp_path, store), store, clock=lambda: NOW)
    warm(app)
    day = app.extensions["songgang"].advisor.days.get(stocked.TODAY)
    assert day.engine.blocks, "the search was made"
    made = len(day.engine.blocks)
    for home in XINZHOU_UNITS:
        facts = nobody(day.as_of).to_pylist()[0] | {"region": home}
        advice.vacancies_for(day, facts, k=1, finished=())
    assert len(day.engine.blocks) == made, "nobody who lives here waits for it"


def test_a_service_without_tables_starts_all_the_same(tmp_path: Path) -> None:
    store = stocked.opened(tmp_path)
    app = create_app(stocked.settings(tmp_path, store), store, clock=lambda: NOW)
    store.engine.dispose()
    for file in tmp_path.glob("songgang.db*"):
        file.unlink()
    (tmp_path / "songgang.db").write_bytes(b"not a database at all, however long it is looked at")
    with capture_logs() as told:
        warm(app)
    assert [line["event"] for line in told] == ["not_warm"]
