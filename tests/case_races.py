# SPDX-License-Identifier: Apache-2.0
"""Two people who act on one case at the same moment, in threads with connections of their own.

Used by ``tests/cases/test_races.py`` with a few races and by ``bench/prove_cases.py`` with many.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass
class Street:
    """Two officers, and an item whose second act splits into two branches that join."""

    version: Any
    first: Any
    second: Any


def street_of(cast: Any) -> Street:
    from live_cases import colleague, in_force, officer
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second)):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    return Street(in_force(cast, document()), first, second)


def document() -> dict[str, Any]:
    head = {"code": "CF-3", "name": "并行办理", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    special: dict[str, dict[str, Any]] = {"登记": {"split": "all"}, "归档": {"join": "all", "kind": "close"}}
    ways = (("登记", "左"), ("登记", "右"), ("左", "归档"), ("右", "归档"))
    steps = [
        {"act": act, "place": place, "kind": "other", "form": "f", **special.get(act, {})}
        for place, act in ((1, "登记"), (2, "左"), (2, "右"), (3, "归档"))
    ]
    fields = [{"key": key, "label": key, "type": "text"} for key in ("甲", "乙")]
    point = {"key": "期限", "kind": "time_limit", "at": ["左", "右"], "limit": 5, "unit": "working_day"}
    return {
        "catalog": head,
        "step": steps,
        "transition": [{"from": start, "to": end} for start, end in ways],
        "form": [{"key": "f", "name": "情况", "fields": fields}],
        "point": [point],
        "pauses": [],
    }


def together(*acts: Callable[[], None]) -> list[str]:
    """Do them at the same moment; by act "done", or the code of its refusal."""
    from django.db import connection

    from mingcha.ledger import Refused

    start, told = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
            told[number] = "done"
        except Refused as refused:
            told[number] = refused.code
        except Exception as fault:  # noqa: BLE001 - told by whoever asked
            told[number] = repr(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def race_on_a_step(street: Street) -> None:
    """Both submit the step that both stand on: one is done, the other told, and the case has gone on once."""
    from mingcha.cases.actions.opening import Clue, open_case
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.actions.tasks import Chosen
    from mingcha.cases.models import Task
    from mingcha.ledger.models import Entry

    both = Chosen((street.first.person_id, street.second.person_id))
    case = open_case(street.version, Clue("inspection", "占道", chosen=both), by=street.first)
    task = Task.objects.select_related("step").get(case=case)
    going = Done({"甲": "一"}, people={"左": both, "右": both})
    told = together(
        *(lambda post=post: submit_step(task, going, task.version, by=post) for post in (street.first, street.second))
    )
    assert sorted(told) == ["done", "task_done"], told
    acts = sorted(Task.objects.filter(case=case).values_list("act", "status"))
    assert acts == [("右", "active"), ("左", "active"), ("登记", "done")], acts
    winner = (street.first, street.second)[told.index("done")]
    entries = Entry.objects.filter(act="submit_step", object_id=task.pk)
    assert [entry.actor_name for entry in entries] == [winner.person.name]


def race_of_branches(street: Street) -> None:
    """Each submits a branch of her own: both are done, both answers stand, and the joining step has begun once."""
    from live_cases import open_one, submit, task_of, values_of
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.actions.tasks import Chosen
    from mingcha.cases.models import Task

    case = open_one(street.version, street.first)
    alone = [Chosen((post.person_id,)) for post in (street.first, street.second)]
    submit(case, street.first, people=dict(zip(("左", "右"), alone, strict=True)))
    left, right = task_of(case, "左"), task_of(case, "右")
    told = together(
        lambda: submit_step(left, Done({"甲": "一"}, people={"归档": alone[0]}), left.version, by=street.first),
        lambda: submit_step(right, Done({"乙": "二"}, people={"归档": alone[1]}), right.version, by=street.second),
    )
    assert told == ["done", "done"], told
    assert values_of(case) == {"甲": "一", "乙": "二"}
    assert list(Task.objects.filter(case=case, act="归档").values_list("status", flat=True)) == ["active"]


def race_of_a_move(street: Street, newer: Any, mover: Any) -> None:
    """A step is submitted while its case, and others, are moved to another version: either the move comes first and the open
    page is refused, or the preview has grown stale and nothing is moved."""
    from live_cases import MONDAY, open_one, task_of
    from mingcha.cases.actions.moving import move_cases, preview_move
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.actions.tasks import Chosen
    from mingcha.cases.models import Case

    cases = [open_one(street.version, street.first, at=MONDAY) for _ in range(3)]
    steps = {act: act for act in ("登记", "左", "右", "归档")}
    drawn = preview_move(street.version, steps, by=mover)
    task, alone = task_of(cases[1]), Chosen((street.first.person_id,))
    going = Done({"甲": "一"}, people={"左": alone, "右": alone})
    told = together(
        lambda: submit_step(task, going, task.version, by=street.first),
        lambda: move_cases(drawn, drawn.version, by=mover),
    )
    assert told in (["done", "stale_preview"], ["stale", "done"]), told
    moved = newer if told[1] == "done" else street.version
    assert set(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("item_version", flat=True)) == {
        moved.pk
    }


def race_of_movers(street: Street, mover: Any) -> None:
    """Who presses twice at once moves once."""
    from live_cases import MONDAY, open_one
    from mingcha.cases.actions.moving import move_cases, preview_move
    from mingcha.ledger.models import Entry

    case = open_one(street.version, street.first, at=MONDAY)
    drawn = preview_move(street.version, {act: act for act in ("登记", "左", "右", "归档")}, by=mover)
    told = together(*[lambda: move_cases(drawn, drawn.version, by=mover)] * 2)
    assert told == ["done", "done"], told
    assert Entry.objects.filter(act="move_version", object_id=case.pk).count() == 1
