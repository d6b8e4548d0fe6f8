# SPDX-License-Identifier: Apache-2.0
"""Short ways to say a deadline and to read its explanation, for the tests of deadlines."""

from __future__ import annotations

from datetime import datetime

from mingcha.engine.calendar import national
from mingcha.engine.clock import date_of, local_seconds
from mingcha.engine.deadline import Explanation, Extension, Limit, Pause, Span, explain

KINDS = frozenset({"检验", "听证"})


def at(text: str) -> int:
    """An instant; the morning of the day where no time is given."""
    return local_seconds(datetime.fromisoformat(text if " " in text else f"{text} 09:00"))


def judge(begin: str, limit: Limit, now: str, *, pauses=(), extensions=(), **span) -> Explanation:
    times = {name: at(value) for name, value in span.items()}
    return explain(Span(at(begin), **times), limit, pauses, extensions, calendar=national(), now=at(now))


def work_days(n: int) -> Limit:
    return Limit("working_day", n, KINDS)


def days(n: int, option: str | None = None) -> Limit:
    return Limit("calendar_day", n, KINDS, option)


def hours(n: int, warn_seconds: int | None = None) -> Limit:
    return Limit("hour", n, KINDS, warn_seconds=warn_seconds)


def pause(start: str, end: str | None = None, cap: str | None = None, kind: str = "检验", number: int = 1) -> Pause:
    return Pause(number, kind, at(start), at(end) if end else None, at(cap) if cap else None)


def due(found: Explanation) -> str:
    return str(date_of(found.due.day))


def late_day(found: Explanation) -> str:
    assert found.due.late_day is not None
    return str(date_of(found.due.late_day))


def said(found: Explanation, kind: str, lang: str = "zh") -> list[tuple[str, str]]:
    return [(line.text[lang], line.value[lang]) for line in found.lines if line.kind == kind]


def notes(found: Explanation, kind: str) -> list[str]:
    return [line.note["zh"] for line in found.lines if line.kind == kind and line.note]


def cuts(found: Explanation) -> list[tuple[int, str, str, str]]:
    """(pause, what became of it, first day, last day) for every piece."""
    return [
        (count.pause.pause_id, piece.cut, str(date_of(piece.lo)), str(date_of(piece.hi - 1)))
        for count in found.pauses
        for piece in count.pieces
    ]


def extension(approved: str, amount: int, number: int = 1) -> Extension:
    return Extension(number, amount, at(approved))
