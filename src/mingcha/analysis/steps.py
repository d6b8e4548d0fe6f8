# SPDX-License-Identifier: Apache-2.0
"""How long the steps of an item take against their limits, and how often cases were sent back: from its latest cases.

A sample of bounded size, whose size the page says: the latest cases of the item that came in during the span.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from mingcha.analysis.places import Place
from mingcha.analysis.span import Span, seconds
from mingcha.cases.models import Case, Step
from mingcha.catalog.models import ItemVersion, Point
from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import day_of, local_seconds
from mingcha.organs.calendars import known_years, work_calendar

SAMPLE: Final = 500
"""Cases, the latest first."""
UNITS: Final = {"working_day": True, "calendar_day": False}
"""Units of a limit in which a step is measured: whether only working days count."""


@dataclass
class Taken:
    """What a step took in each of its runs, in days of its unit; ``limit`` in the same days, None where it has none."""

    act: str
    limit: int | None
    working: bool
    days: list[int] = field(default_factory=list)

    @property
    def median(self) -> int:
        return self.at(50)

    @property
    def p90(self) -> int:
        return self.at(90)

    def at(self, percent: int) -> int:
        """The smallest value that so many percent do not exceed."""
        ordered = sorted(self.days)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0


@dataclass
class Sample:
    """``cases`` were looked at; ``returns`` from a step to a step, how often; ``steps`` in their order."""

    cases: int = 0
    steps: dict[str, Taken] = field(default_factory=dict)
    returns: Counter[tuple[str, str]] = field(default_factory=Counter)


def sample(place: Place, span: Span, code: str, version: ItemVersion) -> Sample:
    """The latest cases of an item. Raises WrongState where the calendar of a year is missing (corpus D06)."""
    bounds = seconds(span)
    rows = Case.objects.filter(
        **place.cut, item_code=code, came_at__gte=bounds["from"], came_at__lt=bounds["to"]
    ).order_by("-came_at", "-id")
    ids = list(rows.values_list("pk", flat=True)[:SAMPLE])
    own, stages = _limits(version)
    found = Sample(len(ids), {act: Taken(act, *limit) for act, limit in own.items()})
    runs: dict[int, dict[str, tuple[Any, Any]]] = defaultdict(dict)
    names = ("case_id", "act", "started_at", "ended_at", "back_from")
    with known_years():
        calendar = work_calendar()
        for case, act, started, ended, back in (
            Step.objects.filter(case_id__in=ids).order_by("seq", "pk").values_list(*names)
        ):
            runs[case][act] = (started, ended)
            if back:
                found.returns[back, act] += 1
            _measure(found.steps.setdefault(act, Taken(act, None, working=True)), started, ended, calendar)
        for stage in stages:
            taken = found.steps.setdefault(stage.name, Taken(stage.name, stage.limit, stage.working))
            for acts in runs.values():
                start = max(
                    (acts[act][stage.edge] for act in stage.start if act in acts and acts[act][stage.edge]),
                    default=None,
                )
                end = max((acts[act][1] for act in stage.end if act in acts and acts[act][1]), default=None)
                _measure(taken, start, end, calendar)
    return found


def _measure(taken: Taken, started: Any, ended: Any, calendar: WorkCalendar) -> None:
    if started and ended and started <= ended:
        first, last = day_of(local_seconds(started)), day_of(local_seconds(ended))
        taken.days.append(calendar.wd(last) - calendar.wd(first) if taken.working else last - first)


@dataclass(frozen=True)
class Stage:
    """A limit from some steps to others; ``edge`` 1 where it starts at their end."""

    name: str
    limit: int
    working: bool
    start: tuple[str, ...]
    end: tuple[str, ...]
    edge: int


def _limits(version: ItemVersion) -> tuple[dict[str, tuple[int | None, bool]], list[Stage]]:
    """By act, in the order of the steps: the shortest limit of a time point that sits there, and whether in working days; and
    the limits from step to step."""
    limits: dict[str, tuple[int | None, bool]] = {step.act: (None, True) for step in version.steps.all()}
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    stages = []
    points = Point.objects.filter(item_version=version, kind="time_limit", limit_n__isnull=False, unit__in=UNITS)
    for point in points.prefetch_related("acts"):
        acts: dict[str, list[str]] = defaultdict(list)
        for each in point.acts.all():
            acts[each.part].append(each.act)
        limit, working = point.limit_n or 0, UNITS[point.unit or ""]
        for act in acts["at"]:
            found[act].append((limit, working))
        if acts["start"] and acts["end"]:
            edge = 1 if point.start_edge == "end" else 0
            stages.append(Stage(str(point), limit, working, tuple(acts["start"]), tuple(acts["end"]), edge))
    return limits | {act: min(several) for act, several in found.items() if act in limits}, stages
