# SPDX-License-Identifier: Apache-2.0
"""Rows that are events (``columns.lifecycle``) put together to steps; the words are those of XES (S3-10)."""

from __future__ import annotations

from typing import Final

import duckdb

from mingcha.audit.convert import ITEM
from mingcha.audit.log_stage import LogStage, row_place
from mingcha.audit.mapping import Mapping
from mingcha.audit.sources import literal
from mingcha.audit.staging import Faults
from mingcha.files.badinput import Fault

_ASSIGN, _BEGIN, _END, _SILENT = range(4)
PHASES: Final = {
    **dict.fromkeys(("start", "开始"), _BEGIN),
    **dict.fromkeys(
        ("complete", "autoskip", "manualskip", "withdraw", "ate_abort", "pi_abort", "完成", "结束", "办结"), _END
    ),
    **dict.fromkeys(("schedule", "assign", "reassign", "分派"), _ASSIGN),
    **dict.fromkeys(("suspend", "resume"), _SILENT),
}
"""What the words say of a step; a row without a word ends one, a silent one says nothing."""

_LOGGED: Final = {"row", "case", "activity", "lifecycle", "time", "start", "end", "assigned", "slice"}
_PEOPLE: Final = ("persons", "role", "certificate")


def check_phases(con: duckdb.DuckDBPyConnection, log: LogStage, mapping: Mapping, faults: Faults) -> None:
    """Refuse words that are none of a lifecycle: which row begins a step and which ends it cannot be guessed."""
    if "lifecycle" not in mapping.columns:
        return
    found = con.execute(
        f"SELECT lifecycle, count(*), min(row) FROM ({log.rows}) WHERE lower(lifecycle) NOT IN {tuple(PHASES)}"
        " GROUP BY 1 ORDER BY 3 LIMIT 10"
    ).fetchall()
    faults.add(
        Fault(
            "phase_unknown",
            row_place(con, log.parts, row),
            mapping.columns["lifecycle"][0],
            f"“{word[:40]}”（{count} 行）不是已知的状态：应为 {'、'.join(PHASES)}；每行都是一个环节的，请去掉 columns.lifecycle",
        )
        for word, count, row in found
    )


def paired(con: duckdb.DuckDBPyConnection, rows: str) -> str:
    """SQL of one row a step from rows that are events.

    An end goes with the first begin of its act in the case that has none yet; an end before any such begin is a step of one
    instant. The n-th assignment of a word is that of the n-th step. Who began or ended the step acted in it, who was only named in
    an assignment did not; of any other column the first value counts.
    """
    there = [name for (name, *_) in con.execute(f"DESCRIBE {rows}").fetchall() if name not in _LOGGED]
    kept = "".join(
        f', arg_min("{name}", row) FILTER ("{name}" IS NOT NULL) AS "{name}"' for name in there if name not in _PEOPLE
    )
    people = "".join(f', {_acted(name)} AS "{name}"' for name in _PEOPLE if name in there)
    begin, end = f'min("time") FILTER (phase = {_BEGIN})', f'max("time") FILTER (phase = {_END})'
    return (
        f'SELECT min(row) AS row, "case", activity, CAST(NULL AS BIGINT) AS "time", COALESCE({begin}, {end}) AS "start",'
        f' {end} AS "end", min("time") FILTER (phase = {_ASSIGN}) AS assigned{kept}{people}'
        f' FROM ({_NUMBERED.format(rows=rows)}) GROUP BY "case", activity, nth'
    )


def _acted(name: str) -> str:
    """SQL: the list of all who began or ended the step, or what stands beside them, thing by thing in the same order."""
    item, count = literal(ITEM), f"len(string_split(persons, {literal(ITEM)}))"
    value = "persons"
    if name == "role":  # a single one holds for all of its row
        said = "COALESCE(role, '')"
        value = f"CASE WHEN contains({said}, {item}) THEN {_as_many(said, count)} ELSE left(repeat({said} || {item}, {count}), -1) END"
    elif name == "certificate":
        value = _as_many("COALESCE(certificate, '')", count)
    return f"string_agg({value}, {item} ORDER BY row) FILTER (phase <> {_ASSIGN} AND persons IS NOT NULL)"


def _as_many(said: str, count: str) -> str:
    return f"array_to_string(list_resize(string_split({said}, {literal(ITEM)}), {count}, ''), {literal(ITEM)})"


_PHASE: Final = " ".join(f"WHEN {literal(word)} THEN {phase}" for word, phase in PHASES.items())
_OF_ACT: Final = 'PARTITION BY "case", activity'
_IN_ORDER: Final = f'{_OF_ACT} ORDER BY "time", phase, row ROWS'
_NUMBERED: Final = f"""
    SELECT *, CASE WHEN phase = {_ASSIGN} THEN pair WHEN phase = {_BEGIN} OR lone THEN opened
                   ELSE max(opened) FILTER (phase = {_BEGIN}) OVER ({_OF_ACT}, lone, pair) END AS nth
    FROM (
      SELECT *, count(*) FILTER (phase = {_BEGIN} OR lone) OVER ({_IN_ORDER} UNBOUNDED PRECEDING) AS opened,
             row_number() OVER ({_OF_ACT}, phase, lone, IF(phase = {_ASSIGN}, lower(lifecycle), '') ORDER BY "time", row) AS pair
      FROM (
        SELECT *, phase = {_END} AND running < COALESCE(least(0, lowest), 0) AS lone
        FROM (
          SELECT *, min(running) OVER ({_IN_ORDER} BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS lowest
          FROM (
            SELECT *, sum(CASE phase WHEN {_BEGIN} THEN 1 WHEN {_END} THEN -1 ELSE 0 END)
                      OVER ({_IN_ORDER} UNBOUNDED PRECEDING) AS running
            FROM (
              SELECT *, CASE lower(COALESCE(lifecycle, 'complete')) {_PHASE} END AS phase FROM ({{rows}})
            ) WHERE phase <> {_SILENT}
          )
        )
      )
    )
"""
"""Events with ``nth``, the step of its act in its case: an end is ``lone`` where more ended than had begun until then."""
