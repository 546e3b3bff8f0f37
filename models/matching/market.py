"""The vacancies of a day as columns of numbers, in the order of their ids, that every matching step reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.schema import HOURS
from models.matching.asked_levels import levels_asked
from models.matching.columns import (
    I32,
    U8,
    U64,
    Bools,
    Ints,
    Lists,
    bitsets,
    coded,
    column,
    flags,
    joined,
    lists,
    occupation_key,
    singles,
    spans,
    whole,
    word_index,
)
from models.matching.kin import NO_KIN, Kin, by_skill
from models.matching.offered import days_since_posted, in_good_standing, lawful, still_open
from models.matching.unwanted import vacancy_traits

ADULT = 18
WORKING_AGE = 16
"""No one under 16 may be hired (劳动法 art. 15); 16 to 18 not underground or in the like (art. 64)."""

REQUIRED, WELCOME = 2, 1
"""What a skill a post requires counts against one that is only welcome."""

ANY_HOURS = (1 << (len(HOURS) - 1)) - 1
LARGEST_FEN = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Market:
    """Every vacancy known on `as_of`; row `j` of every array is the vacancy `ids[j]`, ids rising.

    Money is fen a month, -1 unknown. `offer` is the middle of the wage, `ceiling` its upper end.
    `place` numbers `places`, -1 unknown. Each skill weighs `need` (required or welcome) times its rarity
    `skill_idf` (hundredths); `skill_total` is the sum over a vacancy. `papers` are bits over `paper_codes`.
    `level` is how well each of the skills is asked for (`asked_levels`): it is told, and measures nothing.
    `traits` are what a worker may rule a vacancy out by, numbered, -1 where there is none.
    `trusted` is whether the employer is on no public list that keeps its posts out.
    """

    as_of: date
    table: pa.Table
    ids: tuple[str, ...]
    open: Bools
    lawful: Bools
    trusted: Bools
    offer: Ints
    ceiling: Ints
    places: tuple[str, ...]
    place: I32
    occupation: Ints
    min_education: Ints
    min_age: Ints
    underground: Bools
    hours: U8
    experience: Ints
    age_days: Ints
    n_places: Ints
    employer: I32
    skill_words: tuple[str, ...]
    skill_numbers: Mapping[str, tuple[int, ...]]
    skill_idf: I32
    skills: Lists
    need: I32
    level: I32
    skill_total: Ints
    paper_codes: tuple[str, ...]
    papers: U64
    trait_number: Mapping[str, int]
    traits: I32
    kin: Kin = NO_KIN

    def __len__(self) -> int:
        return len(self.open)

    @property
    def offered(self) -> Bools:
        """Which vacancies are closed to nobody by themselves: open, lawful, of an employer in good standing."""
        return self.open & self.lawful & self.trusted

    def newest_first(self) -> Ints:
        """The rows of what is offered, the newest first and what has no date last."""
        rows = np.flatnonzero(self.offered)
        age = np.where(self.age_days < 0, np.iinfo(np.int64).max, self.age_days)[rows]
        return np.asarray(rows[np.argsort(age, kind="stable")])


def encode_vacancies(
    vacancies: pa.Table,
    as_of: date,
    *,
    skill_idf: Mapping[str, int] | None = None,
    kin: Kin = NO_KIN,
) -> Market:
    """Vacancies (`VACANCY_COLUMNS`) as a market; their order does not matter, ids must be distinct.

    `skill_idf` freezes the rarity of skills, so that new vacancies are measured like the ones before;
    without it rarity is taken from these: 100 ln(1 + n / n with the skill). `kin` is what training learned.
    """
    table = vacancies.take(pc.sort_indices(vacancies, [("vacancy_id", "ascending")]))
    ids = tuple(column(table, "vacancy_id").to_pylist())
    if len(set(ids)) != len(ids):
        raise ValueError("a vacancy id occurs twice")
    offer, ceiling = wages(table)
    place, places = numbered(column(table, "region"))
    employer, _ = numbered(column(table, "employer"))
    underground = flags(table, "underground")
    words, skills, need = skill_lists(table)
    idf = rarity(words, skills, len(ids), known=skill_idf)
    codes, papers = paper_bits(table)
    trait_number, traits = vacancy_traits(table)
    totals = np.bincount(skills.rows(), need * idf[skills.values], len(ids)).astype(np.int64)
    return Market(
        as_of=as_of,
        table=table,
        ids=ids,
        open=still_open(table, as_of),
        lawful=lawful(table, underground),
        trusted=in_good_standing(table),
        offer=offer,
        ceiling=ceiling,
        places=places,
        place=place,
        occupation=coded(column(table, "occupation"), vacancy_key, missing=0),
        min_education=whole(table, "min_education", missing=0),
        min_age=np.maximum(
            whole(table, "min_age", missing=WORKING_AGE), np.where(underground, ADULT, WORKING_AGE)
        ),
        underground=underground,
        hours=hours_mask(column(table, "hours")),
        experience=whole(table, "min_experience_months", missing=0),
        age_days=days_since_posted(table, as_of),
        n_places=whole(table, "places", missing=0),
        employer=employer,
        skill_words=words,
        skill_numbers=by_skill(words),
        skill_idf=idf,
        skills=skills,
        need=need,
        level=levels_asked(table, words, skills),
        skill_total=totals,
        paper_codes=codes,
        papers=papers,
        trait_number=trait_number,
        traits=traits,
        kin=kin,
    )


def vacancy_key(code: str) -> int:
    """An occupation code of a vacancy as a number, 0 if it is none."""
    return max(0, occupation_key(code, fill=0))


def wages(table: pa.Table) -> tuple[Ints, Ints]:
    """Middle and upper end of the offered wage; either end stands for both where only one is known."""
    low = np.minimum(whole(table, "wage_low_fen", missing=-1), LARGEST_FEN)
    high = np.minimum(whole(table, "wage_high_fen", missing=-1), LARGEST_FEN)
    low, high = np.where(low < 0, high, low), np.where(high < 0, low, high)
    return (low + high) // 2, np.maximum(low, high)


def hours_bit(name: str) -> int:
    """The bit of these working hours."""
    return 1 << HOURS.index(name)


def hours_mask(values: pa.Array) -> U8:
    """Working hours as bits full, part, night; `any` and unknown are all of them."""
    bits = {name: hours_bit(name) for name in HOURS if name != "any"}
    return coded(values, lambda h: bits.get(h, ANY_HOURS), missing=ANY_HOURS).astype(np.uint8)


def numbered(values: pa.Array) -> tuple[I32, tuple[str, ...]]:
    """Distinct texts in rising order and each row's number among them, -1 where null."""
    words = tuple(
        sorted(w for w in pc.unique(values.cast(pa.string())).to_pylist() if w is not None)
    )
    index = word_index(words)
    return coded(values, index.__getitem__, missing=-1).astype(np.int32), words


