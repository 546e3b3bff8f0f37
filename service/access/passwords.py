"""Passwords: how they are kept, and which ones are good enough (等级保护 2.0, 身份鉴别)."""

import hashlib
import secrets
import string
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

HASHER = PasswordHasher()
"""Argon2id with the library's parameters, those of RFC 9106 for small memory."""

SHORTEST, LONGEST = 10, 128
CLASSES = 3
LIFETIME = timedelta(days=90)
HARD_TO_GUESS = 3
"""On zxcvbn's scale from 0 to 4: more than 10^8 guesses."""

OF_THIS_PLACE = ("songgang", "xinzhou", "shanxi", "送岗", "忻州", "山西", "人社", "就业")
ALPHABET = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")


def spelt(secret: str) -> str:
    """A long secret as ten characters that can be read out and typed."""
    digest = hashlib.sha256(secret.encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:10])


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(_same(password))


def is_right(password_hash: str, password: str) -> bool:
    """Whether a password is the one that was kept."""
    try:
        return HASHER.verify(password_hash, _same(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def is_weakly_hashed(password_hash: str) -> bool:
    """Whether it was kept by weaker parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def is_due(set_at: datetime, now: datetime) -> bool:
    """Whether a password is so old that it has to be changed."""
    return now - set_at >= LIFETIME


def fault(password: str, *, names: Sequence[str], past: Sequence[str]) -> str | None:
    """Why a new password may not be used, as a sentence; None when it may.

    `names` are those of its owner, `past` the hashes of what was used before.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"密码应为 {SHORTEST}–{LONGEST} 个字符。"
    if _classes(password) < CLASSES:
        return f"密码应含大写字母、小写字母、数字、符号中的至少 {CLASSES} 种。"
    small = password.lower()
    if any(len(name) > 2 and name.lower() in small for name in names):
        return "密码不能包含登录名或姓名。"
    guessed = zxcvbn(_same(password)[:72], user_inputs=[*names, *OF_THIS_PLACE])
    if guessed["score"] < HARD_TO_GUESS:
        return "这个密码太容易被猜到，请避免常用密码、键盘顺序、重复字符和日期。"
    if any(is_right(each, password) for each in past):
        return f"不能再用最近 {len(past)} 次用过的密码。"
    return None


def drawn() -> str:
    """A random password that may be used, easy to read out: four groups of four."""
    while True:
        groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
        password = "-".join(groups)
        if fault(password, names=(), past=()) is None:
            return password


def _classes(password: str) -> int:
    kinds = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    return sum(any(kind(c) for c in password) for kind in kinds)


def _same(password: str) -> str:
    """One form for what different keyboards write differently."""
    return unicodedata.normalize("NFC", password)
