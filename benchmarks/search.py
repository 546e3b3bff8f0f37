"""Finding anybody among everybody: what lists and searches take, in the database by reach and as whole pages."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from benchmarks.pushed.databases import opened
from benchmarks.report import Row
from benchmarks.searched.rendered import rendered
from benchmarks.searched.somebody import Somebody
from data.bulk import staged
from data.codes.pinyin import initials
from data.importers.concealing import kept
from data.reach import EVERYBODY, Reach, narrowed
from data.records import caseload, caseload_lists
from data.records.caseload_lists import Listed, Wanted
from data.records.first_load import indexes_last
from data.schema import FACT_COLUMNS, arrow_schema
from data.store import Connection, Store, reading, transaction
from data.tables import worker_versions, workers
from service import finding

AS_OF = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
COUNTIES = ("140902", *(f"1409{n}" for n in range(21, 33)), "140981")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉萍红建国春梅志飞鹏辉云海燕文"
    "波宁雪晶晨宇轩浩然佳怡欣子涵梓"
)
OCCUPATIONS = 200
SEEKING = 0.06
IN_A_PIECE = 100_000

Ask = Callable[[Connection, "Somebody"], object]


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many people, on which database, how many questions of a kind."""
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--asked", type=int, default=60)


def run(options: argparse.Namespace) -> list[Row]:
    """Milliseconds at p50 and p95, by kind of question and by reach."""
    with opened(options.database) as (store, _):
        load_ms = _timed(lambda: _load(store, options.people))
        if not store.is_sqlite:
            # What autovacuum does on a server that runs; here nobody waits for it.
            with store.engine.connect() as db:
                db.execute(sa.text("ANALYZE"))
        sought = _drawn(store, options.asked, options.people)
        rows = [Row(f"load {options.people:,}", options.database, "s", load_ms / 1000)]
        for reach_name, reach_of in REACHES.items():
            for name, ask in QUESTIONS.items():
                took = sorted(_answers(store, ask, reach_of, sought))
                for label, share in (("p50", 0.5), ("p95", 0.95)):
                    ms = took[min(len(took) - 1, int(share * len(took)))]
                    rows.append(Row(f"{name}, {reach_name}", options.database, f"{label} ms", ms))
        with tempfile.TemporaryDirectory() as home:
            pages = rendered(store, sought, home=Path(home), at=NOW, system=options.database)
            return [*rows, *pages]


def _answers(
    store: Store, ask: Ask, reach_of: Callable[[Listed], Reach], sought: list[Somebody]
) -> Iterator[float]:
    """Each question on a connection of its own, as a page asks it."""
    for one in sought:

        def asked(one: Somebody = one) -> None:
            with narrowed(store, reach_of(one.person)) as db:
                ask(db, one)

        yield _timed(asked)


def _listed(wanted: Callable[[Listed], Wanted], sort: caseload_lists.Sort) -> Ask:
    """A page of a list and its length, as the caseload's page asks for them."""

    def ask(db: Connection, one: Somebody) -> object:
        asked = wanted(one.person)
        return caseload_lists.page(db, asked, sort, limit=51), caseload_lists.count(db, asked)

    return ask


def _typed(words: Callable[[Somebody], str]) -> Ask:
    return lambda db, one: finding.find(db, words(one), Wanted(), limit=20)


QUESTIONS: dict[str, Ask] = {
    "surname": _typed(lambda s: s.person.name[:1]),
    "two characters": _typed(lambda s: s.person.name[:2]),
    "whole name": _typed(lambda s: s.person.name),
    "initials": _typed(lambda s: initials(s.person.name)),
    "two initials": _typed(lambda s: initials(s.person.name)[:2]),
    "name and last four": _typed(lambda s: f"{s.person.name} {s.id_number[-4:]}"),
    "last four": _typed(lambda s: s.id_number[-4:]),
    "masked id number": _typed(lambda s: s.masked),
    "id number": _typed(lambda s: s.id_number),
    "telephone": _typed(lambda s: s.phone),
    "own id": _typed(lambda s: s.person.worker_id),
    "list by index": _listed(lambda _: Wanted(), "index"),
    "list by registration": _listed(lambda _: Wanted(), "registered"),
    "stalest": _listed(lambda _: Wanted(known_before=AS_OF - timedelta(180)), "stale"),
    "occupation by index": _listed(lambda p: Wanted(occupation=p.occupation), "index"),
    "new and hard": _listed(
        lambda _: Wanted(registered_from=AS_OF - timedelta(30), index_from=50), "index"
    ),
    "suggested": _listed(lambda _: Wanted(suggested=True), "index"),
    "status": _listed(lambda _: Wanted(status="never_worked"), "index"),
    "county and occupation by index": _listed(
        lambda p: Wanted(region=p.region, occupation=p.occupation), "index"
    ),
    "county and occupation by registration": _listed(
        lambda p: Wanted(region=p.region, occupation=p.occupation), "registered"
    ),
    "everybody of an occupation": _listed(
        lambda p: Wanted(seeking=False, occupation=p.occupation), "name"
    ),
    "everybody of a status": _listed(
        lambda p: Wanted(seeking=False, status=p.employment_status), "name"
    ),
}
REACHES: dict[str, Callable[[Listed], Reach]] = {
    "city": lambda _: EVERYBODY,
    "county": lambda person: Reach("county", person.region),
    "township": lambda person: Reach("township", person.township or ""),
}


