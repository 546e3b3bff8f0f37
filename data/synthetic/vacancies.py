"""Vacancies: occupation by county demand, written as employers write them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from data.codes.regions import XINZHOU_UNITS, regions
from data.schema import VACANCY_COLUMNS, arrow_schema
from data.synthetic.employers import FIRST, LAST, lines_of_business
from data.synthetic.places import POPULATION
from data.synthetic.titles import AFTER, BEFORE, EVERYDAY, EVERYDAY_SHARE, TRIMMED
from data.synthetic.trades import Trades

Value = str | int | float | bool | date | list[str] | None

AWAY: tuple[tuple[str, str, float], ...] = (
    ("140105", "太原·小店区", 1.2),
    ("140602", "朔州·朔城区", 1.1),
    ("140212", "大同·新荣区", 1.05),
    ("110114", "北京·昌平区", 1.7),
    ("120116", "天津·滨海新区", 1.5),
    ("130102", "石家庄·长安区", 1.2),
)
"""Where the labour brands of the city send people: region, text, wages against those here."""

AWAY_SHARE = 0.08
OPEN_WAGE = 0.07
"""Share of vacancies whose wage is to be agreed (面议)."""

SHUT = 0.05
UNLAWFUL = 0.012
FORBIDDEN = (
    "限男性",
    "女士优先，形象气质佳",
    "要求未婚未育",
    "仅限本地户籍",
    "年龄18-35周岁，男士优先",
    "少数民族勿扰",
)
"""Conditions that no posting may set; a linter has to find them."""

BENEFITS = ("缴纳五险", "包吃住", "节日福利", "免费工作餐", "带薪培训", "交通补贴", "有宿舍")
DAILY = "6-29"
"""Building trades often quote wages by the day."""

CERTIFIED = ("6-18", "6-31", "6-20", "4-14", "4-10-01", "4-07-05-03")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work is, and what wages there are against those of the city."""

    region: str
    text: str
    wages: float


def draw_vacancies(n: int, market: Trades, rng: np.random.Generator, as_of: date) -> pa.Table:
    """`n` vacancies as of the day; a few are closed or expired, a few break the law on postings."""
    county, occupation = _demand(n, market, rng)
    rows = [
        _vacancy(i, int(o), _place(int(c), rng), market=market, rng=rng, as_of=as_of)
        for i, (c, o) in enumerate(zip(county, occupation, strict=True))
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(VACANCY_COLUMNS))


def _demand(
    n: int, market: Trades, rng: np.random.Generator
) -> tuple[np.typing.NDArray[np.int64], np.typing.NDArray[np.int64]]:
    """County and occupation of each vacancy; larger counties have more than their share."""
    people = np.array([POPULATION[unit] for unit in XINZHOU_UNITS]) ** 1.1
    weight = market.demand / market.demand.sum(axis=1, keepdims=True) * people[:, None]
    cell = rng.choice(weight.size, n, p=(weight / weight.sum()).ravel())
    county, occupation = np.divmod(cell, weight.shape[1])
    return county, occupation


def _place(county: int, rng: np.random.Generator) -> Place:
    if rng.random() < AWAY_SHARE:
        return Place(*AWAY[rng.integers(len(AWAY))])
    unit = XINZHOU_UNITS[county]
    return Place(unit, f"忻州·{regions()[unit].name}", 1.0)


def _vacancy(
    position: int, occupation: int, place: Place, *, market: Trades, rng: np.random.Generator,
    as_of: date,
) -> dict[str, Value]:  # fmt: skip
    code = market.codes[occupation]
    posted = as_of - timedelta(days=int(min(rng.exponential(22), 120)))
    shut = rng.random() < SHUT
    skills = list(market.skills[occupation])
    required = skills[: int(rng.integers(0, 3))] if rng.random() < 0.7 else []
    licences = list(market.licences[occupation])
    special = bool(market.underground[occupation]) or any("特种" in name for name in licences)
    return {
        "vacancy_id": f"SYV{position + 1:07d}",
        "source": "synthetic",
        "title": _title(market, occupation, rng),
        "employer": _employer(code, place, rng),
        "description": _description(skills, rng),
        "occupation": code,
        "occupation_confidence": 1.0,
        **_wage(market, occupation, place, rng),
        "place_text": place.text,
        "region": place.region,
        "min_education": _min_education(bool(market.degree[occupation]), rng),
        "min_experience_months": int(rng.choice([0, 12, 36, 60], p=[0.6, 0.24, 0.12, 0.04])),
        "required_skills": required,
        "welcome_skills": [word for word in skills if word not in required],
        "required_licences": licences,
        "required_certificate": _certificate(code, rng),
        "min_age": 18 if special else None,
        "underground": bool(market.underground[occupation]),
        "hours": str(rng.choice(["full", "part", "night", "any"], p=[0.83, 0.09, 0.05, 0.03])),
        "places": int(np.clip(np.ceil(rng.lognormal(0.7, 0.95)), 1, 50)),
        "posted_on": posted,
        "expires_on": posted + timedelta(days=int(rng.integers(30, 121))),
        "status": "closed" if shut else "open",
    }


