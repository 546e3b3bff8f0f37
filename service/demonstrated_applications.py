"""Recognition and policy applications of the demonstration: people of one county, each at another step."""

from datetime import date, datetime, time, timedelta

from data.records import caseload_lists
from data.records.caseload_lists import Listed, Wanted
from data.store import Store, reading
from models.law.recognition import Told
from service.api.case_forms import CaseRequest
from service.api.policy_forms import ApplicationDecision, ApplicationRequest
from service.assistance.applications import OWN, Applications
from service.assistance.calculator import Calculator
from service.assistance.recognition import Recognition
from service.clock import XINZHOU

OFFICER, SECOND = "王经办", "赵复核"
KNOWN = timedelta(75)
"""So long ago the registry knew whoever is chosen."""

WAY = (
    ("accept", 1), ("check", 2), ("post", 2), ("close_notice", 13), ("review", 13), ("compare", 14),
    ("recognise", 16), ("notify", 17),
)  # fmt: skip
"""The nine steps after the application, each with how many days later."""

CASES = ((2, 0), (15, 3), (16, 6), (40, 8), (5, 1))
"""How many days ago somebody applied for recognition, and how many steps were taken since."""

POLICIES: tuple[tuple[int, str | None], ...] = (
    (6, None),
    (4, None),
    (1, None),
    (9, "approved"),
    (8, "rejected"),
)
"""How many days ago somebody applied for a policy, and what was decided of it."""

ONE_A_HOUSEHOLD = "D4"

N_PEOPLE = len(CASES) + len(POLICIES)


def add_applications(store: Store, region: str, as_of: date) -> None:
    """Let people of a county have applied, those whom the law may mean; as many as there are."""
    wanted = Wanted(region=region, known_before=as_of - KNOWN, suggested=True)
    with reading(store) as db:
        people = caseload_lists.page(db, wanted, "index", limit=N_PEOPLE)
    for person, (ago, n) in zip(people, CASES, strict=False):
        recognised(store, person.worker_id, category_of(person), as_of, ago=ago, n=n)
    for person, (ago, decision) in zip(people[len(CASES) :], POLICIES, strict=False):
        _applied(store, person.worker_id, as_of - timedelta(ago), decision)


def category_of(person: Listed) -> str:
    """The first category that is suggested; of a household without work only one may apply, so rather another."""
    codes = (person.suggested or "").split(";")
    return next((code for code in codes if code != ONE_A_HOUSEHOLD), "D9")


def recognised(
    store: Store, worker_id: str, category: str, as_of: date, *, ago: int, n: int
) -> None:
    """Lead a case through its first `n` steps, or as far as holidays in the public notice let it come."""
    use, on = Recognition(store), as_of - timedelta(ago)
    said = CaseRequest.model_validate({"category": category, "promised": True})
    case = use.apply(worker_id, said, by=OFFICER, at=_noon(on))
    day = on
    for action, days in WAY[:n]:
        day = max(day, on + timedelta(days))
        if action == "close_notice" and case.notice_until is not None:
            day = max(day, case.notice_until + timedelta(1))
        if day > as_of:
            return
        decides = action == "recognise"
        told = Told(
            day,
            SECOND if decides else OFFICER,
            reason="情况属实（演示）",
            document="演示认定文书1号" if decides else None,
            positive=True,
            officer=OFFICER,
        )
        level = "approve" if decides else "manage"
        case = use.take(case.case_id, action, told, level=level, at=_noon(day))


def _applied(store: Store, worker_id: str, on: date, decision: str | None) -> None:
    """The first policy that the worker may have; nothing where there is none or a rule stands against it."""
    found = Calculator(store).of_worker(worker_id, on).entitlements
    fitting = [e for e in found if e.verdict == "pass" and not e.barred_by]
    if not fitting:
        return
    use, chosen = Applications(store), fitting[0]
    asked = ApplicationRequest(starts_on=None)
    new = use.apply(worker_id, chosen.policy_id, asked, by=OWN, at=_noon(on))
    if decision is None:
        return
    said = ApplicationDecision.model_validate(
        {
            "decision": decision,
            "amount_fen": min(chosen.most_fen or 100_000, 100_000),
            "document": "演示批文1号",
            "reason": "材料齐全（演示）"
            if decision == "approved"
            else "缺材料，补齐后可再申请（演示）",
        }
    )
    use.decide(new.application_id, said, by=SECOND, at=_noon(on + timedelta(2)))


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), XINZHOU)
