# SPDX-License-Identifier: Apache-2.0
"""The views ``engine_*``: our tables in the engine's columns (architecture.md section 7), so that its text judges them.

Instants and days are kept in the engine's units already; a view only names them and adds the day of each instant. The
text runs on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mingcha.engine.schema import TABLES

OF_CASE: Final = "JOIN cases_case c ON c.id = t.case_id"
SELECTS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "cases": ("cases_case t", {"case_id": "t.id", "item_id": "t.item_code", "item_version": "t.item_number"}),
    "steps": (
        f"cases_step t {OF_CASE}",
        {
            "step_id": "t.id",
            "item_id": "c.item_code",
            "item_version": "c.item_number",
            "parallel": "CASE WHEN t.parallel THEN 1 ELSE 0 END",
        },
    ),
    "suspensions": ("cases_suspension t", {"suspension_id": "t.id"}),
    "extensions": ("cases_extension t", {"extension_id": "t.id"}),
    "step_officers": ("cases_stepofficer t", {}),
    "evidence": ("cases_evidence t", {"evidence_id": "t.id"}),
    "decisions": (
        f"cases_decision t {OF_CASE}",
        {"decision_id": "t.id", "item_id": "c.item_code", "item_version": "c.item_number"},
    ),
    "penalties": ("cases_penalty t", {"penalty_id": "t.id"}),
    "decision_bases": ("cases_decisionbasis t", {}),
    "orders_to_correct": ("cases_ordertocorrect t", {"order_id": "t.id"}),
    "executions": ("cases_execution t", {"exec_id": "t.id"}),
    "goods": ("cases_goods t", {"goods_id": "t.id"}),
    "articles": ("catalog_article t", {}),
    "certificates": ("organs_certificate t", {}),  # as it was first; LATER has what it is now
    "tiers": ("catalog_tier t", {"needs_order": "CASE WHEN t.needs_order THEN 1 ELSE 0 END"}),
    "calendar": ("organs_calendarday t", {"is_work": "CASE WHEN t.is_work THEN 1 ELSE 0 END"}),
    "points": (
        "catalog_point t JOIN catalog_itemversion v ON v.id = t.item_version_id JOIN catalog_poweritem i ON i.id = v.item_id",
        {"point_id": "t.id", "point_key": "t.key", "version": "v.number", "item_id": "i.code"},
    ),
    "point_acts": ("catalog_pointact t", {}),
    "point_pause_kinds": ("catalog_pointpausekind t", {}),
    "point_evidence": ("catalog_pointevidence t", {}),
    "point_negative": ("catalog_pointnegative t", {}),
    "point_exempt": ("catalog_pointexempt t", {}),
    "point_levels": ("catalog_pointlevel t", {}),
}
"""By relation: where its rows come from, and the columns that our tables call otherwise. The clock is no table: whoever
judges passes the instant."""

LATER: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "certificates": (
        "organs_certificate t LEFT JOIN organs_certificatespan s ON s.certificate_id = t.id",
        {
            "valid_from": "CASE WHEN s.id IS NULL THEN t.valid_from ELSE s.valid_from END",
            "valid_to": "CASE WHEN s.id IS NULL THEN t.valid_to ELSE s.valid_to END",
        },
    )
}
"""Views that a later migration made anew: a certificate that was suspended counts in several intervals."""


def replace_view(name: str) -> tuple[list[str], list[str]]:
    """What makes a view anew as ``LATER`` has it, and what makes it again as it was."""
    gone = f"DROP VIEW {TABLES[name].relation}"
    now, before = (f"CREATE VIEW {TABLES[name].relation} AS {select(name, source)}" for source in (LATER, SELECTS))
    return [gone, now], [gone, before]


def create_views() -> list[str]:
    """The statements that make every view."""
    return [f"CREATE VIEW {TABLES[name].relation} AS {select(name)}" for name in SELECTS]


def drop_views() -> list[str]:
    return [f"DROP VIEW {TABLES[name].relation}" for name in SELECTS]


def select(name: str, selects: Mapping[str, tuple[str, dict[str, str]]] = SELECTS) -> str:
    """The query of one view: the columns in the order of the schema."""
    source, named = selects[name]
    columns = (f"{_column(column, named)} AS {column}" for column in TABLES[name].columns)
    return f"SELECT {', '.join(columns)} FROM {source}"


def _column(column: str, named: dict[str, str]) -> str:
    """A day is worked out from its instant: division of whole numbers, which both databases round towards zero."""
    if column in named:
        return named[column]
    if column.endswith("_day") and column != "next_work_day":
        return f"t.{column.removesuffix('_day')}_at / 86400"
    return f"t.{column}"
