# SPDX-License-Identifier: Apache-2.0
"""The terms of oversight documents: what a region has settled, what others have published, and until when a term runs.

No term is national: order 825 as it was published names no days for these documents (domain.md c.6, c.7).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.engine.clock import day_of, local_seconds, moment_of
from mingcha.ledger import Invalid
from mingcha.organs.calendars import known_years, work_calendar
from mingcha.organs.models import Organ
from mingcha.oversight.models import PaperClock, Unit
from mingcha.oversight.offices import CLOSING, due_after, regions_from

MOST: Final = 180
EVENTS: Final = tuple(PaperClock.Event.values)


@dataclass(frozen=True)
class Span:
    """So many days, of one of the two kinds."""

    days: int
    unit: str


@cache
def presets() -> list[dict[str, Any]]:
    """What regions have published, by region and source: somebody's, never everybody's."""
    found: list[dict[str, Any]] = tomllib.loads(
        files("mingcha.oversight").joinpath("data/clocks.toml").read_text("utf-8")
    )["preset"]
    return found


def clocks_of(organ: Organ, kind: str) -> dict[str, Span]:
    """What holds for documents of an organ, by event."""
    return {row.event: Span(row.days, row.unit) for row in rows_of(organ) if row.kind == kind}


def rows_of(organ: Organ) -> list[PaperClock]:
    """For each kind and event what the region of an organ has settled; where that says nothing the nearest region above it."""
    order = regions_from(organ)
    rows = PaperClock.objects.filter(region__in=order).select_related("region")
    farthest_first = sorted(rows, key=lambda row: -order.index(row.region_id))
    return list({(row.kind, row.event): row for row in farthest_first}.values())


def settled(organ: Organ, kind: str, typed: Mapping[str, Span | None]) -> dict[str, Span]:
    """The terms of a new document: those that were typed, else those of the region.

    Raises:
        Invalid: the region has none and none was typed; or more days than a term may have.
    """
    found = clocks_of(organ, kind)
    faults = []
    for event in EVENTS:
        span = typed.get(event) or found.get(event)
        if span is None:
            words = _("本地区没有配置“{what}”的期限，请填写").format(what=PaperClock.Event(event).label)
            faults.append((f"{event}_days", "no_clock", words))
        elif not 0 < span.days <= MOST or span.unit not in Unit.values:
            faults.append((f"{event}_days", "range", _("应在 1 到 {most} 日之间").format(most=MOST)))
        else:
            found[event] = span
    if faults:
        raise Invalid.many(faults)
    return found


def due_of(span: Span, now: datetime) -> datetime:
    """Office closing on the last day of a term that begins with the day after ``now``. A term in calendar days that would end
    on a day off ends on the next working day.

    Raises:
        WrongState: the calendar of that year is missing (corpus D06).
    """
    if span.unit == Unit.WORKING:
        return due_after(span.days, now, most=MOST)
    with known_years("days"):
        day = work_calendar().next_work_day(day_of(local_seconds(now)) + span.days)
    return moment_of(day * 86_400) + CLOSING
