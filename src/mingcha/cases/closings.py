# SPDX-License-Identifier: Apache-2.0
"""What is said of closed cases: whether one was late, whether its people were entitled, how long its decision took (picture 05).

An alarm counts against a case while it stands, and after oversight has ended it; not where its condition is gone (an extension
that was entered later, a second officer) nor where it was withdrawn as false.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Alarm, Case, Penalty
from mingcha.cases.models.alarms import STANDING

SAID: Final = [("late", _("超期办结")), ("unfit", _("未做到双人持证")), ("decided", _("已作出处罚决定"))]


def day_of(moment: Any) -> Func:
    """The day in China on which a column's moment was, as the number of days that the engine counts."""
    return Func(moment, template="(%(expressions)s / 86400)", output_field=BigIntegerField())


def _against(**kind: Any) -> Exists:
    told = Alarm.objects.filter(case=OuterRef("pk"), status__in=(*STANDING, Alarm.Status.REVOKED), withdrawn=False)
    return Exists(told.filter(**kind).order_by())


def judged(rows: QuerySet[Case]) -> QuerySet[Any]:
    """With ``late``: some term was passed, so that it is red; ``unfit``: not two people, or one who may not. Prompts only warn."""
    late = _against(kind="time_limit", level=Alarm.Level.RED)
    unfit = _against(kind="qualification", level__in=(Alarm.Level.RED, Alarm.Level.YELLOW))
    return rows.annotate(late=late, unfit=unfit)


def decided(rows: QuerySet[Case]) -> QuerySet[Any]:
    """Those that came to a penalty, with ``took``: days from acceptance 立案, or from coming in, to the first decision that
    imposes one."""
    first = Penalty.objects.filter(case=OuterRef("pk"), decision__decided_at__isnull=False)
    at = Subquery(first.order_by("decision__decided_at", "pk").values("decision__decided_at")[:1])
    took = ExpressionWrapper(day_of(at) - day_of(Coalesce(F("accepted_at"), F("came_at"))), BigIntegerField())
    return rows.annotate(took=took).filter(took__gte=0)


def saying(rows: QuerySet[Case], what: str) -> QuerySet[Case]:
    """The closed cases of which one of SAID is so: as many as a figure counts."""
    closed = rows.filter(closed_at__isnull=False)
    if what == "decided":
        return decided(closed)
    return judged(closed).filter(**{what: True})
