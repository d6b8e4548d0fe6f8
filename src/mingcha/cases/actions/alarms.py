# SPDX-License-Identifier: Apache-2.0
"""Alarms follow the findings: raised once by their key, upgraded, cured, expired, and known by those concerned (S1-33, S1-41)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mingcha.cases.actions.counted import day_at, note_closed
from mingcha.cases.judging import judge_many, judge_one
from mingcha.cases.models import Alarm, AlarmDay, Case
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.occurrences import acts_at, occurrences
from mingcha.cases.watchers import call_watchers
from mingcha.catalog.models import Point
from mingcha.engine.clock import CHINA, local_seconds
from mingcha.engine.words import Finding
from mingcha.inbox.actions import close_many_todos, close_todos
from mingcha.ledger import By, Invalid, System, move, move_many, record
from mingcha.ledger.metrics import count_alarms
from mingcha.ledger.moves import joined
from mingcha.organs.access import require
from mingcha.organs.models.scoped import PLACES
from mingcha.organs.perms import Perm

Key = tuple[int, str, int, str, str]
MOST: Final = 500


@dataclass(frozen=True)
class Changes:
    """What a judgement did to the alarms: how many were raised, how many went to each status."""

    raised: int
    moved: dict[str, int]


def judge(case: Case, now: datetime, *, by: By) -> Changes:
    """Judge one case and bring its alarms up to date, in the transaction that changed it."""
    with joined():
        return _settle([case], judge_one(case.pk, local_seconds(now)), now, by)


@transaction.atomic
def judge_all(cases: Sequence[Case], now: datetime, *, by: By) -> Changes:
    """The same for many cases at once."""
    return _settle(cases, judge_many([case.pk for case in cases], local_seconds(now)), now, by)


def acknowledge_alarm(alarm: Alarm, *, by: By) -> Alarm:
    """Say that the alarm is known 知悉. It stays until oversight has dealt with it."""
    require(by, Perm.CASES_ALARM_ACKNOWLEDGE, alarm)
    with transaction.atomic():
        moved: Alarm = move(alarm, Alarm.Status.ACKNOWLEDGED, act="acknowledge_alarm", by=by)
        close_todos("alarm", alarm.pk)
        return moved


def acknowledge_alarms(ids: Sequence[int], *, by: By) -> int:
    """The same for many: those within reach that are still open; one entry. Gives how many there were."""
    require(by, Perm.CASES_ALARM_ACKNOWLEDGE)
    if not 0 < len(ids) <= MOST:
        raise Invalid(_("请选择 1 到 {most} 条").format(most=MOST), "selection")
    with transaction.atomic():
        reached = Alarm.objects.all() if isinstance(by, System) else Alarm.objects.within(by)  # type: ignore[arg-type]
        found = list(reached.filter(pk__in=ids, status=Alarm.Status.OPEN).values_list("pk", flat=True))
        move_many(Alarm.objects.filter(pk__in=found), Alarm.Status.ACKNOWLEDGED, act="acknowledge_alarm", by=by)
        for pk in found:
            close_todos("alarm", pk)
        return len(found)


def supervise_alarms(ids: Sequence[int], *, on: bool) -> None:
    """Say of alarms that an order 督办 is out for them, or no longer is. Called by the acts of orders, in their transaction."""
    Alarm.objects.filter(pk__in=ids).update(supervised=on, version=F("version") + 1)
    if on:
        close_many_todos("alarm", ids)


def revoke_alarms(ids: Sequence[int], *, false: bool = False, by: By, **why: Any) -> None:
    """Clear alarms 撤销报警. Only the act that ends an answered order calls this: there is no other way (S1-39).
    As ``false`` they never meant anything, and no figure holds them against a case."""
    rows = Alarm.objects.filter(pk__in=ids)
    gone = list(rows.select_related("case").only("occurred_at", "level", "kind", "case__closed_at").order_by("pk"))
    if false:
        rows.update(withdrawn=True)
    move_many(rows, Alarm.Status.REVOKED, act="revoke_alarms", by=by, alarms=by_year(gone), **why)
    note_days(gone, {alarm.case_id: alarm.case for alarm in gone})


def note_days(alarms: Collection[Alarm], of: Mapping[int, Case]) -> None:
    """The counts of these days are to be made anew: who raised, moved or regraded an alarm says so in her transaction. That one
    is known 知悉 changes no count. Of a case that is closed, ``of`` holds it, its counts may change too."""
    days = {day_at(alarm.occurred_at) for alarm in alarms}
    AlarmDay.objects.bulk_create([AlarmDay(day=day) for day in sorted(days)])
    note_closed(of[pk] for pk in {alarm.case_id for alarm in alarms})


def rename_acts(cases: Sequence[Case]) -> None:
    """The steps of these cases are called otherwise now: so are those at which their alarms stand."""
    of = {case.pk: case for case in cases}
    alarms = list(Alarm.objects.filter(case_id__in=list(of)).order_by("pk"))
    changed = [alarm for alarm, act in zip(alarms, acts_at(alarms), strict=True) if _renamed(alarm, act)]
    Alarm.objects.bulk_update(changed, ["act"], batch_size=500)
    note_days(changed, of)


def _renamed(alarm: Alarm, act: str) -> bool:
    was, alarm.act = alarm.act, act
    return was != act


def by_year(alarms: Iterable[Alarm]) -> dict[str, dict[str, dict[str, int]]]:
    """How many there are, by the year in which they occurred, level and kind: as the ledger keeps it."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for alarm in alarms:
        of_level = counts.setdefault(f"{alarm.occurred_at.astimezone(CHINA):%Y}", {}).setdefault(alarm.level, {})
        of_level[alarm.kind] = of_level.get(alarm.kind, 0) + 1
    return counts


