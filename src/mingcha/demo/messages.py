# SPDX-License-Identifier: Apache-2.0
"""How people of the demonstration want to be told, and a re-check that found nothing to change (issue: messages, re-check)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mingcha.cases import jobs_recheck
from mingcha.cases.actions.rechecks import begin_recheck
from mingcha.cases.models import Recheck
from mingcha.demo.imports import post_of
from mingcha.engine.clock import date_of, day_number
from mingcha.inbox.outward.actions import save_preference
from mingcha.organs.actions.logins import herself

CHOSEN: Final[dict[str, dict[str, object]]] = {
    "jiandu": {"email": "jiandu@example.com", "red_always": True, "digest_hour": 8},
    "lingdao": {"email": "lingdao@example.com", "email_red": "digest", "sms_red": "off"},
    "jiancha": {"email": "jiancha@example.com", "sms_yellow": "digest"},
}
MONTH: Final = 30


def choose_messages() -> None:
    """Let some choose."""
    for name, given in CHOSEN.items():
        person = post_of(name).person
        save_preference(person, given, 0, by=herself(person))


def judge_again(now: datetime) -> None:
    """Let the overseer of the district judge the last month again, once, by the law as it then stands."""
    if Recheck.objects.exists():
        return
    since = date_of(day_number(now.date()) - MONTH)
    row = begin_recheck({"reason": "核对工作日历调整后的期限", "since": since}, by=post_of("jiandu"), now=now)
    jobs_recheck.run(row.pk)
    while (row := Recheck.objects.get(pk=row.pk)).status == Recheck.Status.RUNNING:
        jobs_recheck.run(row.pk, row.left[0])
