"""The hard rules: which vacancies are open to a worker, each with its sentence, its law and its count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.matching import details
from models.matching.columns import Bools, Ints, having
from models.matching.market import Market
from models.matching.match import NearMiss, Refusal
from models.matching.seekers import UNKNOWN_PLACE, Seekers

Test = Callable[[Seekers, int, Market], Bools]
Detail = Callable[[Seekers, int, Market, int], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule in force since a day (None: always): `test` says for one worker which vacancies pass.

    The docstring of `test` is the public sentence: Chinese in its first line, English in its second.
    """

    name: str
    since: date | None
    law: str
    test: Test
    detail: Detail

    @property
    def sentence(self) -> str:
        """The rule in one Chinese sentence."""
        return (self.test.__doc__ or "").strip().splitlines()[0]

    @property
    def english(self) -> str:
        """The rule in one English sentence."""
        return (self.test.__doc__ or "").strip().splitlines()[-1].strip()


def vacancy_open(_s: Seekers, _i: int, m: Market) -> Bools:
    """岗位须仍在招聘、未过截止日期且还有名额。

    The vacancy is open, not past its last day, and has a place left.
    """
    return m.open


def lawful_posting(_s: Seekers, _i: int, m: Market) -> Bools:
    """招聘信息含有违法限制的岗位，在单位改正之前不予推荐。

    A posting with unlawful demands is kept out until the employer corrects it.
    """
    return m.lawful


def employer_in_good_standing(_s: Seekers, _i: int, m: Market) -> Bools:
    """用人单位在欠薪、失信等公布名单上期间，其岗位不予推荐，移出后自动恢复。

    While an employer is on a public list of unpaid wages, bad faith or the like, its posts are kept out.
    """
    return m.trusted


def within_reach(s: Seekers, i: int, m: Market) -> Bools:
    """工作地点须在劳动者愿意前往的范围之内；地点未写明的先不排除。

    The work place lies within how far the worker is willing to go; an unknown place passes.
    """
    classes = s.classes[s.home[i], m.place]
    return np.asarray((classes <= s.reach[i]) | (classes == UNKNOWN_PLACE))


def papers_held(s: Seekers, i: int, m: Market) -> Bools:
    """岗位必备的证书、驾照和上岗证，劳动者须已持有（高级别含低级别）。

    The worker holds every licence and certificate the post demands; a higher one includes the lower.
    """
    return ~having(m.papers, ~s.papers[i])


def educated(s: Seekers, i: int, m: Market) -> Bools:
    """劳动者的文化程度须不低于岗位的最低要求；学历未登记的先不排除。

    The worker's education is not below what the post demands; unregistered education passes.
    """
    return np.asarray((m.min_education <= s.education[i]) | bool(s.education[i] < 0))


def of_lawful_age(s: Seekers, i: int, m: Market) -> Bools:
    """年龄只按法律规定审查：未满16周岁不得招用，未满18周岁不得从事井下及有害作业。

    Age counts only where law sets it: nobody under 16, and no one under 18 underground or in harmful work.
    """
    return np.asarray((m.min_age <= s.age[i]) | bool(s.age[i] < 0))


def allowed_underground(s: Seekers, i: int, m: Market) -> Bools:
    """法律禁止安排女职工从事矿山井下劳动；这是唯一读取性别的规则。

    Law bars women from work underground in mines; no other rule reads sex.
    """
    return np.asarray(~(m.underground & s.female[i]))


def pays_enough(s: Seekers, i: int, m: Market) -> Bools:
    """岗位月薪上限须达到劳动者期望月薪的九成；任何一方未写明的先不排除。

    The upper end of the wage reaches nine tenths of the wish; an unknown on either side passes.
    """
    return np.asarray((m.ceiling >= s.floor[i]) | (m.ceiling < 0))


def hours_suit(s: Seekers, i: int, m: Market) -> Bools:
    """岗位工时须与劳动者可工作的时间相合；任何一方不限或未写明的都算相合。

    The working hours agree with when the worker can work; open or unknown on either side agrees.
    """
    return np.asarray((m.hours & s.hours[i]) > 0)


