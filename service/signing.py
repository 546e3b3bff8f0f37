"""Codes that open one thing until a day: the key they are signed with, how they are made and read."""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

KEY_BYTES = 32
LETTER_BYTES = 10
LETTER_ALPHABET = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
"""From Base32 to Crockford's digits: nobody confuses O with 0 or I with 1 when reading one out."""

CONFUSED = str.maketrans("OIL", "011")


class KeyUnreadable(Exception):
    """The signing key is there and cannot be used; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Makes and reads codes; one made for a purpose opens nothing else."""

    key: bytes = field(repr=False)

    def make(self, purpose: str, subject: str, until: datetime) -> str:
        """A code for `subject` that fits into a link; it holds an id and a moment, nothing about people."""
        return self._serializer(purpose).dumps([subject, int(until.timestamp())])

    def read(self, purpose: str, code: str, now: datetime) -> str | None:
        """The subject of a code; None when it is not one of ours, for something else, or over."""
        try:
            subject, until = self._serializer(purpose).loads(code)
        except (BadData, ValueError, TypeError):
            return None
        return str(subject) if now.timestamp() <= until else None

    def letter_code(self, referral_id: str, number: int) -> str:
        """The code of a referral's n-th letter, as it is printed: 16 digits of Crockford in fours."""
        seal = hmac.digest(self.key, f"letter:{referral_id}:{number}".encode(), hashlib.sha256)
        text = base64.b32encode(seal[:LETTER_BYTES]).decode().translate(LETTER_ALPHABET)
        return "-".join(text[start : start + 4] for start in range(0, len(text), 4))

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.key, salt=f"songgang:{purpose}", signer_kwargs={"digest_method": hashlib.sha256}
        )


def as_printed(code: str) -> str:
    """A letter's code as somebody typed it, in the form in which it is kept."""
    plain = "".join(c for c in code.upper().translate(CONFUSED) if c.isalnum())
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def codes_of(home: Path, given: str | None) -> Codes:
    """Codes signed with the key that is `given`, else with the one kept in the home, made on first use."""
    if given is not None:
        return Codes(hashlib.sha256(given.encode()).digest())
    path = home / "signing.key"
    if not path.exists():
        _make(path)
    return Codes(_read(path))


def _make(path: Path) -> None:
    """Write the key beside and link it: of two processes that start at once, one key is kept by both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            return
    finally:
        beside.unlink()


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyUnreadable(f"签名密钥文件 {path} 已损坏；删除它会使已发出的答复链接全部失效。")
    return key
