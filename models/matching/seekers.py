"""Workers as columns of numbers, read against one market: what they hold, know, want and can reach."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.codes.education import education_rank
from data.codes.regions import reach_matrix
from data.schema import REACHES
from models.matching.columns import (
    I32,
    U8,
    U64,
    Bools,
    Ints,
    Lists,
    ages,
    bitsets,
    coded,
    column,
    joined,
    lists,
    occupation_key,
    picked,
    singles,
    whole,
    without,
    word_index,
)
from models.matching.kin import WHOLE, Shared, kin_occupations, kin_skills
from models.matching.market import LARGEST_FEN, Market, distinct, hours_mask, numbered
from models.matching.papers import met_by
from models.matching.unwanted import written

ReachMatrix = Callable[[Sequence[str], Sequence[str]], U8]
"""How far each work place is from each home: an index into `schema.REACHES`."""

UNKNOWN_PLACE = len(REACHES)
"""The distance class of a vacancy or a home whose place is unknown."""

USUAL_REACH = REACHES.index("city")
"""How far a worker is taken to go who has not said it."""


@dataclass(frozen=True, slots=True)
class Seekers:
    """Row `i` of every array is one worker, in the order given; -1 is unknown.

    `classes[home, place]` is the distance class, its last column the unknown place. `floor` is the least
    wage ceiling the worker takes (0.9 x wish, 0 without one), `expected` the wish or else the last wage.
    `own` and `wish` are occupation keys, `past` are `own` with the small groups learned to be kin.
    `skills` are numbers of the market's words; `skill_share` says of each the hundredths it counts, less
    than all where only a kin is held. `papers` are bits of the market's codes, `certificates` as
    registered; `unwanted` are the traits of vacancies that the worker rules out.
    """

    ids: pa.Array
    homes: tuple[str, ...]
    home: I32
    reach: U8
    classes: U8
    education: Ints
    age: Ints
    female: Bools
    hours: U8
    floor: Ints
    expected: Ints
    experience: Ints
    own: Lists
    past: Lists
    wish: Lists
    skills: Lists
    skill_share: U8
    n_skills: Ints
    papers: U64
    certificates: pa.Array
    unwanted: Lists

    def __len__(self) -> int:
        return len(self.ids)


def encode_workers(
    people: pa.Table, market: Market, *, reaches: ReachMatrix = reach_matrix
) -> Seekers:
    """People (snapshot columns) read against `market`, as known on the market's day."""
    home, homes = numbered(column(people, "region"))
    wish = np.minimum(whole(people, "wish_wage_fen", missing=-1), LARGEST_FEN)
    last = np.minimum(whole(people, "last_wage_fen", missing=-1), LARGEST_FEN)
    sex = pc.fill_null(pc.equal(column(people, "sex").cast(pa.string()), "2"), False)
    expected = np.where(wish > 0, wish, last)
    skills = column(people, "skills")
    words = tuple(sorted(distinct(skills)))
    rank = word_index(words)
    shared = kin_skills(
        lists(skills, lambda w: rank.get(w, -1)), words, market.skill_numbers, market.kin
    )
    own = past_occupations(people)
    return Seekers(
        ids=column(people, "worker_id"),
        homes=homes,
        home=home,
        reach=coded(column(people, "reach"), REACHES.index, missing=USUAL_REACH).astype(np.uint8),
        classes=distance_classes(homes, market.places, reaches),
        education=coded(column(people, "education"), known_rank, missing=-1),
        age=ages(people, "birth_on", market.as_of),
        female=np.asarray(sex.to_numpy(zero_copy_only=False), np.bool_),
        hours=hours_mask(column(people, "wish_hours")),
        floor=np.where(wish > 0, (9 * wish + 9) // 10, 0),
        expected=np.where(expected > 0, expected, -1),
        experience=whole(people, "experience_months", missing=-1),
        own=own,
        past=joined([own, kin_occupations(own, market.kin)]),
        wish=lists(column(people, "wish_occupations"), worker_key),
        skills=shared.skills,
        skill_share=shared.share,
        n_skills=list_lengths(skills),
        papers=held_papers(people, market),
        certificates=column(people, "certificates"),
        unwanted=lists(
            column(people, "unwanted"), lambda w: market.trait_number.get(written(w), -1)
        ),
    )


def distance_classes(homes: tuple[str, ...], places: tuple[str, ...], reaches: ReachMatrix) -> U8:
    """Distance classes by home and place, with a last row and column for the unknown."""
    classes = np.full((len(homes) + 1, len(places) + 1), UNKNOWN_PLACE, np.uint8)
    if homes and places:
        classes[:-1, :-1] = reaches(homes, places)
    return classes


def known_rank(code: str) -> int:
    """The rank of an education code, -1 where the code says nothing."""
    rank = education_rank(code)
    return -1 if rank is None else rank


def worker_key(code: str) -> int:
    """An occupation code of a worker as a number, -1 if it is none."""
    return occupation_key(code, fill=255)


def past_occupations(people: pa.Table) -> Lists:
    """What somebody has worked as: the last occupation and those before."""
    last = singles(coded(column(people, "last_occupation"), worker_key, missing=-1))
    return joined([last, lists(column(people, "past_occupations"), worker_key)])


def list_lengths(values: pa.Array) -> Ints:
    """How many words each list has, -1 where the list is null: never asked is not the same as none."""
    if pa.types.is_null(values.type):
        return np.full(len(values), -1, np.int64)
    lengths = pc.fill_null(pc.list_value_length(values).cast(pa.int64()), -1)
    return np.asarray(lengths.to_numpy(zero_copy_only=False), np.int64)


def held_papers(people: pa.Table, market: Market) -> U64:
    """Which of the market's demanded papers each worker can show, higher ones including lower."""
    bits = np.zeros((people.num_rows, market.papers.shape[1]), np.uint64)
    for name in ("licences", "certificates"):
        values = column(people, name)
        met = met_by(distinct(values), market.paper_codes)
        bits |= meeting(values, met, len(market.paper_codes))
    return bits


def meeting(values: pa.Array, met: Mapping[str, tuple[int, ...]], n_papers: int) -> U64:
    """Bits of the demands met by each row's papers; one paper may meet several."""
    words = sorted(w for w, demands in met.items() if demands)
    rank = {w: i for i, w in enumerate(words)}
    held = lists(values, lambda w: rank.get(w, -1))
    one = Lists(
        np.concatenate([[0], np.cumsum([len(met[w]) for w in words], dtype=np.int64)]).astype(
            np.int64
        ),
        np.array([d for w in words for d in met[w]], np.int32),
    )
    of_word = bitsets(one, n_papers)
    bits = np.zeros((len(held.starts) - 1, of_word.shape[1]), np.uint64)
    np.bitwise_or.at(bits, held.rows(), of_word[held.values])
    return bits


def rows_of(seekers: Seekers, rows: Ints) -> Seekers:
    """Only the workers of these rows, in this order."""
    shared = Shared(seekers.skills, seekers.skill_share).of(rows)
    return replace(
        seekers,
        ids=seekers.ids.take(pa.array(rows)),
        home=seekers.home[rows],
        reach=seekers.reach[rows],
        education=seekers.education[rows],
        age=seekers.age[rows],
        female=seekers.female[rows],
        hours=seekers.hours[rows],
        floor=seekers.floor[rows],
        expected=seekers.expected[rows],
        experience=seekers.experience[rows],
        own=picked(seekers.own, rows),
        past=picked(seekers.past, rows),
        wish=picked(seekers.wish, rows),
        skills=shared.skills,
        skill_share=shared.share,
        n_skills=seekers.n_skills[rows],
        papers=seekers.papers[rows],
        certificates=seekers.certificates.take(pa.array(rows)),
        unwanted=picked(seekers.unwanted, rows),
    )


def held_skills(seekers: Seekers) -> Lists:
    """The skills that workers have themselves, without those that only count as kin."""
    kin = seekers.skill_share < WHOLE
    return without(seekers.skills, kin) if kin.any() else seekers.skills
