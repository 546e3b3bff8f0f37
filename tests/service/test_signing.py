"""A code opens one thing, for one purpose, until a day; and its key is nobody else's to read."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.signing import Codes, KeyUnreadable, as_printed, codes_of

UNTIL = datetime(2026, 12, 1, tzinfo=UTC)
CODES = Codes(b"k" * 32)


def test_a_code_opens_what_it_was_made_for_until_its_end() -> None:
    code = CODES.make("answer", "R1", UNTIL)
    assert CODES.read("answer", code, UNTIL) == "R1"
    assert CODES.read("answer", code, UNTIL + timedelta(seconds=1)) is None
    assert CODES.read("resumes", code, UNTIL) is None
    assert Codes(b"x" * 32).read("answer", code, UNTIL) is None


@pytest.mark.parametrize("code", ["", "x", "WyJSMSIsMV0.x", "é", "W10." + "A" * 43])
def test_what_is_no_code_opens_nothing(code: str) -> None:
    assert CODES.read("answer", code, UNTIL) is None


def test_every_changed_character_spoils_a_code() -> None:
    code = CODES.make("answer", "R1", UNTIL)
    for at, character in enumerate(code):
        spoilt = code[:at] + ("A" if character != "A" else "B") + code[at + 1 :]
        assert CODES.read("answer", spoilt, UNTIL) in {None, "R1"}
        if at < len(code) - 1:
            assert CODES.read("answer", spoilt, UNTIL) is None


def test_a_letters_code_can_be_read_out_and_typed_in() -> None:
    code = CODES.letter_code("R1", 1)
    assert len(code) == 19
    assert code != CODES.letter_code("R1", 2)
    assert as_printed(code.lower().replace("-", " ")) == code
    assert as_printed("o1l0 OIL1 2345 6789") == "0110-0111-2345-6789"


def test_two_that_start_at_once_share_one_key_that_only_the_owner_reads(tmp_path: Path) -> None:
    found: list[Codes] = []
    threads = [
        threading.Thread(target=lambda: found.append(codes_of(tmp_path, None))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["signing.key"]
    assert (tmp_path / "signing.key").stat().st_mode & 0o777 == 0o600
    assert "key" not in repr(found[0])


def test_a_given_key_is_used_and_a_damaged_one_refused(tmp_path: Path) -> None:
    assert codes_of(tmp_path, "secret") == codes_of(tmp_path / "other", "secret")
    (tmp_path / "signing.key").write_bytes(b"short")
    with pytest.raises(KeyUnreadable, match="已损坏"):
        codes_of(tmp_path, None)
