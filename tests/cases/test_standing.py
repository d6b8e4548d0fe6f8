# SPDX-License-Identifier: Apache-2.0
"""The counts above the alarm centre are those of the rows, whichever way they are counted (S1-33)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mingcha.cases import standing
from mingcha.cases.models import Alarm
from mingcha.cases.models.alarms import STANDING
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from shaking import province

pytestmark = pytest.mark.django_db


def asked(post: Post) -> standing.Standing:
    return standing.standing(Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ), post)


@pytest.mark.req("S1-33")
def test_a_province_and_a_county_count_alike(imported: Any) -> None:
    there = Counter(Alarm.objects.filter(status__in=STANDING).values_list("level", "kind"))
    county = asked(imported.post("overseer"))
    whole = asked(province(imported))
    assert there
    for found in (county, whole):
        assert {pair: n for pair, n in found.counts.items() if n} == there
        assert found.text(None, None) == f"{there.total():,}"
        assert found.text("red", "") == f"{sum(n for (level, _kind), n in there.items() if level == 'red'):,}"
        assert found.kinds("red") == {kind for level, kind in there if level == "red"}


def test_beyond_the_limit_there_is_a_plus(imported: Any, monkeypatch: Any) -> None:
    there = Counter(Alarm.objects.filter(status__in=STANDING).values_list("level", "kind"))
    (level, kind), most = there.most_common(1)[0]
    monkeypatch.setattr(standing, "MOST", most - 1)
    found = asked(province(imported))
    assert found.text(level, kind) == f"{most - 1:,}+"
    (rare_level, rare_kind), fewest = there.most_common()[-1]
    assert fewest < most
    assert found.text(rare_level, rare_kind) == str(fewest)


def test_a_province_counts_in_one_statement(imported: Any, django_assert_num_queries: Any) -> None:
    post = province(imported)
    rows = Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ)
    with django_assert_num_queries(1):
        standing.standing(rows, post)
