"""The key ring: a file beside the database, never in it, with the keys that seal what tells who somebody is."""

import base64
import hashlib
import hmac
import json
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

CIPHERS = {"aes-256-gcm": 32, "sm4-gcm": 16}
"""Each cipher with the length of its key in bytes."""

LOOKUP_BYTES = 32
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeysUnusable(Exception):
    """The keys are missing, unreadable or those of another database; a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key that seals; its number stands in front of everything it sealed."""

    number: int
    cipher: str
    secret: bytes = field(repr=False)
    made_at: datetime

    @property
    def fingerprint(self) -> str:
        """What tells a key from another without telling the key."""
        return _fingerprint(self.secret)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All the keys there ever were, oldest first, and the one by which sealed values are found."""

    lookup: bytes = field(repr=False)
    keys: tuple[Key, ...]

    @property
    def newest(self) -> Key:
        """The key that seals from now on."""
        return self.keys[-1]

    @property
    def fingerprint(self) -> str:
        """What tells a ring from another; it stays when keys are added."""
        return _fingerprint(self.lookup)

    def key(self, number: int) -> Key | None:
        """The key of that number."""
        return next((key for key in self.keys if key.number == number), None)


def read_ring(path: Path) -> KeyRing | None:
    """The ring in a file, or None where there is no file; KeysUnusable where others could read it."""
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & OTHERS:
                raise KeysUnusable(f"密钥文件可被他人读取，请先执行 chmod 600：{path}")
            return _parsed(json.load(file))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise KeysUnusable(f"密钥文件已损坏，请从密钥备份恢复：{path}") from error


def make_ring(path: Path, cipher: str, now: datetime) -> KeyRing:
    """A new ring, unless another process was first: then that one."""
    ring = KeyRing(os.urandom(LOOKUP_BYTES), (_new_key(1, cipher, now),))
    _written(path, ring, os.link)
    made = read_ring(path)
    if made is None:
        raise KeysUnusable(f"密钥文件刚建好又不见了：{path}")
    return made


def add_key(path: Path, cipher: str, now: datetime) -> KeyRing:
    """The ring with one key more, which seals from now on; whoever calls lets nobody else add one."""
    ring = read_ring(path)
    if ring is None:
        raise KeysUnusable(f"密钥文件不存在：{path}")
    grown = KeyRing(ring.lookup, (*ring.keys, _new_key(ring.newest.number + 1, cipher, now)))
    _written(path, grown, os.replace)
    return grown


def _new_key(number: int, cipher: str, now: datetime) -> Key:
    return Key(number, cipher, os.urandom(CIPHERS[cipher]), now)


def _written(path: Path, ring: KeyRing, put: Callable[[str, Path], None]) -> None:
    """Write the whole file elsewhere and put it in place at once; a crash leaves the old one or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Readable by its owner only, from the first byte on.
    descriptor, beside = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(_plain(ring), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        put(beside, path)
    except FileExistsError:
        pass
    finally:
        Path(beside).unlink(missing_ok=True)


def _plain(ring: KeyRing) -> dict[str, object]:
    keys = [
        {
            "number": key.number,
            "cipher": key.cipher,
            "secret": base64.b64encode(key.secret).decode(),
            "made_at": key.made_at.isoformat(),
        }
        for key in ring.keys
    ]
    return {"lookup": base64.b64encode(ring.lookup).decode(), "keys": keys}


def _parsed(plain: dict[str, object]) -> KeyRing:
    rows = plain["keys"]
    if not isinstance(rows, list):
        raise TypeError(type(rows))
    keys = [
        Key(
            int(row["number"]),
            str(row["cipher"]),
            base64.b64decode(row["secret"], validate=True),
            datetime.fromisoformat(row["made_at"]),
        )
        for row in rows
    ]
    lookup = base64.b64decode(str(plain["lookup"]), validate=True)
    sound = all(CIPHERS.get(key.cipher) == len(key.secret) for key in keys)
    if not keys or not sound or len(lookup) != LOOKUP_BYTES:
        raise ValueError("not a key ring")
    return KeyRing(lookup, tuple(sorted(keys, key=lambda key: key.number)))


def _fingerprint(secret: bytes) -> str:
    return hmac.digest(secret, b"songgang fingerprint", hashlib.sha256).hex()[:16]
