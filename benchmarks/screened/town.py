"""A small seeded demonstration with accounts, referrals, plans and vouchers, for pictures of every page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from data.opening import open_with_keys
from data.records import accounts, caseload_lists
from data.records.accounts import Post
from data.records.audit import Act
from data.records.caseload_lists import Wanted
from data.store import Store, reading, transaction
from service.access import second_person
from service.access.passwords import hashed
from service.access.roles import caller_of
from service.access.sessions import open_staff_session, open_worker_session
from service.api.case_forms import CaseRequest, ContactRequest, MeasureRequest
from service.api.guard import Parts
from service.api.policy_forms import ApplicationRequest
from service.api.referral_forms import ReferRequest
from service.app import assemble
from service.auditing import written_down
from service.batch.score import Scored
from service.config import Settings
from service.demo import Demo, chosen, run_demo

AS_OF = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Midday in Xinzhou."""

ROLES = (
    "township_clerk", "counselor", "county_supervisor", "city_analyst", "data_officer", "operator",
    "security_administrator", "auditor",
)  # fmt: skip
NAMES = ("李经办", "王秀兰", "赵主管", "钱分析", "孙数据", "周运维", "吴安全", "郑审计")
COUNTY, TOWN = "140902", "140902001"


@dataclass(frozen=True, slots=True)
class Town:
    """The demonstration as it stands: where it lies, and whose pages are worth a picture."""

    settings: Settings
    store: Store
    worker_id: str
    vacancy_id: str
    programme_id: str


def settle(home: Path, *, people: int, vacancies: int) -> Town:
    """Make the demonstration, or open the one that lies there."""
    url = f"sqlite:///{home / 'songgang.db'}"
    config = Settings(home=home, database_url=url)
    fresh = not (home / "songgang.db").exists()
    home.mkdir(parents=True, exist_ok=True)
    store = open_with_keys(url, config.keys, cipher=config.cipher, now=NOW - timedelta(30))
    if fresh:
        run_demo(config, store, Demo(people, vacancies, 7, AS_OF), lambda *_: None)
        _accounts(store)
        _wishes(store)
        _act(assemble(config, store, lambda: NOW), store, _worth_a_picture(config))
    who = _worth_a_picture(config)
    parts = assemble(config, store, lambda: NOW)
    offers = parts.advisor.everything(who, NOW, limit=3, courses=1)
    return Town(
        config,
        store,
        who,
        offers.vacancies.vacancies[0].vacancy.vacancy_id,
        offers.programmes.programmes[0].programme.programme_id,
    )


@cache
def staff_session(store: Store, role: str) -> str:
    """The text of a session of somebody with this role, as if the second factor had been shown."""
    account_id = f"u-{role}"
    with transaction(store) as db:
        return open_staff_session(db, account_id, NOW, proved=True)


def worker_session(store: Store, worker_id: str) -> str:
    """The text of a worker's own session."""
    with transaction(store) as db:
        return open_worker_session(db, worker_id, NOW)


def _worth_a_picture(config: Settings) -> str:
    folder = config.scores / AS_OF.isoformat()
    return chosen(Scored(folder, 0, 0, 0))


def _accounts(store: Store) -> None:
    password = hashed("Kite-lamp-三月7")
    for role, name in zip(ROLES, NAMES, strict=True):
        post = Post(role, *_home(role))
        account_id = f"u-{role}"
        with transaction(store) as db:
            accounts.add(
                db,
                account_id,
                role.replace("_", "-"),
                name=name,
                post=post,
                password_hash=password,
                must_change=False,
                at=NOW,
            )
            accounts.offer_second_factor(db, account_id, "JBSWY3DPEHPK3PXP")
            accounts.prove_second_factor(db, account_id, NOW)


def _wishes(store: Store) -> None:
    """One administrator asked for what another has to agree to, and an import left its traces."""
    with transaction(store) as db:
        accounts.add(
            db,
            "u-second",
            "second",
            name="冯安全",
            post=Post("security_administrator"),
            password_hash=hashed("Kite-lamp-三月7"),
            must_change=False,
            at=NOW,
        )
        account = accounts.find(db, "u-second")
        asking = caller_of(account) if account else None
        if asking:
            second_person.ask_account(db, "qian", "钱审计", "auditor", by=asking, at=NOW)
    act = Act("account:u-data_officer", "imported", "import:workers", facts={"errand": "e7"})
    with written_down(store, act, lambda: NOW):
        pass


def _home(role: str) -> tuple[str | None, str | None]:
    if role == "township_clerk":
        return COUNTY, TOWN
    return (COUNTY, None) if role == "county_supervisor" else (None, None)


def _act(parts: Parts, store: Store, worker_id: str) -> None:
    """Let something have happened: referrals of some days ago, plans that are due, contacts."""
    with reading(store) as db:
        people = caseload_lists.page(db, Wanted(), "index", limit=30)
    early = NOW - timedelta(9)
    mine = parts.advisor.vacancies_for(worker_id, early, limit=3).vacancies
    asked = ReferRequest(recommendation_id=mine[-1].recommendation_id)
    parts.referrals.refer(asked, by="王秀兰", at=early)
    _help(parts, worker_id, early)
    hard = CaseRequest(category="D7", promised=True)
    parts.assistance.recognition.apply(worker_id, hard, by="王秀兰", at=early)
    loan = ApplicationRequest(starts_on=None)
    parts.assistance.applications.apply(worker_id, "P13", loan, by="王秀兰", at=early)
    for n, person in enumerate(people):
        shown = parts.advisor.vacancies_for(person.worker_id, early, limit=1)
        if shown.personalised and shown.vacancies and n % 2 == 0:
            asked = ReferRequest(recommendation_id=shown.vacancies[0].recommendation_id)
            parts.referrals.refer(asked, by="王秀兰", at=early)
        if n % 7 == 0:
            own = "想学电焊，家里有老人，能不能晚上上课？"
            parts.own.requests.ask(person.worker_id, "person", own, now=early)
        if n % 3 == 0:
            _help(parts, person.worker_id, early)


def _help(parts: Parts, worker_id: str, at: datetime) -> None:
    about = "愿意到本县的工厂上班，家里老人要照看，不上夜班。"
    said = ContactRequest(channel="phone", outcome="reached", about=about)
    parts.assistance.helping.contact(worker_id, said, by="王秀兰", at=at)
    due_on = AS_OF - timedelta(1)
    plan = MeasureRequest(kind="guidance", text="陪同到单位面谈一次", due_on=due_on)
    parts.assistance.helping.plan(worker_id, plan, by="王秀兰", at=at)
