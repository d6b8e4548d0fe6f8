# SPDX-License-Identifier: Apache-2.0
"""An item that goes round as often as one likes, watched by a point of every kind: what a step costs, early and late."""

from __future__ import annotations

from datetime import date
from typing import Any

BACK, FORTH = "调查", "补充"


def loop() -> dict[str, Any]:
    """登记, then 调查 and 补充 in turn, 结案 whenever one likes. Only the limits are asked of the two in turn."""
    head = {"code": "CF-4", "name": "往复", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    acts = ("登记", BACK, FORTH, "结案")
    ways = (("登记", BACK), (BACK, FORTH), (FORTH, BACK), (BACK, "结案"))
    fields = [{"key": "情况", "label": "情况", "type": "long"}]
    end = ["结案"]
    points: list[dict[str, Any]] = [
        {"key": "期限", "kind": "time_limit", "at": [BACK, FORTH], "limit": 30, "unit": "working_day"},
        {"key": "全程", "kind": "time_limit", "start": ["登记"], "end": end, "limit": 90, "unit": "calendar_day"},
        {"key": "人员", "kind": "qualification", "at": ["登记"], "second": end},
        {"key": "退回", "kind": "rollback", "at": ["登记"]},
        {"key": "证据", "kind": "evidence", "at": end, "require": {"照片": 1}},
        {"key": "依据", "kind": "basis", "at": end},
        {"key": "裁量", "kind": "discretion", "at": end},
        {"key": "执行", "kind": "execution", "at": end},
        {"key": "分离", "kind": "separation", "first": ["登记"], "second": end, "option": "any"},
    ]
    return {
        "catalog": head,
        "step": [
            {"act": act, "place": place, "kind": "close" if act == "结案" else "other", "form": "f"}
            for place, act in enumerate(acts, 1)
        ],
        "transition": [{"from": start, "to": end} for start, end in ways],
        "form": [{"key": "f", "name": "情况", "fields": fields}],
        "point": points,
        "pauses": [],
    }


def around(case: Any, posts: list[Any], now: Any = None) -> Any:
    """Do the open step, and send the case on to the other of the two: what is left is only to call it."""
    from live_cases import task_of
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.actions.tasks import Chosen

    task = task_of(case)
    onward = FORTH if task.act == BACK else BACK
    done = Done({"情况": "属实"}, (onward,), {onward: Chosen(tuple(post.person_id for post in posts))})
    return lambda: submit_step(task, done, task.version, now=now, by=posts[0])
