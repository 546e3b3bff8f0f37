"""Training programmes for occupations in demand, giving what really keeps people out of vacancies."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from data.codes.regions import XINZHOU_UNITS, regions
from data.schema import PROGRAMME_COLUMNS, arrow_schema
from data.synthetic.places import county_weights
from data.synthetic.trades import Trades

Value = str | int | float | date | list[str] | None

VACANCIES_A_PROGRAMME = 25
FEWEST = 16
"""At least one programme a county unit."""

LEVELS = {"special": "专项能力", "5": "初级", "4": "中级", "3": "高级"}
LEVEL_SHARES = (0.2, 0.52, 0.22, 0.06)
CLOSED = 0.06


def draw_programmes(
    vacancies: pa.Table, market: Trades, rng: np.random.Generator, as_of: date
) -> pa.Table:
    """About one programme for 25 vacancies; occupations by the places they keep closed."""
    n = max(FEWEST, vacancies.num_rows // VACANCIES_A_PROGRAMME)
    occupations = rng.choice(len(market.codes), n, p=_gap_weights(vacancies, market))
    counties = rng.choice(len(XINZHOU_UNITS), n, p=county_weights())
    counties[:FEWEST] = np.arange(FEWEST)
    rows = [
        _programme(i, int(o), XINZHOU_UNITS[int(c)], market=market, rng=rng, as_of=as_of)
        for i, (o, c) in enumerate(zip(occupations, counties, strict=True))
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(PROGRAMME_COLUMNS))


def _gap_weights(vacancies: pa.Table, market: Trades) -> np.typing.NDArray[np.float64]:
    """Places by occupation, counted double where a licence or certificate is asked for."""
    wanted: Counter[str] = Counter()
    columns = ["occupation", "places", "required_licences", "required_certificate"]
    for row in vacancies.select(columns).to_pylist():
        closed = bool(row["required_licences"]) or row["required_certificate"] is not None
        wanted[row["occupation"]] += row["places"] * (3 if closed else 1)
    weight = np.array([wanted[code] + 0.2 for code in market.codes])
    return np.asarray(weight / weight.sum())


def _programme(
    position: int, occupation: int, unit: str, *, market: Trades, rng: np.random.Generator,
    as_of: date,
) -> dict[str, Value]:  # fmt: skip
    code, title = market.codes[occupation], market.titles[occupation]
    licences = list(market.licences[occupation])
    only_licence = bool(licences) and rng.random() < 0.4
    level = None if only_licence else str(rng.choice(list(LEVELS), p=LEVEL_SHARES))
    days = int(rng.integers(6, 16) if level in (None, "special", "5") else rng.integers(12, 31))
    kind = "取证班" if level is None else f"{LEVELS[level]}培训班"
    return {
        "programme_id": f"SYP{position + 1:06d}",
        "source": "synthetic",
        "title": f"{title}{kind}",
        "institution": f"{regions()[unit].name}职业技能培训学校（虚构）",
        "region": unit,
        "occupation": code,
        "level": level,
        "gives_certificate": None if level is None else f"{code}:{level}",
        "gives_licences": licences if only_licence or rng.random() < 0.7 else [],
        "gives_skills": list(market.skills[occupation]),
        "min_education": int(rng.choice([0, 2, 3], p=[0.6, 0.3, 0.1])),
        "hours_total": days * 8,
        "days": days,
        "cost_fen": int(days * rng.integers(80, 200)) * 100,
        "seats": int(rng.integers(8, 61)),
        "starts_on": as_of + timedelta(days=int(rng.integers(4, 76))),
        "status": "closed" if rng.random() < CLOSED else "open",
    }
