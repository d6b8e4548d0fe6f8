# SPDX-License-Identifier: Apache-2.0
"""What the page of one case shows, put together: a pinned number of queries, whatever its history (S1-30, S1-41)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mingcha.cases import words
from mingcha.cases.case_parts import doers, parts_of, procedure_if_known, with_people
from mingcha.cases.clock_words import lines_of, main_clock
from mingcha.cases.deadlines import Clock, clocks
from mingcha.cases.discretion import check_of
from mingcha.cases.evidence import shelf
from mingcha.cases.mending import mended_at
from mingcha.cases.models import Alarm, Case, Step
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.timeline import events_of, tabs_of
from mingcha.catalog.models import Point
from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.kinds import LEVELS
from mingcha.organs.models import Post

READ_ONCE = ("steps", "suspensions", "extensions", "decisions__penalties", "decisions__bases")
"""What several parts of the page look at."""
PENALTIES = {"fine": gettext_lazy("罚款"), "late_fee": gettext_lazy("加处罚款")}


def page_of(case: Case, now: datetime, shown: str, post: Post) -> dict[str, Any]:
    """The context of ``cases/case_detail.html``; ``shown`` says which events the timeline is cut to."""
    points = list(Point.objects.filter(item_version_id=case.item_version_id))
    prefetch_related_objects([case], *READ_ONCE)
    steps = with_people(case)
    procedure = procedure_if_known(case)
    parts, kept = parts_of(case, steps, procedure, post), shelf(case, steps, procedure)
    kept.mark_late({row.evidence_id for row in parts.get("late", ())})
    alarms = list(case.alarms.select_related("officer", "point").order_by("-occurred_at", "-id"))
    for alarm in alarms:
        alarm.headline, alarm.cure = words.headline(alarm), words.cure(alarm)  # type: ignore[attr-defined]
    standing = [alarm for alarm in alarms if alarm.status in STANDING]
    mended = mended_at(case, standing, post)
    for alarm in standing:
        alarm.mended = mended.get(alarm.pk)  # type: ignore[attr-defined]
    running, missing = _clocks(case, points, now)
    decisions = _decisions(case)
    events = events_of(case, steps, alarms, parts.get("made", ()), parts.get("late", ()))
    bar = _bar(case, steps)
    return parts | {
        "title": case.title or case.item_version.item.name,
        "case": case,
        "pills": _pills(standing),
        "handlers": _handlers(steps),
        "clock": main_clock(case, running),
        "clocks": lines_of(case, running),
        "missing": missing,
        "steps": bar,
        "back": _back(bar, steps),
        "alarms": standing,
        "shelf": kept,
        "evidence": kept.items,
        "lacking": kept.words,
        "events": events if shown == "all" else [event for event in events if event["group"] == shown],
        "tabs": tabs_of(events, shown),
        "decisions": decisions,
        "check": check_of(case, decisions, procedure),
        "points": _points(points, standing, case, steps),
        "crumbs": [
            {"label": _("办件"), "url": reverse("cases:case-list")},
            {"label": case.power},
            {"label": case.number},
        ],
    }


def _clocks(case: Case, points: Sequence[Point], now: datetime) -> tuple[list[Clock], str]:
    try:
        return clocks(case, points, now), ""
    except CalendarMissing as missing:
        return [], str(missing)


def _pills(standing: Sequence[Alarm]) -> list[tuple[str, str]]:
    """A pill for each level that stands, or that all is well."""
    made: list[tuple[str, str]] = [
        (level, _("{level} {n} 条").format(level=Alarm.Level(level).label, n=n))
        for level in LEVELS
        if (n := sum(1 for alarm in standing if alarm.level == level))
    ]
    return made or [("ok", _("没有报警"))]


def _handlers(steps: Sequence[Step]) -> list[str]:
    """Who acts, each once, in the order of acting; officers before those who assist."""
    names = dict.fromkeys(name for step in steps for _pk, name, role in doers(step) if role != "auxiliary")
    return list(names)[:4]


def _bar(case: Case, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as done, now or to come. What a case passed by is left out: it took another way."""
    declared = _declared(case, steps)
    last = {step.act: step for step in sorted(steps, key=lambda step: step.seq)}
    reached = max((place for place, act in enumerate(declared) if act in last), default=-1)
    is_open = case.closed_at is None
    return [
        _stop(act, last.get(act), case)
        for place, act in enumerate(declared)
        if act in last or (is_open and place > reached)
    ]


