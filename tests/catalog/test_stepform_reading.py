# SPDX-License-Identifier: Apache-2.0
"""Forms of steps whose settings are of another kind than they should be: told with their path (S1-04)."""

from __future__ import annotations

from typing import Any

import pytest

from mingcha.catalog.stepforms.kinds import ALWAYS, TYPES
from mingcha.catalog.stepforms.reading import check_forms

ODD = [[], {}, ["text"], {"a": 1}, 7, None, True]
FULL: dict[str, Any] = {
    "key": "甲",
    "label": "甲",
    "type": "text",
    "required": False,
    "help": "",
    "min": 1,
    "max": 2,
    "pattern": "digits",
    "decimals": 0,
    "choices": ["a"],
    "many": False,
    "accept": ["pdf"],
    "columns": [{"key": "乙", "label": "乙", "type": "text"}],
}


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("kind", TYPES)
def test_a_setting_of_another_kind_is_told_with_its_path_and_never_stops_the_reader(kind: str, value: Any) -> None:
    for name in FULL:
        field = {given: FULL[given] for given in (*ALWAYS, *TYPES[kind][1]) if given in FULL} | {"type": kind}
        if kind == "date":
            field |= {"min": "2026-01-01", "max": "today"}
        errors: list[tuple[str, str]] = []
        check_forms([{"key": "甲", "name": "甲", "fields": [{**field, name: value}]}], errors)
        assert all(path.startswith("form[1].fields[1].") and message for path, message in errors)
        if name in ("type", "pattern", "key", "label"):
            assert [path for path, _message in errors if path == f"form[1].fields[1].{name}"]
        drawn: list[tuple[str, str]] = []
        check_forms(
            [{"key": value, "name": value, "fields": [{**FULL, "type": "table", "columns": [{name: value}]}]}], drawn
        )
        assert drawn
