"""Grounds for losing the status are pointed out for a person to check, and never decided."""

from datetime import date

import pytest

from data.codes.law.statutory import exit_rules
from models.law.evidence import Verdict
from models.law.exits import ExitReview, review_exit
from models.law.households import Household
from models.law.predicates import PREDICATES

AS_OF = date(2026, 3, 1)

JOBSEEKER: dict[str, object] = {
    "worker_id": "w1",
    "sex": "1",
    "birth_on": date(1980, 3, 1),
    "labour_capacity": "full",
    "employment_status": "unemployed",
    "willing": True,
    "registered_on": date(2024, 1, 1),
}

# what differs from the jobseeker, ground, whether it seems to apply
TABLE = """
-                                   retired    fail
birth_on=1964-12-01                 retired    pass
birth_on=                           retired    unknown
labour_capacity=none                unable     pass
labour_capacity=partial             unable     fail
labour_capacity=                    unable     unknown
employment_status=student           left       pass
employment_status=unemployed        left       fail
willing=                            unwilling  unknown
employment_status=employed          employed   pass
employment_status=unemployed        employed   fail
registered_on=                      employed   unknown
-                                   refused    unknown
-                                   sentenced  unknown
"""


def verdict(review: ExitReview, code: str) -> Verdict:
    return next(f.verdict for f in review.findings if f.code == code)


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_a_ground_seems_to_apply_as_its_table_says(line: str) -> None:
    change, code, expected = line.split()
    facts = dict(JOBSEEKER)
    if change != "-":
        column, text = change.split("=")
        facts[column] = date.fromisoformat(text) if text and column == "birth_on" else text or None
    assert verdict(review_exit(facts, AS_OF, ("D7",)), code) == expected


def test_an_unwilling_worker_is_pointed_out() -> None:
    review = review_exit({**JOBSEEKER, "willing": False}, AS_OF, ("D7",))
    assert verdict(review, "unwilling") is Verdict.PASS


def test_the_household_is_asked_about_only_in_its_category() -> None:
    spouse = {**JOBSEEKER, "worker_id": "w2", "employment_status": "employed"}
    home = Household([JOBSEEKER, spouse])
    assert verdict(review_exit(JOBSEEKER, AS_OF, ("D4",), household=home), "household") == "pass"
    assert all(f.code != "household" for f in review_exit(JOBSEEKER, AS_OF, ("D7",)).findings)


def test_the_template_says_what_it_is() -> None:
    review = review_exit(JOBSEEKER, AS_OF, ("D7",))
    assert review.rules.certainty == "unverified"
    assert "不得据此退出" in review.notice
    assert all(f.name in f.sentence for f in review.findings)


def test_every_ground_names_a_known_predicate_or_none() -> None:
    conditions = [g.condition for g in exit_rules().grounds if g.condition]
    assert {c.predicate for c in conditions} <= set(PREDICATES)
    assert all(g.outcome in {"pass", "fail"} for g in exit_rules().grounds if g.condition)
