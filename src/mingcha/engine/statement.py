# SPDX-License-Identifier: Apache-2.0
"""Puts a monitor's text together with the relations that it reads: the rule is never changed, only its scope.

A monitor says ``steps``; before it stands ``steps AS (SELECT * FROM engine_steps …)``, cut to what is in scope. So the
same text judges one case inside a transaction, a slice of a log, or a log on a cluster.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from mingcha.engine.clock import DAY_SECONDS
from mingcha.engine.schema import FINDING, TABLES

ONE_CASE: Final[dict[str, str]] = {
    "points": "(item_id, version) IN (SELECT item_id, item_version FROM engine_cases WHERE case_id = {case})",
    "certificates": "officer_id IN (SELECT officer_id FROM engine_step_officers WHERE case_id = {case})",
    "articles": "article_id IN (SELECT article_id FROM engine_decision_bases WHERE case_id = {case})",
    "tiers": "violation IN (SELECT violation FROM engine_decisions WHERE case_id = {case})",
    "calendar": "calendar_id IN (SELECT calendar_id FROM engine_cases WHERE case_id = {case})",
} | {name: "case_id = {case}" for name, table in TABLES.items() if table.of_case}
"""What each relation is cut to when one case is judged. The law is cut to what the case can touch, or every case would
read it whole."""

_COMMENT: Final = re.compile(r"--[^\n]*")


@cache
def tables_of(text: str) -> tuple[str, ...]:
    """The relations that a monitor reads, in the order of the schema."""
    words = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", _COMMENT.sub("", text)))
    return tuple(name for name in TABLES if name in words)


@cache
def words_of(text: str) -> frozenset[str]:
    """Every name that a monitor says: a column of a relation that is not among them changes nothing."""
    return frozenset(re.findall(r"\w+", _COMMENT.sub("", text)))


def statement(text: str, *, case: str | None = None, inline: bool = False, now: str | None = None) -> str:
    """A complete SELECT over the base relations: the columns of a finding, then its level.

    Args:
        text: what a monitor file holds.
        case: the placeholder that stands for the case's number, to judge one case; None judges all there is.
        inline: say NOT MATERIALIZED before each source; a database would otherwise copy a relation that is read twice,
            the whole calendar among them. Spark does not know the words.
    """
    sources = ",\n".join(_source(name, case, inline, now) for name in tables_of(text))
    columns = ", ".join(f"f.{column}" for column in FINDING)
    sql = (
        f"SELECT {columns}, l.level\nFROM (WITH {sources},\n{text}) f\n"
        "JOIN engine_point_levels l ON l.point_id = f.point_id AND l.code = f.code"
    )
    if case is not None:
        _assert_cut(text, sql, case)
    return sql


def parts(text: str) -> tuple[list[tuple[str, str]], str]:
    """A monitor's text cut at the borders of its common table expressions: (name, query) in order, and the final select.

    For a back end that would work out an expression anew wherever its name stands.
    """
    code, named, at = _COMMENT.sub("", text), [], 0
    while head := re.compile(r"\s*,?\s*(\w+)\s+AS\s*\(").match(code, at):
        depth, end = 1, head.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(code[end], 0)
            end += 1
        named.append((head[1], code[head.end() : end - 1].strip()))
        at = end
    return named, code[at:].strip()


def _source(name: str, case: str | None, inline: bool, now: str | None) -> str:
    how = "AS NOT MATERIALIZED" if inline else "AS"
    if name == "clock" and now:
        return f"clock {how} (SELECT CAST({now} AS BIGINT) AS now, CAST({now} AS BIGINT) / {DAY_SECONDS} AS today)"
    where = f" WHERE {ONE_CASE[name].format(case=case)}" if case and name in ONE_CASE else ""
    return f"{name} {how} (SELECT * FROM {TABLES[name].relation}{where})"


def _assert_cut(text: str, sql: str, case: str) -> None:
    """A table that silently escaped the cut would judge one case by another's rows."""
    for name in tables_of(text):
        if TABLES[name].of_case and f"(SELECT * FROM engine_{name} WHERE case_id = {case})" not in sql:
            raise AssertionError(f"{name} is not cut to one case")