def skill_lists(table: pa.Table) -> tuple[tuple[str, ...], Lists, I32]:
    """All skills asked for, each vacancy's skills, and for each how much it is needed."""
    required, welcome = column(table, "required_skills"), column(table, "welcome_skills")
    words = tuple(sorted(distinct(required) | distinct(welcome)))
    index = word_index(words)
    must = lists(required, index.__getitem__)
    every = joined([must, lists(welcome, index.__getitem__)])
    n = max(1, len(words))
    is_required = np.isin(every.rows() * n + every.values, must.rows() * n + must.values)
    return words, every, np.where(is_required, REQUIRED, WELCOME).astype(np.int32)


def distinct(values: pa.Array) -> set[str]:
    """The distinct words of a column of lists."""
    if pa.types.is_null(values.type):
        return set()
    return {w for w in pc.unique(pc.list_flatten(values)).to_pylist() if w is not None}


def rarity(
    words: tuple[str, ...], skills: Lists, n: int, *, known: Mapping[str, int] | None
) -> I32:
    """Rarity of each skill in hundredths; a skill that a frozen table lacks counts as seen once."""
    if known is not None:
        unseen = max(known.values(), default=100)
        return np.array([known.get(w, unseen) for w in words], np.int32)
    seen = np.maximum(1, np.bincount(skills.values, minlength=len(words)))
    return np.asarray(np.rint(100 * np.log1p(n / seen)), np.int32)


def skill_rarity(market: Market) -> Mapping[str, int]:
    """Rarity by word, to freeze it for vacancies that come later."""
    return dict(zip(market.skill_words, market.skill_idf.tolist(), strict=True))


def paper_bits(table: pa.Table) -> tuple[tuple[str, ...], U64]:
    """Demanded licences and certificates, the commonest first, and each vacancy's demands as bits."""
    certificates = column(table, "required_certificate").cast(pa.string())
    licences = column(table, "required_licences")
    flat = (
        pa.nulls(0, pa.string()) if pa.types.is_null(licences.type) else pc.list_flatten(licences)
    )
    seen = pc.value_counts(pa.concat_arrays([flat, certificates]))
    counted = [(c["counts"], c["values"]) for c in seen.to_pylist() if c["values"]]
    codes = tuple(word for _, word in sorted(counted, key=lambda c: (-c[0], c[1])))
    index = word_index(codes)
    demanded = joined(
        [
            lists(licences, lambda w: index.get(w, -1)),
            singles(coded(certificates, lambda w: index.get(w, -1), missing=-1)),
        ]
    )
    return codes, bitsets(demanded, len(codes))


def only(market: Market, rows: Ints, *, texts: bool = True) -> Market:
    """The market of these vacancies alone, in this order, measured with the whole market's rarities.

    Without `texts` it has neither a table nor ids: taking words together costs more than all else.
    """
    starts, places = spans(market.skills.starts, rows)
    return replace(
        market,
        table=market.table.take(pa.array(rows)) if texts else market.table.slice(0, 0),
        ids=tuple(map(market.ids.__getitem__, rows.tolist())) if texts else (),
        **{name: getattr(market, name)[rows] for name in PER_VACANCY},
        skills=Lists(starts, market.skills.values[places]),
        need=market.need[places],
        level=market.level[places],
    )


PER_VACANCY = (
    "open",
    "lawful",
    "trusted",
    "offer",
    "ceiling",
    "place",
    "occupation",
    "min_education",
    "min_age",
    "underground",
    "hours",
    "experience",
    "age_days",
    "n_places",
    "employer",
    "skill_total",
    "papers",
    "traits",
)
"""The columns of a market that have one entry for each vacancy and no other shape to them."""
