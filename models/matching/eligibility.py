"""The hard rules: which vacancies are open to a worker, each with its sentence, its law and its count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.schema import HOURS
from models.matching import unwanted, wording
from models.matching.columns import Bools, Ints
from models.matching.linter import unlawful
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
    return np.asarray(((m.papers & ~s.papers[i]) == 0).all(axis=1), np.bool_)


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


def closed_detail(_s: Seekers, _i: int, m: Market, j: int) -> str:
    """Why this vacancy is no longer to be had."""
    row = m.table.slice(j, 1).to_pylist()[0]
    expires = row.get("expires_on")
    if row.get("status") == "closed":
        return "单位已停止招聘。"
    if expires is not None and expires < m.as_of:
        return f"招聘已于{expires:%Y-%m-%d}截止。"
    return "名额已满。"


def unlawful_detail(_s: Seekers, _i: int, m: Market, j: int) -> str:
    """Which words of the posting break which law."""
    row = m.table.slice(j, 1).to_pylist()[0]
    found = unlawful(
        row["title"] or "", row.get("description") or "", underground=bool(m.underground[j])
    )
    return "；".join(f"含{f.kind}“{f.words}”，违反{f.law}" for f in found) + "。"


def reach_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Where the post is and how far the worker goes."""
    place = wording.place_name(m.places[m.place[j]])
    return f"岗位在{place}，劳动者可接受的范围是{wording.REACH_NAMES[s.reach[i]]}。"


def papers_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """The papers demanded that the file does not show."""
    return f"档案中没有登记：{wording.listed(missing_papers(s, i, m, j))}；如已持有请补登。"


def missing_papers(s: Seekers, i: int, m: Market, j: int) -> tuple[str, ...]:
    """The names of the papers this vacancy demands and this worker lacks."""
    return tuple(wording.paper_said(m.paper_codes[b]) for b in bits_of(m.papers[j] & ~s.papers[i]))


def bits_of(words: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> tuple[int, ...]:
    """The numbers of the bits set."""
    return tuple(
        64 * w + b for w, word in enumerate(words) for b in range(64) if int(word) >> b & 1
    )


def education_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Education demanded and held."""
    asked, held = (wording.EDUCATION_NAMES[r] for r in (m.min_education[j], s.education[i]))
    return f"岗位要求{asked}及以上，登记的是{held if s.education[i] else '未上过学或其他'}。"


def age_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """The age law sets and the worker's."""
    return f"法定最低年龄{m.min_age[j]}周岁，劳动者{s.age[i]}周岁。"


def underground_detail(_s: Seekers, _i: int, _m: Market, _j: int) -> str:
    """The law that bars it."""
    return "该岗位为矿山井下劳动，《女职工劳动保护特别规定》附录禁止安排女职工从事。"


def wage_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Offer against wish."""
    wish = wording.yuan(int(s.expected[i]))
    return f"岗位月薪最高{wording.yuan(int(m.ceiling[j]))}，不到期望月薪{wish}的九成。"


def hours_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """Hours offered against hours possible."""
    return f"岗位为{hours_name(int(m.hours[j]))}，劳动者可工作时间为{hours_name(int(s.hours[i]))}。"


def hours_name(mask: int) -> str:
    """Hours as a person says them."""
    return "、".join(
        wording.HOURS_NAMES[h] for b, h in enumerate(HOURS) if h != "any" and mask >> b & 1
    )


def ruled_out_detail(s: Seekers, i: int, m: Market, j: int) -> str:
    """What of the vacancy the worker has ruled out."""
    number = set(s.unwanted.of(i).tolist()) & set(m.traits[j].tolist())
    words = [unwanted.said(word) for word, n in m.trait_number.items() if n in number]
    return f"本人说过不去：{wording.listed(words)}。"


RULES: tuple[Rule, ...] = (
    Rule(
        "vacancy_open",
        date(2018, 10, 1),
        "人力资源市场暂行条例第二十四条",
        vacancy_open,
        closed_detail,
    ),
    Rule("lawful_posting", date(2008, 1, 1), "就业促进法第三条", lawful_posting, unlawful_detail),
    Rule("within_reach", None, "劳动者本人意愿", within_reach, reach_detail),
    Rule(
        "papers_held",
        date(2022, 5, 1),
        "职业教育法第十一条",
        papers_held,
        papers_detail,
    ),
    Rule("educated", None, "用人单位招聘条件", educated, education_detail),
    Rule(
        "of_lawful_age", date(1995, 1, 1), "劳动法第十五条、第六十四条", of_lawful_age, age_detail
    ),
    Rule(
        "allowed_underground",
        date(2012, 4, 28),
        "女职工劳动保护特别规定附录",
        allowed_underground,
        underground_detail,
    ),
    Rule("pays_enough", None, "劳动者本人意愿", pays_enough, wage_detail),
    Rule("hours_suit", None, "劳动者本人意愿", hours_suit, hours_detail),
    Rule("not_ruled_out", None, "劳动者本人意愿", not_ruled_out, ruled_out_detail),
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
