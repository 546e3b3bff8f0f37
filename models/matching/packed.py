"""The values compiled code reads and writes: a ranking, workers, and the list being made, as bare arrays."""

from typing import NamedTuple

from models.matching.columns import F32, I16, I32, I64, U8, U32, U64, Bools, Floats, Ints


class Weights(NamedTuple):
    """A ranking as the kernel reads it: tables, points by level or class, and factors (points a unit).

    `log_chance` and `log_worth` are the logarithms of the tables, the slopes how they rise a point. `most_hire` and
    `most_worth` are the most points of occupation and wish together; `rounded_hire` and `rounded_worth` the
    most that rounding to whole points can add.
    """

    chance: Floats
    worth: Floats
    log_chance: Floats
    log_worth: Floats
    chance_slope: Floats
    worth_slope: Floats
    past_hire: I64
    past_worth: I64
    wish_hire: I64
    wish_worth: I64
    near_hire: I64
    near_worth: I64
    most_hire: int
    most_worth: int
    skills_hire: float
    skills_worth: float
    wage_hire: float
    wage_worth: float
    fresh_hire: float
    fresh_worth: float
    rounded_hire: float
    rounded_worth: float
    prior: float
    doubt: int
    wage_floor: float
    wage_width: float
    wage_slope: float
    wage_unknown: float
    same_employer: int


LEAST, GUARDS = 0x077F, 0x0880
"""Bits of a vacancy's `demand` that hold least age (7) and education (3), and the guard bit above each."""


class People(NamedTuple):
    """Workers as the search reads them, occupations numbered.

    `lacking` are demanded papers not held; `lacks` bits of what vacancies ask and the worker does not offer
    (see `blocks.asked`); `age` in years, the unknown as high as can be; `floor` and `expected` in fen, an
    unknown expectation below 0; `pay` one over the expected wage, 0 unknown; points of experience are by
    distinct demand, the first of which demands none.
    """

    reach: U8
    lacking: U64
    lacks: I32
    age: I32
    floor: I32
    expected: Ints
    pay: F32
    experience_hire: I16
    experience_worth: I16
    skill_starts: Ints
    skills: U32
    skill_weights: I32
    past_starts: Ints
    past: U32
    wish_starts: Ints
    wish: U32
    excluded_starts: Ints
    excluded: I32
    unwanted_starts: Ints
    unwanted: I32


class Kept(NamedTuple):
    """The list being made: score and row, best first, and for each the place where the rest of it stands.

    It has room for a few more than are kept, so that it is read and moved in whole groups.
    """

    score: Floats
    row: I32
    at: I32
    hire: I32
    worth: I32
    employer: I32


class Batch(NamedTuple):
    """Vacancies looked into together: block row, market row, whether hard rules let them be.

    `whole` and `real` hold in turn, for all of them, what `appraising` names: keys of occupations, and what
    points are made of.
    """

    at: U32
    row: I32
    suits: Bools
    whole: I64
    real: Floats


class Search(NamedTuple):
    """All that stays the same while workers of one home are served, with room to work in.

    `keys` are the occupations that workers have, `groups` by them the market's groups of each level; `employer`,
    `papers` and `traits` are by market row, as are the skills `asked` from `asked_starts` on, each with its `need`;
    `sizes` are the rows of each zone. Zones looked into together stand one after another in `shared`, the weight of
    each vacancy's skills that are the worker's, zero again when they are done with, and in `bounds`, the most its
    score can be, as a logarithm without what is the same for all of them. `spans` of a zone's rows gain `gains` by
    occupation; `groups_hit` are the groups of lanes with a bound that is high enough and `hits` which those are;
    `parts` are the rows looked into: zone, where its first row stands, from which row to which. A large zone is
    narrowed by `order`, the worker's skills by how many ask for them, `stretches` of near occupations, and `swept`,
    the groups of lanes that are among the parts; `high` is the bound the search began with last.
    """

    people: People
    keys: I64
    groups: I32
    weights: Weights
    employer: I32
    papers: U64
    traits: I32
    asked_starts: Ints
    asked: I32
    need: I32
    sizes: Ints
    shared: I32
    bounds: F32
    spans: U32
    gains: F32
    groups_hit: U32
    hits: U64
    order: U32
    stretches: U32
    parts: I64
    swept: U8
    high: Floats
    k: int
    batch: Batch
    kept: Kept


class Me(NamedTuple):
    """One worker, and the tangent that bounds scores: what a point of either part adds.

    `offset` turns the logarithm of a score into the bound that goes with it: a vacancy is looked into from
    `least` on, what the list asked when the zones were begun.
    """

    i: int
    hire: float
    worth: float
    offset: float
    least: float