def _settle(cases: Sequence[Case], findings: Sequence[Finding], now: datetime, by: By) -> Changes:
    """Compare what was found with the alarms that stand."""
    of = {case.pk: case for case in cases}
    points = Point.objects.in_bulk({finding.point_id for finding in findings})
    found = {_key(finding, points[finding.point_id]): finding for finding in findings}
    there = {_key_of(alarm): alarm for alarm in Alarm.objects.filter(case_id__in=list(of)).order_by()}
    new = [
        _alarm(of[key[0]], points[finding.point_id], finding, now) for key, finding in found.items() if key not in there
    ]
    for alarm, at, act in zip(new, occurrences(new, of, now), acts_at(new), strict=True):
        alarm.occurred_at, alarm.act = at, act
    Alarm.objects.bulk_create(new, batch_size=500)
    if new:
        one = cases[0] if len(cases) == 1 else None
        told: dict[str, Any] = {"raised": len(new), "cases": len({alarm.case_id for alarm in new})}
        record("raise_alarms", one, by=by, **told, alarms=by_year(new))
        count_alarms(alarm.level for alarm in new)
        note_days(new, of)
    _refresh(there, found, of, by)
    changes = Changes(len(new), _follow(there, found, of, by))
    call_watchers(new, of)
    return changes


def _key(finding: Finding, point: Point) -> Key:
    return (finding.case_id, finding.object_kind, finding.object_id, point.key, finding.code)


def _key_of(alarm: Alarm) -> Key:
    return (alarm.case_id, alarm.object_kind, alarm.object_id, alarm.point_key, alarm.code)


def _measured(finding: Finding) -> dict[str, Any]:
    """What of an alarm follows the finding each time: the version of the rule, the level and what was measured."""
    return {
        "point_id": finding.point_id,
        "level": finding.level,
        "subject": finding.subject,
        "mode": finding.mode,
        "officer_id": finding.officer_id,
        "value": finding.value,
        "bound": finding.bound,
    }


def _alarm(case: Case, point: Point, finding: Finding, now: datetime) -> Alarm:
    alarm = Alarm(
        case=case, item=case.item_code, kind=point.kind, point_key=point.key, raised_at=now, **_measured(finding)
    )
    alarm.point = point
    alarm.object_kind, alarm.object_id, alarm.code = finding.object_kind, finding.object_id, finding.code
    for name in (*PLACES[1:], "organ_id", "secrecy"):
        setattr(alarm, name, getattr(case, name))
    return alarm


def _refresh(there: dict[Key, Alarm], found: dict[Key, Finding], of: dict[int, Case], by: By) -> None:
    """Bring what was measured up to date where it changed: an open span is a day longer each day. Another level or another
    item changes the counts: an entry says which, so that they can be reckoned from the ledger alone."""
    changed, before, after = [], [], []
    for key, finding in found.items():
        if (alarm := there.get(key)) is None:
            continue
        item = of[alarm.case_id].item_code
        if alarm.finding == finding and alarm.item == item:
            continue
        if (alarm.level, alarm.item) != (finding.level, item):
            before.append(copy(alarm))
            after.append(alarm)
        for name, value in {**_measured(finding), "item": item}.items():
            setattr(alarm, name, value)
        changed.append(alarm)
    names = [*_measured(next(iter(found.values()))), "item"] if found else ["level"]
    Alarm.objects.bulk_update(changed, names, batch_size=500)
    if after:
        if by_year(before) != by_year(after):
            record("regrade_alarms", None, by=by, was=by_year(before), alarms=by_year(after))
        note_days(after, of)


def _follow(there: dict[Key, Alarm], found: dict[Key, Finding], of: dict[int, Case], by: By) -> dict[str, int]:
    """Move the alarms whose condition is gone, or is back. A prompt that turned red is upgraded, not merely over."""
    going: dict[str, list[int]] = defaultdict(list)
    gone: list[Alarm] = []
    for key, alarm in there.items():
        if alarm.status == Alarm.Status.REVOKED:
            continue
        standing = alarm.status in STANDING
        if standing == (key in found):
            continue
        going[_end_of(alarm, found) if standing else Alarm.Status.OPEN].append(alarm.pk)
        gone.append(alarm)
    for status, ids in going.items():
        move_many(Alarm.objects.filter(pk__in=ids), status, act="follow_alarms", by=by)
    note_days(gone, of)
    return {status: len(ids) for status, ids in going.items()}


def _end_of(alarm: Alarm, found: dict[Key, Finding]) -> str:
    if alarm.level != Alarm.Level.PROMPT:
        return Alarm.Status.CURED
    overdue = (*_key_of(alarm)[:4], "overdue")
    return Alarm.Status.UPGRADED if alarm.code == "due_soon" and overdue in found else Alarm.Status.EXPIRED
