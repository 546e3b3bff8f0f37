"""The rehearsal's calendar: a town founded, its months and days lived through, and everything inspected."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.records import inspection, ledger
from data.store import Store, reading
from service.advising import Advisor
from service.assistance.desk import assistance_over
from service.batch.day import score_day
from service.config import Settings
from service.days import Days
from service.demo import noon
from service.referrals.consenting import Consents
from service.referrals.employers import Employers
from service.referrals.referring import Referrals
from service.simulation.assisting import Helpers
from service.simulation.chance import Chance
from service.simulation.checking import HELD, violations
from service.simulation.faults import Trials
from service.simulation.learning import Learners
from service.simulation.schooling import School
from service.simulation.telling import Post, Unsteady
from service.simulation.town import Town
from service.simulation.working import Seekers

Report = Callable[[int, int, str], None]
VOUCHER_STAGES = ("issued", "claimed", "in_training", "certified", "settled")
TOP = 12


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is rehearsed: how many people, from which day, for how long, with which chance and how many crashes."""

    seed: int
    people: int = 5_000
    first: date = date(2026, 1, 1)
    days: int = 365
    crash_rate: float = 0.01


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of it; `violations` must be empty, `fingerprint` is the same for the same rehearsal."""

    funnel: Mapping[str, int]
    books: Mapping[str, int]
    messages: Mapping[str, int]
    done: Mapping[str, int]
    refused: Mapping[str, int]
    crashes: int
    violations: tuple[str, ...]
    fingerprint: str
    seconds: float


def rehearse(config: Settings, store: Store, plan: Rehearsal, report: Report) -> Lived:
    """Live through the days; the store has to be empty."""
    began = time.perf_counter()
    town = _Town.founded(config, store, plan)
    for n in range(plan.days):
        on = plan.first + timedelta(days=n)
        report(n, plan.days, f"{on:%Y-%m}")
        town.live(on)
    return _inspected(town, time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class _Town:
    """Everybody who does something."""

    town: Town
    trials: Trials
    school: School
    learners: Learners
    seekers: Seekers
    helpers: Helpers
    post: Post

    @classmethod
    def founded(cls, config: Settings, store: Store, plan: Rehearsal) -> "_Town":
        chance = Chance(plan.seed)
        town = Town(config, store, chance, plan.people)
        trials = Trials(store, chance, plan.crash_rate)
        days = Days(store, config.bundles, config.scores, config.referrals_per_opening)
        advisor = Advisor(store, days)
        school = School(town, trials)
        seekers = Seekers(
            town,
            trials,
            advisor,
            Referrals(store, advisor, config),
            Consents(store),
            Employers(store, config),
        )
        helpers = Helpers(town, trials, assistance_over(store, advisor))
        post = Post(town, days, chance, Unsteady(chance), noon(plan.first))
        town.found(plan.first)
        school.open_fund(plan.first)
        post.first_choices(plan.first)
        learners = Learners(town, trials, school)
        return cls(town, trials, school, learners, seekers, helpers, post)

    def live(self, on: date) -> None:
        """One day; on the first of a month the registry's news, new offers, and the night's places."""
        if on.month == on.day == 1 and on != self.post.now.date():
            self.school.open_fund(on)
        if on.day == 1:
            self.town.hear(on)
            self.town.report(on)
            self.town.offer(on)
            self.school.plan_month(on)
            score_day(self.town.config, self.town.store, on, processes=1, report=_quiet)
            self.helpers.month(on)
        self.school.day(on)
        self.learners.day(on)
        self.seekers.day(on)
        self.helpers.day(on)
        self.post.day(on)


def _inspected(lived: _Town, seconds: float) -> Lived:
    trials, config = lived.trials, lived.town.config
    with reading(lived.town.store) as db:
        funnel = {state: inspection.vouchers_that_came_to(db, state) for state in VOUCHER_STAGES}
        funnel["placed"] = inspection.learners_at_work(db)
        books: Counter[str] = Counter()
        for balances in ledger.kept_balances(db).values():
            books.update({name: balances[name] for name in ("budget", *HELD)})
        return Lived(
            funnel=funnel,
            books=dict(books),
            messages=inspection.fates(db),
            done=dict(sorted(trials.done.items())),
            refused=dict(trials.refused.most_common(TOP)),
            crashes=trials.crashes,
            violations=violations(db, config.referrals_per_opening),
            fingerprint=inspection.fingerprint(db),
            seconds=round(seconds, 1),
        )


def _quiet(done: int, total: int, step: str) -> None:
    del done, total, step
