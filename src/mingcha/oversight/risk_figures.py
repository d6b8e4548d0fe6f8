# SPDX-License-Identifier: Apache-2.0
"""What alarms say of each risk point, and the level that they suggest."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Alarm
from mingcha.engine.clock import CHINA
from mingcha.organs.models import Organ
from mingcha.oversight.models import RiskPoint
from mingcha.oversight.months import months_on

ONE: Final = timedelta(days=1)
HIGH, MEDIUM, REDS = 50, 10, 10
RULE: Final[Promise] = _(
    "近十二个月报警 50 条以上，或者红色报警 10 条以上的，建议为高；10 条以上的，建议为中；其余建议为低。"
)


def suggested(risk: RiskPoint) -> str:
    """The level that the alarms of the last twelve months suggest."""
    if risk.alarms >= HIGH or risk.red >= REDS:
        return RiskPoint.Level.HIGH
    return RiskPoint.Level.MEDIUM if risk.alarms >= MEDIUM else RiskPoint.Level.LOW


def year_before(day: date) -> datetime:
    """The first moment of the twelve months that end with the day."""
    return datetime.combine(months_on(day, -12) + ONE, time.min, CHINA)


def reckon(day: date) -> int:
    """Count anew for every row that stands: alarms of its item at its step; of an organ's own rows, all of that organ.
    Figures are no acts: they have no entries. Gives how many rows there were."""
    rows = list(RiskPoint.objects.exclude(status=RiskPoint.Status.RETIRED).select_related("organ", "item"))
    now, before = year_before(day), year_before(months_on(day, -12))
    counts = {span: _counted(*between) for span, between in _spans(day, before, now).items()}
    for row in rows:
        if row.item is not None:
            at = (row.item.code, row.step)
            row.alarms, row.red = counts["now"]["", *at], counts["now"]["red", *at]
            row.alarms_before = counts["before"]["", *at]
        else:
            mine = Alarm.objects.filter(organ__in=Organ.objects.filter(path__startswith=row.organ.path)).exclude(
                level=Alarm.Level.PROMPT
            )
            row.alarms = mine.filter(occurred_at__gte=now).count()
            row.red = mine.filter(occurred_at__gte=now, level=Alarm.Level.RED).count()
            row.alarms_before = mine.filter(occurred_at__gte=before, occurred_at__lt=now).count()
        row.reckoned_on = day
    # Without a new version: nobody who edits a row meanwhile is told that somebody was first.
    RiskPoint.objects.bulk_update(rows, ["alarms", "red", "alarms_before", "reckoned_on"], batch_size=200)
    return len(rows)


def _spans(day: date, before: datetime, now: datetime) -> dict[str, tuple[datetime, datetime]]:
    end = datetime.combine(day + ONE, time.min, CHINA)
    return {"now": (now, end), "before": (before, now)}


def _counted(since: datetime, until: datetime) -> Counter[tuple[str, str, str]]:
    """Yellow and red alarms by item and step, all (under "") and the red ones; the alarm centre narrows by the same two."""
    rows = Alarm.objects.filter(occurred_at__gte=since, occurred_at__lt=until).exclude(level=Alarm.Level.PROMPT)
    found: Counter[tuple[str, str, str]] = Counter()
    for item, act, level, n in rows.order_by().values_list("item", "act", "level").annotate(n=Count("pk")):
        found["", item or "", act or ""] += n
        found[level, item or "", act or ""] += n
    return found
