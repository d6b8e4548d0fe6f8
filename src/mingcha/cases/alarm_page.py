# SPDX-License-Identifier: Apache-2.0
"""What the page of one alarm shows, put together (S1-41)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases import words
from mingcha.cases.deadlines import clocks
from mingcha.cases.mending import mended_at
from mingcha.cases.models import Alarm
from mingcha.cases.proofs import proofs, step_of
from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.deadline import Explanation
from mingcha.organs.models import Post

LEVEL_WORDS: Final[dict[str, Promise]] = {
    "red": gettext_lazy("红色报警"),
    "yellow": gettext_lazy("黄色报警"),
    "prompt": gettext_lazy("提示"),
}


def page_of(alarm: Alarm, now: datetime, post: Post) -> dict[str, Any]:
    """The context of ``cases/alarm_detail.html``."""
    step = step_of(alarm)
    return {
        "title": words.headline(alarm),
        "alarm": alarm,
        "alarm_level_words": LEVEL_WORDS[alarm.level],
        "case": alarm.case,
        "step": step,
        "rule": alarm.point,
        "proofs": proofs(alarm),
        "cure": words.cure(alarm),
        "mended": mended_at(alarm.case, [alarm], post).get(alarm.pk),
        "explanation": explanation_of(alarm, now),
        "today": now,
        "crumbs": [
            {"label": _("监察"), "url": reverse("cases:alarm-list")},
            {"label": _("报警中心"), "url": reverse("cases:alarm-list")},
            {"label": alarm.number},
        ],
        "alike": alike(alarm),
    }


def explanation_of(alarm: Alarm, now: datetime) -> Explanation | None:
    """The sum that an alarm about time tells of; none where the calendar does not reach."""
    if alarm.kind != "time_limit":
        return None
    of_step = alarm.object_id if alarm.object_kind == "step" else None
    try:
        found = clocks(alarm.case, [alarm.point], now)
        clock = next((clock for clock in found if (clock.step.pk if clock.step else None) == of_step), None)
        return clock.explanation if clock else None
    except CalendarMissing:
        return None


def alike(alarm: Alarm) -> dict[str, int]:
    """How often the same was found: by this point, and of this officer, in all the time that is known."""
    same = Alarm.objects.filter(point_id=alarm.point_id, code=alarm.code)
    counts = {"point": same.count()}
    if alarm.officer_id:
        counts["officer"] = Alarm.objects.filter(officer_id=alarm.officer_id).count()
    return counts
