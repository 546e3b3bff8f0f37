"""Policies from files: versions added to those that came with the product, in one transaction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter

from data.codes.law.policies import Policy
from data.importers.summary import ImportSummary
from data.records.imports import Import, add_import
from data.records.rules import add_policies, policies
from data.store import Store, transaction


def import_policies(
    store: Store,
    path: Path,
    rules: Sequence[tuple[Policy, str]],
    *,
    by: str,
    recorded_at: datetime,
) -> ImportSummary:
    """Keep the versions read from a file; raises `BadPolicy` where two would hold on one day.

    The same file again changes nothing. A version with the first day of a known one replaces it from
    now on; what was answered before can still be answered by the rules as known then.
    """
    began = perf_counter()
    with transaction(store) as db:
        known = {(p.policy_id, p.effective_from) for p in policies(db)}
        n_known = sum((p.policy_id, p.effective_from) in known for p, _ in rules)
        added = add_policies(db, rules, source=path.name, by=by, recorded_at=recorded_at)
        new = len(rules) - n_known
        summary = ImportSummary(
            read=len(rules),
            accepted=len(rules),
            new=new,
            changed=added - new,
            unchanged=len(rules) - added,
            refused=0,
            duplicates=0,
        )
        counts = {k: n for k, n in summary.as_dict().items() if isinstance(n, int)}
        add_import(
            db,
            Import(
                kind="policies",
                source=path.name,
                file_name=path.name,
                sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                recorded_at=recorded_at,
                seconds=perf_counter() - began,
                **counts,
            ),
        )
    return summary
