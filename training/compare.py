"""Champion and challenger on the same days and persons, as each was before it had seen them."""

from datetime import date
from pathlib import Path

import numpy as np

from models.index.difficulty import ABOUT
from training.cohort import Cohort
from training.evaluate import chance, no_regression, score
from training.trial import champion_of, divide, judged, tried


def compare(cohort: Cohort, bundles: Path, version: str, *, as_of: date) -> dict[str, object]:
    """Scores of both on the newest half year of landmarks with a full year after it, and the gate.

    Without a champion there is nothing to fall behind, and no gate.
    """
    test = divide(cohort, as_of).test
    labels = judged(test)
    days = np.array([test.landmark.min(), test.landmark.max()]).astype("datetime64[D]")
    forecast = tried(bundles / version).index.assess_design(test.frame).curve[:, ABOUT]
    found = score(forecast, labels)
    answer: dict[str, object] = {
        "challenger": version,
        "champion": None,
        "tested_rows": len(test),
        "first_landmark": str(days[0]),
        "last_landmark": str(days[1]),
        "scores": {"challenger": found.as_dict()},
        "gates": {},
    }
    champion = champion_of(bundles)
    if champion is None:
        return answer
    standing = champion.index.assess_design(test.frame).curve[:, ABOUT]
    against = score(standing, labels)
    gate = no_regression(found, against, chance(forecast, standing, labels))
    return answer | {
        "champion": champion.version,
        "scores": {"challenger": found.as_dict(), "champion": against.as_dict()},
        "gates": {gate.name: bool(gate.passed)},
        "found": {gate.name: gate.found},
    }
