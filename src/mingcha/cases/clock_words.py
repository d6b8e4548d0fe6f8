# SPDX-License-Identifier: Apache-2.0
"""Clocks as pages show them: words first, then how far (S1-30, S3-17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases.deadlines import Clock
from mingcha.cases.models import Case
from mingcha.cases.words import lang
from mingcha.catalog.words import length
from mingcha.engine.clock import date_of
from mingcha.engine.deadline import Reckoning, state_line


def main_clock(case: Case, running: Sequence[Clock]) -> dict[str, Any] | None:
    """The clock in the header: of those that run the one that ends first; a stage before a step on the same day."""
    open_ones = [clock for clock in running if clock.is_open]
    if not open_ones:
        return None
    clock = min(open_ones, key=lambda clock: (clock.reckoning.due.day, clock.step is not None))
    why = clock.reckoning
    begin, due, today = why.span.begin_day, why.due.day, why.until_day
    share = (today - begin) / (due - begin) * 100 if due > begin else 100
    return {
        "name": clock.point.name or clock.point.key,
        "words": words_of(why),
        "of": limit_of(why),
        "level": level_of(why),
        "percent": round(min(100, max(0, share)), 1),
        "start": f"{_short(begin)} {why.span.fact}",
        "today": _("今天"),
        "end": _("期满 {day}").format(day=_short(due)),
        "url": reverse("cases:case-deadline", args=[case.pk, clock.point.pk, _step(clock)]),
        "why": _("为何是 {day}").format(day=_short(due)),
    }


def lines_of(case: Case, running: Sequence[Clock]) -> list[dict[str, Any]]:
    """The list of clocks; of a long case there are hundreds, whose addresses differ only in their ends."""
    before = reverse("cases:case-deadline", args=[case.pk, 0, 0]).removesuffix("0/0/")
    return [_line(clock, f"{before}{clock.point.pk}/{_step(clock)}/") for clock in running]


def _line(clock: Clock, url: str) -> dict[str, Any]:
    why = clock.reckoning
    about = f"{clock.step.act} · " if clock.step else ""
    return {
        "name": clock.point.name or clock.point.key,
        "about": about + _("期满 {day}").format(day=f"{date_of(why.due.day):%Y-%m-%d}"),
        "level": level_of(why),
        "words": words_of(why),
        "url": url,
    }


def words_of(why: Reckoning) -> str:
    """The last line of the sum says how it stands."""
    return state_line(why).value[lang()]


def limit_of(why: Reckoning) -> str:
    return length(why.limit.n, why.limit.unit)


def level_of(why: Reckoning) -> str:
    return "red" if why.is_late else "yellow" if why.is_near else "ok"


def _short(day: int) -> str:
    return f"{date_of(day):%m-%d}"


def _step(clock: Clock) -> int:
    return clock.step.pk if clock.step else 0
