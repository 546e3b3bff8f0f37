"""Sealing what tells who somebody is: encrypted for whoever holds the key, found by a keyed hash."""

import base64
import hashlib
import hmac
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from data.keys import CIPHERS, Key, KeyRing, KeysUnusable, read_ring

ID_NUMBER, PHONE, ADDRESS, TOTP = "id_number", "phone", "address", "totp"
"""What is sealed, by name: it is bound to this name and to its owner, a worker or an account."""

ENDING = "id_ending"
DRAWERS = 1024
"""Some 11,000 endings there are, so some 11 share one: what is in a drawer is opened and compared."""

FORMAT = 1
HEAD_BYTES, NONCE_BYTES, TAG_BYTES = 3, 12, 16
HEAD_LETTERS = 4
"""Three bytes are four letters of base64: format and key number can be read off a sealed text in SQL."""

SHORTEST, STEP = 20, 24
"""Texts are filled up to 20, 44, 68 … bytes, so that a sealed one does not tell how long it was."""

HASH_BYTES = 18
BLOCK = hashlib.sha256().block_size
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Encrypt = Callable[[bytes, bytes, bytes], bytes]


class SealBroken(Exception):
    """A sealed text that was changed, or that belongs to another row or column."""


class Vault:
    """Seals, opens and hashes with the keys of one file; it follows the file when keys are added."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._ring: KeyRing | None = None
        self._seen: tuple[int, int] | None = None

    def ring(self) -> KeyRing:
        """The keys as the file has them now; KeysUnusable where there are none."""
        try:
            found = self.path.stat()
        except OSError as error:
            raise KeysUnusable(f"找不到密钥文件，不能读写身份信息：{self.path}") from error
        with self._lock:
            if self._ring is None or self._seen != (found.st_ino, found.st_mtime_ns):
                self._ring = read_ring(self.path)
                self._seen = (found.st_ino, found.st_mtime_ns)
            if self._ring is None:
                raise KeysUnusable(f"找不到密钥文件，不能读写身份信息：{self.path}")
            return self._ring

    def seal(
        self, column: str, owners: Sequence[str], values: Sequence[str | None]
    ) -> list[str | None]:
        """Each value sealed for its owner in this column; nothing stays nothing.

        A sealed text opens only as the same column of the same owner: moved elsewhere it is broken.
        """
        key = self.ring().newest
        head, encrypt = _head(key.number), _encrypting(key)
        nonces = os.urandom(NONCE_BYTES * len(values))
        starts = range(0, len(nonces), NONCE_BYTES)
        sealed: list[str | None] = []
        for owner, value, start in zip(owners, values, starts, strict=True):
            if value is None:
                sealed.append(None)
                continue
            nonce = nonces[start : start + NONCE_BYTES]
            box = encrypt(nonce, _filled(value), f"{column}:{owner}".encode())
            sealed.append(b2a_base64(head + nonce + box, newline=False).decode())
        return sealed

    def unseal(self, column: str, owner: str, sealed: str) -> str:
        """What was sealed; SealBroken when it was changed, KeysUnusable when its key is not in the file."""
        raw = a2b_base64(sealed)
        number = int.from_bytes(raw[1:HEAD_BYTES])
        key = self.ring().key(number)
        if raw[0] != FORMAT or key is None:
            raise KeysUnusable(f"密钥文件中没有第 {number} 号密钥，请从密钥备份恢复：{self.path}")
        nonce, box = raw[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], raw[HEAD_BYTES + NONCE_BYTES :]
        try:
            filled = _decrypt(key, nonce, box, f"{column}:{owner}".encode())
        except InvalidTag as error:
            raise SealBroken(f"a sealed {column} does not belong where it was found") from error
        return filled.rstrip(b"\0").decode()

    def hash(self, column: str, values: Sequence[str | None]) -> list[str | None]:
        """The keyed hash (HMAC-SHA-256) by which each value is found; equal values have equal hashes."""
        inner, outer = _halves(hmac.digest(self.ring().lookup, column.encode(), hashlib.sha256))

        def found(value: str) -> str:
            one, two = inner.copy(), outer.copy()
            one.update(value.encode())
            two.update(one.digest())
            return b2a_base64(two.digest()[:HASH_BYTES], newline=False).decode()

        return [None if value is None else found(value) for value in values]

    def drawers(self, numbers: Sequence[str]) -> list[int]:
        """For each number the one of `DRAWERS` that its last four digits fall into, by a keyed hash.

        Many endings share a drawer: whoever has the database alone learns nothing of an ending, and whoever
        knows the endings of some people nothing sure of others in their drawer.
        """
        endings = dict.fromkeys(number[-4:].upper() for number in numbers)
        hashes = self.hash(ENDING, list(endings))
        drawer = {
            ending: int.from_bytes(a2b_base64(hashed or "")[:2]) % DRAWERS
            for ending, hashed in zip(endings, hashes, strict=True)
        }
        return [drawer[number[-4:].upper()] for number in numbers]

    def hash_one(self, column: str, value: str) -> str:
        """The keyed hash of one value."""
        return str(self.hash(column, [value])[0])


def check_offered(cipher: str) -> None:
    """KeysUnusable where this machine's cryptographic library does not have the cipher."""
    try:
        _encrypting(Key(1, cipher, bytes(CIPHERS[cipher]), EPOCH))(bytes(NONCE_BYTES), b"", b"")
    except UnsupportedAlgorithm as error:
        raise KeysUnusable(f"本机的密码库不支持 {cipher}，请改用 aes-256-gcm。") from error


def head_of(number: int) -> str:
    """The first letters of everything that this key sealed."""
    return base64.b64encode(_head(number)).decode()


def number_of(head: str) -> int:
    """The key's number, from the first letters of a sealed text."""
    return int.from_bytes(a2b_base64(head)[1:HEAD_BYTES])


def _head(number: int) -> bytes:
    return bytes([FORMAT]) + number.to_bytes(HEAD_BYTES - 1)


def _filled(value: str) -> bytes:
    text = value.encode()
    if len(text) <= SHORTEST:
        return text.ljust(SHORTEST, b"\0")
    steps = -(-(len(text) - SHORTEST) // STEP)
    return text.ljust(SHORTEST + STEP * steps, b"\0")


def _halves(key: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """HMAC's two states after its key, from which every value goes on: half the time of starting anew."""
    padded = key.ljust(BLOCK, b"\0")
    return (
        hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)),
        hashlib.sha256(bytes(byte ^ 0x5C for byte in padded)),
    )


def _encrypting(key: Key) -> Encrypt:
    if key.cipher == "aes-256-gcm":
        return AESGCM(key.secret).encrypt
    return lambda nonce, text, bound: _sm4(key.secret, nonce, text, bound)


def _sm4(secret: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
    encryptor = Cipher(SM4(secret), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(text) + encryptor.finalize() + encryptor.tag


def _decrypt(key: Key, nonce: bytes, box: bytes, bound: bytes) -> bytes:
    if key.cipher == "aes-256-gcm":
        return AESGCM(key.secret).decrypt(nonce, box, bound)
    text, tag = box[:-TAG_BYTES], box[-TAG_BYTES:]
    decryptor = Cipher(SM4(key.secret), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(text) + decryptor.finalize()
