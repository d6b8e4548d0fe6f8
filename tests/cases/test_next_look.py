# SPDX-License-Identifier: Apache-2.0
"""The next look at a case is never later than the instant at which the engine's findings first change by time alone (S1-33)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live_cases import in_force, open_one
from mingcha.engine.clock import CHINA

pytestmark = [pytest.mark.django_db, pytest.mark.req("S1-33", "S3-17"), pytest.mark.once]

BEGIN = datetime(2026, 9, 14, tzinfo=CHINA)
"""Before the longest run of days off of the year."""
HORIZON = timedelta(days=45)
LIMITS: list[dict[str, Any]] = [
    {"limit": 1, "unit": "working_day"},
    {"limit": 3, "unit": "working_day", "pauses": ["检验"]},
    {"limit": 12, "unit": "working_day", "pauses": ["检验"]},
    {"limit": 5, "unit": "calendar_day"},
    {"limit": 9, "unit": "calendar_day", "pauses": ["检验"]},
    {"limit": 16, "unit": "calendar_day", "last_day": "next_work_day", "pauses": ["检验"]},
    {"limit": 7, "unit": "hour", "pauses": ["检验"]},
    {"limit": 60, "unit": "hour", "warn_seconds": 5 * 3_600, "pauses": ["检验"]},
    {"unit": "promise"},
    {"unit": "promise", "pauses_move": True, "pauses": ["检验"]},
]


def item() -> dict[str, Any]:
    """An act for each limit of a step, and a stage beside; the promises are of the whole case."""
    head = {"code": "CF-6", "name": "各种期限", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    acts = [f"环节{number}" for number in range(len(LIMITS))]
    points = [
        {"key": f"p{number}", "kind": "time_limit"} | limit | ({} if limit["unit"] == "promise" else {"at": [act]})
        for number, (act, limit) in enumerate(zip(acts, LIMITS, strict=True))
    ]
    steps = [{"act": act, "place": place} for place, act in enumerate([*acts, "结束"], 1)]
    stage = {"key": "stage", "kind": "time_limit", "start": ["环节1"], "in": ["环节2"], "end": ["结束"]}
    return {
        "catalog": head,
        "step": steps,
        "point": [*points, stage | {"limit": 6, "unit": "working_day"}],
        "pauses": ["检验"],
    }


@pytest.fixture
def case(cast: Any) -> Any:
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    return open_one(in_force(cast, item()), cast.post("handler"), BEGIN)


def moments(longest: timedelta) -> st.SearchStrategy[timedelta]:
    return st.integers(0, int(longest.total_seconds())).map(lambda seconds: timedelta(seconds=seconds))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_changes_before_the_next_look(case: Any, data: st.DataObject) -> None:
    from mingcha.cases.dues import dues_of
    from mingcha.cases.models import Case
    from mingcha.cases.procedure import procedure_of

    with transaction.atomic():
        now = lay(case, data)
        fresh = Case.objects.select_related("item_version").get(pk=case.pk)
        look = dues_of(fresh, procedure_of(fresh.item_version), now).next_look
        before = findings(fresh, now)
        for moment in sampled(now, look or now + HORIZON, data):
            assert findings(fresh, moment) == before, (now, look, moment)
        transaction.set_rollback(True)


def lay(case: Any, data: st.DataObject) -> datetime:
    """A step that is open since some time, perhaps paused, extended, promised. Gives the present."""
    from mingcha.cases.models import Case, Extension, Step, Suspension

    act = data.draw(st.sampled_from([f"环节{number}" for number in range(len(LIMITS))]), "act")
    begun = BEGIN + data.draw(moments(timedelta(days=12)), "begun")
    now = begun + data.draw(moments(timedelta(days=14)), "now")
    step = Step.objects.get(case=case)
    Step.objects.filter(pk=step.pk).update(act=act, started_at=begun)
    if data.draw(st.booleans(), "promised"):
        promised = begun + data.draw(moments(timedelta(days=20)), "promise")
        Case.objects.filter(pk=case.pk).update(accepted_at=begun, promised_at=promised)
    for _ in range(data.draw(st.integers(0, 2), "pauses")):
        since = begun + data.draw(moments(now - begun), "pause")
        until = None if data.draw(st.booleans(), "runs on") else since + data.draw(moments(now - since), "resumed")
        cap = since + data.draw(moments(timedelta(days=9)), "cap") if data.draw(st.booleans(), "capped") else None
        Suspension.objects.create(case=case, kind="检验", from_at=since, to_at=until, cap_at=cap)
    if data.draw(st.booleans(), "extended"):
        approved = begun + data.draw(moments(now - begun), "approved")
        Extension.objects.create(case=case, step=step, amount=data.draw(st.integers(1, 6)), approved_at=approved)
    return now.replace(microsecond=0)


def sampled(now: datetime, look: datetime, data: st.DataObject) -> Iterator[datetime]:
    """Every midnight until then and the second before, the last second, and some others."""
    midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0) + timedelta(days=1)
    last = look - timedelta(seconds=1)
    while midnight <= last:
        yield midnight
        midnight += timedelta(days=1)
    if last > now:
        yield last
        for _ in range(3):
            yield now + data.draw(moments(last - now), "between")


def findings(case: Any, now: datetime) -> set[tuple[Any, ...]]:
    """What stands, without what was measured: a number grows each day."""
    from mingcha.cases.judging import judge_one
    from mingcha.engine.clock import local_seconds

    return {
        (found.point_id, found.object_kind, found.object_id, found.code)
        for found in judge_one(case.pk, local_seconds(now))
    }
