# SPDX-License-Identifier: Apache-2.0
"""script/prove clock: 10,000 cases whose limits run out in the same second are all alarmed within 60 seconds, once each.

By the real loop of ``mingcha work`` and its real tick, on both databases, each with the prompt that turns red, its entry, the
to-do of the oversight post and the next look. Another connection looks at what is committed.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import apart
import results

ROOT = Path(__file__).parent.parent
ITEMS = 10_000
LEAD = 20
"""Seconds from the beginning of the loop until the limits run out."""
WITHIN = 60.0
LIMIT_HOURS = 48
COVERS = [
    "src/mingcha/cases/clock.py",
    "src/mingcha/cases/actions/looking.py",
    "src/mingcha/cases/dues.py",
    "src/mingcha/cases/actions/alarms.py",
]


def main(arguments: Sequence[str]) -> None:
    parser = apart.parser()
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--loops", type=int, default=2, help="loops beside each other, as on two machines")
    options = parser.parse_args(arguments)
    if options.on:
        apart.tell(prove(options))
        return
    table = apart.on_each(__file__, arguments)
    if options.dry:
        results.print_table(table)
        return
    notes = ["all due in the same second; seconds from then until each was committed, seen by another connection"]
    results.record("prove clock", table, COVERS, notes)


def prove(options: argparse.Namespace) -> dict[str, str]:
    with apart.database():
        from django.db import transaction

        from mingcha.organs.testing import cast

        with transaction.atomic():
            case = one_case(cast())
        made = time.monotonic()
        due = copies(case, options.items)
        print(f"{options.items:,} cases in {time.monotonic() - made:.0f} s", file=sys.stderr, flush=True)
        return watched(due, options.items, options.loops)


def one_case(people: Any) -> Any:
    """A case that waits, of an item with one limit in hours."""
    from datetime import date

    from live_cases import in_force, open_one
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    head = {"code": "CF-1", "name": "限时事项", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    point = {"key": "期限", "kind": "time_limit", "at": ["核查"], "limit": LIMIT_HOURS, "unit": "hour"}
    steps = [{"act": act, "place": place} for place, act in enumerate(("核查", "决定"), 1)]
    item = {"catalog": head, "step": steps, "point": [point], "pauses": []}
    return open_one(in_force(people, item), people.post("handler"))


def copies(case: Any, count: int) -> datetime:
    """So many cases like it that have been warned of, and whose limit runs out in some seconds. Gives when."""
    from django.utils import timezone

    from mingcha.cases.clock import look_again
    from mingcha.cases.models import Case, CaseFile, Due, Step, Task, TaskPerson
    from mingcha.inbox.models import Todo

    file, step = case.file, case.steps.get()
    task, todo = step.task, Todo.objects.get(kind="task")
    person = task.people.get()
    Due.objects.all().delete()
    for start in range(0, count, 1_000):
        numbers = range(start, min(start + 1_000, count))
        cases = Case.objects.bulk_create([_copy(case, number=f"{case.number}-{number}") for number in numbers])
        CaseFile.objects.bulk_create([_copy(file, case=new) for new in cases])
        steps = Step.objects.bulk_create([_copy(step, case=new) for new in cases])
        tasks = Task.objects.bulk_create([_copy(task, case_id=new.case_id, step=new) for new in steps])
        TaskPerson.objects.bulk_create([_copy(person, task=new) for new in tasks])
        Todo.objects.bulk_create([_copy(todo, object_id=new.pk) for new in tasks])
        Due.objects.bulk_create([Due(case=new, at=timezone.now()) for new in cases])
    warned = timezone.now()
    spare = timedelta(seconds=LEAD + count / 100)
    due = (warned + spare).replace(microsecond=0)
    Step.objects.exclude(pk=step.pk).update(started_at=due - timedelta(hours=LIMIT_HOURS))
    look_again(timezone.now())
    return due


def _copy(row: Any, **changes: Any) -> Any:
    """A new row with the same values but for some."""
    model = type(row)
    kept = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    kept.pop(model._meta.pk.attname)
    for name in changes:
        kept.pop(model._meta.get_field(name).attname, None)
    return model(**kept, **changes)


def watched(due: datetime, count: int, loops: int) -> dict[str, str]:
    """Let the loops run over the moment, and look at what is committed."""
    from django.utils import timezone

    from mingcha.cases import clock
    from mingcha.cases.models import Alarm
    from mingcha.inbox.models import Todo
    from mingcha.ledger import ticker

    red = Alarm.objects.filter(code="overdue")
    assert red.count() == 0, "too early"
    assert timezone.now() < due, "laying the cases took too long"
    stop = threading.Event()
    threads = [
        threading.Thread(target=ticker.run, args=({"clock": (clock.EVERY, clock.tick)}, stop)) for _ in range(loops)
    ]
    for thread in threads:
        thread.start()
    half = last = 0.0
    try:
        while last == 0.0:
            time.sleep(0.2)
            seen, late = red.count(), (timezone.now() - due).total_seconds()
            half = half or (late if seen * 2 >= count else 0.0)
            last = late if seen >= count else 0.0
            if late > 2 * WITHIN:
                raise SystemExit(f"{seen:,} of {count:,} after {late:.0f} s")
        time.sleep(2 * clock.EVERY)  # whoever doubles does so now
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    keys = {(row.case_id, row.code) for row in red.only("case_id", "code")}
    upgraded = Alarm.objects.filter(code="due_soon", status="upgraded").count()
    waits = Todo.objects.filter(kind="alarm", closed_at=None).count()
    if not (red.count() == len(keys) == upgraded == waits == count) or last > WITHIN:
        raise SystemExit(f"{red.count()} alarms, {len(keys)} cases, {upgraded} upgraded, {waits} to-dos, {last:.1f} s")
    return {
        "due at once": f"{count:,}",
        "loops": str(loops),
        "alarmed": f"{red.count():,}",
        "twice": "0",
        "half after s": f"{half:.1f}",
        "all after s": f"{last:.1f}",
    }


if __name__ == "__main__":
    main(sys.argv[1:])