def _load(store: Store, n: int) -> None:
    """Everybody, drawn: names as frequent as they are, six of a hundred without work."""
    rng = np.random.default_rng(7)
    with staged(store, "drawn_people", _pieces(store, n, rng)) as (db, table), indexes_last(db):
        sealed = ("id_sealed", "id_hash", "id_drawer", "phone_sealed", "phone_hash")
        people = ("worker_id", "name", "name_key", "initials", *sealed)
        stamp = sa.literal(NOW, workers.c.recorded_at.type)
        rows = sa.select(*(table.c[c] for c in people), stamp)
        db.execute(sa.insert(workers).from_select([*people, "recorded_at"], rows))
        facts = [c.name for c in FACT_COLUMNS]
        told = sa.select(
            table.c.worker_id,
            *(table.c[c] for c in facts),
            sa.literal(0),
            sa.literal(1),
            sa.literal("drawn"),
            stamp,
        )
        names = ["worker_id", *facts, "content", "revision", "source", "recorded_at"]
        db.execute(sa.insert(worker_versions).from_select(names, told))
        caseload.fill(db, table, sa.true())
    with transaction(store) as db:
        seeking = caseload_lists.page(db, Wanted(), "registered", limit=n)
        index = rng.beta(2, 2, len(seeking)) * 100
        judged = pa.table(
            {
                "worker_id": [p.worker_id for p in seeking],
                "index_value": index,
                "suggested": [("D1" if v > 80 else None) for v in index],
            }
        )
        caseload.keep_judged(db, caseload.judged_otherwise(db, judged, AS_OF))


def _pieces(store: Store, n: int, rng: np.random.Generator) -> Iterator[pa.Table]:
    for start in range(0, n, IN_A_PIECE):
        yield _piece(store, np.arange(start, min(start + IN_A_PIECE, n)), rng)


def _piece(store: Store, numbers: np.ndarray, rng: np.random.Generator) -> pa.Table:
    n = len(numbers)
    surname = np.minimum(rng.geometric(0.07, n) - 1, len(SURNAMES) - 1)
    given = rng.integers(0, len(GIVEN), (n, 2))
    alone = rng.random(n) < 0.2
    names = [
        SURNAMES[s] + GIVEN[a] + ("" if one else GIVEN[b])
        for s, (a, b), one in zip(surname, given, alone, strict=True)
    ]
    county = rng.integers(0, len(COUNTIES), n)
    seeking = rng.random(n) < SEEKING
    days = rng.integers(0, 900, n)
    facts = {
        "valid_on": [AS_OF - timedelta(int(d)) for d in rng.integers(0, 700, n)],
        "region": [COUNTIES[c] for c in county],
        "township": [
            f"{COUNTIES[c]}1{t:02d}" for c, t in zip(county, rng.integers(0, 13, n), strict=True)
        ],
        "last_occupation": [
            f"6-18-{o // 20 + 1:02d}-{o % 20 + 1:02d}"
            for o in np.minimum(rng.geometric(0.03, n), OCCUPATIONS)
        ],
        "employment_status": np.where(
            seeking, "unemployed", np.where(rng.random(n) < 0.4, "farming", "migrant")
        ).tolist(),
        "registered_on": [
            AS_OF - timedelta(int(d)) if s else None for d, s in zip(days, seeking, strict=True)
        ],
    }
    schema = arrow_schema(FACT_COLUMNS)
    columns = {
        c.name: pa.array(facts.get(c.name) or [None] * n, schema.field(c.name).type)
        for c in FACT_COLUMNS
    }
    ids = pa.array([f"W{i:08d}" for i in numbers])
    who = pa.table(
        {
            "worker_id": ids,
            "id_number": [_id_number(i) for i in numbers],
            "phone": [_phone(i) for i in numbers],
            "name": names,
        }
    )
    return pa.table({**_columns(kept(store.vault, who)), **columns})


def _columns(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {name: table[name] for name in table.column_names}


def _id_number(i: int) -> str:
    return f"1409021983{i:08d}"


def _phone(i: int) -> str:
    return f"138{i:08d}"


def _drawn(store: Store, asked: int, n: int) -> list[Somebody]:
    rng = np.random.default_rng(11)
    numbers = rng.integers(0, n, asked)
    with reading(store) as db:
        found = caseload_lists.some(db, [f"W{i:08d}" for i in numbers])
    return [Somebody(found[f"W{i:08d}"], _id_number(i), _phone(i)) for i in numbers]


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
