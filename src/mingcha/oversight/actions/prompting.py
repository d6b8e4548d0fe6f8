# SPDX-License-Identifier: Apache-2.0
"""While an answer is awaited: urged by hand, reminded by the clock, given more time (S1-40).

The ladder: a day before the term those who answer are reminded; when it has passed, those who asked hear of it too.
It never climbs to whoever is being supervised.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import WrongState, heads, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.models import Person, Post
from mingcha.organs.perms import Perm
from mingcha.oversight import notices
from mingcha.oversight.actions.issuing import of_issuer, words_of
from mingcha.oversight.actions.paper_reminders import remind_papers
from mingcha.oversight.models import Order, Turn
from mingcha.oversight.offices import able, due_after, first_rung

EVERY: Final = 60.0
"""Seconds between two looks at terms."""
SLICE: Final = 200


@transaction.atomic
def urge_order(order: Order, words: str, *, now: datetime | None = None, by: Post) -> int:
    """Urge whoever has to answer 催办. Gives how many were told."""
    now, said = now or timezone.now(), words_of(words, "words")
    fresh = _awaited(order, by)
    people = answerers(fresh, timezone.localdate(now))
    Turn.objects.create(order=fresh, kind=Turn.Kind.URGED, words=said, by=by, at=now)
    record("urge_order", fresh, by=by, number=str(fresh), people=len(people))
    notices.urged(fresh, people, said)
    return len(people)


@transaction.atomic
def extend_order(order: Order, days: int, reason: str, seen: int, *, now: datetime | None = None, by: Post) -> Order:
    """Give whoever has to answer more time: so many working days from today.

    Raises:
        WrongState: it is answered; or the new term is not later than the one there is.
    """
    now, said = now or timezone.now(), words_of(reason, "words")
    fresh, due = _awaited(order, by), due_after(days, now)
    check_version(fresh, seen)
    if due <= fresh.due_at:
        raise WrongState(_("新的期限应在原期限之后"), "earlier")
    fresh.due_at, fresh.remind_at = due, first_rung(due, now)
    fresh.save(update_fields=["due_at", "remind_at"])
    Turn.objects.create(order=fresh, kind=Turn.Kind.EXTENDED, words=said, by=by, at=now, due_at=due)
    record("extend_order", fresh, by=by, number=str(fresh), due=due.isoformat(), reason=said)
    notices.ask(fresh)
    return fresh


def _awaited(order: Order, by: Post) -> Order:
    fresh = of_issuer(order, by)
    if fresh.status != Order.Status.NEW:
        raise WrongState(_("督办 {order} 已经回复").format(order=fresh), "answered")
    return fresh


def remind(now: datetime) -> int:
    """Remind of what is due within a day, and again, the askers too, of what is overdue. Gives how many orders there were."""
    done = 0
    while found := list(
        Order.objects.filter(remind_at__lte=now).order_by("remind_at").values_list("pk", flat=True)[:SLICE]
    ):
        done += sum(_remind(pk, now) for pk in found)
    return done


def tick() -> None:
    """One turn of the loop of ``mingcha work``."""
    if not heads.read_only():
        remind(timezone.now())
        remind_papers(timezone.now())


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    order = locked(Order(pk=pk))
    if order.remind_at is None or order.remind_at > now:  # it was answered in this very moment
        return 0
    day, overdue = timezone.localdate(now), now >= order.due_at
    notices.due(order, answerers(order, day), askers(order, day), overdue=overdue)
    order.remind_at = None if overdue else order.due_at
    order.save(update_fields=["remind_at"])
    Turn.objects.create(order=order, kind=Turn.Kind.REMINDED, at=now)
    record("remind_order", order, by=notices.CLOCK, number=str(order), overdue=overdue)
    return 1


def answerers(order: Order, day: date) -> list[Person]:
    """Who has to answer."""
    return [order.person] if order.person else able(order.organ, Perm.OVERSIGHT_ORDER_PASS, day)


def askers(order: Order, day: date) -> list[Person]:
    """Who asked, and may read the answer."""
    perm = Perm.OVERSIGHT_ORDER_PASS if order.parent_id else Perm.OVERSIGHT_ORDER_ISSUE
    return able(order.issuer, perm, day)
