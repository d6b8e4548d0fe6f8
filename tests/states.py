# SPDX-License-Identifier: Apache-2.0
"""What the database of the tests can hold before a test begins: each state is laid once a process, kept, and brought back.

A fixture of the same name gives the test what was laid. A state stands on another: the cast on bare tables, cases on the cast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

BARE = "tables"


def lay_cast(_nothing: Any) -> Any:
    """Two cities, their organs, a person for each role and her outsider."""
    from mingcha.organs.testing import cast

    return cast()


def lay_imported(cast: Any) -> Any:
    """Forty cases in the county of the cast: the sample log, imported."""
    from case_logs import NOW, load_rules, small_log
    from mingcha.cases.bulk.writing import Incoming, write_slice
    from mingcha.ledger import System

    (folder, cases), by = small_log(), System("导入")
    organ = cast.organ("enforcement")
    load_rules(folder, organ, by)
    write_slice(cases, Incoming("案件系统", organ, 1, {}), NOW, by=by)
    return cast


def lay_street(cast: Any) -> Any:
    """Two officers on the street, and the summary penalty in force."""
    from live_cases import colleague, in_force, officer
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second), 1):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    return cast, in_force(cast, "summary"), first, second


STATES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "cast": (BARE, lay_cast),
    "street": ("cast", lay_street),
    "imported": ("cast", lay_imported),
}
"""By name the state below it, and what lays it. In this order tests run: to change what the database holds takes longer than
many a test."""


def state_of(names: list[str]) -> str:
    """The state that a test with these fixtures begins with."""
    wanted = [name for name in STATES if name in names]
    assert len({*wanted} - {"cast"}) <= 1, f"a database holds one of {wanted}"
    return wanted[-1] if wanted else BARE