def _title(market: Trades, occupation: int, rng: np.random.Generator) -> str:
    words = EVERYDAY.get(market.codes[occupation], ())
    title = market.titles[occupation]
    if words and rng.random() < EVERYDAY_SHARE:
        title = words[rng.integers(len(words))]
    before = BEFORE[rng.integers(len(BEFORE))] if rng.random() < TRIMMED else ""
    after = AFTER[rng.integers(len(AFTER))] if rng.random() < TRIMMED else ""
    return before + title + after


def _employer(code: str, place: Place, rng: np.random.Generator) -> str:
    city = place.text.split("·")[-1].removesuffix("区").removesuffix("县").removesuffix("市")
    name = FIRST[rng.integers(len(FIRST))] + LAST[rng.integers(len(LAST))]
    lines = lines_of_business(code)
    return f"{city}{name}{lines[rng.integers(len(lines))]}有限公司（虚构）"


def _description(skills: list[str], rng: np.random.Generator) -> str:
    benefits = rng.choice(BENEFITS, 2, replace=False)
    duties = "、".join(skills) if skills else "服从安排"
    text = f"岗位职责：{duties}。福利待遇：{benefits[0]}、{benefits[1]}。"
    if rng.random() < UNLAWFUL:
        text += f"任职要求：{FORBIDDEN[rng.integers(len(FORBIDDEN))]}。"
    return text


def _wage(
    market: Trades, occupation: int, place: Place, rng: np.random.Generator
) -> dict[str, Value]:
    """The band offered, in the words of a posting and in fen; rounded as employers round."""
    if rng.random() < OPEN_WAGE:
        return {
            "wage_text": "面议",
            "wage_low_fen": None,
            "wage_high_fen": None,
            "wages_per_year": None,
        }
    low, high = np.log(market.low[occupation] / 100), np.log(market.high[occupation] / 100)
    middle = np.exp(low + (high - low) * rng.beta(2.2, 2.2)) * place.wages
    width = rng.uniform(0.06, 0.2)
    if market.codes[occupation].startswith(DAILY) and rng.random() < 0.5:
        return _by_day(middle, width)
    step = 0.5 if middle >= 3000 else 0.1
    bottom = max(round(middle * (1 - width) / 1000 / step) * step, 1.8)
    top = max(round(middle * (1 + width) / 1000 / step) * step, bottom + step)
    months = int(rng.choice([12, 13, 14], p=[0.9, 0.08, 0.02]))
    more = f"·{months}薪" if months > 12 else ""
    return {
        "wage_text": f"{_plain(bottom)}-{_plain(top)}千{more}",
        "wage_low_fen": round(bottom * 1000) * 100,
        "wage_high_fen": round(top * 1000) * 100,
        "wages_per_year": months,
    }


def _by_day(middle: float, width: float) -> dict[str, Value]:
    """A day's wage; a month has 21.75 paid days (劳社部发〔2008〕3号)."""
    bottom = round(middle * (1 - width) / 21.75 / 10) * 10
    top = max(round(middle * (1 + width) / 21.75 / 10) * 10, bottom + 10)
    return {
        "wage_text": f"{bottom}-{top}元/天",
        "wage_low_fen": round(bottom * 21.75 * 100),
        "wage_high_fen": round(top * 21.75 * 100),
        "wages_per_year": 12,
    }


def _min_education(degree: bool, rng: np.random.Generator) -> int:
    ranks, shares = (
        ((3, 4, 5), (0.3, 0.5, 0.2)) if degree else ((0, 2, 3, 4), (0.6, 0.24, 0.13, 0.03))
    )
    return int(rng.choice(ranks, p=shares))


def _certificate(code: str, rng: np.random.Generator) -> str | None:
    if code.startswith(CERTIFIED) and rng.random() < 0.15:
        return f"{code}:{rng.choice(['5', '4', '3'], p=[0.6, 0.3, 0.1])}"
    return None


def _plain(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
