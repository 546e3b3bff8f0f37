"""One worker's way: a registry row, advice, a verdict, stable work, and a bundle that learned from it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.records import judgements, spells
from data.sealing import Vault
from data.store import Store, open_store, reading
from data.synthetic import write_market
from models.bundle import current, manifest_of, versions
from service.config import Settings
from service.importing import Intake, Kind, take
from service.training import run_training
from tests.builders import id_number, registry_row
from tests.data.importing import quiet, write_csv
from tests.service.stocked import Caller, caller

AS_OF = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
NEXT_MONTH = AS_OF + timedelta(days=31)

ME = registry_row(
    worker_id="JOURNEY-1",
    id_number=id_number(date(1990, 1, 1), sequence=7),
    name="路遥",
    birth_on=date(1990, 1, 1),
    registered_on=date(2026, 6, 1),
    valid_on=date(2026, 6, 1),
    skills=[],
    licences=["C1"],
    certificates=[],
)


def intake(store: Store, folder: Path, day: date) -> Intake:
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return Intake(store, day, at, folder / "reports", quiet)


def the_city_is_imported(store: Store, folder: Path) -> None:
    market = write_market(folder / "market", 800, 150, seed=3, as_of=AS_OF)
    files = [
        *((Kind.WORKERS, p) for p in market.workers),
        *((Kind.SPELLS, p) for p in market.spells),
    ]
    files += [(Kind.VACANCIES, market.vacancies), (Kind.PROGRAMMES, market.programmes)]
    for kind, path in files:
        assert take(intake(store, folder, AS_OF), kind, path).refused == 0


def i_am_registered(store: Store, folder: Path) -> None:
    row = write_csv(folder / "me.csv", [ME])
    assert take(intake(store, folder, AS_OF), Kind.WORKERS, row).new == 1
    spell = [{"worker_id": "JOURNEY-1", "started_on": date(2026, 6, 1)}]
    spell_file = write_csv(folder / "spell.csv", [{**spell[0], "ended_on": "", "exit_reason": ""}])
    assert take(intake(store, folder, AS_OF), Kind.SPELLS, spell_file).new == 1


def i_find_work(store: Store, folder: Path) -> None:
    ended = {
        "worker_id": "JOURNEY-1",
        "started_on": date(2026, 6, 1),
        "ended_on": date(2026, 12, 10),
        "exit_reason": "stable_work",
    }
    done = take(
        intake(store, folder, NEXT_MONTH), Kind.SPELLS, write_csv(folder / "end.csv", [ended])
    )
    assert done.changed == 1


def test_from_a_registry_row_to_a_retrained_bundle(
    sqlite_url: str, vault: Vault, tmp_path: Path
) -> None:
    store = open_store(sqlite_url, vault)
    config = Settings(home=tmp_path, database_url=store.url)
    the_city_is_imported(store, tmp_path)
    i_am_registered(store, tmp_path)

    before = caller(store, tmp_path).get("/workers/JOURNEY-1/index").json
    assert before["bundle"] == "cold-start"

    first = run_training(config, AS_OF)
    promoted = first["version"] if first["promoted"] else "cold-start"

    me = caller(store, tmp_path)
    after = me.get("/workers/JOURNEY-1/index").json
    assert after["bundle"] == promoted
    assert sum(r["contribution"] for r in after["reasons"]) == pytest.approx(
        sum(f["contribution"] for f in after["families"])
    )

    shown = me.get("/workers/JOURNEY-1/vacancies").json
    assert shown["vacancies"]
    chosen = shown["vacancies"][0]
    assert judged(me, chosen, "applied") == judged(me, chosen, "hired") == 201
    again = me.get("/workers/JOURNEY-1/vacancies").json["vacancies"]
    assert chosen["vacancy"]["vacancy_id"] not in [m["vacancy"]["vacancy_id"] for m in again]
    with reading(store) as db:
        verdicts = judgements.judged(db).to_pylist()
    assert [(v["worker_id"], v["verdict"]) for v in verdicts] == [("JOURNEY-1", "hired")]

    i_find_work(store, tmp_path)
    with reading(store) as db:
        assert spells.of_worker(db, "JOURNEY-1")["exit_reason"].to_pylist() == ["stable_work"]
    second = run_training(config, NEXT_MONTH)
    assert second["rows"] > first["rows"]
    assert len(versions(config.bundles)) == 2
    in_use = current(config.bundles)
    newest = second["version"] if second["promoted"] else promoted
    assert (in_use.name if in_use else "cold-start") == newest
    assert manifest_of(config.bundles, str(second["version"]))["notes"]["exits"] == second["exits"]
    store.engine.dispose()


def judged(me: Caller, match: dict[str, str], verdict: str) -> int:
    path = f"/recommendations/{match['recommendation_id']}/verdicts"
    return me.post(path, {"verdict": verdict}).status_code
