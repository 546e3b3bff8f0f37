"""The groups in which an index is audited and help is shared out; some of what makes them may never be a feature."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.codes.education import education_rank
from data.codes.regions import regions
from data.schema import SEXES
from models.index.people import People

Words = NDArray[np.str_]
AGE_BANDS = (
    (25, "16–24岁"),
    (35, "25–34岁"),
    (45, "35–44岁"),
    (55, "45–54岁"),
    (200, "55岁及以上"),
)
SEX_NAMES = dict(zip(SEXES, ("男", "女", "未知", "未说明"), strict=True))
SCHOOLING = (
    "初中以下",
    "初中以下",
    "初中",
    "高中或中职",
    "大专",
    "本科及以上",
    "本科及以上",
    "本科及以上",
)
UNKNOWN = "未登记"


def audit_groups(
    people: pa.Table, as_of: date, index_age: NDArray[np.float64]
) -> Mapping[str, Words]:
    """Sex, age band, education, county, disability and household type of each row."""
    read = People(people, as_of)
    return {
        "性别": _named(people["sex"], SEX_NAMES),
        "年龄段": age_bands(index_age),
        "文化程度": _schooling(read),
        "县区": _named(people["region"], {c: r.name for c, r in regions().items()}),
        "残疾": _flag(read, "disabled", "持残疾证", "无残疾证"),
        "家庭类型": _household(read),
    }


def age_bands(age: NDArray[np.float64]) -> Words:
    """Bands of age in years."""
    limits = [limit for limit, _ in AGE_BANDS[:-1]]
    names = np.array([name for _, name in AGE_BANDS] + [UNKNOWN])
    place = np.where(
        np.isnan(age), len(AGE_BANDS), np.searchsorted(limits, np.nan_to_num(age), side="right")
    )
    bands: Words = names[place]
    return bands


def _schooling(read: People) -> Words:
    rank = read.coded("education", education_rank)
    names = np.array([*SCHOOLING, UNKNOWN])
    levels: Words = names[np.where(np.isnan(rank), len(SCHOOLING), np.nan_to_num(rank)).astype(int)]
    return levels


def _household(read: People) -> Words:
    low = read.coded("low_income", lambda code: float(code != "none"))
    poor = read.numbers("poverty_monitored")
    names = np.where(low == 1, "低保家庭", np.where(poor == 1, "脱贫或监测户", "一般家庭"))
    return np.where(np.isnan(low) & np.isnan(poor), UNKNOWN, names)


def _flag(read: People, column: str, yes: str, no: str) -> Words:
    values = read.numbers(column)
    return np.where(np.isnan(values), UNKNOWN, np.where(values == 1, yes, no))


def _named(column: pa.ChunkedArray, names: Mapping[str, str]) -> Words:
    words = pc.fill_null(column, "").to_pylist()
    return np.array([names.get(word, UNKNOWN) for word in words])
