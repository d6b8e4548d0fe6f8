# SPDX-License-Identifier: Apache-2.0
"""Taking files in: hashed while they stream, checked by content, whole on disk before their row stands (F-1 to F-4).

The bytes are taken first, outside any transaction: on SQLite a transaction holds the only write lock, and 200 MB take
seconds. Content whose row never came is harmless: it lies under its own hash and is used by the next who brings it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from mingcha.files.badinput import BadInput
from mingcha.files.kinds import kind_of
from mingcha.files.models import Stored, place_of
from mingcha.ledger import By, Invalid

LOG: Final = logging.getLogger("mingcha.files")
NAME: Final = 200


@dataclass(frozen=True)
class Taken:
    """Content that lies in the store, not yet anybody's."""

    name: str
    media_type: str
    size: int
    sha256: str
    sm3: str


def store(upload: UploadedFile[Any], *, by: By, accept: Collection[str], field: str = "file") -> Stored:
    """Take one file in and keep its row. Call it where no long transaction is open; see :func:`take` and :func:`keep`."""
    return keep(take(upload, accept=accept, field=field), by=by)


def take(upload: UploadedFile[Any], *, accept: Collection[str], field: str = "file") -> Taken:
    """Bring the content into the store.

    Args:
        upload: what the form got.
        accept: the kinds that it may be (``files.kinds``).
        field: the form's field, beside which a fault is shown.

    Raises:
        Invalid: ``file_name``, ``file_empty``, ``type_not_allowed``, ``type_mismatch``, ``file_damaged``,
            ``archive_bomb``, ``archive_path``, ``malware`` and others of files.badinput.
    """
    name = _name(upload.name or "", field)
    incoming = Path(settings.FILES_ROOT) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=incoming) as folder:
        half = Path(folder) / "content"
        sha256, sm3, size = _write(upload, half)
        if not size:
            raise Invalid(_("“{name}”是空文件").format(name=name), "file_empty", field)
        try:
            kind = kind_of(half, name, accept)
        except BadInput as bad:
            if bad.errors[0].code == "malware":
                LOG.warning("malware refused: sha256 %s", sha256)
            raise _refused(bad, half.name, name, field) from bad
        _settle(half, place_of(sha256))
    return Taken(name, kind.media_type, size, sha256, sm3)


def keep(taken: Taken, *, by: By) -> Stored:
    """The row of content that was taken in, within the transaction of the act that wants it; its entry names the hashes."""
    actor = by.actor
    row = Stored(by_id=actor.id, by_name=actor.name, organ_path=actor.organ_path, **vars(taken))
    row.save(force_insert=True)
    return row


def _write(upload: UploadedFile[Any], half: Path) -> tuple[str, str, int]:
    """Write the stream, and hash it in the same pass."""
    sha256, sm3, size = hashlib.sha256(), hashlib.new("sm3"), 0
    with half.open("wb") as file:
        for chunk in upload.chunks():
            sha256.update(chunk)
            sm3.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return sha256.hexdigest(), sm3.hexdigest(), size


def _settle(half: Path, place: Path) -> None:
    """Move into its place, once: the same content is there already, or comes now and stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    half.chmod(0o440)
    half.replace(place)
    for folder in (place.parent, place.parent.parent):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)  # the name in the folder must outlast a power cut too
        finally:
            os.close(number)


def _name(given: str, field: str) -> str:
    """The last part of a name as data: it is shown and sent back, never used as a path (F-2, corpus U08)."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name.strip(". ") or any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name):
        raise Invalid(_("文件名不正确，请改名后重新上传"), "file_name", field)
    if len(name) > NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: NAME - len(ending) - 1]}{dot}{ending}"[-NAME:]
    return name


def _refused(bad: BadInput, half: str, name: str, field: str) -> Invalid:
    """The faults as a form shows them: the file by its own name."""
    return Invalid.many(
        (field, fault.code, f"{fault.where.replace(half, name, 1)}：{fault.message}") for fault in bad.errors
    )
