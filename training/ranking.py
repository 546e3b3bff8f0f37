"""The ranking's trial: learn from earlier verdicts, judge on later lists of other people, decide."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.matching.columns import Floats
from models.matching.learning import Estimate, enough, examination, fit, gain, reordered
from models.matching.ranking import Ranking
from training.shown import Shown

TEST_SHARE = 0.3
"""The newest part of the judged lists, by day, that the trial is judged on."""

TOO_FEW = "反馈太少，沿用现有匹配权重"
NO_BETTER = "新权重未优于现用权重，沿用现有匹配权重"
BETTER = "新权重优于现用权重"


@dataclass(frozen=True, slots=True)
class RankingTrial:
    """The ranking to use from now on, whether it is a new one, why, and what was measured."""

    ranking: Ranking
    better: bool
    reason: str
    n_judged: int
    gains: Mapping[str, Estimate]

    def facts(self) -> dict[str, object]:
        """For the report and the manifest."""
        return {
            "better": self.better,
            "reason": self.reason,
            "judged": self.n_judged,
            "gains": {
                name: {
                    "value": _plain(found.value),
                    "low": _plain(found.low),
                    "high": _plain(found.high),
                    "lists": int(found.effective_n),
                }
                for name, found in self.gains.items()
            },
        }


def try_ranking(shown: Shown, in_use: Ranking) -> RankingTrial:
    """Learn on earlier days, compare on later days of other people, and refit on all if better.

    Better is a gain in hires or in wishes met that chance does not explain, while the other has not
    fallen beyond chance. Without enough verdicts of both kinds the ranking in use stays.
    """
    n_judged = int(shown.said.sum())
    train, test = split(shown)
    if not (enough(train.hired) or enough(train.wanted)) or not test.said.any():
        return RankingTrial(in_use, False, TOO_FEW, n_judged, {})
    learned = fit(train.judged(), in_use)
    gains = off_policy_gains(test, in_use, learned)
    if not passes(gains):
        return RankingTrial(in_use, False, NO_BETTER, n_judged, gains)
    return RankingTrial(fit(shown.judged(), in_use), True, BETTER, n_judged, gains)


def split(shown: Shown) -> tuple[Shown, Shown]:
    """Lists before and after a day; who is in the later ones is not learned from."""
    if len(shown) == 0:
        return shown, shown
    cut = np.quantile(shown.day, 1 - TEST_SHARE)
    late = shown.day > cut
    early = ~late & ~np.isin(shown.worker, shown.worker[late])
    return shown.of(early), shown.of(late)


def off_policy_gains(test: Shown, old: Ranking, new: Ranking) -> dict[str, Estimate]:
    """What each shown referral would have brought more had the lists been in the new order."""
    by_rank = examination(test.rank, test.said)
    seen = test.looked_at()
    before, after = (_seen_at(by_rank, test, ranking) for ranking in (old, new))
    return {
        name: gain(np.nan_to_num(reward), test.lists, seen, old=before, new=after)
        for name, reward in (("hired", test.hired), ("wanted", test.wanted))
    }


def _seen_at(by_rank: Floats, test: Shown, ranking: Ranking) -> Floats:
    rank = reordered(test.values, test.lists, ranking)
    return np.asarray(by_rank[np.minimum(rank, len(by_rank)) - 1])


def passes(gains: Mapping[str, Estimate]) -> bool:
    """The gate: one of both above zero beyond chance, none below it beyond chance."""
    found = list(gains.values())
    return any(each.low > 0 for each in found) and all(each.high >= 0 for each in found)


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 5)
