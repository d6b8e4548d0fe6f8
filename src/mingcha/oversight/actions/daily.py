# SPDX-License-Identifier: Apache-2.0
"""The daily query 每日查询: every morning all cases and alarms are looked through, and each organ is told of its own (S3-11).

Counting is by the difference of whole counts, not by time: an import that was committed late is in the next morning's lines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from mingcha.cases.clock import look_again
from mingcha.cases.models import Alarm, Case
from mingcha.cases.models.alarms import STANDING
from mingcha.engine.kinds import LEVELS
from mingcha.inbox.actions import send
from mingcha.ledger import System, heads, record
from mingcha.organs.models import Organ, Person, Post
from mingcha.organs.models.scoped import PLACES
from mingcha.organs.perms import Perm
from mingcha.organs.scope import place
from mingcha.oversight.models import DailyLine, DailyQuery
from mingcha.oversight.offices import in_force

EVERY: Final = 60.0
"""Seconds between two looks at the clock."""
HOUR: Final = 7
"""The query is there when offices open."""
CLOCK: Final = System("每日查询")


def tick() -> None:
    """One turn of the loop of ``mingcha work``: today's query, once its hour has come. A stopped loop makes up for today only;
    the days before stay without one."""
    now = timezone.localtime()
    if heads.read_only() or now.hour < HOUR or DailyQuery.objects.filter(day=now.date()).exists():
        return
    try:
        query_day(now)
    except IntegrityError:  # another machine was first
        return


def query_day(now: datetime) -> DailyQuery:
    """Look through everything, keep what was found, and tell each office and authority of its own.

    Raises IntegrityError if this day has been queried already.
    """
    look_again(now)
    with transaction.atomic():
        last = DailyQuery.objects.order_by("-day").first()
        running = Case.objects.filter(status=Case.Status.OPEN).count()
        query = DailyQuery.objects.create(day=timezone.localdate(now), ran_at=now, running=running)
        lines = _lines(query, last)
        DailyLine.objects.bulk_create(lines, batch_size=500)
        told = _tell(query, lines)
        fresh = sum(line.fresh for line in lines)
        record("query_day", query, by=CLOCK, day=query.day.isoformat(), running=running, fresh=fresh, told=told)
    return query


def _lines(query: DailyQuery, last: DailyQuery | None) -> list[DailyLine]:
    before = dict[tuple[int, str], int]()
    if last:
        before = {(line.organ_id, line.level): line.raised for line in last.lines.all()}
    found = (
        Alarm.objects.order_by()
        .values_list("organ_id", "level")
        .annotate(raised=Count("pk"), standing=Count("pk", filter=Q(status__in=STANDING)))
    )
    rows = list(found)
    organs = Organ.objects.in_bulk({row[0] for row in rows})
    lines = []
    for organ_id, level, raised, standing in rows:
        fresh = max(raised - before.get((organ_id, level), 0), 0) if last else 0
        line = DailyLine(query=query, level=level, raised=raised, fresh=fresh, standing=standing)
        line.belong_to(organs[organ_id])
        lines.append(line)
    return lines


def _tell(query: DailyQuery, lines: Iterable[DailyLine]) -> int:
    """One message to each person concerned, with the sum of what is within her reach. Gives how many were told."""
    sums: dict[tuple[str, object], Counter[str]] = defaultdict(Counter)
    for line in lines:
        for name in PLACES if line.fresh else ():
            sums[name, line.organ_id if name == "organ" else getattr(line, name)][line.level] += line.fresh
    told: dict[int, tuple[Person, Counter[str]]] = {}
    for post in _listeners(query.day):
        [reach] = place(post).items()
        if found := sums.get(reach):
            told.setdefault(post.person_id, (post.person, found))
    link = f"{reverse('oversight:daily')}?day={query.day.isoformat()}"
    for person, found in told.values():
        counts = (found[level] for level in LEVELS)
        send(person, "每日查询 {}：新增红色 {}、黄色 {}、提示 {}".format(query.day, *counts), "", link)
    return len(told)


def _listeners(day: date) -> list[Post]:
    """Those who oversee, and the offices that answer for an organ."""
    rows = Post.objects.filter(in_force(day)).exclude(reach=Post.Reach.SELF)
    posts = rows.select_related("person", "organ", "role").order_by("pk").iterator()
    return [post for post in posts if post.may(Perm.OVERSIGHT_ORDER_ISSUE) or post.may(Perm.OVERSIGHT_ORDER_PASS)]
