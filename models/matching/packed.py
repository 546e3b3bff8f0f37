"""The values compiled code reads and writes: a ranking, workers, and the list being made, as bare arrays."""

from typing import NamedTuple

from models.matching.columns import I16, I32, I64, U8, U32, U64, Floats, Ints


class Weights(NamedTuple):
    """A ranking as the kernel reads it: tables, points by level or class, and factors (points a unit)."""

    chance: Floats
    worth: Floats
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
    prior: float
    doubt: int
    wage_floor: float
    wage_width: float
    wage_slope: float
    wage_unknown: float
    same_employer: int
    fresh: I64
    skill_steps: Floats
    wage_steps: Floats


LEAST, GUARDS = 0x077F, 0x0880
"""Bits of a vacancy's `demand` that hold least age (7) and education (3), and the guard bit above each."""


BITS, LOW = 16, 0xFFFF
"""Points of both parts in one number: hire above these bits, worth within them."""


class People(NamedTuple):
    """Workers as the search reads them, occupations numbered.

    `lacking` are demanded papers not held; `grade` age and education with guard bits set; `accepts` the
    numbers (`demand >> 12`) of working hours and mine work that suit; `pay` one over the expected wage, 0
    unknown; points of experience are by distinct demand, the first of which demands none.
    """

    reach: U8
    lacking: U64
    grade: Ints
    accepts: Ints
    floor: Ints
    expected: Ints
    pay: Floats
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


class Kept(NamedTuple):
    """The list being made, best first."""

    score: Floats
    row: I32
    hire: I16
    worth: I16
    employer: I32


class Room(NamedTuple):
    """The worker's most points by step of a glance (hire << BITS | worth): skills, wage, occupation mark."""

    skills: I32
    wage: I32
    most_wage: I32
    near: I32


class Search(NamedTuple):
    """All that stays the same while workers of one home are served, with room to work in.

    `employer` and `papers` are by market row. `mine` is what the worker's own skills weigh and 0 for
    others, zero between workers; `seen` marks block rows, zero between zones;
    `smalls` are the small groups by occupation, `marks` what the worker has to do with each.
    """

    people: People
    keys: I64
    groups: I32
    weights: Weights
    employer: I32
    papers: U64
    mine: I32
    seen: U8
    touched: U32
    dear: U32
    near: U32
    smalls: I32
    marks: U8
    room: Room
    kept: Kept


class Me(NamedTuple):
    """One worker in one zone: points for nearness with the most for experience (`near` as in `Room`), then
    with the most for the wage too.
    """

    i: int
    zone: int
    near: int
    most_hire: int
    most_worth: int
    accepts: int
    education: int
