# SPDX-License-Identifier: Apache-2.0
"""How the installation fares: background work, queue, seals, backups, room on the disk (security.md I2, I4, J4).

The oversight body sees it as well as the administrators: whoever stops the watcher must not be the only one to know.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.models import OrmQ

from mingcha.inbox.models import ChannelState
from mingcha.ledger import heads, jobs, notes, pulse
from mingcha.ledger.models import Batch, Entry, Unsealed
from mingcha.records import standing

LATE: Final = timedelta(minutes=1)
"""A seal is made every ten seconds; one that is so late is missing (security.md C4)."""
ROOM: Final = 1 << 30
"""Bytes that should be free on the disk."""
OLD: Final = timedelta(days=2)
"""A backup should not be older."""


class Line(NamedTuple):
    """One thing that is watched; ``level`` is that of a signal: ok, yellow, red."""

    label: str
    level: str
    words: str
    at: datetime | None = None


def lines() -> list[Line]:
    """All of them, in the order in which they stop an office from working."""
    now = timezone.now()
    return [*_clock(), *_work(), *_channels(), _queue(now), _failed(), _seals(now), _backup(now), _disk()]


def _work() -> Iterator[Line]:
    """The loop, and each of its parts, with when it was last heard of."""
    stopped = {one.part for one in pulse.stopped()}
    heard = pulse.last()
    if heard is None:
        yield Line(_("后台任务"), "red", _("没有运行过，请启动 mingcha serve 或 mingcha work"))
        return
    level = "red" if pulse.WORK in stopped else "ok"
    words = _("超过两分钟没有心跳：判定、封存和导入都已停止") if level == "red" else _("正常运行")
    yield Line(_("后台任务"), level, words, heard)
    for part in pulse.PARTS if level == "ok" else ():
        level = "red" if part in stopped else "ok"
        words = _("超过两分钟没有响应") if level == "red" else _("正常运行")
        yield Line(standing.name_of(part), level, words, pulse.last(part))


def _clock() -> Iterator[Line]:
    if (lost := pulse.behind()) is not None:
        yield Line(_("服务器时钟"), "red", standing.clock_words(lost))


def _channels() -> Iterator[Line]:
    for state in ChannelState.objects.filter(failures__gt=0).order_by("channel"):
        words = _("连续 {count} 次发送失败：{error}").format(count=state.failures, error=state.error)
        yield Line(state.get_channel_display(), "yellow", words, state.since)


def _queue(now: datetime) -> Line:
    waiting = OrmQ.objects.count()
    overdue = jobs.overdue(now)
    words = _("等待 {count} 项").format(count=waiting)
    oldest = min((one["started"] for one in overdue), default=None)
    return Line(_("任务队列"), "yellow" if overdue else "ok", words, oldest)


def _failed() -> Line:
    count = jobs.incidents().count()
    return Line(_("失败的任务"), "yellow" if count else "ok", _("{count} 项").format(count=count))


def seal_lag(now: datetime) -> timedelta:
    """For how long the oldest entry waits for its seal."""
    oldest = Entry.objects.filter(pk__in=Unsealed.objects.order_by("pk").values("pk")[:1]).values_list("at", flat=True)
    return max((now - at for at in oldest), default=timedelta())


def _seals(now: datetime) -> Line:
    lag, last = seal_lag(now), Batch.objects.order_by("-number").first()
    words = _("待封存 {count} 条").format(count=Unsealed.objects.count())
    if lag > LATE:
        words = _("最早的一条已等待 {minutes} 分钟，封存程序没有运行").format(minutes=int(lag.total_seconds() // 60))
    return Line(_("台账封存"), "red" if lag > LATE else "ok", words, last.made_at if last else None)


def _backup(now: datetime) -> Line:
    made = notes.noted("ledger.backup").filter(act="make_backup").first()
    if made is None:
        return Line(_("备份"), "yellow", _("还没有备份过（mingcha backup）"))
    words = _("{rows} 行、{files} 个文件").format(rows=made.what["rows"], files=made.what["files"])
    return Line(_("备份"), "yellow" if now - made.at > OLD else "ok", words, made.at)


def _disk() -> Line:
    free = shutil.disk_usage(settings.HOME).free
    words = _("剩余 {size} GB").format(size=f"{free / (1 << 30):.1f}")
    return Line(_("磁盘空间"), "red" if free < ROOM else "ok", words)


def waiting_heads() -> list[dict[str, Any]]:
    """The known heads that are missing here, each with who has accepted that."""
    return [{"head": head, "accepted": heads.accepted_by(head)} for head in heads.missing()]
