"""The parts of a bundle that matching uses: the ranking, if verdicts taught a better one, and closeness."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from data.records import recommendations
from data.store import Store, reading
from models.advice import PROMISES
from models.bundle import BadBundle, current, load_bundle, manifest_of, write_bundle
from models.ledger import put_in_use
from models.matching.ranking import COLD_START, Ranking
from training.ranking import RankingTrial, try_ranking
from training.shown import read_shown


@dataclass(frozen=True, slots=True)
class Learned:
    """What goes into the next bundle beside the index, and what is said about it."""

    parts: Mapping[str, object]
    facts: Mapping[str, object]
    better: bool
    reason: str

    @property
    def card(self) -> str:
        """The section of the model card about matching."""
        said = json.dumps(self.facts, ensure_ascii=False, indent=1)
        return (
            f"## 匹配\n\n{self.reason}。权重由反馈学习：按展示机会与被看到的机会加权，各项不得为负；"
            f"在较晚的、其他人的列表上按离线策略评估，优于现用权重才启用。\n\n```json\n{said}\n```\n"
        )


def learn_matching(store: Store, bundles: Path, as_of: date) -> Learned:
    """Ranking from verdicts up to a day; the weights in use go on where nothing better was learned."""
    in_use = parts_in_use(bundles)
    with reading(store) as db:
        shown = read_shown(recommendations.judged_lists(db, as_of))
    trial = try_ranking(shown, cast("Ranking", in_use.get("ranking", COLD_START)))
    return Learned(parts_of(trial), {"ranking": trial.facts()}, trial.better, trial.reason)


def bring_into_use(
    learned: Learned, bundles: Path, version: str, *, as_of: date, at: datetime
) -> dict[str, object]:
    """A bundle that differs from the one in use in its matching alone: the index goes on as it is.

    For a ranking that passed its gate on a day on which no index did, or before there is any index.
    """
    in_use = current(bundles)
    notes = dict(manifest_of(bundles, in_use.name)["notes"]) if in_use else {}  # type: ignore[call-overload]
    reason = f"只更新匹配权重：{learned.reason}"
    facts = {
        "version": version,
        "promoted": True,
        "reason": reason,
        "index_of": in_use.name if in_use else None,
        **learned.facts,
    }
    notes = {"as_of": as_of.isoformat(), **notes, **facts}
    write_bundle(
        bundles,
        version,
        {**parts_in_use(bundles), **learned.parts},
        promises=PROMISES,
        notes=notes,
        card=f"# 模型包 {version}\n\n{reason}\n\n{learned.card}",
    )
    put_in_use(bundles, version, failed=(), reason=reason, at=at)
    return facts


def parts_of(trial: RankingTrial) -> dict[str, object]:
    """Learned weights are a part of the bundle; the documented ones of the cold start are not."""
    return {"ranking": trial.ranking} if trial.ranking is not COLD_START else {}


def parts_in_use(bundles: Path) -> Mapping[str, object]:
    """The parts of the bundle in use, none before the first or where it no longer loads."""
    folder = current(bundles)
    if folder is None:
        return {}
    try:
        return load_bundle(folder, PROMISES).parts
    except BadBundle:
        return {}
