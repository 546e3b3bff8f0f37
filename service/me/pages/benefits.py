"""Pages of vouchers, classes and policies: what can be had, and taking it."""

from collections.abc import Callable

from flask import Response

from data.records import applications, enrolments, training_classes, vouchers
from data.records.applications import Application
from data.store import Connection, reading, transaction
from models.vouchers.states import State
from service.api.actors import own
from service.api.guard import own_id, parts
from service.api.policy_forms import ApplicationRequest, EntitlementForm
from service.assistance.applications import OWN
from service.assistance.calculator import rule_of
from service.assistance.shaping import STATE_NAMES
from service.errors import NotFound
from service.me.pages.sheet import back, form, pages, show
from service.vouchers import claiming, enrolling, shaping, training_shaping

CLASSES = 10
WITHDRAWN = "本人在自己的页面上退出"
AGAIN = (None, STATE_NAMES["withdrawn"])
"""How an application may stand where the worker may ask for the policy: there is none, or none any more."""

TAKEN_BACK = "本人在自己的页面上撤回"
ORDER = ("pass", "unknown", "fail")


@pages.get("/vouchers", endpoint="vouchers")
def my_vouchers() -> Response:
    """One's vouchers, and what can be claimed."""
    with reading(parts().store) as db:
        mine = [shaping.voucher_form(v) for v in vouchers.of_worker(db, own_id())]
        pools = [training_shaping.pool_form(p) for p in claiming.pools(db, own())]
        held = [_seat(db, e) for e in enrolments.of_worker(db, own_id())]
    return show("vouchers", vouchers=mine, pools=pools, seats=held)


@pages.get("/vouchers/<voucher_id>")
def voucher(voucher_id: str) -> Response:
    """One voucher: how it stands, what happened, and the classes it opens."""
    with reading(parts().store) as db:
        found = vouchers.one(db, voucher_id)
        if found is None or found.worker_id != own_id():
            raise NotFound("本人没有这张培训券。")
        detail = shaping.own_detail(db, found)
        classes = []
        if found.state == State.CLAIMED:
            joinable = training_classes.joinable(
                db, parts().today(), occupation=found.occupation, limit=CLASSES
            )
            classes = [training_shaping.class_form(c) for c in joinable if c.level == found.level]
    return show("voucher", voucher=detail, classes=classes)


@pages.post("/vouchers/<voucher_id>/claim")
def claim(voucher_id: str) -> Response:
    """Claim a voucher made out to the worker, in person."""
    _do(lambda db: claiming.claim(db, voucher_id, own()))
    return back("voucher", "claimed", voucher_id=voucher_id)


@pages.post("/voucher-batches/<batch_id>/claim")
def claim_from_pool(batch_id: str) -> Response:
    """Claim one of a batch that waits for whoever is entitled."""
    _do(lambda db: claiming.claim_from_pool(db, batch_id, own()))
    return back("vouchers", "claimed")


@pages.post("/vouchers/<voucher_id>/give-back")
def give_back(voucher_id: str) -> Response:
    """Give up a voucher that is not in use."""
    _do(lambda db: claiming.give_back(db, voucher_id, own()))
    return back("vouchers", "given_back")


@pages.post("/vouchers/<voucher_id>/reclaim")
def reclaim(voucher_id: str) -> Response:
    """Take up again what was given back."""
    _do(lambda db: claiming.reclaim(db, voucher_id, own()))
    return back("voucher", "claimed", voucher_id=voucher_id)


@pages.post("/vouchers/<voucher_id>/enrol")
def enrol(voucher_id: str) -> Response:
    """Ask for a seat in a class with a voucher."""
    class_id = form("class_id")
    _do(lambda db: enrolling.ask(db, class_id, own_id(), own(), voucher_id=voucher_id))
    return back("vouchers", "enrolled")


@pages.post("/enrolments/<int:enrolment_id>/withdraw")
def withdraw(enrolment_id: int) -> Response:
    """Give up a seat before the first session."""
    _do(lambda db: enrolling.withdraw(db, enrolment_id, WITHDRAWN, own()))
    return back("vouchers", "withdrawn")


@pages.get("/policies")
def policies() -> Response:
    """What the worker may have, what is not sure yet, and what was asked for."""
    found = parts().assistance.calculator.of_worker(own_id(), parts().today(), staff=False)
    ranked = sorted(found.entitlements, key=lambda e: ORDER.index(e.verdict))
    asked_for = parts().assistance.applications.of_worker(own_id(), staff=False).applications
    cases = parts().assistance.recognition.of_worker(own_id(), parts().today(), staff=False).cases
    return show(
        "policies",
        found=found,
        entitlements=ranked,
        may_apply=_may_apply,
        waiting={a.policy_id for a in asked_for if a.state == "applied"},
        cases=cases,
        asked_for=asked_for,
        names=_names(),
    )


@pages.post("/policies/<policy_id>/apply")
def apply(policy_id: str) -> Response:
    """Ask for a policy; a second person at the office decides."""
    asked = ApplicationRequest(occupation=None, starts_on=None)
    use = parts().assistance.applications
    use.apply(own_id(), policy_id, asked, by=OWN, at=parts().clock())
    return back("policies", "applied_policy")


@pages.post("/policies/<policy_id>/take-back")
def take_back_application(policy_id: str) -> Response:
    """Take back what was asked for and nobody has decided yet; NotFound where there is no such thing."""
    mine = [asked for asked in _waiting() if asked.policy_id == policy_id]
    if not mine:
        raise NotFound("没有等待审核的申请，可能已经审核过了。")
    use, now = parts().assistance.applications, parts().clock()
    for asked in mine:
        use.withdraw(asked.application_id, TAKEN_BACK, by=OWN, at=now, own=own_id())
    return back("policies", "policy_taken_back")


def _names() -> dict[str, str]:
    """What each application is for, by its id, also where the policy has lapsed."""
    with reading(parts().store) as db:
        mine = applications.of_worker(db, own_id())
        return {asked.application_id: rule_of(db, asked).name for asked in mine}


def _waiting() -> list[Application]:
    with reading(parts().store) as db:
        return [a for a in applications.of_worker(db, own_id()) if a.state == "applied"]


def _may_apply(found: EntitlementForm) -> bool:
    return found.verdict == "pass" and found.taken in AGAIN and not found.barred_by


def _seat(db: Connection, held: enrolments.Enrolment) -> dict[str, object]:
    chosen = training_classes.one(db, held.class_id)
    return {
        "seat": training_shaping.enrolment_form(held),
        "class": training_shaping.class_form(chosen) if chosen else None,
    }


def _do(act: Callable[[Connection], object]) -> None:
    with transaction(parts().store) as db:
        act(db)
