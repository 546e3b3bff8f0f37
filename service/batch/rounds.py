"""Gives places out over parts that no single machine holds: they answer at prices, this process moves them."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from models.matching.allocation import Allocation
from models.matching.allotment import give_out
from models.matching.columns import Floats
from models.matching.rounds import (
    Demand,
    Shortlist,
    Terms,
    certified,
    cleared,
    demand,
    joined,
    of_some,
    over_everybody,
    shortlist,
    with_lost,
)
from service.batch.engines import Engine
from service.batch.score import Run
from service.batch.selling import Sale, wanted, write_list

DEMAND_ROUNDS = 6
AUCTIONS = 6
ENOUGH = 5e-4
"""The certified gap at which the rounds end; with one auction over all lists it is at most a thousandth."""

Piece = tuple[str, Allocation]
"""A part and what its people were given."""


def by_rounds(
    run: Run, sale: Sale, names: Sequence[str], engine: Engine
) -> tuple[Allocation, dict[str, str]]:
    """Give out by rounds of demand at prices; the lists written where the candidates are, with their hashes."""
    terms = Terms(sale.places * sale.policy.per_place, sale.policy)
    prices = np.zeros(len(sale.ids)) if sale.prices is None else sale.prices
    for _ in range(DEMAND_ROUNDS):
        asked = partial(demanded, run, sale, prices=prices, terms=terms)
        prices = cleared(list(engine.each(asked, names)), terms.capacity)
    given, people = settled(run, sale, names, engine, prices=prices, terms=terms)
    ends = np.cumsum([people[name] for name in names])
    pieces = [
        (name, of_some(given, slice(end - people[name], end)))
        for name, end in zip(names, ends, strict=True)
    ]
    files: dict[str, str] = {}
    for written in engine.each(partial(write_piece, run, sale), pieces):
        files |= written
    return given, files


def settled(
    run: Run,
    sale: Sale,
    names: Sequence[str],
    engine: Engine,
    *,
    prices: Floats,
    terms: Terms,
) -> tuple[Allocation, dict[str, int]]:
    """Auctions over shortlists until their value is certified, at last over all candidates; people by part."""
    tried = [prices]
    lists = named(run, sale, names, engine, tried=tried, terms=terms, whole=False)
    for left in reversed(range(AUCTIONS)):
        who, askers = joined(lists)
        # Yesterday's prices moved the first rounds; the auction over so few begins anew.
        given = give_out(askers, sale.places, sale.policy)
        if left == 0:
            break
        tried.append(given.vacancy_price)
        found = named(run, sale, names, engine, tried=tried, terms=terms, whole=left == 1)
        given = certified(given, askers, sum(part.slack for part in found), terms)
        if given.gap <= ENOUGH:
            break
        lists = found
    n = [part.n_people for part in lists]
    return over_everybody(given, who, sum(n)), dict(zip(names, n, strict=True))


def named(
    run: Run,
    sale: Sale,
    names: Sequence[str],
    engine: Engine,
    *,
    tried: Sequence[Floats],
    terms: Terms,
    whole: bool,
) -> list[Shortlist]:
    """The shortlists of all parts, in the order of their names."""
    work = partial(shortlisted, run, sale, tried=tuple(tried), terms=terms, whole=whole)
    answers = dict(engine.each(work, names))
    return [answers[name] for name in names]


def demanded(run: Run, sale: Sale, name: str, *, prices: Floats, terms: Terms) -> Demand:
    """One part's answer at prices."""
    return demand(wanted(run, sale, name).askers, prices, terms)


def shortlisted(
    run: Run, sale: Sale, name: str, *, tried: Sequence[Floats], terms: Terms, whole: bool
) -> tuple[str, Shortlist]:
    """One part's candidates that matter at prices."""
    return name, shortlist(wanted(run, sale, name).askers, tried, terms, whole=whole)


def write_piece(run: Run, sale: Sale, piece: Piece) -> dict[str, str]:
    """Write the lists of one part."""
    name, given = piece
    part = wanted(run, sale, name)
    return write_list(run, sale, name, part, with_lost(given, part.askers, sale.policy), first=0)
