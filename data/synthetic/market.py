"""A whole synthetic labour market of Xinzhou, in memory or block by block."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from data.schema import EXIT_REASONS, SPELL_COLUMNS, arrow_schema
from data.synthetic.careers import draw_careers
from data.synthetic.census import Census, draw_census
from data.synthetic.columns import codes, days, worker_table
from data.synthetic.history import History, facts_at
from data.synthetic.identity import worker_ids
from data.synthetic.people import FAR, draw_people
from data.synthetic.programmes import draw_programmes
from data.synthetic.spells import draw_spells
from data.synthetic.trades import licence_names, trades
from data.synthetic.truth import truth_table
from data.synthetic.vacancies import draw_vacancies
from data.synthetic.versions import version_rows

BLOCK = 20_000
"""Workers drawn together; a market is the same whether its blocks are kept or written."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some of the workers: their versions, their spells and the truth about them."""

    n_workers: int
    workers: pa.Table
    spells: pa.Table
    truth: pa.Table


@dataclass(frozen=True, slots=True)
class SyntheticMarket:
    """Everything the registry and the market would hold, and the planted truth beside it.

    `workers` has several versions a worker (WORKER_COLUMNS), `truth` one row for each spell start
    and each present version.
    """

    workers: pa.Table
    spells: pa.Table
    vacancies: pa.Table
    programmes: pa.Table
    truth: pa.Table


def synthesise(n_workers: int, n_vacancies: int, seed: int, as_of: date) -> SyntheticMarket:
    """A market as of the day; the same arguments give the same market."""
    blocks = list(draw_blocks(n_workers, seed, as_of))
    vacancies, programmes = draw_offers(n_vacancies, seed, as_of)
    return SyntheticMarket(
        pa.concat_tables([b.workers for b in blocks]).combine_chunks(),
        pa.concat_tables([b.spells for b in blocks]).combine_chunks(),
        vacancies,
        programmes,
        pa.concat_tables([b.truth for b in blocks]).combine_chunks(),
    )


def draw_blocks(n_workers: int, seed: int, as_of: date) -> Iterator[Block]:
    """The workers of a market, `BLOCK` at a time; only the census is held for all of them."""
    census = draw_census(n_workers, _stream(seed, 0), as_of)
    for first in range(0, max(n_workers, 1), BLOCK):
        part = census.part(first, min(first + BLOCK, n_workers))
        yield _block(part, first, _stream(seed, 2 + first // BLOCK), as_of)


def draw_offers(n_vacancies: int, seed: int, as_of: date) -> tuple[pa.Table, pa.Table]:
    """Vacancies, and the programmes that open them."""
    rng = _stream(seed, 1)
    market = trades(as_of)
    vacancies = draw_vacancies(n_vacancies, market, rng, as_of)
    return vacancies, draw_programmes(vacancies, market, rng, as_of)


def _block(census: Census, first: int, rng: np.random.Generator, as_of: date) -> Block:
    market, names = trades(as_of), licence_names()
    people = draw_people(census, rng, as_of)
    careers = draw_careers(people, market, names, rng, as_of=as_of)
    history = draw_spells(people, careers, market, rng=rng, as_of=as_of)
    rows = version_rows(people, history, rng, as_of)
    facts = facts_at(people, careers, market, history=history, who=rows.who, day=rows.facts_on)
    workers = worker_table(
        people, careers, history, market=market, rows=rows, facts=facts, licence_names=names,
        first=first, rng=rng,
    )  # fmt: skip
    truth = truth_table(people, market, rows, facts=facts, first=first)
    return Block(len(census.birth), workers, _spell_table(history, first), truth)


def _spell_table(history: History, first: int) -> pa.Table:
    who, k = np.nonzero(history.started != FAR)
    ended, reason = history.ended[who, k], history.reason[who, k]
    over = ended != FAR
    return pa.table(
        [
            pa.array(worker_ids(first + 1 + who), pa.string()),
            days(history.started[who, k], np.ones(len(who), dtype=bool)),
            days(ended, over),
            codes(EXIT_REASONS, np.maximum(reason, 0), over),
        ],
        schema=arrow_schema(SPELL_COLUMNS),
    )


def _stream(seed: int, number: int) -> np.random.Generator:
    """One source of chance for each part of the market, so that parts can be drawn alone."""
    return np.random.default_rng([seed, number])
