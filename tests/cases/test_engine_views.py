# SPDX-License-Identifier: Apache-2.0
"""Our tables in the engine's columns, and the sums that pages show: both say what the engine says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from case_logs import NOW
from mingcha.cases.deadlines import clocks
from mingcha.cases.judging import judge_many, judge_one
from mingcha.cases.models import Case
from mingcha.catalog.models import Point
from mingcha.engine.clock import local_seconds
from mingcha.engine.schema import TABLES


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in TABLES if name != "clock"])
def test_a_view_has_the_columns_of_the_engine_in_their_order(name: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {TABLES[name].relation}")
        assert [column[0] for column in cursor.description] == list(TABLES[name].columns)


def test_one_case_and_many_are_judged_alike_at_any_instant(imported: Any) -> None:
    cases = list(Case.objects.values_list("pk", flat=True))
    for days in (-200, 0, 30):
        now = local_seconds(NOW + timedelta(days=days))
        many = sorted(judge_many(cases, now), key=repr)
        assert many == sorted((finding for case in cases for finding in judge_one(case, now)), key=repr)
        assert many


@pytest.mark.req("S1-07", "S3-17")
def test_the_clocks_of_a_case_say_what_the_monitor_says(imported: Any) -> None:
    compared = 0
    for days in range(-280, 40, 40):
        now = NOW + timedelta(days=days)
        for case in Case.objects.select_related("item_version"):
            points = list(Point.objects.filter(item_version=case.item_version))
            found = {
                (finding.point_id, finding.object_id, finding.code, finding.value, finding.bound)
                for finding in judge_one(case.pk, local_seconds(now))
                if finding.code in ("overdue", "due_soon")
            }
            told = {
                (clock.point.pk, clock.step.pk if clock.step else case.pk, why.code, why.value, why.bound)
                for clock in clocks(case, points, now)
                for why in [clock.explanation]
                if why.code in ("overdue", "due_soon")
            }
            assert told == found
            compared += len(told)
    assert compared > 10
