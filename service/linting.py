"""What postings may not ask for: counted as they are imported, and said with every vacancy."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from data.records import vacancies
from data.store import Store, reading
from models.matching.linter import Finding, lint
from service.api.offers import FindingForm


def findings_of(row: Mapping[str, object]) -> list[FindingForm]:
    """The unlawful and the monitored demands of one vacancy of the store."""
    return [
        FindingForm(kind=f.kind, words=f.words, law=f.law, unlawful=f.unlawful) for f in _found(row)
    ]


def linted(store: Store, recorded_at: datetime) -> dict[str, object]:
    """Of the vacancies an import brought or changed: how many are kept out, and for what."""
    with reading(store) as db:
        rows = vacancies.recorded_at(db, recorded_at).to_pylist()
    found = [_found(row) for row in rows]
    kinds = Counter(f.kind for each in found for f in each)
    return {
        "kept_out": sum(any(f.unlawful for f in each) for each in found),
        "monitored": sum(bool(each) and not any(f.unlawful for f in each) for each in found),
        "kinds": dict(kinds.most_common()),
    }


def sentence(found: Mapping[str, object]) -> str:
    """The same for whoever imports."""
    kinds = cast("Mapping[str, int]", found["kinds"])
    if not kinds:
        return "未发现违法或需关注的招聘条件"
    listed = "、".join(f"{kind}{n}" for kind, n in kinds.items())
    told = f"{found['kept_out']} 个岗位含违法条件，改正前不推荐"
    if found["monitored"]:
        told += f"；另有 {found['monitored']} 个需关注"
    return f"{told}（{listed}）"


def _found(row: Mapping[str, object]) -> tuple[Finding, ...]:
    title, text = str(row["title"] or ""), str(row["description"] or "")
    return lint(title, text, underground=bool(row["underground"]))
