# SPDX-License-Identifier: Apache-2.0
"""A place with cases: the sample log imported, looked at by the cast."""

from __future__ import annotations

from typing import Any

import pytest

from case_logs import NOW, load_rules, small_log


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
