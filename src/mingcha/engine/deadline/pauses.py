# SPDX-License-Identifier: Apache-2.0
"""Pauses 停计: which days or seconds of a span each suspension of a case really takes off the clock (S1-07).

Overlapping pauses are cut, never merged: each day belongs to one pause, the lawful kinds first, then the earlier, and
each keeps its kind and its cap. What is cut off is kept with the reason, so that the sum can be explained.

An axis makes days and seconds alike: a span and a pause are stretches [lo, hi) of days, or of seconds for hours. The
first day is not counted, so a span that began on day 5 and is looked at on day 8 is [6, 9); a pause from day 6 to day 8
is [6, 8): the clock stands on the day it begins and runs again on the day it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import day_of

Unit = Literal["working_day", "calendar_day", "hour", "promise"]
Cut = Literal["counted", "overlap", "cap", "outside", "unlawful"]
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Pause:
    """A suspension of the case, in local seconds. ``note`` names its document, where there is one."""

    pause_id: int
    kind: str
    from_at: int
    to_at: int | None = None
    cap_at: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Piece:
    """A part [lo, hi) of a pause and what became of it.

    counted: taken off the clock, ``amount`` in the unit of the limit · overlap: belongs to the pause ``owner`` · cap:
    beyond the longest time approved · outside: not in the span · unlawful: this limit is not stopped by the kind.
    """

    lo: int
    hi: int
    cut: Cut
    amount: int = 0
    owner: Pause | None = None


@dataclass(frozen=True)
class PauseCount:
    """A pause and all its pieces, in time order; none if it ended on the day on which it began."""

    pause: Pause
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Axis:
    """The line on which a limit of this unit is measured."""

    unit: Unit
    calendar: WorkCalendar

    def place(self, at: int) -> int:
        return at if self.unit == "hour" else day_of(at)

    def stretch(self, begin_at: int, until_at: int) -> Stretch:
        """A span, without its first day and with its last."""
        edge = 0 if self.unit == "hour" else 1
        return self.place(begin_at) + edge, self.place(until_at) + edge

    def measure(self, lo: int, hi: int) -> int:
        """What [lo, hi) amounts to: working days, days or seconds. Below zero where it ends before it begins."""
        if self.unit == "working_day":
            return self.calendar.wd(hi - 1) - self.calendar.wd(lo - 1)
        return hi - lo


def cut(axis: Axis, pauses: Iterable[Pause], stopped_by: frozenset[str], span: Stretch) -> tuple[PauseCount, ...]:
    """Cut the pauses to the span and to each other, the lawful ones first, then the earlier."""
    taken: list[tuple[Stretch, Pause]] = []
    counts = []
    for pause in sorted(pauses, key=lambda one: (one.kind not in stopped_by, one.from_at, one.pause_id)):
        pieces = tuple(sorted(_pieces(axis, pause, pause.kind in stopped_by, span, taken), key=lambda one: one.lo))
        taken += [((piece.lo, piece.hi), pause) for piece in pieces if piece.cut == "counted"]
        counts.append(PauseCount(pause, pieces))
    return tuple(counts)


def counted(pauses: Iterable[PauseCount]) -> list[Piece]:
    """The pieces that are taken off the clock, in time order; they do not overlap."""
    return sorted((piece for one in pauses for piece in one.pieces if piece.cut == "counted"), key=lambda one: one.lo)


def _pieces(
    axis: Axis, pause: Pause, lawful: bool, span: Stretch, taken: list[tuple[Stretch, Pause]]
) -> Iterator[Piece]:
    """``taken`` holds only pauses that begin no later: what they cover of this one is its beginning, without a gap."""
    first, last = span[0], max(span)
    start = axis.place(pause.from_at)
    stop = max(last, start) if pause.to_at is None else axis.place(pause.to_at)
    if not lawful:
        yield from _piece(start, stop, "unlawful")
        return
    end = stop if pause.cap_at is None else min(stop, max(start, axis.place(pause.cap_at)))
    yield from _piece(end, stop, "cap")
    yield from _piece(start, min(end, first), "outside")
    yield from _piece(max(start, last), end, "outside")
    lo, hi = max(start, first), min(end, last)
    for (begin, until), owner in sorted(taken, key=lambda one: one[0]):
        if max(begin, lo) < min(until, hi):
            yield Piece(lo, min(hi, until), "overlap", owner=owner)
            lo = min(hi, until)
    if lo < hi:
        yield Piece(lo, hi, "counted", axis.measure(lo, hi))


def _piece(lo: int, hi: int, why: Cut) -> Iterator[Piece]:
    if lo < hi:
        yield Piece(lo, hi, why)
