"""The parts of a bundle that matching uses: the ranking, if verdicts taught a better one, and closeness."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa

from data.codes.skills import listed_word
from data.records import judgements, vacancies, workers
from data.store import Store, reading
from models.advice import PROMISES
from models.bundle import BadBundle, current, load_bundle, manifest_of, write_bundle
from models.ledger import put_in_use
from models.matching.kin import Kin
from models.matching.ranking import COLD_START, Ranking
from models.words.closeness import TREE, Closeness, learn
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


def learn_matching(store: Store, bundles: Path, as_of: date, seed: int) -> Learned:
    """Closeness from vacancies and histories, ranking from verdicts up to a day.

    The weights in use go on where nothing better was learned.
    """
    in_use = parts_in_use(bundles)
    with reading(store) as db:
        shown = read_shown(judgements.judged_lists(db, as_of))
    trial = try_ranking(shown, cast("Ranking", in_use.get("ranking", COLD_START)))
    kin = learn_kin(store, as_of, seed)
    facts = {
        "ranking": trial.facts(),
        "kin": {"groups": len(kin.groups), "skills": len(kin.skills)},
    }
    return Learned({**parts_of(trial), "kin": kin}, facts, trial.better, trial.reason)


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


LEAST_SKILL, MOST_KIN = 0.6, 3
"""Skills closer than this stand in for each other in part; at most so many for each."""

MOST_PEOPLE = 200_000
"""Work histories that are read; more would not change what is learned."""


def learn_kin(store: Store, as_of: date, seed: int) -> Kin:
    """Small groups and skills that vacancies and work histories show to be close, beyond the tree."""
    with reading(store) as db:
        offered = vacancies.open_on(db, as_of)
        pasts: list[list[str]] = []
        for people in workers.stream_as_known(db, as_of):
            pasts += histories(people)
            if len(pasts) >= MOST_PEOPLE:
                break
    asked = asked_by(offered)
    past = pa.table({"past_occupations": pa.array(pasts, pa.list_(pa.string()))})
    return kin_of(learn(asked, past, seed=seed))


def asked_by(offered: pa.Table) -> pa.Table:
    """What vacancies ask for, as closeness is learned from it: small groups, and skills as they are listed."""
    listed = [
        pa.array(
            [row and [listed_word(skill) for skill in row] for row in offered[name].to_pylist()],
            pa.list_(pa.string()),
        )
        for name in ("required_skills", "welcome_skills")
    ]
    groups = pa.array([small_group(c) for c in offered["occupation"].to_pylist()], pa.string())
    return pa.table([*listed, groups], ["required_skills", "welcome_skills", "occupation"])


def histories(people: pa.Table) -> list[list[str]]:
    """The small groups each person has worked in, of those with more than one."""
    rows = people.select(["last_occupation", "past_occupations"]).to_pylist()
    groups = [
        {small_group(c) for c in (r["last_occupation"], *(r["past_occupations"] or ()))} - {None}
        for r in rows
    ]
    return [sorted(str(g) for g in found) for found in groups if len(found) > 1]


def small_group(code: str | None) -> str | None:
    """`4-03-02-01` lies in `4-03-02`; a code less deep than that names no small group."""
    parts = (code or "").split("-")
    return "-".join(parts[:3]) if len(parts) >= 3 else None


def kin_of(closeness: Closeness) -> Kin:
    """Who is as close as one small group, and which skills come near enough to count in part."""
    groups = sorted(closeness.occupations.words)
    near = closeness.occupation_matrix(groups)
    np.fill_diagonal(near, 0)
    kin = {
        group: tuple(
            groups[n] for n in np.argsort(-row, kind="stable")[:MOST_KIN] if row[n] >= TREE[3]
        )
        for group, row in zip(groups, near, strict=True)
    }
    skills = {
        word: tuple(
            (other, int(100 * close))
            for other, close in closeness.near_skills(word, MOST_KIN)
            if close >= LEAST_SKILL
        )
        for word in closeness.skills.words
    }
    return Kin({g: k for g, k in kin.items() if k}, {w: k for w, k in skills.items() if k})


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