def _declared(case: Case, steps: Sequence[Step]) -> list[str]:
    """The acts of the procedure in order; a log without one shows what it did."""
    return list(case.item_version.steps.values_list("act", flat=True)) or list(
        dict.fromkeys(step.act for step in steps)
    )


def _stop(act: str, step: Step | None, case: Case) -> dict[str, Any]:
    if step is None:
        return {"name": act, "state": "todo", "note": ""}
    done = step.ended_at or (case.closed_at and step.started_at)
    note = f"{localtime(done or step.started_at):%m-%d}" if done or step.started_at else ""
    if step.run > 1:
        note = _("第 {n} 次").format(n=step.run)
    return {"name": act, "state": "done" if done else "now", "note": note}


def _back(bar: Sequence[dict[str, Any]], steps: Sequence[Step]) -> dict[str, Any] | None:
    """The latest return, as a bracket under the bar; earlier ones stand in the timeline."""
    shown = [stop["name"] for stop in bar]
    returns = [step for step in steps if step.back_from in shown and step.act in shown]
    if not returns:
        return None
    step = max(returns, key=lambda step: step.seq)
    when = f"{localtime(step.started_at):%m-%d}" if step.started_at else ""
    told_words = _("{when} 退回，共 {n} 次").format(when=when, n=len(returns))
    return {"from": shown.index(step.back_from or ""), "to": shown.index(step.act), "words": told_words}


def _decisions(case: Case) -> list[Any]:
    found = sorted(case.decisions.all(), key=lambda each: (each.decided_at is None, each.decided_at or 0, each.pk))
    paid = list(case.executions.all())
    for decision in found:
        executed = [row for row in paid if row.decision_id in (None, decision.pk)]
        decision.executed = [(yuan(row.amount), row.receipt) for row in executed]  # type: ignore[attr-defined]
        for penalty in decision.penalties.all():
            penalty.name = PENALTIES.get(penalty.type, penalty.type)  # type: ignore[attr-defined]
            penalty.yuan = yuan(penalty.amount)  # type: ignore[attr-defined]
    return found


def yuan(cents: int | None) -> Decimal | None:
    """Money as pages show it: it is kept in cents."""
    return None if cents is None else Decimal(cents) / 100


def _points(
    points: Sequence[Point], standing: Sequence[Alarm], case: Case, steps: Sequence[Step]
) -> list[dict[str, Any]]:
    """Each point with the gravest alarm that stands by it; one to which the case has not come is not said to be met."""
    made = []
    for point in points:
        levels = [alarm.level for alarm in standing if alarm.point_id == point.pk]
        if levels:
            level, state = (
                min(levels, key=LEVELS.index),
                ngettext("{n} 条", "{n} 条", len(levels)).format(n=len(levels)),
            )
        elif _reached(point, steps):
            level, state = "ok", _("正常")
        else:
            level, state = "", _("未到") if case.closed_at is None else _("未涉及")
        made.append({"kind": point.kind, "name": point.name or point.key, "level": level, "state": state})
    return made


def _reached(point: Point, steps: Sequence[Step]) -> bool:
    """Whether a step that the point judges has begun, or has ended where only its end counts."""
    rule = point.rule
    acts = rule.get("start") or rule.get("second") or rule.get("at") or ()
    ends = bool(rule.get("start")) and rule.get("start_edge") == "end"
    return not acts or any(step.act in acts and (not ends or step.ended_at is not None) for step in steps)
