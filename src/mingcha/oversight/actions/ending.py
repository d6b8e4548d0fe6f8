# SPDX-License-Identifier: Apache-2.0
"""Answers are read: sent back with a reason, or the order is cancelled and its alarms with it (S1-38, S1-39).

An alarm that is held for false wants a second person of the authority (security.md C9). Nothing else clears an alarm.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import revoke_alarms, supervise_alarms
from mingcha.ledger import Conflict, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import check_version
from mingcha.organs.models import Post
from mingcha.oversight import notices
from mingcha.oversight.actions.issuing import lock_first, of_issuer, words_of
from mingcha.oversight.models import Order, OrderAlarm, PointOutcome, Turn
from mingcha.oversight.offices import due_after, first_rung


@transaction.atomic
def return_order(order: Order, reason: str, days: int, seen: int, *, now: datetime | None = None, by: Post) -> Order:
    """Send an answer back 退回: it has to be answered anew, within a new term.

    Raises:
        NotAllowed, Conflict, WrongState: as cancel_order. Invalid: no reason, a term that is none.
    """
    now = now or timezone.now()
    words, due = words_of(reason, "words"), due_after(days, now)
    fresh = _answered(order, seen, by)
    first = lock_first(fresh)
    if first.status == Order.Status.CANCELLED:
        raise WrongState(_("督办 {order} 已撤销").format(order=first), "cancelled")
    fields: dict[str, Any] = {"answered_at": None, "due_at": due, "doubted_by": None, "outcome": ""}
    fields["remind_at"] = first_rung(due, now)
    move(fresh, Order.Status.NEW, act="return_order", by=by, fields=fields, number=str(fresh), reason=words)
    Turn.objects.create(order=fresh, kind=Turn.Kind.RETURNED, words=words, by=by, at=now, due_at=due)
    notices.ended([fresh])
    notices.ask(fresh)
    return fresh


@transaction.atomic
def cancel_order(order: Order, outcome: str, words: str, seen: int, *, now: datetime | None = None, by: Post) -> Order:
    """The authority cancels an answered order 撤销: the whole tree ends and its alarms are cleared. As false it only proposes;
    another person of the authority who does the same confirms it.

    Raises:
        NotAllowed: no right, out of reach, or another authority's order. WrongState: it is not answered. Invalid: no words.
        Conflict: stale; or the second person is the first (``second_person_required``, corpus W11).
    """
    now = now or timezone.now()
    said = words_of(words, "words")
    fresh = _answered(order, seen, by)
    if fresh.parent_id is not None:
        raise NotAllowed(_("只能撤销监察机关发出的督办"))
    outcome = Order.Outcome(outcome)
    if outcome == Order.Outcome.FALSE and fresh.doubted_by is None:
        return _doubt(fresh, said, now, by)
    if outcome == Order.Outcome.FALSE and fresh.doubted_by and fresh.doubted_by.person_id == by.person_id:
        raise Conflict(_("误报须由另一人复核"), "second_person_required")
    every = [fresh, *fresh.below.select_for_update().order_by("pk")]
    fields = {"closed_at": now, "outcome": outcome}
    for each in every:
        move(
            each,
            Order.Status.CANCELLED,
            act="cancel_order",
            by=by,
            fields=fields,
            number=str(each),
            outcome=str(outcome),
        )
    Turn.objects.create(order=fresh, kind=Turn.Kind.CANCELLED, words=said, by=by, at=now)
    rows = OrderAlarm.objects.filter(order=fresh)
    ids = list(rows.values_list("alarm_id", flat=True))
    rows.update(closed_at=now)
    false = outcome == Order.Outcome.FALSE
    _count(fresh, false=false)
    revoke_alarms(ids, false=false, by=by, order=str(fresh), outcome=str(outcome), reason=said)
    supervise_alarms(ids, on=False)
    notices.ended(every)
    return fresh


def _count(order: Order, *, false: bool) -> None:
    """Add the alarms to what their points have led to."""
    found = OrderAlarm.objects.filter(order=order).order_by("alarm__point_id")
    for point_id, n in found.values_list("alarm__point_id").annotate(n=Count("pk")):
        PointOutcome.objects.get_or_create(point_id=point_id, defaults={"ended": 0, "false": 0})
        PointOutcome.objects.filter(pk=point_id).update(ended=F("ended") + n, false=F("false") + (n if false else 0))


def _doubt(order: Order, words: str, now: datetime, by: Post) -> Order:
    order.doubted_by, order.outcome = by, Order.Outcome.FALSE
    order.save(update_fields=["doubted_by", "outcome"])
    Turn.objects.create(order=order, kind=Turn.Kind.DOUBTED, words=words, by=by, at=now)
    record("doubt_alarms", order, by=by, number=str(order), reason=words)
    notices.doubted(order)
    return order


def _answered(order: Order, seen: int, by: Post) -> Order:
    """An answered order that the organ of ``by`` has issued; locked, and as it was seen."""
    fresh = of_issuer(order, by)
    check_version(fresh, seen)
    if fresh.status != Order.Status.ANSWERED:
        raise WrongState(_("督办 {order} 还没有回复，不能撤销或者退回").format(order=fresh), "unanswered")
    return fresh
