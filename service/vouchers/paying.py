"""What can be done about recommended courses now: the next class with a free seat, the voucher that pays."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from data.records import batches, training_classes, vouchers
from data.records.batches import Batch
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import Role, State
from service.api.ahead_forms import NextClass, PayingVoucher
from service.api.offers import ProgrammeMatch
from service.clock import local_day
from service.vouchers import claiming
from service.vouchers.steps import Actor

Trade = tuple[str, str]
"""Occupation and level: a voucher pays for classes of its own, and for no others."""

UNUSED = (State.ISSUED, State.CLAIMED)


def with_ahead(
    db: Connection, worker_id: str | None, shown: Sequence[ProgrammeMatch], now: datetime
) -> list[ProgrammeMatch]:
    """The courses with their next class and what pays for it; in a list that looks at nobody no voucher."""
    today = local_day(now)
    classes = training_classes.next_of(db, today, [m.programme.programme_id for m in shown])
    paying = _paying(db, worker_id, list(classes.values()), now) if worker_id else {}
    return [
        match.model_copy(update=_ahead(classes.get(match.programme.programme_id), paying))
        for match in shown
    ]


def _ahead(chosen: TrainingClass | None, paying: Mapping[str, PayingVoucher]) -> dict[str, object]:
    if chosen is None:
        return {}
    following = NextClass(
        class_id=chosen.class_id,
        title=chosen.title,
        place=chosen.place,
        starts_on=chosen.starts_on,
        ends_on=chosen.ends_on,
        seats_free=chosen.seats - chosen.seats_taken,
    )
    return {"next_class": following, "voucher": paying.get(chosen.class_id)}


def _paying(
    db: Connection, worker_id: str, classes: Sequence[TrainingClass], now: datetime
) -> dict[str, PayingVoucher]:
    """By class what pays for it: a voucher in hand before one to be claimed."""
    trades = frozenset((c.occupation, c.level) for c in classes)
    if not trades:
        return {}
    today = local_day(now)
    found: dict[str, PayingVoucher] = {}
    for voucher in vouchers.of_worker(db, worker_id):
        if _usable(voucher, today):
            batch = batches.one(db, voucher.batch_id)
            for chosen in classes:
                if batch is not None and _pays(batch, chosen):
                    found.setdefault(chosen.class_id, _in_hand(batch, voucher))
    actor = Actor(Role.WORKER, "本人", now, worker_id)
    for pool in claiming.pools(db, actor, of=trades):
        for chosen in classes:
            if pool.refusal is None and _pays(pool.batch, chosen):
                found.setdefault(chosen.class_id, _to_claim(pool.batch))
    return found


def _usable(voucher: Voucher, today: date) -> bool:
    """Whether it can still be used; one not claimed in time is lost, also before the night writes it off."""
    last = voucher.claim_by if voucher.state == State.ISSUED else voucher.valid_until
    return voucher.state in UNUSED and last >= today


def _pays(batch: Batch, chosen: TrainingClass) -> bool:
    """Whether a batch's vouchers are for this class: trade, level, and the institution where it names some."""
    same = (batch.occupation, batch.level) == (chosen.occupation, chosen.level)
    in_time = chosen.starts_on <= batch.valid_until
    return same and in_time and (not batch.institutions or chosen.institution in batch.institutions)


def _in_hand(batch: Batch, voucher: Voucher) -> PayingVoucher:
    claimed = voucher.state == State.CLAIMED
    until = voucher.valid_until if claimed else voucher.claim_by
    said = "待使用" if claimed else "待本人领取"
    within = f"{until}前有效" if claimed else f"须在{until}前领取"
    does = f"可以直接用来报名，{until}前有效" if claimed else f"领取后可用来报名，请在{until}前领取"
    return PayingVoucher(
        batch_id=batch.batch_id,
        voucher_id=voucher.voucher_id,
        title=batch.title,
        value_fen=voucher.value_fen,
        until=until,
        counselor=f"名下有“{batch.title}”{said}，面值{_yuan(voucher.value_fen)}，{within}。",
        worker=f"您有一张“{batch.title}”（{_yuan(voucher.value_fen)}），{does}。",
    )


def _to_claim(batch: Batch) -> PayingVoucher:
    value, until = _yuan(batch.value_fen), batch.claim_by
    return PayingVoucher(
        batch_id=batch.batch_id,
        voucher_id=None,
        title=batch.title,
        value_fen=batch.value_fen,
        until=until,
        counselor=f"可申领“{batch.title}”，面值{value}，须本人在{until}前领取。",
        worker=f"您可以领“{batch.title}”（{value}）来抵学费，请在{until}前本人领取。",
    )


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}".removesuffix(".00") + "元"
