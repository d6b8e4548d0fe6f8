# SPDX-License-Identifier: Apache-2.0
"""The newest head that is known outside the database, and what follows when the database does not have it (threat 23).

Whoever restores an old backup, or puts another database in its place, loses the days since. So ``mingcha work`` keeps the
newest head in a file, and where ``MINGCHA_HEADS`` names a folder of another body, there too. While a known head is not
among the database's own, the site only reads, until a system administrator and an audit administrator have each accepted
it with a reason (records.actions.accept_head): their two entries are the state, there is no flag to set.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import ReadOnly
from .models import Batch, Entry

LOG: Final = logging.getLogger("mingcha.ledger")
KIND: Final = "ledger.head"
ACCEPT: Final = "accept_head"
PERSONS: Final = 2
OPEN_ACTS: Final = frozenset(
    {
        *(ACCEPT, "restore_backup", "make_backup"),
        *("log_in", "log_out", "stop_logins", "change_password", "give_password", "keep_look"),
        *("add_factor", "use_recovery_code", "begin_elevation", "end_elevation"),
        *("load_regions", "load_roles", "load_calendar"),
    }
)
"""What may be done while the site only reads: whoever is to accept has to get in, and have the rights of this version."""
LOOKED_FOR: Final = 5.0
"""Seconds for which a process believes what it last found."""


class Head(NamedTuple):
    """A line of ``mingcha ledger heads``; ``made_at`` is text as it stands there."""

    number: int
    head: str
    made_at: str = ""


def own_file() -> Path:
    return Path(settings.HOME) / "heads.jsonl"


def known() -> list[Head]:
    """The newest heads of each file that keeps some. Raises OSError and ValueError for what cannot be read."""
    found = [_newest([own_file()])]
    if settings.HEADS:
        place = Path(settings.HEADS)
        found.append(_newest(sorted(place.glob("*.jsonl")) if place.is_dir() else [place]))
    return [head for head in found if head]


def missing() -> list[Head]:
    """The known heads that this database neither has nor was accepted without."""
    return [head for head in known() if not _here(head) and len(accepted_by(head)) < PERSONS]


def accepted_by(head: Head) -> list[Entry]:
    """The entries by which persons accepted to go on without a head, one a person."""
    rows = Entry.objects.filter(object_kind=KIND, object_id=head.number, object_name=head.head, act=ACCEPT)
    return list({row.actor_id: row for row in rows.order_by("id")}.values())


def _here(head: Head) -> bool:
    return Batch.objects.filter(number=head.number, head=head.head).exists()


def remember() -> None:
    """Keep the newest head of this database, unless one that is known is missing: that one must not be forgotten."""
    batch = Batch.objects.order_by("-number").first()
    if batch is None or missing():
        return
    if (kept := _newest([own_file()])) and kept.head == batch.head:
        return
    from .export import heads

    line = "".join(f"{line}\n" for line in heads(batch.number - 1))
    _append_elsewhere(line)
    _write(line)


def learn(heads: Iterable[Head]) -> None:
    """Take a head over that another body kept, so that it is asked for from now on."""
    newest = max(heads, default=None)
    if newest is None or ((kept := _newest([own_file()])) and kept.number >= newest.number):
        return
    _write(json.dumps({"kind": "head", **newest._asdict()}) + "\n")


def _write(line: str) -> None:
    """Whole or not at all: half a line would close the site."""
    half = own_file().with_suffix(".new")
    with half.open("w", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    half.replace(own_file())


def _append_elsewhere(line: str) -> None:
    """Hand the head out, a file a day. Another body may keep the folder so that we only read it: then it fetches them."""
    place = Path(settings.HEADS) if settings.HEADS else None
    if place is None or not place.is_dir() or not os.access(place, os.W_OK):
        return
    with (place / f"heads-{timezone.localdate():%Y%m%d}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _newest(paths: list[Path]) -> Head | None:
    """The head with the greatest number; of files by days the last two are enough."""
    found = []
    for path in paths[-2:]:
        if path == own_file() and not path.exists():
            continue
        for text in path.read_text("utf-8").splitlines():
            one: dict[str, Any] = json.loads(text)
            found.append(Head(int(one["number"]), str(one["head"]), str(one.get("made_at", ""))))
    return max(found, default=None)


# --- the gate -------------------------------------------------------------------------------------------------------
_seen: tuple[float, int, bool] = (float("-inf"), 0, False)


def read_only() -> bool:
    """Whether the site only reads now. What another process accepted is known here a few seconds later."""
    global _seen  # noqa: PLW0603 - what this process last found
    if not own_file().exists() and not settings.HEADS:
        return False
    at, kept, found = _seen
    changed = own_file().stat().st_mtime_ns if own_file().exists() else 0
    if found or changed != kept or at + LOOKED_FOR < time.monotonic():
        _seen = (time.monotonic(), changed, _is_missing())
    return _seen[2]


def _is_missing() -> bool:
    """A file that cannot be read does not close a site that runs: ``mingcha check`` refuses to start it."""
    try:
        return bool(missing())
    except (OSError, ValueError):
        LOG.exception("known heads cannot be read")
        return False


def refuse_if_read_only(act: str) -> None:
    """Raise ReadOnly for an act that has to wait until the restored state is accepted."""
    if act not in OPEN_ACTS and read_only():
        raise ReadOnly(words())


def words() -> str:
    """Why nothing is written, for whoever meets it."""
    return _("站点处于只读状态：数据库缺少已知的台账批次，可能恢复了旧备份。系统管理员和审计管理员分别确认后恢复办理")
