"""One question before every list of vacancies: who asks, about whom, and what a list for that person rests on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from data.asking import Question, ask_once
from data.records import recommendations, referral_places, tokens, workers
from data.records.tokens import Token
from data.records.workers import SNAPSHOT, Known
from data.store import Store
from data.tables_referral import referrals
from data.tables_service import recommendations as kept

APART, BETWEEN = "\n", " "
"""Between what is told of several, and within what is told of one: no id of ours has a blank in it."""

ASKED_FOR, ON = sa.bindparam("asked_for", type_=sa.Text), sa.bindparam("on", type_=sa.Date)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was true of a worker in one moment, as known on a day."""

    worker_id: str
    as_of: date
    token: Token | None
    """The token that was shown; None where there is none such, and then nothing is said about the worker."""

    known: Known | None
    finished: frozenset[str]
    """Vacancies and courses that do not come back: judged so, referred to, or answered."""

    shown: frozenset[str]
    """The ids under which all that was shown on this day is kept."""


def of_worker(
    store: Store,
    worker_id: str,
    as_of: date,
    verdicts_meant: Collection[str],
    *,
    token_hash: str | None = None,
) -> Grounds:
    """What a list rests on, all of one moment; where a token has to be shown, nothing without one."""
    values: dict[str, object] = {"asked_for": worker_id, "on": as_of}
    if token_hash is not None:
        values["token"] = token_hash
    rows = ask_once(store, _question(shown=token_hash is not None), **values)
    if not rows:
        return Grounds(worker_id, as_of, None, None, frozenset(), frozenset())
    before, (judged, done, shown) = rows[0][:-3], rows[0][-3:]
    known, finished = before[-len(SNAPSHOT) :], _apart(done)
    if judged:
        finished |= _finished(judged, verdicts_meant)
    return Grounds(
        worker_id,
        as_of,
        token=tokens.as_token(before[: -len(SNAPSHOT)]) if token_hash is not None else None,
        # Nobody is known without an id, which comes first.
        known=known if known[0] is not None else None,
        finished=finished,
        shown=_apart(shown),
    )


def _apart(ids: str | None) -> frozenset[str]:
    return frozenset(ids.split(APART)) if ids else frozenset()


def _finished(judged: str, verdicts_meant: Collection[str]) -> frozenset[str]:
    """Targets on which the latest of these verdicts is one of those meant."""
    said = [entry.split(BETWEEN) for entry in judged.split(APART)]
    latest = {target: verdict for _, verdict, target in sorted(said, key=lambda one: int(one[0]))}
    return frozenset(target for target, verdict in latest.items() if verdict in verdicts_meant)


@cache
def _question(*, shown: bool) -> Question:
    """One row: the token where one is shown, the facts where there are any, and what was said and shown."""
    known = workers.of_one().subquery("known")
    first = tokens.with_hash() if shown else sa.select(sa.literal(1).label("one"))
    asks = first.subquery("asks")
    token = list(asks.c) if shown else []
    facts = [known.c[column.name] for column in SNAPSHOT]
    asked = sa.select(*token, *facts, _judged(), _done(), _shown())
    return Question(asked.select_from(asks.outerjoin(known, sa.true())))


def _judged() -> sa.ScalarSelect[str]:
    said, r = recommendations.STANDING.c, kept.c
    entry = sa.cast(said.verdict_id, sa.Text) + BETWEEN + said.verdict + BETWEEN + r.target_id
    return _together(entry, recommendations.ON_WHAT, r.worker_id == ASKED_FOR)


def _done() -> sa.ScalarSelect[str]:
    r = referrals
    mine = (r.c.worker_id == ASKED_FOR, ~referral_places.comes_back())
    return _together(r.c.vacancy_id, r, *mine)


def _shown() -> sa.ScalarSelect[str]:
    mine = (kept.c.worker_id == ASKED_FOR, kept.c.as_of == ON)
    return _together(kept.c.recommendation_id, kept, *mine)


def _together(
    what: sa.ColumnElement[str], source: sa.FromClause, *conditions: sa.ColumnElement[bool]
) -> sa.ScalarSelect[str]:
    # Written into the statement: it is put into words before any value is known.
    apart: Any = sa.literal_column(f"'{APART}'")
    found = sa.select(sa.func.aggregate_strings(what, apart)).select_from(source)
    return found.where(*conditions).scalar_subquery()
