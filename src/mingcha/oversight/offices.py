# SPDX-License-Identifier: Apache-2.0
"""Who answers for an organ, and by when: its monitoring office, its handlers, the term in working days (S1-35, S1-36)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from mingcha.cases.models import CasePerson
from mingcha.engine.clock import day_of, local_seconds, moment_of
from mingcha.ledger import Invalid
from mingcha.organs.calendars import known_years, work_calendar
from mingcha.organs.models import Organ, Person, Post
from mingcha.organs.perms import Perm
from mingcha.organs.scope import ScopedQuerySet, Worn
from mingcha.oversight.models import Order

MOST_DAYS: Final = 60
CLOSING: Final = timedelta(hours=17, minutes=30)
"""A term ends when offices close."""
EARLY: Final = timedelta(days=1)


def regions_from(organ: Organ) -> list[str]:
    """The codes of the regions whose settings hold for an organ, its own first, its province last."""
    codes = [organ.region_id, organ.county, organ.city, f"{organ.region_id[:2]}0000000000"]
    return list(dict.fromkeys(filter(None, codes)))


def in_force(day: date) -> Q:
    """Posts in force on a day, of people who may log in; what the role may is asked of each row."""
    standing = Q(status=Post.Status.ACTIVE, person__status=Person.Status.ACTIVE, valid_from__lte=day)
    return standing & (Q(valid_to=None) | Q(valid_to__gte=day))


def offices_of(organs: Iterable[Organ], day: date, perm: Perm = Perm.OVERSIGHT_ORDER_PASS) -> dict[int, Organ]:
    """By organ the one whose office answers for it: itself, or the nearest above it that stands and where somebody may.

    Raises:
        Invalid: an organ has none, by its name.
    """
    every = {organ.pk: organ for organ in organs}
    lines = {pk: organ.ancestry for pk, organ in every.items()}
    above = Organ.objects.in_bulk({pk for line in lines.values() for pk in line})
    posts = Post.objects.filter(in_force(day), organ__in=above).select_related("role")
    seats = {post.organ_id for post in posts if post.may(perm)}
    found: dict[int, Organ] = {}
    for pk, line in lines.items():
        fitting = (one for one in reversed(line) if one in seats and above[one].status == Organ.Status.ACTIVE)
        if (office := next(fitting, None)) is None:
            raise Invalid(_("“{organ}”没有监察室可以接收督办").format(organ=every[pk].name), "no_office")
        found[pk] = above[office]
    return found


def office_of(organ: Organ, day: date, perm: Perm) -> Organ:
    """The organ whose office answers for this one.

    Raises:
        Invalid: it has none.
    """
    try:
        return offices_of([organ], day, perm)[organ.pk]
    except Invalid as none:
        words = _("“{organ}”没有可以签收和回复的监察室，请选择它的上级机关").format(organ=organ.name)
        raise Invalid(words, "no_office", "organ") from none


def able(organ: Organ, perm: Perm, day: date) -> list[Person]:
    """Those in an organ who have a right on a day."""
    rows = Post.objects.filter(in_force(day), organ=organ).select_related("person", "role")
    return list({post.person_id: post.person for post in rows if post.may(perm)}.values())


def handlers_of(order: Order, day: date) -> list[Post]:
    """Who in the organ, or in one below it, may answer; those who handled the cases first."""
    rows = Post.objects.filter(in_force(day), organ__path__startswith=order.organ.path)
    posts = [
        row
        for row in rows.select_related("person", "organ", "role").order_by("pk")[:1_000]
        if row.may(Perm.OVERSIGHT_ORDER_ANSWER)
    ]
    inside = CasePerson.objects.filter(case__alarms__orders__order=order.root_id)
    busy = set(inside.values_list("person_id", flat=True))
    seen = {
        post.person_id: post for post in sorted(posts, key=lambda post: (post.person_id not in busy, post.person.name))
    }
    return list(seen.values())


def due_after(days: int, now: datetime, *, most: int = MOST_DAYS) -> datetime:
    """Office closing on the last of so many working days after today.

    Raises:
        Invalid: more days than can be asked for. WrongState: the calendar of that year is missing (corpus D06).
    """
    if not 0 < days <= most:
        raise Invalid(_("应在 1 到 {most} 个工作日之间").format(most=most), "range", "days")
    with known_years("days"):
        calendar = work_calendar()
        day = calendar.work_day(calendar.wd(day_of(local_seconds(now))) + days)
    return moment_of(day * 86_400) + CLOSING


def first_rung(due: datetime, now: datetime) -> datetime:
    """When those who answer are first reminded: a day before the term, or at it where that is past."""
    return due - EARLY if now < due - EARLY else due


def reachable(post: Worn) -> ScopedQuerySet[Order]:
    """The orders that a post may know of: within its reach, and those to whoever wears it.

    Of the few to her those beyond her reach are looked for first: an OR over both would have the database sort all orders.
    """
    within, hers = Order.objects.within(post), Order.objects.filter(person_id=post.person_id).order_by()
    beyond = hers.exclude(pk__in=within.filter(person_id=post.person_id).order_by().values("pk"))
    return within | hers if beyond.exists() else within
