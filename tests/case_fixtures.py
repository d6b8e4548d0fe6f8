# SPDX-License-Identifier: Apache-2.0
"""Places with cases: the sample log imported, looked at by the cast; two officers on the street."""

from __future__ import annotations

from typing import Any

import pytest

from case_logs import NOW, load_rules, small_log
from live_cases import colleague, in_force, officer


@pytest.fixture
def imported(cast: Any) -> Any:
    """Forty cases in the county of the cast."""
    from mingcha.cases.bulk.writing import Incoming, write_slice
    from mingcha.ledger import System

    (folder, cases), by = small_log(), System("导入")
    organ = cast.organ("enforcement")
    load_rules(folder, organ, by)
    write_slice(cases, Incoming("案件系统", organ, 1, {}), NOW, by=by)
    return cast


@pytest.fixture
def street(cast: Any) -> Any:
    """Two officers on the street, and the summary penalty in force."""
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second), 1):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    return cast, in_force(cast, "summary"), first, second
