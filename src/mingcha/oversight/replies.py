# SPDX-License-Identifier: Apache-2.0
"""The table of an answer: a line for each alarm, or, of many, a line for those that are alike (S1-37, feature 39)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from mingcha.cases import words
from mingcha.cases.models import Alarm
from mingcha.oversight.models import Order, OrderAlarm

SINGLY: Final = 40
"""So many alarms are answered one by one; of more, those of one point and one finding together."""


@dataclass(frozen=True)
class Line:
    """The alarms of a line, what it is called, and the level of them."""

    key: str
    label: str
    level: str
    kind: str
    alarms: tuple[int, ...]

    @property
    def cause(self) -> str:
        return f"cause_{self.key}"

    @property
    def words(self) -> str:
        return f"words_{self.key}"


def alarms_of(order: Order) -> list[OrderAlarm]:
    """The alarms of a tree, with what their lines show."""
    rows = OrderAlarm.objects.filter(order=order.root_id).order_by("pk")
    return list(rows.select_related("alarm__case", "alarm__organ", "alarm__officer", "alarm__point"))


def lines_of(rows: Sequence[OrderAlarm]) -> list[Line]:
    """The lines in which they are answered."""
    if len(rows) <= SINGLY:
        return [_line(str(row.alarm_id), _one(row.alarm), [row.alarm]) for row in rows]
    alike: dict[tuple[int, str, str], list[Alarm]] = defaultdict(list)
    for row in rows:
        alike[row.alarm.point_id, row.alarm.code, row.alarm.level].append(row.alarm)
    return [
        _line(str(some[0].pk), _("{what} · {n} 条").format(what=_many(some[0]), n=len(some)), some)
        for some in alike.values()
    ]


def _line(key: str, label: str, alarms: Sequence[Alarm]) -> Line:
    return Line(key, label, alarms[0].level, alarms[0].kind, tuple(alarm.pk for alarm in alarms))


def _one(alarm: Alarm) -> str:
    return f"{alarm.case.number} · {words.headline(alarm)}"


def _many(alarm: Alarm) -> str:
    return f"{alarm.point.name or alarm.point.key} · {alarm.code}"
