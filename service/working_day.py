"""Use case: what a counselor's day asks for, in order, with counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.codes.law.tags import TAG_NAMES
from data.codes.workdays import add_workdays
from data.records import (
    applications,
    caseload_lists,
    helping,
    own_requests,
    recognition,
    rules,
    tags,
    waiting,
)
from data.records.caseload_lists import Listed, Sort, Wanted
from data.records.recognition import Case
from data.records.waiting import Waiting
from data.store import Connection
from service.assistance.case_shaping import category_name
from service.clock import local_day
from service.errors import NotFound
from service.me.asking import KINDS as OWN_REQUESTS
from service.vouchers import piles
from service.vouchers.piles import LAPSE_DAYS

HIGH = 50.0
"""From here on a new entry is worth a call in its first month; it decides nothing else."""

NEW_DAYS = 30
STALE_DAYS = 180
SILENT_WORKDAYS = 3
SHOWN = 5
COUNTED = 200
CAUSES = {"recognition": "认定后", "placement": "就业后", "training": "培训后"}


@dataclass(frozen=True, slots=True)
class Line:
    """One person to look after: why, and by when or since when."""

    person: Listed
    what: str
    when: str
    late: bool = False
    address: str = ""
    """Where it is worked on; the worker's page unless said."""


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of work: its lines, how many there are in all, and where the whole list is."""

    key: str
    title: str
    why: str
    lines: Sequence[Line]
    n: int
    more: bool
    address: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work as it is looked for."""

    key: str
    title: str
    why: str
    find: Callable[[Connection, date, int], Sequence[Waiting]]
    words: Callable[[Waiting], str]
    when: str
    page: str = ""
    """Where it is worked on, if that is a page of its own."""

    to: str = "/console/people/{worker_id}"
    """Where a line leads, by the worker and what waits."""

    has_end: bool = True
    """Whether its day is one by which it should be done."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of work that is a list of the caseload."""

    key: str
    title: str
    why: str
    query: str
    sort: Sort
    wanted: Callable[[date], Wanted]
    words: Callable[[Listed], str]


LISTS = (
    Listing(
        "new",
        "新登记、就业难度较高",
        f"近{NEW_DAYS}天登记失业、指数{HIGH:.0f}以上：前几周的联系最有用。",
        f"new=1&index={HIGH:.0f}",
        "index",
        lambda today: Wanted(registered_from=today - timedelta(NEW_DAYS), index_from=HIGH),
        lambda person: f"指数 {person.index_value:.0f}",
    ),
    Listing(
        "confirm",
        "法定情形待确认",
        "按登记信息似乎符合就业困难人员情形，本人尚未申请认定。是否认定由人决定。",
        "suggested=1",
        "index",
        lambda _: Wanted(suggested=True),
        lambda person: "、".join(_short(c) for c in (person.suggested or "").split(";") if c),
    ),
)
STALE = Listing(
    "stale",
    "档案久未更新",
    f"{STALE_DAYS}天没有任何更新的登记失业人员：推荐和预检都会失准。",
    "stale=1&sort=stale",
    "stale",
    lambda today: Wanted(known_before=today - timedelta(STALE_DAYS)),
    lambda person: f"{person.valid_on.isoformat()}之后没有更新",
)
KINDS = (
    Kind(
        "requests",
        "本人请求待答复",
        "劳动者在自己的页面上提出、要由人答复的请求。",
        lambda db, _, n: [
            Waiting(r.worker_id, str(r.request_id), r.kind, local_day(r.asked_at))
            for r in own_requests.waiting(db, limit=n)
        ],
        lambda w: OWN_REQUESTS[w.what],
        "提出于",
        page="/console/requests",
        has_end=False,
    ),
    Kind(
        "referrals",
        "介绍后无回音",
        f"介绍超过{SILENT_WORKDAYS}个工作日，单位和本人都没有答复。保留期满后自动结束。",
        lambda db, today, n: waiting.referrals_unanswered(
            db, add_workdays(today, -SILENT_WORKDAYS), limit=n
        ),
        lambda w: w.what,
        "名额保留至",
    ),
    Kind(
        "vouchers",
        "培训券待办",
        f"有疑点待核实的，和{LAPSE_DAYS}天内到期、还没有领取、报班或重考的。",
        piles.for_the_day,
        lambda w: w.what,
        "最迟",
        page="/console/vouchers",
        to="/console/vouchers/{id}",
    ),
    Kind(
        "followups",
        "帮扶回访到期",
        "认定、就业或培训后1、3、6个月的回访。",
        lambda db, today, n: [
            Waiting(f.worker_id, f.followup_id, f.cause, f.due_on)
            for f in helping.due_followups(db, today, n)
        ],
        lambda w: f"{CAUSES[w.what]}回访",
        "应于",
    ),
    Kind(
        "placements",
        "就业回访到期",
        "介绍成功后问一问是否还在岗，满6个月为止。",
        lambda db, today, n: waiting.placements_to_follow(db, today, limit=n),
        lambda w: w.what,
        "应于",
    ),
    Kind(
        "measures",
        "帮扶措施到期",
        "一人一策中答应要做、到了日子的措施。",
        lambda db, today, n: [
            Waiting(m.worker_id, m.measure_id, m.text, m.due_on)
            for m in helping.due_measures(db, today, n)
        ],
        lambda w: w.what,
        "应于",
    ),
    Kind(
        "cases",
        "认定程序到期",
        "下一步到期的认定申请，和到期应复查的认定。",
        lambda db, today, n: [_case(case) for case in recognition.due(db, today, n)],
        lambda w: w.what,
        "应于",
        to="/console/people/{worker_id}/cases/{id}",
    ),
    Kind(
        "applications",
        "政策申请待审核",
        "本人在自己的页面上或在窗口提出、还没有审核的政策申请。由经办以外的另一人审核。",
        lambda db, _, n: _asked_for(db, n),
        lambda w: w.what,
        "申请于",
        page="/console/applications",
        to="/console/applications/{id}",
        has_end=False,
    ),
    Kind(
        "tags",
        "帮扶标注到期复核",
        "优先扶持、重点帮助的标注到了复核日，或本人的认定已经结束：是否保留由人决定。",
        lambda db, today, n: [
            Waiting(t.worker_id, t.tag_id, t.tag, t.review_on) for t in tags.due(db, today, n)
        ],
        lambda w: f"“{TAG_NAMES[w.what]}”标注",
        "复核日",
        to="/console/people/{worker_id}#tags",
    ),
)


