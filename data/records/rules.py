"""Questions about policies: which versions are known, those that came with the product and those imported."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from data.codes.law.policies import Policy, checked, read_written, shipped_policies
from data.store import Connection
from data.tables_assistance import policy_rules


def policies(db: Connection, known_at: datetime | None = None) -> tuple[Policy, ...]:
    """Every version of every policy, as known at a moment (or now).

    What was imported takes the place of a version of the same policy and first day; of several
    imports the last one counts.
    """
    r = policy_rules
    query = sa.select(r.c.content).order_by(r.c.rule_id)
    if known_at is not None:
        query = query.where(r.c.recorded_at <= known_at)
    imported = [read_written(text) for text in db.scalars(query)]
    return _merged((*shipped_policies(), *imported))


def add_policies(
    db: Connection,
    rules: Sequence[tuple[Policy, str]],
    *,
    source: str,
    by: str,
    recorded_at: datetime,
) -> int:
    """Keep versions with the text they were read from; returns how many said something new.

    Raises `BadPolicy` where two versions of one policy would then hold on one day.
    """
    known = {(p.policy_id, p.effective_from): p for p in policies(db)}
    fresh = [(p, text) for p, text in rules if known.get((p.policy_id, p.effective_from)) != p]
    checked(_merged((*known.values(), *(p for p, _ in fresh))))
    rows = [
        {
            "policy_id": policy.policy_id,
            "effective_from": policy.effective_from,
            "content": text,
            "source": source,
            "recorded_by": by,
            "recorded_at": recorded_at,
        }
        for policy, text in fresh
    ]
    if rows:
        db.execute(sa.insert(policy_rules), rows)
    return len(rows)


def _merged(versions: Sequence[Policy]) -> tuple[Policy, ...]:
    newest: dict[tuple[str, date], Policy] = {(p.policy_id, p.effective_from): p for p in versions}
    return tuple(newest[key] for key in sorted(newest))
