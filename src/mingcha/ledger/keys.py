# SPDX-License-Identifier: Apache-2.0
"""The key ring: a JSON file outside the database, which whoever holds only the database cannot do without.

Three purposes: ``field`` encrypts single fields (AES-256-GCM), ``index`` makes keyed hashes (HMAC-SM3) by which an
encrypted value can be found and compared, ``seal`` signs batches (Ed25519). Of each purpose the newest key works; the
older ones still open, find and prove what they made. So rotation is: add a key, then rewrite what the old one made.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PURPOSES: Final = ("field", "index", "seal")
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Undecipherable(Exception):  # noqa: N818 - it is the text that is so
    """The text was not made by a key of this ring, or not for this place, or was altered."""


@dataclass(frozen=True)
class Ring:
    """Keys by purpose, each an (id, 32 bytes), the newest last."""

    keys: Mapping[str, Sequence[tuple[str, bytes]]]

    def encrypt(self, text: str, place: str = "") -> str:
        """``place`` (say "organs.person.phone") is bound in: the text cannot be moved to another field."""
        key_id, key = self.keys["field"][-1]
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, text.encode(), place.encode())
        return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, place: str = "") -> str:
        """Raises Undecipherable."""
        key_id, _, body = token.partition(":")
        try:
            key = dict(self.keys["field"])[key_id]
            raw = base64.b64decode(body, validate=True)
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (KeyError, ValueError, InvalidTag) as error:
            raise Undecipherable(f"{place}: {key_id}") from error

    def is_newest(self, token: str) -> bool:
        """Whether the newest key encrypted it; the rotation job rewrites the others."""
        return token.partition(":")[0] == self.newest("field")

    def newest(self, purpose: str) -> str:
        """The id of the key that works."""
        return self.keys[purpose][-1][0]

    def index(self, value: str, place: str = "") -> str:
        """A keyed hash by the newest key: equal values of one place are equal, and nothing else can be told."""
        return _index(self.keys["index"][-1], value, place)

    def indexes(self, value: str, place: str = "") -> list[str]:
        """The same by every key, the newest first: how rows that an older key indexed are found too."""
        return [_index(key, value, place) for key in reversed(self.keys["index"])]

    def sign(self, data: bytes) -> str:
        """A signature by the newest key, whose id is ``seal_id``."""
        return Ed25519PrivateKey.from_private_bytes(self.keys["seal"][-1][1]).sign(data).hex()

    @property
    def seal_id(self) -> str:
        return self.newest("seal")

    def public_keys(self) -> dict[str, str]:
        """What proves a signature, by key id: 32 bytes in hexadecimal each."""
        return {
            key_id: Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()
            for key_id, key in self.keys["seal"]
        }


def ring() -> Ring:
    """The ring of settings.KEYS_FILE, read again when the file changes. Raises ImproperlyConfigured."""
    path = Path(settings.KEYS_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise ImproperlyConfigured(f"找不到密钥文件 {path}；首次安装请运行 mingcha migrate，它会生成一份") from error
    return _read(path, changed)


def new_ring(path: Path) -> Ring:
    """Make a ring with one key for each purpose. An existing file is never touched: what it encrypts would be lost."""
    made = {purpose: [_new_key(purpose, 1)] for purpose in PURPOSES}
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, made, os.O_EXCL)
    return ring_of(made, path)


def add_key(path: Path, purpose: str) -> str:
    """Rotate: a new key of the purpose, from now on the one that works. Gives its id."""
    stored = json.loads(path.read_text("utf-8"))
    added = _new_key(purpose, len(stored[purpose]) + 1)
    stored[purpose].append(added)
    beside, owner = path.with_suffix(".new"), path.stat()
    _write(beside, stored, os.O_TRUNC)
    os.chown(beside, owner.st_uid, owner.st_gid)  # whoever rotates as root must not take the ring from the service
    beside.chmod(stat.S_IMODE(owner.st_mode))
    beside.replace(path)
    return added["id"]


def ring_of(stored: object, path: Path) -> Ring:
    """Check what the file holds. Raises ImproperlyConfigured: a half-read ring would lose data later."""
    try:
        assert isinstance(stored, dict)
        keys = {purpose: [(one["id"], _key(one["key"])) for one in stored[purpose]] for purpose in PURPOSES}
        assert all(keys.values())
        assert all(len(dict(ones)) == len(ones) and all(id_.isalnum() for id_, _ in ones) for ones in keys.values())
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"密钥文件 {path} 已损坏或不完整，请从备份恢复（{error!r}）") from error
    return Ring(keys)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Ring:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ImproperlyConfigured(f"密钥文件 {path} 不是 JSON，请从备份恢复") from error
    return ring_of(stored, path)


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise binascii.Error("a key has 32 bytes")
    return key


def _new_key(purpose: str, number: int) -> dict[str, str]:
    return {"id": f"{purpose[0]}{number}", "key": base64.b64encode(os.urandom(KEY_BYTES)).decode()}


def _write(path: Path, stored: object, how: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600), "w", encoding="utf-8") as file:
        json.dump(stored, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _index(key: tuple[str, bytes], value: str, place: str) -> str:
    message = b"\0".join((place.encode(), value.encode()))
    return f"{key[0]}:{hmac.new(key[1], message, 'sm3').hexdigest()}"
