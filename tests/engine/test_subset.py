# SPDX-License-Identifier: Apache-2.0
"""The portable subset: what a monitor may say so that its text means the same on every back end."""

from __future__ import annotations

import re

import pytest

from mingcha.engine.kinds import KINDS

FUNCTIONS = {"COALESCE", "COUNT", "LAG", "MAX", "MIN", "ROW_NUMBER", "SUM", "TRIM"}
NOT_A_CALL = {
    "AND",
    "AS",
    "BETWEEN",
    "BY",
    "CASE",
    "FROM",
    "IN",
    "JOIN",
    "ON",
    "OR",
    "OVER",
    "SELECT",
    "THEN",
    "WHEN",
    "WHERE",
}
FORBIDDEN = {
    "division": r"/",
    "remainder": r"%",
    "a cast": r"::|\bCAST\b",
    "a boolean as a value": r"\b(TRUE|FALSE)\b",
    "a date or time": r"\b(DATE|TIMESTAMP|INTERVAL|EXTRACT|NOW\s*\(|CURRENT_\w*DATE|CURRENT_TIME\w*|STRFTIME|EPOCH)\b",
    "a set operation but UNION": r"\b(EXCEPT|INTERSECT|MINUS)\b",
    "a join that is not inner, left or cross": r"\b(RIGHT|FULL|LATERAL|NATURAL|ASOF)\b|\bUSING\b",
    "a real number": r"\b\d+\.\d+",
    "a quoted identifier": r"\"|`|\[",
    "a dialect's own clause": r"\b(FILTER|QUALIFY|LIMIT|DISTINCT ON|RECURSIVE|ILIKE|WITH)\b",
    "a list or a row": r"\b(ARRAY|LIST|ROW)\s*\(",
}
ON_CLAUSE = re.compile(
    r"\bON\b(.*?)(?=\b(?:LEFT|JOIN|CROSS|WHERE|GROUP|HAVING|UNION|SELECT)\b|\)\s*(?:,|$)|\Z)", re.DOTALL
)


def faults(text: str) -> list[str]:
    """What the subset forbids in a monitor's text."""
    code = re.sub(r"'[^']*'", "''", re.sub(r"--[^\n]*", "", text))
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, code)]
    for name in re.findall(r"\b([A-Za-z_]+)\s*\(", code):
        if name.upper() == name and name not in FUNCTIONS | NOT_A_CALL:
            found.append(f"the function {name}")
        if name.upper() != name and name.upper() in FUNCTIONS:
            found.append(f"{name} in small letters")
    found.extend(
        f"a join on more than equality:{' '.join(clause.split())}"
        for clause in ON_CLAUSE.findall(code)
        if re.search(r"[<>]|\b(OR|IN|IS|NOT|LIKE|BETWEEN|CASE)\b", clause)
    )
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_monitor_keeps_to_the_portable_subset(kind: str) -> None:
    assert faults(KINDS[kind].sql) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a / 2 FROM steps",
        "SELECT a % 2 FROM steps",
        "SELECT a::text FROM steps",
        "SELECT CAST(a AS TEXT) FROM steps",
        "SELECT TRUE FROM steps",
        "SELECT DATE '2026-01-01' FROM steps",
        "SELECT a FROM steps EXCEPT SELECT a FROM cases",
        "SELECT a FROM steps FULL JOIN cases ON a = b",
        "SELECT a FROM steps s JOIN cases c ON c.case_id = s.case_id AND s.started_at > c.accepted_at",
        "SELECT a FROM steps s LEFT JOIN cases c ON c.case_id = s.case_id OR c.item_id = s.item_id WHERE 1 = 1",
        "SELECT a FROM steps s JOIN cases c ON c.closed_at IS NULL",
        "SELECT GREATEST(a, b) FROM steps",
        "SELECT STRING_AGG(a) FROM steps",
        "SELECT COUNT(*) FILTER (WHERE a = 1) FROM steps",
        "SELECT 1.5 FROM steps",
        'SELECT "a" FROM steps',
        "SELECT a FROM steps LIMIT 1",
    ],
)
def test_what_the_subset_forbids_is_refused(text: str) -> None:
    assert faults(text) != []
