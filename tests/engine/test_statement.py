# SPDX-License-Identifier: Apache-2.0
"""A monitor's text is scoped, never changed: what stands before it, and that no table of cases escapes the cut."""

from __future__ import annotations

import pytest

from mingcha.engine import statement as module
from mingcha.engine.kinds import KINDS
from mingcha.engine.schema import TABLES
from mingcha.engine.statement import parts, statement, tables_of


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_stands_in_the_statement_as_it_is(kind: str) -> None:
    text = KINDS[kind].sql
    for sql in (statement(text), statement(text, case=":case"), statement(text, inline=True)):
        assert text in sql


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_of_cases_is_cut_to_the_case(kind: str) -> None:
    sql = statement(KINDS[kind].sql, case=":case")
    for name in tables_of(KINDS[kind].sql):
        if TABLES[name].of_case:
            assert f"{name} AS (SELECT * FROM engine_{name} WHERE case_id = :case)" in sql


def test_a_table_that_escapes_the_cut_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(module.ONE_CASE, "step_officers")
    with pytest.raises(AssertionError, match="step_officers"):
        statement(KINDS["separation"].sql, case=":case")


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_can_be_cut_at_its_expressions_and_put_together_again(kind: str) -> None:
    named, final = parts(KINDS[kind].sql)
    assert [name for name, _ in named] == [name for name, query in named if query.startswith("SELECT")]
    assert final.startswith("SELECT")
    assert len(named) > 2
    assert all(query.count("(") == query.count(")") for _, query in named)
