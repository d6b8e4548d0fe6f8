# SPDX-License-Identifier: Apache-2.0
"""What happens to alarms and cases while they are counted: acts of people, time, and what is mended."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import QuerySet

from mingcha.analysis.actions import counting
from mingcha.cases.actions.alarms import acknowledge_alarms, judge_all
from mingcha.cases.models import Alarm, Case, Step
from mingcha.engine.clock import CHINA
from mingcha.ledger import System
from mingcha.organs.models import Post
from mingcha.oversight.actions.answering import Answer, answer_order
from mingcha.oversight.actions.ending import cancel_order
from mingcha.oversight.actions.issuing import Demand, issue_orders
from mingcha.oversight.models import Order

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=CHINA)
BY = System("测试")


def count() -> None:
    while counting.count_days():
        pass


def province(cast: Any) -> Post:
    """The overseer of the whole province."""
    post = cast.post("overseer")
    post.organ.region = cast.region("province")
    post.organ.city = post.organ.county = ""
    post.organ.save()
    return Post.objects.get(pk=post.pk)


def city(cast: Any) -> Post:
    post = cast.post("overseer")
    post.organ.region = cast.region("city")
    post.organ.county = ""
    post.organ.save()
    return Post.objects.get(pk=post.pk)


def shake(cast: Any, rng: Random) -> None:
    """One thing that happens to alarms."""
    some = sorted(rng.sample(list(Alarm.objects.values_list("pk", flat=True)), 8))
    cases = list(Case.objects.filter(alarms__in=some).distinct().order_by("pk"))
    what = rng.randrange(4)
    if what == 0:
        acknowledge_alarms(some, by=BY)
    elif what == 1:  # what was wrong is mended, or comes back
        steps = Step.objects.filter(case__in=cases)
        if rng.random() < 0.5:
            steps.filter(ended_at=None).update(ended_at=NOW)
        else:
            ids = list(steps.order_by("pk").values_list("pk", flat=True)[:3])
            Step.objects.filter(pk__in=ids).update(ended_at=NOW - timedelta(days=rng.randrange(300)))
        judge_all(cases, NOW, by=BY)
    elif what == 2:  # time goes on: prompts turn red, open terms run out
        judge_all(cases, NOW + timedelta(days=rng.randrange(1, 200)), by=BY)
    else:
        revoke(cast, list(revocable().values_list("pk", flat=True)[: rng.randrange(1, 4)]))


def revocable() -> QuerySet[Alarm]:
    rows = Alarm.objects.exclude(level="prompt").exclude(status="revoked").filter(supervised=False)
    return rows.order_by("pk")


def revoke(cast: Any, ids: list[int]) -> None:
    if not ids:
        return
    for order in issue_orders(ids, Demand("请查明", 3), now=NOW, by=cast.post("overseer")):
        causes = {row.alarm_id: ("neglect", "已说明") for row in order.alarms.all()}
        answer_order(order, Answer("已整改", causes=causes), order.version, now=NOW, by=cast.post("monitor"))
        fresh = Order.objects.get(pk=order.pk)
        cancel_order(fresh, "settled", "同意", fresh.version, by=cast.post("overseer"))
