"""What is in use changes only on purpose, over failed gates only with a reason, and can be undone step by step."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.bundle import BadBundle, current, promote, write_bundle
from models.ledger import GateFailed, NothingBefore, ledger, previous, put_in_use, roll_back

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def bundles(tmp_path: Path) -> Path:
    """A folder with three bundles, none in use."""
    for version in "abc":
        write_bundle(
            tmp_path, version, {"index": version}, promises={"features": []}, notes={}, card=""
        )
    return tmp_path


def in_use(bundles: Path) -> str:
    folder = current(bundles)
    return folder.name if folder else "-"


# what happens, step by step (a name promotes, < rolls back), what is in use then, what a rollback brings
TABLE = """
a         a -
a b       b a
a b <     a -
a b < <   - -
a b c <   b a
a b < c   c a
a b c < < a -
a < b     b -
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_going_back_goes_the_way_one_came(bundles: Path, line: str) -> None:
    *steps, serving, before = line.split()
    for step in steps:
        if step == "<":
            roll_back(bundles, reason="", at=AT)
        else:
            put_in_use(bundles, step, failed=(), reason="", at=AT)
    assert in_use(bundles) == serving
    assert (previous(bundles) or "-") == before
    assert len(ledger(bundles)) == len(steps)


def test_failed_gates_refuse_and_nothing_changes(bundles: Path) -> None:
    put_in_use(bundles, "a", failed=(), reason="", at=AT)
    for reason in ("", "  ", "要"):
        with pytest.raises(GateFailed, match="校准"):
            put_in_use(bundles, "b", failed=("校准误差 ECE",), reason=reason, at=AT)
    assert in_use(bundles) == "a"
    assert len(ledger(bundles)) == 1


def test_an_override_is_written_down_with_gates_and_reason(bundles: Path) -> None:
    put_in_use(bundles, "b", failed=("校准误差 ECE",), reason="试点县先用一个月", at=AT)
    (entry,) = ledger(bundles)
    assert in_use(bundles) == "b"
    assert (entry.failed, entry.reason) == (("校准误差 ECE",), "试点县先用一个月")
    assert entry.at == "2026-11-23T04:00:00+00:00"


def test_nothing_before_the_scorecard_and_no_bundle_twice(bundles: Path) -> None:
    with pytest.raises(NothingBefore):
        roll_back(bundles, reason="", at=AT)
    put_in_use(bundles, "a", failed=(), reason="", at=AT)
    with pytest.raises(BadBundle, match="已在使用"):
        put_in_use(bundles, "a", failed=(), reason="", at=AT)
    with pytest.raises(BadBundle):
        put_in_use(bundles, "nowhere", failed=(), reason="", at=AT)


def test_a_bundle_put_in_use_by_hand_is_gone_back_from_too(bundles: Path) -> None:
    promote(bundles, "a")
    put_in_use(bundles, "b", failed=(), reason="", at=AT)
    assert roll_back(bundles, reason="", at=AT).version == "a"
    promote(bundles, "c")
    assert previous(bundles) == "a"
