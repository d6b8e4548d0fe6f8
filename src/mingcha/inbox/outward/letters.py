# SPDX-License-Identifier: Apache-2.0
"""What leaves the site, in words. A short message names nobody and no case: how many alarms of which level, and where to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mingcha.inbox.models import Channel, Message

LINES: Final = 50
"""So many lines stand in a digest; the rest is counted."""
WORDS: Final = {Message.Level.RED: "红色报警", Message.Level.YELLOW: "黄色报警", Message.Level.PROMPT: "消息"}
FOOT: Final = "\n\n收到的方式可以在“消息方式”页面更改。"


def address(link: str) -> str:
    """A link as somebody outside can follow it; empty where the site does not know its own address."""
    return f"{settings.PUBLIC_URL}{link}" if settings.PUBLIC_URL and link else ""


def letter(message: Message) -> tuple[str, str]:
    """Subject and text of an e-mail about one message."""
    lines = [message.title, message.body, message.place, address(message.link)]
    return message.title, "\n".join(filter(None, lines)) + FOOT


def text(message: Message) -> tuple[str, str]:
    """A short message: level, number, link; no name, no title."""
    words = WORDS[Message.Level(message.level)]
    return words, _said(f"{words} {message.number} 条，编号 {message.pk}", address(message.link) or address(_list()))


def digest(messages: Sequence[Message], channel: str) -> tuple[str, str]:
    """Counts by organ, then the lines, the reddest first. By short message the counts alone."""
    levels: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for message in messages:
        levels[message.level] += message.number
        places[message.place or "其他"] += message.number
    counted = "、".join(f"{WORDS[level]} {levels[level]} 条" for level in Message.Level if levels[level])
    subject = f"{timezone.localdate():%m-%d} 汇总：{counted}"
    if channel == Channel.SMS:
        return subject, _said(subject, address(_list()))
    order = list(Message.Level)
    rows = sorted(messages, key=lambda message: (order.index(Message.Level(message.level)), message.pk))
    parts = [counted, "", *(f"{place}：{number} 条" for place, number in places.most_common()), ""]
    parts += [f"· {row.title} {address(row.link)}".rstrip() for row in rows[:LINES]]
    if len(rows) > LINES:
        parts.append(f"……另有 {len(rows) - LINES} 条，见 {address(_list()) or '站内消息'}")
    return subject, "\n".join(parts) + FOOT


def _said(words: str, link: str) -> str:
    return f"【明察】{words}。{link}"


def _list() -> str:
    return reverse("inbox:message-list")