def not_ruled_out(s: Seekers, i: int, m: Market) -> Bools:
    """劳动者本人说过不去的职业、单位、地点和班次不再推荐，本人随时可以改。

    Nothing of an occupation, employer, place or shift that the worker has ruled out, until that is taken back.
    """
    out = s.unwanted.of(i)
    if not len(out):
        return np.ones(len(m), np.bool_)
    return np.asarray(~np.isin(m.traits, out).any(axis=1))


RULES: tuple[Rule, ...] = (
    Rule(
        "vacancy_open",
        date(2018, 10, 1),
        "人力资源市场暂行条例第二十四条",
        vacancy_open,
        details.closed_detail,
    ),
    Rule(
        "lawful_posting",
        date(2008, 1, 1),
        "就业促进法第三条",
        lawful_posting,
        details.unlawful_detail,
    ),
    Rule(
        "employer_in_good_standing",
        date(2020, 5, 1),
        "保障农民工工资支付条例等（各名单的依据见单位名单，尚待核实）",
        employer_in_good_standing,
        details.listed_detail,
    ),
    Rule("within_reach", None, "劳动者本人意愿", within_reach, details.reach_detail),
    Rule(
        "papers_held",
        date(2022, 5, 1),
        "职业教育法第十一条",
        papers_held,
        details.papers_detail,
    ),
    Rule("educated", None, "用人单位招聘条件", educated, details.education_detail),
    Rule(
        "of_lawful_age",
        date(1995, 1, 1),
        "劳动法第十五条、第六十四条",
        of_lawful_age,
        details.age_detail,
    ),
    Rule(
        "allowed_underground",
        date(2012, 4, 28),
        "女职工劳动保护特别规定附录",
        allowed_underground,
        details.underground_detail,
    ),
    Rule("pays_enough", None, "劳动者本人意愿", pays_enough, details.wage_detail),
    Rule("hours_suit", None, "劳动者本人意愿", hours_suit, details.hours_detail),
    Rule("not_ruled_out", None, "劳动者本人意愿", not_ruled_out, details.ruled_out_detail),
)


def rules_on(as_of: date) -> tuple[Rule, ...]:
    """The rules in force on a day."""
    return tuple(r for r in RULES if r.since is None or r.since <= as_of)


def passes(s: Seekers, i: int, m: Market) -> dict[str, Bools]:
    """For one worker each rule's verdict on every vacancy, True where it passes."""
    return {r.name: r.test(s, i, m) for r in rules_on(m.as_of)}


def eligible(s: Seekers, i: int, m: Market) -> Bools:
    """Which vacancies every rule lets this worker have."""
    verdicts = passes(s, i, m).values()
    return np.asarray(np.logical_and.reduce(list(verdicts)), np.bool_)


def refusals(s: Seekers, i: int, m: Market, j: int) -> tuple[Refusal, ...]:
    """Every rule that closes vacancy `j` to worker `i`, with the figures of this pair; empty if none."""
    found = [r for r in rules_on(m.as_of) if not r.test(s, i, m)[j]]
    return tuple(Refusal(r.name, r.sentence, r.detail(s, i, m, j)) for r in found)


def near_misses(
    s: Seekers, i: int, m: Market, *, best_first: Ints | None = None, most: int = 10
) -> tuple[NearMiss, ...]:
    """What each rule cost this worker, over all vacancies; `best_first` orders the ones it alone refused."""
    verdicts = passes(s, i, m)
    n_failed = np.sum([~v for v in verdicts.values()], axis=0)
    order = np.arange(len(m)) if best_first is None else best_first
    found = []
    for rule in rules_on(m.as_of):
        refused = ~verdicts[rule.name]
        alone = order[(refused & (n_failed == 1))[order]]
        shown = tuple(m.ids[j] for j in alone[:most])
        found.append(NearMiss(rule.name, rule.sentence, int(refused.sum()), len(alone), shown))
    return tuple(found)
