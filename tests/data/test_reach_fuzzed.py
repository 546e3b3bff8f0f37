"""However a question is put together, a narrowed store answers as one that holds nobody else."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.keys import make_ring
from data.reach import Reach, narrowed
from data.sealing import Vault
from data.store import Store, open_store, reading
from data.tables import spells, worker_versions, workers
from tests.builders import id_number, registry_row
from tests.data.importing import take_workers, write_csv
from tests.data.test_reach import NOW

HERE, THERE = "140902", "140922"
PEOPLE = [
    registry_row(
        worker_id=f"W-{n}",
        id_number=id_number(sequence=2 * n + 1),
        region=HERE if n % 2 else THERE,
        household_id=f"H{n}",
    )
    for n in range(5)
]
TABLES = (workers, worker_versions, spells)
Question = sa.Select[Any] | sa.CompoundSelect[Any]


@pytest.fixture(scope="module")
def both(
    migrated_sqlite: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Store]]:
    """Everybody, and a store in which only one county was ever registered."""
    stores = []
    for name, people in (("all", PEOPLE), ("few", [p for p in PEOPLE if p["region"] == HERE])):
        folder = tmp_path_factory.mktemp(name)
        (folder / "songgang.db").write_bytes(migrated_sqlite)
        make_ring(folder / "keys.json", "aes-256-gcm", NOW)
        store = open_store(f"sqlite:///{folder / 'songgang.db'}", Vault(folder / "keys.json"))
        take_workers(store, write_csv(folder / "people.csv", people))
        stores.append(store)
    yield stores[0], stores[1]
    for store in stores:
        store.engine.dispose()


@st.composite
def sources(draw: st.DrawFn, depth: int = 2) -> tuple[sa.FromClause, sa.ColumnElement[Any]]:
    """Somewhere rows come from, with a column of people's ids in it."""
    kind = draw(
        st.sampled_from(("table", "alias", "subquery", "cte", "join", "outer")[: 6 if depth else 2])
    )
    if kind in {"table", "alias"}:
        table = draw(st.sampled_from(TABLES))
        # Always under a name of its own, so that a table may stand twice in one FROM.
        rows: sa.FromClause = table.alias()
        if kind == "alias":
            rows = rows.alias()
        return rows, rows.c.worker_id
    if kind in {"subquery", "cte"}:
        inner = draw(questions(depth - 1))
        named = inner.subquery() if kind == "subquery" else inner.cte()
        return named, named.c.id
    left, one = draw(sources(depth - 1))
    right, other = draw(sources(depth - 1))
    equal = draw(st.booleans())
    on = one == other if equal else one != other
    joined = left.outerjoin(right, on) if kind == "outer" else left.join(right, on)
    return joined, draw(st.sampled_from((one, other)))


@st.composite
def questions(draw: st.DrawFn, depth: int = 2) -> Question:
    """A SELECT of people's ids, or of a number of them."""
    rows, column = draw(sources(depth))
    asked = sa.select(column.label("id")).select_from(rows)
    extra = draw(
        st.sampled_from(("nothing", "exists", "in", "not in", "scalar", "distinct", "group"))
    )
    table = draw(st.sampled_from(TABLES)).alias()
    ids = sa.select(table.c.worker_id)
    if extra == "exists":
        asked = asked.where(ids.where(table.c.worker_id > column).exists())
    elif extra == "in":
        asked = asked.where(column.in_(ids))
    elif extra == "not in":
        asked = asked.where(column.not_in(ids))
    elif extra == "scalar":
        most = sa.select(sa.func.max(table.c.worker_id)).scalar_subquery()
        asked = asked.where(column == most)
    elif extra == "distinct":
        asked = asked.distinct()
    elif extra == "group":
        asked = asked.group_by(column).having(sa.func.count() > 1)
    if depth and draw(st.booleans()):
        second = draw(questions(0))
        return sa.union_all(asked, second) if isinstance(second, sa.Select) else asked
    return asked


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(asked=questions())
def test_nobody_else_can_be_told_to_exist(both: tuple[Store, Store], asked: Question) -> None:
    everybody, few = both
    with narrowed(everybody, Reach("county", HERE)) as db:
        told = sorted(map(str, db.execute(asked)))
    with reading(few) as db:
        assert told == sorted(map(str, db.execute(asked)))
    with narrowed(everybody, Reach("nobody")) as db:
        assert db.execute(asked).all() == []
    with narrowed(everybody, Reach("city")) as db, reading(everybody) as plain:
        assert sorted(map(str, db.execute(asked))) == sorted(map(str, plain.execute(asked)))