def sections(db: Connection, today: date) -> list[Section]:
    """Everything that asks for somebody today, each with its first lines; empty kinds come too."""
    listed = [_listed(db, each, today) for each in LISTS]
    kinds = [_section(db, kind, today, shown=SHOWN) for kind in KINDS]
    return [*listed, *kinds, _listed(db, STALE, today)]


def section(db: Connection, key: str, today: date) -> Section:
    """One kind in full; NotFound where there is no such kind."""
    kind = next((kind for kind in KINDS if kind.key == key), None)
    if kind is None:
        raise NotFound("没有这一类工作。")
    return _section(db, kind, today, shown=COUNTED)


def _short(category: str) -> str:
    """大龄失业人员, without the code that the procedure writes behind it."""
    return category_name(category).partition("（")[0].partition("，")[0]


def _case(case: Case) -> Waiting:
    """A case in force is looked at again on its day; any other waits for its next step."""
    review = case.due_on is None and case.review_on is not None
    words = f"{_short(case.category)}{'认定复查' if review else '申请'}"
    on = case.review_on if review else case.due_on
    return Waiting(case.worker_id, case.case_id, words, on or case.applied_on)


def _asked_for(db: Connection, n: int) -> list[Waiting]:
    """Workers' applications that nobody has decided on, by the policy's name; employers' are no caseload."""
    asked = applications.workers_waiting(db, n)
    names = {p.policy_id: p.name for p in rules.policies(db)} if asked else {}
    return [
        Waiting(a.worker_id, a.application_id, names.get(a.policy_id, a.policy_id), a.applied_on)
        for a in asked
        if a.worker_id is not None
    ]


def _listed(db: Connection, listing: Listing, today: date) -> Section:
    wanted = listing.wanted(today)
    people = caseload_lists.page(db, wanted, listing.sort, limit=SHOWN)
    n = caseload_lists.count(db, wanted) if len(people) == SHOWN else len(people)
    return Section(
        listing.key,
        listing.title,
        listing.why,
        [Line(p, listing.words(p), f"{p.registered_on}登记失业") for p in people],
        min(n, caseload_lists.COUNTED_UP_TO),
        n > caseload_lists.COUNTED_UP_TO,
        f"/console/people?{listing.query}",
    )


def _section(db: Connection, kind: Kind, today: date, *, shown: int) -> Section:
    found = kind.find(db, today, COUNTED + 1)
    people = caseload_lists.some(db, [w.worker_id for w in found[:shown]])
    lines = [
        Line(
            people[w.worker_id],
            kind.words(w),
            f"{kind.when} {w.on}",
            late=kind.has_end and w.on < today,
            address=kind.to.format(worker_id=w.worker_id, id=w.id),
        )
        for w in found[:shown]
        if w.worker_id in people
    ]
    n = min(len(found), COUNTED)
    address = kind.page or f"/console/today/{kind.key}"
    return Section(kind.key, kind.title, kind.why, lines, n, len(found) > COUNTED, address)
