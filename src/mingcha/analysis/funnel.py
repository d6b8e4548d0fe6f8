# SPDX-License-Identifier: Apache-2.0
"""What became of alarms under orders 督办: how many at each hop, how long each took, and by organ (S1-34 … S1-39).

Counted are the first orders that were issued in the span, and the alarms under them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from mingcha.analysis.places import Place
from mingcha.analysis.span import Span
from mingcha.oversight.models import Order

DAY: Final = timedelta(days=1)
TABLED: Final = 200
"""Rows that a table has at most."""


@dataclass(frozen=True)
class Funnel:
    """Orders, and of alarms: under order, passed on to handlers, answered, revoked, of these for false. ``in_time`` of
    ``answered_orders``; ``late`` wait for an answer beyond their term. Hops in days, None where none was made."""

    orders: int = 0
    alarms: int = 0
    passed: int = 0
    answered: int = 0
    revoked: int = 0
    false: int = 0
    answered_orders: int = 0
    in_time: int = 0
    waiting: int = 0
    late: int = 0
    to_pass: float | None = None
    to_answer: float | None = None
    to_revoke: float | None = None


def moments(span: Span) -> dict[str, datetime]:
    """The span as bounds of a column of moments."""
    return {
        "issued_at__gte": timezone.make_aware(datetime.combine(span.since, time.min)),
        "issued_at__lt": timezone.make_aware(datetime.combine(span.until + DAY, time.min)),
    }


def funnel(place: Place, span: Span, now: datetime) -> Funnel:
    """Of all orders of a place, in one statement."""
    return Funnel(**{name: _told(value) for name, value in _rows(place, span).aggregate(**_sums(now)).items()})


def by_organ(place: Place, span: Span, now: datetime) -> list[tuple[str, Funnel]]:
    """The same by the organ that answers, those with most alarms first. Of many counties' organs the short names are alike."""
    grouped = _rows(place, span).values("organ_id", "organ__name").annotate(**_sums(now))
    rows = grouped.order_by("-alarms", "organ__name", "organ_id")[:TABLED]
    return [
        (row["organ__name"], Funnel(**{field.name: _told(row[field.name]) for field in fields(Funnel)})) for row in rows
    ]


def _rows(place: Place, span: Span) -> Any:
    below = Order.objects.filter(parent=OuterRef("pk"))
    first = below.order_by().values("parent").annotate(at=Min("issued_at")).values("at")
    rows = Order.objects.filter(parent=None, **moments(span), **place.cut).order_by()
    return rows.annotate(passed_on=Exists(below), passed_at=Subquery(first))


def _sums(now: datetime) -> dict[str, Any]:
    answered = Q(answered_at__isnull=False)
    revoked = Q(status=Order.Status.CANCELLED)
    new = Q(status=Order.Status.NEW)
    alarms = F("count")
    return {
        "orders": Count("pk"),
        "alarms": Coalesce(Sum(alarms), 0),
        "passed": Coalesce(Sum(alarms, filter=Q(passed_on=True)), 0),
        "answered": Coalesce(Sum(alarms, filter=answered), 0),
        "revoked": Coalesce(Sum(alarms, filter=revoked), 0),
        "false": Coalesce(Sum(alarms, filter=revoked & Q(outcome=Order.Outcome.FALSE)), 0),
        "answered_orders": Count("pk", filter=answered),
        "in_time": Count("pk", filter=answered & Q(answered_at__lte=F("due_at"))),
        "waiting": Count("pk", filter=new),
        "late": Count("pk", filter=new & Q(due_at__lt=now)),
        "to_pass": Avg(_between("issued_at", "passed_at")),
        "to_answer": Avg(_between("issued_at", "answered_at")),
        "to_revoke": Avg(_between("answered_at", "closed_at")),
    }


def _between(first: str, second: str) -> Any:
    return ExpressionWrapper(F(second) - F(first), output_field=DurationField())


def _told(value: Any) -> Any:
    return round(value / DAY, 1) if isinstance(value, timedelta) else value
