# SPDX-License-Identifier: Apache-2.0
"""Side tables of a log: registers of certificates, tiers and articles, and what happened in cases beside their steps."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from mingcha.audit import fields as names
from mingcha.audit import times
from mingcha.audit.convert import Test, absent, select
from mingcha.audit.mapping import Side
from mingcha.audit.slices import Slice, put
from mingcha.audit.sources import Source, literal
from mingcha.audit.staging import Faults, Staged, bind, check_zones, in_order, required, stage

OF_LAW: Final = ("certificates", "tiers", "articles")
_SPANS: Final = (("from", "to"), ("added", "removed"), ("served", "rechecked"), ("valid_from", "valid_to"))
_CORRECTED: Final = ("corrected", "已改正", "已经改正", "改正", "合格", "通过")
_FIRST_DAY: Final = times.EARLIEST // times.DAY
_LAST_AREA: Final = 999_999_999_999


@dataclass(frozen=True)
class SideStage:
    """A side table converted, and which of its fields have a column."""

    name: str
    staged: Staged
    has: frozenset[str]

    @property
    def rows(self) -> str:
        unread = absent(names.SIDE[self.name], self.has)
        return f"(SELECT file_row_number + 1 AS row, *{unread} FROM {self.staged.relation} WHERE label IS NOT NULL)"


def stage_side(
    con: duckdb.DuckDBPyConnection, name: str, source: Source, side: Side, work: Path, faults: Faults
) -> SideStage | None:
    """Convert a side table; its faults go to ``faults``."""
    kinds = names.SIDE[name]
    before = faults.total
    fields = bind(source, kinds, {key: (column,) for key, column in side.columns.items()}, f"tables.{name}", faults)
    if faults.total > before:
        return None
    by_name = {field.name: field for field in fields}
    tests = required(fields, names.REQUIRED[name])
    for first, last in _SPANS:
        if first in by_name:
            tests += in_order(by_name[first], by_name[last])
    if name == "extensions":
        amount = by_name["amount"]
        tests.append(Test("extension_range", amount.shown, f"({amount.value} < 1)", amount.raw))
    label = by_name[names.REQUIRED[name][0]].raw
    staged = stage(
        con, source, select(source.relation, fields, side.reading, tests, label), work / f"side-{name}.parquet", faults
    )
    check_zones(con, [staged], side.reading, faults)
    return SideStage(name, staged, frozenset(side.columns))


def write_law(con: duckdb.DuckDBPyConnection, sides: AnyMapping[str, SideStage], out: Path) -> dict[str, int]:
    """Write the registers, which all slices share. Certificates need the table ``officers``."""
    rows = {}
    if side := sides.get("tiers"):
        rows["tiers"] = (
            f"SELECT violation, tier, COALESCE(valid_from, {_FIRST_DAY}) AS valid_from, valid_to,"
            f" min AS min_amt, max AS max_amt, needs_order FROM {side.rows}"
        )
    if side := sides.get("articles"):
        rows["articles"] = (
            f"SELECT article AS article_id, COALESCE(valid_from, {_FIRST_DAY}) AS valid_from, valid_to FROM {side.rows}"
        )
    if side := sides.get("certificates"):
        rows["certificates"] = _register(side)
    else:
        rows["certificates"] = _shown_certificates()
    return {table: put(con, out, table, select_rows, "ALL") for table, select_rows in rows.items()}


def _register(side: SideStage) -> str:
    """The register's rows of people in the log: by certificate number where both have one, else by name.

    What a register has no column for (category, area, days) its certificates hold for entirely; a category that is asked for and
    left blank is none, not all (``NULL``).
    """
    category = "COALESCE(r.category, '')" if "category" in side.has else "NULL"
    end = f"CASE WHEN r.area IS NULL THEN {_LAST_AREA} ELSE {_area_end('r.area')} END"
    by_name = f"SELECT o.officer_id, r.* FROM {side.rows} r JOIN officers o ON o.name = r.person"
    if "certificate" in side.has:
        by_name += " WHERE o.officer_id NOT IN (SELECT officer_id FROM officer_numbers)"
        by_name += (
            f" UNION ALL SELECT n.officer_id, r.* FROM {side.rows} r JOIN officer_numbers n ON n.number = r.certificate"
        )
    return (
        f"SELECT DISTINCT r.officer_id, {category} AS category, COALESCE(r.area, 0) AS area_lo, {end} AS area_hi,"
        f" COALESCE(r.valid_from, {_FIRST_DAY}) AS valid_from, r.valid_to FROM ({by_name}) r"
    )


def _shown_certificates() -> str:
    """Without a register, whoever shows a number in the log has a certificate for everything."""
    return (
        f"SELECT DISTINCT officer_id, NULL AS category, CAST(0 AS BIGINT) AS area_lo, CAST({_LAST_AREA} AS BIGINT) AS area_hi,"
        f" CAST({_FIRST_DAY} AS BIGINT) AS valid_from, CAST(NULL AS BIGINT) AS valid_to FROM officer_numbers"
    )


def _area_end(area: str) -> str:
    """The last code inside an area: province, city, county, town and village take 2, 4, 6, 9 and 12 digits (GB/T 2260)."""
    widths = " ".join(f"WHEN {area} % {10**digits} = 0 THEN {area} + {10**digits - 1}" for digits in (10, 8, 6, 3))
    return f"CASE {widths} ELSE {area} END"


def write_of_cases(con: duckdb.DuckDBPyConnection, sides: AnyMapping[str, SideStage], made: Slice) -> dict[str, int]:
    """Write the rows of the side tables that belong to the cases of a slice; needs its steps."""
    written = {}
    for name, side in sides.items():
        if name not in OF_LAW:
            rows = _CASE_ROWS[name].format(rows=side.rows, steps=_steps(side, made))
            written[name] = put(con, made.folder, name, rows, "case_id, 1")
    return written


def _steps(side: SideStage, made: Slice) -> str:
    """SQL: for each row that names an activity the step it means, the run it names, else the last one begun by its day."""
    if "activity" not in side.has:
        return "(SELECT 0 AS row, CAST(NULL AS BIGINT) AS step_id WHERE FALSE)"
    at = "approved" if side.name == "extensions" else "added"
    run = " AND (x.run IS NULL OR x.run = s.run)" if "run" in side.has else ""
    return (
        f"(SELECT x.row, COALESCE(arg_max(s.step_id, s.seq) FILTER (s.started_at <= x.{at}), arg_min(s.step_id, s.seq)) AS step_id"
        f' FROM {side.rows} x JOIN case_no c ON c.name = x."case" LEFT JOIN acts a ON a.raw = x.activity'
        f" JOIN read_parquet({literal(made.folder / 'steps.parquet')}) s"
        f" ON s.case_id = c.case_id AND s.act = COALESCE(a.act, x.activity){run} GROUP BY x.row)"
    )


def list_fining_tiers(con: duckdb.DuckDBPyConnection, sides: AnyMapping[str, SideStage]) -> None:
    """Make the table ``fining``: the tiers whose least fine is above nothing, so that a decision naming one must fine."""
    tiers = sides.get("tiers")
    rows = f"SELECT DISTINCT violation, tier FROM {tiers.rows} WHERE min > 0" if tiers else "SELECT '', '' WHERE FALSE"
    con.execute(f"CREATE OR REPLACE TEMP TABLE fining AS SELECT * FROM ({rows}) t(violation, tier)")


def strangers(con: duckdb.DuckDBPyConnection, side: SideStage, log_rows: str) -> str | None:
    """A note on the rows of a side table whose case is not in the log; they are not used."""
    found = con.execute(
        f'SELECT count(*), min("case") FROM {side.rows} WHERE "case" NOT IN (SELECT DISTINCT "case" FROM ({log_rows}))'
    ).fetchone()
    if not found or not found[0]:
        return None
    return f"{side.staged.source.path.name} 有 {found[0]} 行的案件不在日志中，未使用（例如“{found[1]}”）"


def count_lost(con: duckdb.DuckDBPyConnection, side: SideStage, made: Slice) -> tuple[int, str | None]:
    """How many rows of a side table name an act, or a run of it, that their case of the slice does not have, and one such act."""
    if "activity" not in side.has:
        return 0, None
    found = con.execute(
        f'SELECT count(*), min(x.activity) FROM {side.rows} x JOIN case_no c ON c.name = x."case"'
        f" ANTI JOIN {_steps(side, made)} s ON s.row = x.row WHERE x.activity IS NOT NULL"
    ).fetchone()
    return (int(found[0]), found[1]) if found else (0, None)


_CASE_ROWS: Final = {
    "suspensions": """
        SELECT x.row AS suspension_id, c.case_id, x.kind, x."from" AS from_at, x."to" AS to_at, x.cap AS cap_at
        FROM {rows} x JOIN case_no c ON c.name = x."case"
    """,
    "extensions": """
        SELECT x.row AS extension_id, c.case_id, s.step_id, x.point AS point_key, x.amount, x.approved AS approved_at
        FROM {rows} x JOIN case_no c ON c.name = x."case" LEFT JOIN {steps} s ON s.row = x.row
        WHERE x.activity IS NULL OR s.step_id IS NOT NULL
    """,
    "evidence": """
        SELECT x.row AS evidence_id, c.case_id, s.step_id, x.kind, x.added AS added_at, x.removed AS removed_at,
               CASE WHEN x.superseded_by IS NOT NULL THEN COALESCE(y.row, 0) END AS superseded_by
        FROM {rows} x JOIN case_no c ON c.name = x."case" LEFT JOIN {steps} s ON s.row = x.row
        LEFT JOIN (SELECT "case", id, min(row) AS row FROM {rows} WHERE id IS NOT NULL GROUP BY ALL) y
               ON y."case" = x."case" AND y.id = x.superseded_by
    """,
    "orders_to_correct": f"""
        SELECT x.row AS order_id, c.case_id, x.violation, x.served AS served_at, x.due AS due_at,
               CASE WHEN x.recheck IN {_CORRECTED} THEN 'corrected' ELSE x.recheck END AS recheck, x.rechecked AS rechecked_at
        FROM {{rows}} x JOIN case_no c ON c.name = x."case"
    """,
    "goods": """
        SELECT x.row AS goods_id, c.case_id, x.name, x.listed, x.returned, x.destroyed, x.confiscated, x.transferred,
               x.disposed AS disposed_at
        FROM {rows} x JOIN case_no c ON c.name = x."case"
    """,
}
