# SPDX-License-Identifier: Apache-2.0
"""The table of bad inputs (docs/bad-input.md) names tests that are there, and every test of the corpus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import test_corpus

TABLE = Path(__file__).parents[2] / "docs" / "bad-input.md"
NUMBERS = {*(f"X0{number}" for number in range(1, 8)), "C02", "C04", "T15", "D01", "D02", "D05", "D06", "D07"}


def told():
    """(test, id, the number in the first column) of each test that the table names."""
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        cells = line.split("|")
        if len(cells) == 6 and (tests := re.findall(r"`(test_\w+)?\[([\w-]+)\]`", cells[4])):
            name = ""
            for written, id_ in tests:
                name = written or name
                found.append((name, id_, cells[1].strip()))
    return found


def there():
    """(test, id) of each parametrised test of the corpus."""
    found = set()
    for name, test in vars(test_corpus).items():
        for mark in getattr(test, "pytestmark", []):
            values, ids = mark.args[1], mark.kwargs.get("ids")
            named = map(ids, values) if callable(ids) else ids or values
            found |= {(name, id_) for id_ in named}
    return found


def test_the_table_names_every_test_of_the_corpus_and_no_other():
    named = [(name, id_) for name, id_, _ in told()]
    assert len(named) == len(set(named))
    assert set(named) == there()


def test_every_number_is_proven_by_a_test_that_carries_it():
    assert {number for _, _, number in told()} == NUMBERS | {"—"}
    assert [entry for entry in told() if not entry[1].startswith(entry[2]) and entry[2] != "—"] == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/[\w/.]+)`", TABLE.read_text("utf-8")))))
def test_files_that_the_page_names_are_there(path):
    assert (TABLE.parents[1] / path).is_file()
