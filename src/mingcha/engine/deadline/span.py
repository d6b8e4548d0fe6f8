# SPDX-License-Identifier: Apache-2.0
"""A span and its limit: how much was used, how much stood still, and what each extension gave (S1-07).

The rules are those of ``docs/engine.md``, time_limit. An amount is in the unit of the limit, in seconds for hours and
in calendar days for a promise; instants (``*_at``) and days (``*_day``) are those of ``engine/schema.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import day_of
from mingcha.engine.deadline.pauses import Axis, Pause, PauseCount, Piece, Stretch, Unit, counted, cut
from mingcha.engine.points import Point

Refusal = Literal["too_late", "after_too_late", "after_end", "promise"]


@dataclass(frozen=True)
class Span:
    """The time to be measured, in local seconds; ``closed_at`` and ``promised_at`` are the case's.

    ``end_at`` is None while the step or stage has not ended. ``fact`` says what began it, in Chinese and English.
    """

    begin_at: int
    end_at: int | None = None
    closed_at: int | None = None
    promised_at: int | None = None
    fact: str = "开始"
    fact_en: str = "Begun"

    @property
    def is_open(self) -> bool:
        return self.end_at is None and self.closed_at is None

    @property
    def begin_day(self) -> int:
        return day_of(self.begin_at)

    def until_at(self, now: int) -> int:
        """The end of what is measured: a span that has not ended ends with its case, else it runs until now."""
        return next(at for at in (self.end_at, self.closed_at, now) if at is not None)


@dataclass(frozen=True)
class Limit:
    """What the point allows: ``n`` in ``unit`` (0 for a promise), ``pauses`` the kinds that stop this clock."""

    unit: Unit
    n: int = 0
    pauses: frozenset[str] = frozenset()
    option: str | None = None
    warn_seconds: int | None = None
    law: str = ""

    @classmethod
    def of(cls, point: Point) -> Limit:
        """The limit of a validated point of kind time_limit."""
        unit, pauses = cast(Unit, point.unit), frozenset(point.pauses)
        return cls(unit, point.limit or 0, pauses, point.option, point.warn_seconds, point.law)

    @property
    def stopped_by(self) -> frozenset[str]:
        """A promise is kept or broken whatever stood still in between, unless the point says that pauses move it."""
        return frozenset() if self.unit == "promise" and self.option != "pauses_move" else self.pauses

    @property
    def scale(self) -> int:
        """The unit in the measure of the axis."""
        return 3600 if self.unit == "hour" else 1


@dataclass(frozen=True)
class Extension:
    """An extension of this very span; ``amount`` in the limit's unit, ``approved_at`` in local seconds."""

    extension_id: int
    amount: int
    approved_at: int
    note: str = ""


@dataclass(frozen=True)
class Grant:
    """What an extension gave, as an amount; nothing, and why, where it was refused.

    too_late: approved after the time had run out · after_too_late: follows one that was · after_end: approved after the
    span had ended, or after now · promise: a promised date is not extended.
    """

    extension: Extension
    amount: int
    refused: Refusal | None = None


@dataclass(frozen=True, eq=False)
class Measure:
    """A span laid on the axis of its limit, until its end or ``now``."""

    span: Span
    limit: Limit
    all_pauses: tuple[Pause, ...]
    calendar: WorkCalendar
    now: int

    @cached_property
    def axis(self) -> Axis:
        return Axis(self.limit.unit, self.calendar)

    @cached_property
    def until_at(self) -> int:
        return self.span.until_at(self.now)

    @cached_property
    def until_day(self) -> int:
        return day_of(self.until_at)

    @cached_property
    def stretch(self) -> Stretch:
        return self.axis.stretch(self.span.begin_at, self.until_at)

    @cached_property
    def pauses(self) -> tuple[PauseCount, ...]:
        return cut(self.axis, self.all_pauses, self.limit.stopped_by, self.stretch)

    @cached_property
    def counted(self) -> list[Piece]:
        """The pieces of pauses that are taken off, in time order."""
        return counted(self.pauses)

    @cached_property
    def paused(self) -> int:
        return sum(piece.amount for piece in self.counted)

    @cached_property
    def used(self) -> int:
        return self.axis.measure(*self.stretch) - self.paused

    @cached_property
    def promised_at(self) -> int:
        if self.span.promised_at is None:
            raise ValueError("承诺时限缺少承诺日期（promised_at）")
        return self.span.promised_at

    @cached_property
    def first_allowed(self) -> int:
        """What was allowed before any extension."""
        if self.limit.unit == "promise":
            return day_of(self.promised_at) - self.span.begin_day
        return self.limit.n * self.limit.scale

    def cut_at(self, at: int) -> Measure:
        """The same span as if it had ended at this instant."""
        span = Span(self.span.begin_at, at, promised_at=self.span.promised_at)
        return Measure(span, self.limit, self.all_pauses, self.calendar, self.now)

    def grants(self, extensions: Iterable[Extension]) -> tuple[Grant, ...]:
        """In the order of approval; one that came after the time had run out bars those after it."""
        allowed, barred, grants = self.first_allowed, False, []
        for extension in sorted(extensions, key=lambda one: (one.approved_at, one.extension_id)):
            refused = self._refusal(extension, allowed, barred)
            barred = barred or refused == "too_late"
            amount = 0 if refused else extension.amount * self.limit.scale
            allowed += amount
            grants.append(Grant(extension, amount, refused))
        return tuple(grants)

    def _refusal(self, extension: Extension, allowed: int, barred: bool) -> Refusal | None:
        if self.limit.unit == "promise":
            return "promise"
        if extension.approved_at > self.until_at:
            return "after_end"
        if barred:
            return "after_too_late"
        return "too_late" if self.cut_at(extension.approved_at).used > allowed else None
