# SPDX-License-Identifier: Apache-2.0
"""Who is called when an alarm is raised: a red one waits for the oversight post of the same place (S1-28, S1-33)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse

from mingcha.cases.models import Alarm, Case
from mingcha.cases.words import headline
from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.clock import DAY_SECONDS, day_of, local_seconds, moment_of
from mingcha.inbox.actions import NewTodo, open_new_todos
from mingcha.organs.calendars import work_calendar
from mingcha.organs.models import Officer, Organ
from mingcha.organs.perms import Perm

ANSWER_DAYS: Final = 3
OFFICE_ENDS: Final = 17 * 3_600 + 30 * 60


def call_watchers(alarms: Sequence[Alarm], cases: Mapping[int, Case]) -> None:
    """Open a to-do for each red alarm of a case that still runs; what is long done is found in the alarm centre."""
    red = [
        alarm for alarm in alarms if alarm.level == Alarm.Level.RED and cases[alarm.case_id].status == Case.Status.OPEN
    ]
    if not red:
        return
    watching = watchers({(alarm.county, alarm.city) for alarm in red})
    names = dict(Organ.objects.filter(pk__in={alarm.organ_id for alarm in red}).values_list("pk", "short"))
    due = answer_by(alarms[0].raised_at)
    officers = Officer.objects.in_bulk({alarm.officer_id for alarm in red if alarm.officer_id})
    waits = []
    for alarm in red:
        alarm.officer = officers.get(alarm.officer_id or 0)
        if organ := watching.get((alarm.county, alarm.city)):
            told: NewTodo = {
                "object_id": alarm.pk,
                "title": headline(alarm, "zh"),
                "title_en": headline(alarm, "en"),
                "organ": organ,
                "perm": Perm.CASES_ALARM_ACKNOWLEDGE,
                "link": reverse("cases:alarm-detail", args=[alarm.pk]),
                "place": names[alarm.organ_id],
                "due": due,
            }
            waits.append(told)
    open_new_todos("alarm", waits)


def answer_by(raised_at: datetime) -> datetime | None:
    """The end of office hours on the third working day after: our usual term, no law's. None where the year is unknown."""
    calendar = work_calendar()
    today = day_of(local_seconds(raised_at))
    try:
        day = calendar.work_day(calendar.wd(today) + ANSWER_DAYS)
    except CalendarMissing:
        return None
    return moment_of(day * DAY_SECONDS + OFFICE_ENDS)


def watchers(places: set[tuple[str, str]]) -> dict[tuple[str, str], Organ]:
    """The justice organ of each county or city: it oversees those who enforce the law there (order 825)."""
    cities = {city for _county, city in places}
    organs = Organ.objects.filter(kind=Organ.Kind.JUSTICE, status=Organ.Status.ACTIVE, city__in=cities).order_by(
        "-path"
    )
    return {(organ.county, organ.city): organ for organ in organs if (organ.county, organ.city) in places}
