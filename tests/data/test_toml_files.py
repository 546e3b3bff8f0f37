"""A file that people wrote is read as editors save it, or refused by the place and never by what stands there."""

from pathlib import Path

import pytest

from data.toml_files import NoToml, read_toml


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read_with_and_without_a_mark_of_its_encoding(
    tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "push.toml").write_text('sender = "忻州人社"', encoding)
    assert read_toml(tmp_path / "push.toml") == {"sender": "忻州人社"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'[sms]\nsecret = "geheim" geheim\n', "第 2 行第 19 列不合 TOML 的写法"),
        (b'secret = "geheim', "文件末尾不合 TOML 的写法"),
        ("名称 = 1".encode("gb18030"), "文件应存为 UTF-8 编码"),
        (b"a = " + b"[" * 5000, "括号套得太深"),
        (b"a = " + b"9" * 5000, "有的数字太长"),
    ],
)
def test_what_is_none_is_refused_by_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "push.toml").write_bytes(content)
    with pytest.raises(NoToml) as refused:
        read_toml(tmp_path / "push.toml")
    assert str(refused.value) == told
