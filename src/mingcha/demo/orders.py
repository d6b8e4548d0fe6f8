# SPDX-License-Identifier: Apache-2.0
"""Orders of the last weeks, in every state: new, passed on, answered by the handler, answered late, cancelled (S1-34 … S1-40)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from mingcha.cases.models import Alarm
from mingcha.demo.imports import post_of
from mingcha.demo.running import Play
from mingcha.organs.models import Post
from mingcha.oversight.actions.answering import Answer, answer_order
from mingcha.oversight.actions.ending import cancel_order
from mingcha.oversight.actions.issuing import Demand, issue_orders, pass_order
from mingcha.oversight.models import Order

AUTHORITY, OFFICE, HANDLER = "jiandu", "jiancha", "chengban"
STORIES: Final = (
    # working days ago, alarms, how far: sent, passed, told (by the handler), answered, cancelled
    (19, 12, "cancelled"),
    (14, 1, "cancelled"),
    (9, 3, "answered"),
    (6, 1, "sent"),
    (3, 2, "told"),
    (2, 1, "passed"),
    (1, 1, "sent"),
)
OPENING: Final = "09:20"
ASK: Final = "请逐条查明原因，依法处理，并书面回复，附审批记录。"
PASSED: Final = "请说明当时办理情况和未按期办结的原因，附有关材料。"
TOLD: Final = "当事人补充材料期间未及时办理中止，已补办手续并整改。"
SAID: Final = "经核实，属办理疏漏，已责令承办人整改，并在科室会议上通报。"
DONE: Final = "情况属实，已整改，同意撤销。"


def send_orders(now: datetime) -> None:
    """Let the overseer of the district chase what was found at one organ, and its office and handler answer."""
    by, office, handler = (post_of(name) for name in (AUTHORITY, OFFICE, HANDLER))
    play = Play(now)
    alarms = _alarms(office)
    for days, count, far in STORIES:
        ids = [pk for pk, _at in zip(alarms, range(count), strict=False)]
        if len(ids) == count:
            _tell(ids, far, play.at((days, OPENING)), (by, office, handler))


def _alarms(office: Post) -> Iterator[int]:
    """Alarms of the organ, the latest first."""
    rows = Alarm.objects.within(office).exclude(level=Alarm.Level.PROMPT).order_by("-occurred_at", "-pk")
    return iter(
        rows.filter(status__in=(Alarm.Status.OPEN, Alarm.Status.ACKNOWLEDGED)).values_list("pk", flat=True)[:60]
    )


def _tell(ids: list[int], far: str, at: datetime, people: tuple[Post, Post, Post]) -> None:
    by, office, handler = people
    [order] = issue_orders(ids, Demand(ASK, 3), now=at, by=by)
    if far == "sent":
        return
    later = at + timedelta(hours=3)
    [below] = pass_order(order, [handler.person_id], Demand(PASSED, 2), order.version, now=later, by=office)
    if far == "passed":
        return
    later += timedelta(days=1)
    answer_order(below, Answer(TOLD), below.version, now=later, by=handler)
    if far == "told":
        return
    order = Order.objects.get(pk=order.pk)
    causes = dict.fromkeys(ids, ("neglect", ""))
    order = answer_order(order, Answer(SAID, causes=causes), order.version, now=later + timedelta(hours=2), by=office)
    if far == "cancelled":
        cancel_order(order, Order.Outcome.SETTLED, DONE, order.version, now=later + timedelta(days=1), by=by)
