# SPDX-License-Identifier: Apache-2.0
"""What stands above every page of those who watch, until it is mended: which part of the watcher has stopped and since when, a
clock that went back, a channel by which nothing leaves (security.md I4, G7). No query: it is asked on every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.inbox.models import Channel
from mingcha.ledger import pulse

NAMES: Final[dict[str, Promise]] = {
    pulse.CLOCK: gettext_lazy("定时判定"),
    pulse.SEAL: gettext_lazy("台账封存程序"),
    pulse.JOBS: gettext_lazy("任务执行程序"),
    pulse.OUTBOX: gettext_lazy("消息发送程序"),
}


def name_of(part: str) -> str:
    return str(NAMES[part])


def words() -> Iterator[str]:
    """A line for each thing that is wrong."""
    if (lost := pulse.behind()) is not None:
        yield clock_words(lost)
    for part, since in pulse.stopped():
        if part == pulse.WORK:
            yield _("后台任务没有响应：判定、封存和导入可能已停止。")
        elif since is None:
            yield _("{part}没有响应，已停止。").format(part=name_of(part))
        else:
            at = timezone.localtime(since).strftime("%m-%d %H:%M")
            yield _("{part}自 {time} 起没有响应，已停止。").format(part=name_of(part), time=at)
    for name in pulse.failing():
        if name in Channel.values:
            yield _("{channel}发不出去，已连续失败；消息在站内照常。").format(channel=Channel(name).label)


def clock_words(lost: timedelta) -> str:
    """By how much the clock went back; what was kept until then tells later times."""
    minutes = max(1, round(lost.total_seconds() / 60))
    return _("服务器时钟比已记录的时间慢 {minutes} 分钟，可能被调回：期限判定不准，台账停止封存。").format(
        minutes=minutes
    )
