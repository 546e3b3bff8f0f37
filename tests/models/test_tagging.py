"""Tags are suggested by law and index; refusals and missed appointments change only how one is served."""

import inspect

import pyarrow as pa

from data.codes.law.tags import tag_rule
from models.law import tagging
from models.law.serving import service_hints
from models.law.tagging import suggestions, tag_columns

CASES = [
    # recognised category, met categories, index, suggested tags
    ("长期失业人员，D7", [], 10.0, {"priority_support", "intensive_help"}),
    (None, [("D2", "低保人员")], None, {"priority_support", "intensive_help"}),
    (None, [], 85.0, {"intensive_help"}),
    (None, [], 69.9, set()),
    (None, [], None, set()),
]


def test_who_is_suggested_for_which_tag() -> None:
    for recognised, met, index, wanted in CASES:
        found = suggestions(tag_rule(), recognised=recognised, suggested=met, index=index)
        assert {s.tag for s in found} == wanted, (recognised, met, index)
        assert all(s.reasons for s in found)


def test_everybody_at_once_is_one_by_one() -> None:
    columns = tag_columns(
        tag_rule(),
        recognised=pa.array([case[0] is not None for case in CASES]),
        suggested=pa.array(
            [[code for code, _ in case[1]] for case in CASES], pa.list_(pa.string())
        ),
        index=pa.array([case[2] for case in CASES], pa.float64()),
    )
    for row, (_, _, _, wanted) in zip(columns.to_pylist(), CASES, strict=True):
        assert {tag for tag in ("priority_support", "intensive_help") if row[tag]} == wanted


def test_a_low_index_takes_nothing_away() -> None:
    for index in (None, 0.0, 50.0, 100.0):
        found = suggestions(tag_rule(), recognised="D1", suggested=[], index=index)
        assert {s.tag for s in found} == {"priority_support", "intensive_help"}


def test_somebody_without_an_index_stands_in_the_middle() -> None:
    columns = tag_columns(
        tag_rule(),
        recognised=pa.array([True, True, True]),
        suggested=pa.array([[], [], []], pa.list_(pa.string())),
        index=pa.array([20.0, None, 80.0]),
    )
    assert columns["urgency"].to_pylist() == [20.0, 50.0, 80.0]


def test_hints_change_the_service() -> None:
    hints = service_hints(
        ["no_show", "refused_offer", "refused_offer", "not_reached", "not_reached"]
    )
    assert len(hints) == 3
    assert all(hint.because and hint.text for hint in hints)
    assert service_hints(["reached", "refused_offer"]) == ()


def test_nothing_that_orders_people_takes_contacts() -> None:
    for function in (suggestions, tag_columns):
        assert set(inspect.signature(function).parameters) <= {
            "rule",
            "recognised",
            "suggested",
            "index",
        }
    assert "contact" not in inspect.getsource(tagging).lower()
