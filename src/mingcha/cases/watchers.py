# SPDX-License-Identifier: Apache-2.0
"""Who is called when an alarm is raised: a red one waits for the oversight post of the same place, and those who may take note
of it are told of red and yellow ones, each as she has chosen (S1-28, S1-33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone

from mingcha.cases.models import Alarm, Case
from mingcha.cases.words import headline
from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.clock import DAY_SECONDS, day_of, local_seconds, moment_of
from mingcha.inbox.actions import News, NewTodo, open_new_todos, tell
from mingcha.organs.calendars import work_calendar
from mingcha.organs.models import Officer, Organ, Person, Post
from mingcha.organs.perms import Perm

Place = tuple[str, str]
TOLD: Final = (Alarm.Level.RED, Alarm.Level.YELLOW)
"""Of these levels people are told; prompts they find."""
COLOUR: Final[dict[str, str]] = {Alarm.Level.RED: "红色", Alarm.Level.YELLOW: "黄色"}
ANSWER_DAYS: Final = 3
OFFICE_ENDS: Final = 17 * 3_600 + 30 * 60


def call_watchers(alarms: Sequence[Alarm], cases: Mapping[int, Case]) -> None:
    """Open a to-do for each red alarm of a case that still runs, and tell of yellow ones too; what is long done is found in
    the alarm centre."""
    live = [alarm for alarm in alarms if alarm.level in TOLD and cases[alarm.case_id].status == Case.Status.OPEN]
    if not live:
        return
    watching = watchers({(alarm.county, alarm.city) for alarm in live})
    names = dict(Organ.objects.filter(pk__in={alarm.organ_id for alarm in live}).values_list("pk", "short"))
    officers = Officer.objects.in_bulk({alarm.officer_id for alarm in live if alarm.officer_id})
    for alarm in live:
        alarm.officer = officers.get(alarm.officer_id or 0)
    red = [alarm for alarm in live if alarm.level == Alarm.Level.RED]
    if red:
        _have_it_to_do(red, watching, names)
    tell(_news(live, watching, names))


def _have_it_to_do(red: Sequence[Alarm], watching: Mapping[Place, Organ], names: Mapping[int, str]) -> None:
    due = answer_by(red[0].raised_at)
    waits = []
    for alarm in red:
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


def _news(live: Sequence[Alarm], watching: Mapping[Place, Organ], names: Mapping[int, str]) -> Iterator[News]:
    """One line for each organ, level and confidentiality: by its headline where it is one alarm, by their number where they are many."""
    people = told_of(watching.values(), live[0].raised_at)
    grouped: dict[tuple[Place, int, str, int], list[Alarm]] = defaultdict(list)
    for alarm in live:
        grouped[(alarm.county, alarm.city), alarm.organ_id, alarm.level, alarm.secrecy].append(alarm)
    for (place, organ_id, level, secrecy), several in grouped.items():
        if (organ := watching.get(place)) is None:
            continue
        first = several[0]
        yield {
            "people": [person for person, ceiling in people.get(organ.pk, {}).items() if ceiling >= secrecy],
            "title": headline(first, "zh")
            if len(several) == 1
            else f"{names[organ_id]}：新增{COLOUR[level]}报警 {len(several)} 条",
            "link": reverse("cases:alarm-detail", args=[first.pk])
            if len(several) == 1
            else f"{reverse('cases:alarm-list')}?level={level}",
            "level": level,
            "place": names[organ_id],
            "number": len(several),
        }


def told_of(organs: Iterable[Organ], now: datetime) -> dict[int, dict[int, int]]:
    """By organ the persons who may take note of alarms there today, each with the highest confidentiality she may see."""
    day = timezone.localdate(now)
    posts = Post.objects.filter(
        organ__in=list(organs), status=Post.Status.ACTIVE, person__status=Person.Status.ACTIVE, valid_from__lte=day
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for post in posts.exclude(valid_to__lt=day).select_related("role").order_by("pk"):
        if post.may(Perm.CASES_ALARM_ACKNOWLEDGE):
            people = found[post.organ_id]
            people[post.person_id] = max(post.ceiling, people.get(post.person_id, 0))
    return found


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
