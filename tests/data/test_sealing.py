"""What is sealed opens with its key and in its place only, and is found without being opened."""

import hashlib
import hmac
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.columns import metadata
from data.keys import CIPHERS, KeysUnusable, add_key, make_ring, read_ring
from data.sealed_columns import SEALED
from data.sealing import SealBroken, Vault, head_of, number_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def one_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """A vault for many values."""
    return made(tmp_path_factory.mktemp("keys"), "aes-256-gcm")


@pytest.mark.parametrize("cipher", CIPHERS)
def test_what_is_sealed_opens_again_and_shows_nothing(tmp_path: Path, cipher: str) -> None:
    vault = made(tmp_path, cipher)
    values = ["140902198305170019", None, "13800000001", "王芳@例子.cn", "x" * 100]
    sealed = vault.seal("address", list("ABCDE"), values)
    assert [s and vault.unseal("address", o, s) for o, s in zip("ABCDE", sealed, strict=True)] == (
        values
    )
    assert [s and len(s) for s in sealed] == [68, None, 68, 68, 196]
    assert not [s for s in sealed if s and ("1409" in s or "1380" in s)]


def test_the_same_value_never_looks_the_same_and_is_always_found(vault: Vault) -> None:
    twice = vault.seal("phone", ["A", "A"], ["13800000001", "13800000001"])
    assert twice[0] != twice[1]
    one, two = vault.hash("phone", ["13800000001", "13800000001"])
    assert one == two == vault.hash_one("phone", "13800000001")
    assert vault.hash_one("id_number", "13800000001") != one


@given(value=st.text(max_size=200), column=st.text(min_size=1, max_size=40))
def test_the_hash_is_hmac_sha256(one_vault: Vault, value: str, column: str) -> None:
    own = hmac.digest(one_vault.ring().lookup, column.encode(), hashlib.sha256)
    wanted = hmac.digest(own, value.encode(), hashlib.sha256)[:18]
    assert one_vault.hash_one(column, value) == b64encode(wanted).decode()


def test_a_sealed_text_is_broken_in_any_other_place(vault: Vault) -> None:
    sealed = str(vault.seal("phone", ["A"], ["13800000001"])[0])
    changed = sealed[:-1] + ("A" if sealed[-1] != "A" else "B")
    for column, owner, text in (
        ("phone", "B", sealed),
        ("id_number", "A", sealed),
        ("phone", "A", changed),
    ):
        with pytest.raises(SealBroken):
            vault.unseal(column, owner, text)


def test_a_new_key_seals_what_follows_and_the_old_one_still_opens(tmp_path: Path) -> None:
    vault = made(tmp_path, "aes-256-gcm")
    old = str(vault.seal("phone", ["A"], ["13800000001"])[0])
    found = vault.hash_one("phone", "13800000001")
    add_key(vault.path, "sm4-gcm", NOW)
    new = str(vault.seal("phone", ["A"], ["13800000001"])[0])
    assert [number_of(text[:4]) for text in (old, new)] == [1, 2]
    assert new.startswith(head_of(2))
    assert {vault.unseal("phone", "A", text) for text in (old, new)} == {"13800000001"}
    assert vault.hash_one("phone", "13800000001") == found


def test_the_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = made(tmp_path, "aes-256-gcm").path
    assert path.stat().st_mode & 0o777 == 0o600
    add_key(path, "aes-256-gcm", NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        read_ring(path)


def test_who_comes_second_takes_the_ring_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first = make_ring(path, "aes-256-gcm", NOW)
    assert make_ring(path, "sm4-gcm", NOW) == first
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]
    assert first.newest.secret.hex() not in repr(first)


@pytest.mark.parametrize("text", ["", "{}", '{"lookup": "", "keys": []}', "[]"])
def test_a_damaged_key_file_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeysUnusable, match="密钥文件已损坏"):
        read_ring(path)


def test_without_its_key_nothing_opens(tmp_path: Path) -> None:
    sealed = str(made(tmp_path / "a", "aes-256-gcm").seal("phone", ["A"], ["13800000001"])[0])
    with pytest.raises(SealBroken):
        made(tmp_path / "b", "aes-256-gcm").unseal("phone", "A", sealed)
    with pytest.raises(KeysUnusable, match="找不到密钥文件"):
        Vault(tmp_path / "none.json").ring()


def test_every_sealed_column_is_known_to_whoever_rotates_keys() -> None:
    named = {str(c) for t in metadata.tables.values() for c in t.c if c.name.endswith("_sealed")}
    assert named == {str(each.column) for each in SEALED}
    assert all(each.owner in each.table.c for each in SEALED)


def made(folder: Path, cipher: str) -> Vault:
    path = folder / "keys.json"
    make_ring(path, cipher, NOW)
    return Vault(path)
