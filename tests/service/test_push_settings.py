"""What is wrong in `push.toml` is told by its key, and nothing of what stands there: some of it is secret."""

from pathlib import Path

import pytest

from service.push.settings import FILE, BadSettings, read_settings

WRONG = [
    ('[hours]\nopens = "25:00"', "hours.opens：应为时刻，如 08:30"),
    ('[sms]\nkey = "s3cret"', "sms.key：没有这一项"),
    ("[telegram]\nx = 1", "telegram 没有这一项，可用：hours、"),
    ("[hours]\nrest = true", "hours.rest 没有这一项，可用：opens、"),
]


@pytest.mark.parametrize(("said", "fault"), WRONG)
def test_a_fault_is_told_and_what_stands_there_is_not(
    said: str, fault: str, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_text(said, "utf-8")
    with pytest.raises(BadSettings) as refused:
        read_settings(tmp_path)
    assert fault in str(refused.value)
    assert not any(secret in str(refused.value) for secret in ("25:00", "s3cret"))
