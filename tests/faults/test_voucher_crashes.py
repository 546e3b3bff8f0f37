"""Random work on vouchers with crashes between any two writes, on both databases: the books always balance."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest

from data.faults import crash_at
from data.records import batches, enrolments, ledger, training_classes, vouchers
from data.records.enrolments import Enrolment
from data.records.vouchers import Voucher
from data.store import Connection, Store, reading, transaction
from service.errors import Problem
from service.vouchers import (
    attending,
    certifying,
    claiming,
    enrolling,
    expiring,
    freezing,
    issuing,
    looking,
    settling,
)
from service.vouchers.attending import Arrival, Result
from service.vouchers.classes import cancel_class
from service.vouchers.steps import Actor
from tests.service.vouchered import (
    DAY,
    at,
    attended,
    certificate,
    check_everything,
    enrolled,
    fund,
    plan,
    second,
    settle_people,
    staff,
    with_batch,
    with_class,
    worker,
)

pytestmark = pytest.mark.faults

T = TypeVar("T")
N_PEOPLE = 15
Work = Callable[[Connection, random.Random, date], object]


def draft(db: Connection, rng: random.Random, day: date) -> None:
    if len(batches.listed(db)) > 11:
        return
    people = tuple(f"W{i}" for i in range(N_PEOPLE) if rng.random() < 0.7)
    named = bool(people) and rng.random() < 0.7
    wanted = plan(
        batch_id=f"B{rng.randrange(10_000)}",
        scope="named" if named else "open",
        roster=people if named else (),
        quantity=0 if named else rng.randint(1, 3),
        level=rng.choice(("4", "4", "4", "5")),
        value_fen=rng.choice((1, 30_000, 100_000)),
        claim_by=day + timedelta(days=rng.randint(10, 40)),
        valid_until=day + timedelta(days=rng.randint(40, 120)),
    )
    issuing.draft(db, wanted, staff(day))


def publish(db: Connection, rng: random.Random, day: date) -> None:
    by = rng.choice(("复核乙", "复核乙", "经办甲"))
    drafts = [b for b in batches.listed(db, state="draft") if b.claim_by >= day]
    issuing.publish(db, one_of(rng, drafts).batch_id, second(day, by))


def cancel(db: Connection, rng: random.Random, day: date) -> None:
    drafts = batches.listed(db, state="draft")
    issuing.cancel(db, one_of(rng, drafts).batch_id, "填错了", staff(day))


def claim(db: Connection, rng: random.Random, day: date) -> None:
    pools = batches.pools(db, day)
    if pools and rng.random() < 0.2:
        who = worker(f"W{rng.randrange(N_PEOPLE)}", day)
        claiming.claim_from_pool(db, one_of(rng, pools).batch_id, who)
        return
    voucher = a_voucher(db, rng, "issued")
    claiming.claim(db, voucher.voucher_id, likely_owner(rng, voucher, day))


def reclaim(db: Connection, rng: random.Random, day: date) -> None:
    voucher = a_voucher(db, rng, "returned")
    claiming.reclaim(db, voucher.voucher_id, likely_owner(rng, voucher, day))


def ask(db: Connection, rng: random.Random, day: date) -> None:
    voucher = a_voucher(db, rng, "claimed")
    joinable = training_classes.joinable(db, day)
    fitting = [c.class_id for c in joinable if c.level == voucher.level]
    chosen = one_of(rng, fitting) if fitting else a_new_class(db, rng, day, voucher.level)
    if rng.random() < 0.05:
        chosen = one_of(rng, joinable).class_id
    owner = str(voucher.worker_id)
    enrolling.ask(db, chosen, owner, worker(owner, day), voucher_id=voucher.voucher_id)


def a_new_class(db: Connection, rng: random.Random, day: date, level: str) -> str:
    starts = day + timedelta(days=rng.randint(1, 3))
    days = {"starts_on": starts, "ends_on": starts + timedelta(days=1), "hours_total": 16}
    number = f"C{rng.randrange(100_000)}"
    with_class(db, class_id=number, seats=rng.randint(1, 4), level=level, **days)
    return number


def confirm(db: Connection, rng: random.Random, day: date) -> None:
    enrolling.confirm(db, an_enrolment(db, rng, "requested"), "id_card", staff(day))


def leave(db: Connection, rng: random.Random, day: date) -> None:
    act = rng.choice((enrolling.withdraw, enrolling.drop, enrolling.refuse))
    if rng.random() < 0.4:
        act(db, an_enrolment(db, rng, "enrolled"), "有事", staff(day))


def come(db: Connection, rng: random.Random, day: date) -> None:
    arrival = Arrival(rng.randint(1, 2), "card")
    attending.check_in(db, an_enrolment(db, rng, "enrolled"), arrival, staff(day))


def end(db: Connection, rng: random.Random, day: date) -> None:
    attending.finish(db, an_enrolment(db, rng, "enrolled"), staff(day))


def sit(db: Connection, rng: random.Random, day: date) -> None:
    result = Result(day, passed=rng.random() < 0.5)
    attending.record_exam(db, an_enrolment(db, rng, "finished"), result, staff(day))


def certify(db: Connection, rng: random.Random, day: date) -> None:
    voucher = a_voucher(db, rng, "completed")
    proof = replace(certificate(voucher.worker_id or "W0", day), level=voucher.level)
    certifying.record_certificate(db, proof, staff(day))


def submit(db: Connection, rng: random.Random, day: date) -> None:
    settling.submit(db, a_voucher(db, rng, "certified").voucher_id, staff(day))


def pay(db: Connection, rng: random.Random, day: date) -> None:
    act = rng.choice((0, 0, 0, 1, 2, 3))
    amount = rng.choice((1, 20_000, 100_000))
    if act == 0:
        voucher = a_voucher(db, rng, "reviewing")
        settling.settle(db, voucher.voucher_id, min(amount, voucher.value_fen), "回单", second(day))
    elif act == 1:
        voucher_id = a_voucher(db, rng, "settled").voucher_id
        settling.claw_back(db, voucher_id, amount, "重复", second(day, "复核丁"))
    elif act == 2:
        settling.repay(db, a_voucher(db, rng, "clawed_back").voucher_id, amount // 2, staff(day))
    elif rng.random() < 0.3:
        settling.send_back(db, a_voucher(db, rng, "reviewing").voucher_id, "补正", staff(day))


def freeze(db: Connection, rng: random.Random, day: date) -> None:
    until = day + timedelta(days=rng.randint(1, 6))
    frozen = a_voucher(db, rng, "frozen").voucher_id
    act = rng.choice((0, 0, 1, 2))
    if act == 0:
        state = rng.choice(("claimed", "enrolled", "in_training", "completed", "reviewing"))
        freezing.freeze(db, a_voucher(db, rng, state).voucher_id, "核实", until, staff(day))
    elif act == 1:
        freezing.extend(db, frozen, "核实", until, staff(day))
    else:
        freezing.clear(db, frozen, "无事", staff(day))


def look(db: Connection, rng: random.Random, day: date) -> None:
    looking.look(db, a_voucher(db, rng, "in_training").voucher_id, at(day))


def void(db: Connection, rng: random.Random, day: date) -> None:
    if rng.random() < 0.1:
        settling.void(db, a_voucher(db, rng, "claimed").voucher_id, "冒名", staff(day))


def call_off(db: Connection, rng: random.Random, day: date) -> None:
    if rng.random() < 0.3:
        cancel_class(db, one_of(rng, training_classes.joinable(db, day)).class_id, "停", staff(day))


def expire(db: Connection, rng: random.Random, day: date) -> None:
    expiring.expire_some(db, at(day), limit=50)


WORK: tuple[Work, ...] = (
    draft, publish, publish, claim, claim, claim, claim, reclaim,
    ask, ask, ask, confirm, confirm, confirm, confirm, leave, come, come, come, come, come, come,
    end, end, end, sit, certify, certify, submit, submit, pay, pay, pay, freeze, void, call_off,
    expire, cancel, look,
)  # fmt: skip


def test_random_work_with_crashes_keeps_every_promise(store: Store) -> None:
    rng, day = random.Random(1), DAY  # noqa: S311
    settle_people(store, N_PEOPLE)
    with transaction(store) as db:
        issuing.open_fund(db, fund(total_fen=5_000_000))
    for turn in range(600):
        day += timedelta(days=rng.choice((0,) * 13 + (1, 1)))
        work = rng.choice(WORK)
        crash = rng.randint(1, 6) if rng.random() < 0.2 else 10_000
        with crash_at(store, crash):
            try:
                with transaction(store) as db:
                    work(db, rng, day)
            except (Problem, LookupError):
                pass
        if turn % 50 == 0:
            check_everything(store)
    check_everything(store)
    with reading(store) as db:
        steps = {e.event for v in all_vouchers(db) for e in vouchers.events_of(db, v.voucher_id)}
    # Were it to refuse everything it would prove nothing.
    assert {"claim", "enrol", "start", "complete", "certify", "settle", "freeze"} <= steps


LATE = DAY + timedelta(days=40)
OVER = DAY + timedelta(days=16)
LIFE: tuple[Callable[[Connection], object], ...] = (
    lambda db: issuing.open_fund(db, fund()),
    lambda db: issuing.draft(db, plan(roster=("W0", "W1", "W2")), staff()),
    lambda db: issuing.draft(db, plan(batch_id="B2", scope="open", roster=(), quantity=2), staff()),
    lambda db: issuing.publish(db, "B1", second()),
    lambda db: issuing.cancel(db, "B2", "填错了", staff()),
    with_class,
    lambda db: with_class(db, class_id="C2"),
    lambda db: claiming.claim(db, "B1-00001", worker("W0")),
    lambda db: claiming.claim(db, "B1-00002", worker("W1")),
    lambda db: claiming.claim(db, "B1-00003", worker("W2")),
    lambda db: enrolling.ask(db, "C1", "W0", worker("W0"), voucher_id="B1-00001"),
    lambda db: enrolling.ask(db, "C2", "W1", worker("W1"), voucher_id="B1-00002"),
    lambda db: enrolling.ask(db, "C1", "W2", worker("W2"), voucher_id="B1-00003"),
    lambda db: enrolling.confirm(db, 1, "id_card", staff()),
    lambda db: enrolling.confirm(db, 2, "id_card", staff()),
    lambda db: enrolling.confirm(db, 3, "id_card", staff()),
    lambda db: cancel_class(db, "C2", "停", staff()),
    lambda db: enrolling.withdraw(db, 3, "有事", worker("W2")),
    lambda db: attended(db, enrolment_of(db, 1)),
    lambda db: freezing.freeze(db, "B1-00001", "举报", DAY + timedelta(days=10), staff()),
    lambda db: attending.finish(db, 1, staff(OVER)),
    lambda db: freezing.clear(db, "B1-00001", "查无此事", staff(OVER)),
    lambda db: attending.record_exam(db, 1, Result(OVER, passed=False), staff(OVER)),
    lambda db: attending.record_exam(db, 1, Result(OVER, passed=True), staff(OVER)),
    lambda db: certifying.record_certificate(db, certificate("W0", OVER), staff(OVER)),
    lambda db: settling.submit(db, "B1-00001", staff(OVER)),
    lambda db: settling.settle(db, "B1-00001", 90_000, "回单", second(LATE)),
    lambda db: settling.claw_back(db, "B1-00001", 50_000, "重复享受", second(LATE, "复核丁")),
    lambda db: settling.repay(db, "B1-00001", 50_000, staff(LATE)),
    lambda db: settling.void(db, "B1-00002", "冒名", staff(LATE)),
    lambda db: expiring.expire_some(db, at(DAY + timedelta(days=400)), limit=50),
)


def test_a_crash_before_any_write_of_any_step_leaves_nothing_of_it(store: Store) -> None:
    settle_people(store)
    for act in LIFE:
        before, n = picture(store), 0
        while True:
            n += 1
            with crash_at(store, n) as fuse, transaction(store) as db:
                act(db)
            if not fuse.burnt:
                break
            assert picture(store) == before
        assert n > 1
        check_everything(store)
    with reading(store) as db:
        ends = [v.state for v in vouchers.of_batch(db, "B1")]
    assert ends == ["clawed_back", "voided", "expired"]


def test_two_who_want_the_last_seat_do_not_both_get_it(store: Store) -> None:
    settle_people(store, 8)
    people = [f"W{i}" for i in range(8)]
    with transaction(store) as db:
        with_batch(db, roster=tuple(people))
        with_class(db, seats=3)
        asked = [ask_for(db, w, i) for i, w in enumerate(people, start=1)]
    got = at_once([seat(store, number) for number in asked])
    assert got.count("enrolled") == 3
    assert got.count("refused") == 5
    check_everything(store)


def test_one_voucher_at_two_counters_gets_one_seat(store: Store) -> None:
    settle_people(store, 1)
    with transaction(store) as db:
        with_batch(db)
        claiming.claim(db, "B1-00001", worker("W0"))
        for class_id in ("C1", "C2"):
            with_class(db, class_id=class_id)
            enrolling.ask(db, class_id, "W0", worker("W0"), voucher_id="B1-00001")
    assert sorted(at_once([seat(store, 1), seat(store, 2)])) == ["enrolled", "refused"]
    check_everything(store)


def test_a_class_that_somebody_comes_to_just_now_is_not_called_off(store: Store) -> None:
    settle_people(store, 1)
    with transaction(store) as db:
        with_batch(db)
        with_class(db)
        enrolled(db)
    came: list[str] = []

    def call_off() -> None:
        try:
            with transaction(store) as db:
                cancel_class(db, "C1", "人数不足", staff())
        except Problem as refusal:
            came.append(str(refusal))

    meanwhile = threading.Thread(target=call_off)
    with transaction(store) as db:
        attending.check_in(db, 1, Arrival(1, "card"), staff(DAY + timedelta(days=7)))
        meanwhile.start()
        meanwhile.join(0.3)
    meanwhile.join()
    assert len(came) == 1
    assert "已有学员上过课" in came[0]
    with reading(store) as db:
        assert enrolment_of(db, 1).state == "enrolled"
    check_everything(store)


def test_one_worker_at_two_counters_claims_once(store: Store) -> None:
    settle_people(store, 1)
    with transaction(store) as db:
        with_batch(db)
        with_batch(db, batch_id="B2", occupation="4-02-02-02")
        with_batch(db, batch_id="B3", occupation="4-07-03-02")
    got = at_once([taking(store, f"B{i}-00001") for i in (1, 2, 3)])
    assert sorted(got) == ["claimed", "refused", "refused"]
    check_everything(store)


def test_a_pool_hands_each_voucher_to_one_person(store: Store) -> None:
    settle_people(store, 6)
    with transaction(store) as db:
        with_batch(db, scope="open", quantity=4, roster=())
    got = at_once([drawing(store, f"W{i}") for i in range(6)])
    assert got.count("refused") == 2
    assert len({g for g in got if g != "refused"}) == 4
    check_everything(store)


def enrolment_of(db: Connection, number: int) -> Enrolment:
    found = enrolments.one(db, number)
    assert found is not None
    return found


def ask_for(db: Connection, worker_id: str, number: int) -> int:
    voucher_id = f"B1-{number:05d}"
    claiming.claim(db, voucher_id, worker(worker_id))
    return enrolling.ask(db, "C1", worker_id, worker(worker_id), voucher_id=voucher_id).enrolment_id


def seat(store: Store, number: int) -> Callable[[], str]:
    def act() -> str:
        with transaction(store) as db:
            return enrolling.confirm(db, number, "id_card", staff()).state

    return act


def taking(store: Store, voucher_id: str) -> Callable[[], str]:
    def act() -> str:
        with transaction(store) as db:
            return claiming.claim(db, voucher_id, worker("W0")).state

    return act


def drawing(store: Store, worker_id: str) -> Callable[[], str]:
    def act() -> str:
        with transaction(store) as db:
            return claiming.claim_from_pool(db, "B1", worker(worker_id)).voucher_id

    return act


def at_once(acts: Sequence[Callable[[], str]]) -> list[str]:
    """Let all begin together and tell what came of each."""
    barrier = threading.Barrier(len(acts))
    results = ["lost"] * len(acts)

    def run(i: int) -> None:
        barrier.wait()
        try:
            results[i] = acts[i]()
        except Problem:
            results[i] = "refused"

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def picture(store: Store) -> object:
    """All that a step may change."""
    with reading(store) as db:
        return (
            batches.listed(db),
            all_vouchers(db),
            ledger.kept_balances(db),
            [ledger.entries_of(db, b.batch_id) for b in batches.listed(db)],
            [enrolments.of_worker(db, f"W{i}") for i in range(4)],
        )


def all_vouchers(db: Connection) -> list[Voucher]:
    return [v for b in batches.listed(db) for v in vouchers.of_batch(db, b.batch_id)]


def a_voucher(db: Connection, rng: random.Random, state: str) -> Voucher:
    """One in a state where there is one, and now and then any at all."""
    every = all_vouchers(db)
    fitting = [v for v in every if v.state == state and (v.worker_id or state == "issued")]
    return one_of(rng, fitting if fitting and rng.random() < 0.9 else every)


def an_enrolment(db: Connection, rng: random.Random, state: str) -> int:
    """One in a state where there is one, and now and then any at all."""
    every = [e for i in range(N_PEOPLE) for e in enrolments.of_worker(db, f"W{i}")]
    fitting = [e for e in every if e.state == state]
    return one_of(rng, fitting[-4:] if fitting and rng.random() < 0.95 else every).enrolment_id


def likely_owner(rng: random.Random, voucher: Voucher, day: date) -> Actor:
    """Whose it is, or now and then somebody else."""
    anybody = f"W{rng.randrange(N_PEOPLE)}"
    owner = voucher.worker_id or anybody
    return worker(owner if rng.random() < 0.8 else anybody, day)


def one_of(rng: random.Random, found: Sequence[T]) -> T:
    """One of what there is; LookupError where there is nothing."""
    if not found:
        raise LookupError
    return found[rng.randrange(len(found))]
