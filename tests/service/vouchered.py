"""A small world of vouchers: people, a fund, batches, classes, and the way of a voucher in single calls."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from data.records import batches, enrolments, ledger, training_classes, vouchers
from data.records.batches import Batch, Fund
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from data.schema import FACT_COLUMNS
from data.store import Connection, Store, reading, transaction
from data.tables import worker_versions, workers
from data.tables_vouchers import CLOSED_STATES
from models.vouchers.books import agrees
from models.vouchers.states import Event, Role, State
from models.vouchers.transitions import TABLE
from service.vouchers import attending, certifying, claiming, enrolling, issuing, settling
from service.vouchers.attending import Arrival, Result
from service.vouchers.classes import file_class, plan_daily
from service.vouchers.issuing import Plan
from service.vouchers.steps import Actor
from tests.builders import id_number, kept_workers, registry_row

DAY = date(2026, 11, 23)
WELDER = "6-18-02-04"


def at(day: date = DAY) -> datetime:
    """Midday in Xinzhou on a day."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def staff(day: date = DAY, by: str = "经办甲") -> Actor:
    """The office."""
    return Actor(Role.STAFF, by, at(day))


def second(day: date = DAY, by: str = "复核乙") -> Actor:
    """The second person."""
    return Actor(Role.SECOND, by, at(day))


def worker(worker_id: str, day: date = DAY) -> Actor:
    """A worker in person."""
    return Actor(Role.WORKER, "本人", at(day), worker_id)


def settle_people(store: Store, n: int = 4, **facts: object) -> list[str]:
    """People of the registry who may learn something; facts not named are usual."""
    people = [f"W{i}" for i in range(n)]
    with transaction(store) as db:
        for i, worker_id in enumerate(people):
            row = _person(i, worker_id) | facts
            db.execute(sa.insert(workers), kept_workers(store.vault, [row], at()))
            known = {c.name: _text(row.get(c.name)) for c in FACT_COLUMNS}
            version = {"worker_id": worker_id, "revision": 1, "content": i, "source": "test"}
            db.execute(sa.insert(worker_versions).values(**known, **version, recorded_at=at()))
    return people


def _person(i: int, worker_id: str) -> dict[str, object]:
    return registry_row(
        worker_id=worker_id,
        id_number=id_number(sequence=2 * i + 1),
        name="测试" + "甲乙丙丁戊己庚辛壬癸"[i % 10],
        phone=f"1380000{i:04d}",
        household_id=f"H{i}",
        certificates=[],
        training_wish=WELDER,
    )


def _text(value: object) -> object:
    return ";".join(value) if isinstance(value, list) else value


def fund(**facts: object) -> Fund:
    """A fund with enough for everything."""
    usual = Fund("F1", "职业技能提升专账", "special_account", 2026, 100_000_000, at(), "经办甲")
    return replace(usual, **facts)  # type: ignore[arg-type]


