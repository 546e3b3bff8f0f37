"""The one table of what may become of a voucher: from where, by what, to where, if what, by whom, moving what."""

from dataclasses import dataclass

from models.vouchers import guards_claiming as claiming
from models.vouchers import guards_settling as settling
from models.vouchers import guards_training as training
from models.vouchers.guards_claiming import Guard
from models.vouchers.states import Effect, Event, Role, State

BACK = None
"""The target of a thaw: back to where the voucher was frozen."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: every guard must hold, and only these may do it."""

    source: State
    event: Event
    target: State | None
    guards: tuple[Guard, ...]
    by: tuple[Role, ...]
    effect: Effect = Effect.NOTHING


S, E, R, F = State, Event, Role, Effect

ENTITLED = (
    claiming.in_the_registry,
    claiming.meant_for_the_worker,
    claiming.below_the_caps,
    claiming.nothing_excluded,
)
OUT_OF_REACH_OF_FROST = (S.DRAFT, S.SETTLED, S.EXPIRED, S.DROPPED, S.VOIDED, S.CLAWED_BACK)
OPEN = tuple(s for s in State if s not in OUT_OF_REACH_OF_FROST)
FREEZABLE = tuple(s for s in OPEN if s is not S.FROZEN)

WAY = (
    Transition(
        S.DRAFT,
        E.ISSUE,
        S.ISSUED,
        (claiming.second_person, *ENTITLED, claiming.no_other_open),
        (R.SECOND,),
    ),
    Transition(
        S.ISSUED,
        E.CLAIM,
        S.CLAIMED,
        (
            claiming.own_voucher,
            *ENTITLED,
            claiming.no_other_open,
            claiming.before_the_claim_ends,
            claiming.cooled_down,
        ),
        (R.WORKER,),
    ),
    Transition(
        S.CLAIMED,
        E.ENROL,
        S.ENROLLED,
        (
            claiming.still_valid,
            training.class_is_filed,
            training.class_fits,
            training.class_not_begun,
            training.real_name_recorded,
        ),
        (R.STAFF,),
        F.COMMIT,
    ),
    Transition(
        S.ENROLLED,
        E.START,
        S.IN_TRAINING,
        (training.class_begun, training.real_name_recorded),
        (R.STAFF, R.WORKER),
    ),
    Transition(
        S.IN_TRAINING,
        E.COMPLETE,
        S.COMPLETED,
        (training.class_over, training.enough_hours, training.real_name_recorded),
        (R.STAFF,),
    ),
    Transition(
        S.COMPLETED,
        E.CERTIFY,
        S.CERTIFIED,
        (training.certificate_matches, training.real_name_recorded),
        (R.STAFF,),
    ),
    Transition(
        S.CERTIFIED,
        E.SUBMIT,
        S.REVIEWING,
        (training.real_name_recorded, claiming.nothing_excluded),
        (R.STAFF, R.WORKER),
    ),
    Transition(
        S.REVIEWING, E.SEND_BACK, S.CERTIFIED, (settling.reason_given,), (R.STAFF, R.SECOND)
    ),
    Transition(
        S.REVIEWING,
        E.SETTLE,
        S.SETTLED,
        (
            claiming.second_person,
            training.real_name_recorded,
            claiming.nothing_excluded,
            settling.notice_over,
            settling.flags_decided,
            settling.amount_within_value,
            settling.bank_slip_given,
        ),
        (R.SECOND,),
        F.SETTLE,
    ),
)
"""Issued, claimed, used, certified, paid: 发券—培训—持证—兑现."""

BACKWARDS = (
    Transition(S.CLAIMED, E.GIVE_BACK, S.RETURNED, (), (R.WORKER,)),
    Transition(S.ENROLLED, E.GIVE_BACK, S.RETURNED, (), (R.WORKER, R.STAFF), F.UNCOMMIT),
    Transition(
        S.ENROLLED,
        E.MISS,
        S.RETURNED,
        (training.class_over, training.never_came),
        (R.STAFF, R.CLOCK),
        F.UNCOMMIT,
    ),
    Transition(
        S.RETURNED,
        E.RECLAIM,
        S.CLAIMED,
        (claiming.own_voucher, claiming.still_valid, claiming.returns_left),
        (R.WORKER,),
    ),
    Transition(
        S.RETURNED,
        E.RESTORE,
        S.CLAIMED,
        (training.class_was_cancelled, claiming.still_valid),
        (R.STAFF,),
    ),
    Transition(
        S.IN_TRAINING, E.DROP, S.DROPPED, (settling.reason_given,), (R.STAFF, R.WORKER), F.RELEASE
    ),
    Transition(
        S.IN_TRAINING, E.LAPSE, S.DROPPED, (training.long_undone,), (R.STAFF, R.CLOCK), F.RELEASE
    ),
    Transition(S.COMPLETED, E.FAIL, S.FAILED, (training.exam_failed,), (R.STAFF,)),
    Transition(S.FAILED, E.RESIT, S.COMPLETED, (training.resit_allowed,), (R.STAFF,)),
)
"""What goes otherwise, and how it can still go well."""

ENDS = (
    Transition(S.ISSUED, E.EXPIRE, S.EXPIRED, (claiming.claim_time_over,), (R.CLOCK,), F.RELEASE),
    Transition(S.CLAIMED, E.EXPIRE, S.EXPIRED, (claiming.validity_over,), (R.CLOCK,), F.RELEASE),
    Transition(S.RETURNED, E.EXPIRE, S.EXPIRED, (claiming.validity_over,), (R.CLOCK,), F.RELEASE),
    Transition(S.FAILED, E.EXPIRE, S.EXPIRED, (training.resit_time_over,), (R.CLOCK,), F.RELEASE),
    *(
        Transition(s, E.VOID, S.VOIDED, (settling.reason_given,), (R.STAFF,), F.RELEASE)
        for s in OPEN
    ),
    Transition(
        S.SETTLED,
        E.CLAW_BACK,
        S.CLAWED_BACK,
        (settling.somebody_else_paid, settling.reason_given, settling.demanded_within_paid),
        (R.SECOND,),
        F.DEMAND,
    ),
    Transition(
        S.CLAWED_BACK, E.REPAY, S.CLAWED_BACK, (settling.repaid_within_owed,), (R.STAFF,), F.REPAY
    ),
)
"""By time, by a person's decision, and money that comes back."""

FROST = (
    *(
        Transition(
            s,
            E.FREEZE,
            S.FROZEN,
            (settling.somebody_has_it, settling.reason_given, settling.frost_ends),
            (R.STAFF, R.CLOCK),
        )
        for s in FREEZABLE
    ),
    Transition(
        S.FROZEN, E.EXTEND, S.FROZEN, (settling.reason_given, settling.frost_ends), (R.STAFF,)
    ),
    Transition(S.FROZEN, E.CLEAR, BACK, (settling.reason_given,), (R.STAFF,)),
    Transition(S.FROZEN, E.THAW, BACK, (settling.frost_over,), (R.CLOCK,)),
)
"""A frost waits for a person; where nobody decides in time it ends in the worker's favour."""

TRANSITIONS = (*WAY, *BACKWARDS, *ENDS, *FROST)
TABLE = {(t.source, t.event): t for t in TRANSITIONS}