def plan(**facts: object) -> Plan:
    """A named batch of face-value vouchers for welders; facts not named are usual."""
    usual = Plan(
        batch_id="B1",
        fund_id="F1",
        title="焊工四级培训券",
        region="140900",
        occupation=WELDER,
        level="4",
        value_kind="face",
        scope="named",
        value_fen=100_000,
        quantity=0,
        claim_by=DAY + timedelta(days=90),
        valid_until=DAY + timedelta(days=365),
        roster=("W0",),
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


def training_class(**facts: object) -> TrainingClass:
    """A filed class for welders that begins in a week; facts not named are usual."""
    usual = TrainingClass(
        class_id="C1",
        programme_id=None,
        title="焊工四级一班",
        institution="忻州测试技工学校",
        region="140902",
        place="忻府区和平路1号",
        occupation=WELDER,
        level="4",
        filed_no="忻训备2026001",
        filed_on=DAY - timedelta(days=5),
        seats=2,
        starts_on=DAY + timedelta(days=7),
        ends_on=DAY + timedelta(days=16),
        hours_total=80,
        fee_fen=180_000,
        trainers=("T01",),
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


def with_batch(db: Connection, **facts: object) -> Batch:
    """A published batch with its fund; facts not named are usual."""
    if batches.find_fund(db, "F1") is None:
        issuing.open_fund(db, fund())
    wanted = plan(**facts)
    issuing.draft(db, wanted, staff())
    return issuing.publish(db, wanted.batch_id, second()).batch


def with_class(db: Connection, **facts: object) -> TrainingClass:
    """A filed class with a session a day."""
    filed = file_class(db, training_class(**facts), staff())
    plan_daily(db, filed.class_id)
    return filed


def enrolled(db: Connection, worker_id: str = "W0", voucher_id: str = "B1-00001") -> Enrolment:
    """A worker who claimed a voucher and has a seat with it."""
    claiming.claim(db, voucher_id, worker(worker_id))
    asked = enrolling.ask(db, "C1", worker_id, worker(worker_id), voucher_id=voucher_id)
    return enrolling.confirm(db, asked.enrolment_id, "id_card", staff())


def attended(db: Connection, enrolment: Enrolment, sessions: int = 10) -> Enrolment:
    """The worker comes to the first sessions."""
    for session in training_classes.sessions_of(db, enrolment.class_id)[:sessions]:
        arrival = Arrival(session.session_no, "card")
        enrolment = attending.check_in(db, enrolment.enrolment_id, arrival, staff(session.held_on))
    return enrolment


def certificate(worker_id: str = "W0", day: date = DAY + timedelta(days=30)) -> Certificate:
    """A welder's certificate of the fourth level."""
    return Certificate(f"S{worker_id}-{day}", worker_id, WELDER, "4", day, "忻州测试评价机构", "C1")


def reviewing(db: Connection, worker_id: str = "W0", voucher_id: str = "B1-00001") -> Voucher:
    """The whole way to 审核中."""
    place = attended(db, enrolled(db, worker_id, voucher_id))
    over = DAY + timedelta(days=16)
    attending.finish(db, place.enrolment_id, staff(over))
    attending.record_exam(db, place.enrolment_id, Result(over, passed=True), staff(over))
    issued = over + timedelta(days=14)
    certifying.record_certificate(db, certificate(worker_id, issued), staff(issued))
    return settling.submit(db, voucher_id, staff(issued))


def standing(store: Store, voucher_id: str = "B1-00001") -> Voucher:
    """A voucher as it stands."""
    with reading(store) as db:
        found = vouchers.one(db, voucher_id)
    assert found is not None
    return found


def books(store: Store, batch_id: str = "B1") -> dict[str, int]:
    """What a batch's accounts hold, without the empty ones."""
    with reading(store) as db:
        kept = ledger.kept_balances(db)[batch_id]
    return {name: amount for name, amount in kept.items() if amount}


def check_everything(store: Store) -> None:
    """All that must hold at every moment: books, states, steps, seats."""
    with reading(store) as db:
        kept = ledger.kept_balances(db)
        assert vouchers.steps_out_of_step(db) == ()
        for batch in batches.listed(db):
            _check_batch(db, batch, kept[batch.batch_id])
        taken = training_classes.seats_taken(db)
        assert taken == enrolments.seated(db)


def _check_batch(db: Connection, batch: Batch, kept: dict[str, int]) -> None:
    four = ("reserved", "committed", "settled", "released")
    assert sum(kept[name] for name in four) == kept["budget"] == batch.budget_fen
    added = ledger.balances_of_batch(db, batch.batch_id)
    assert {name: added.get(name, 0) for name in (*four, "receivable")} == {
        name: kept[name] for name in (*four, "receivable")
    }
    assert -added.get("budget", 0) == kept["budget"]
    own = ledger.balances_of_vouchers(db, batch.batch_id)
    open_keys = []
    for voucher in vouchers.of_batch(db, batch.batch_id):
        assert agrees(voucher, own.get(voucher.voucher_id, {})), voucher
        _check_steps(db, voucher)
        if voucher.worker_id and voucher.state not in CLOSED_STATES:
            open_keys.append((voucher.worker_id, voucher.occupation, voucher.level))
    assert len(open_keys) == len(set(open_keys))


def _check_steps(db: Connection, voucher: Voucher) -> None:
    events = vouchers.events_of(db, voucher.voucher_id)
    assert [e.seq for e in events] == list(range(1, voucher.n_events + 1))
    before = State.DRAFT.value
    for event in events:
        row = TABLE[State(event.from_state), Event(event.event)]
        assert event.from_state == before
        assert row.target is None or row.target == event.to_state
        assert Role(event.role) in row.by
        before = event.to_state
    assert before == voucher.state
