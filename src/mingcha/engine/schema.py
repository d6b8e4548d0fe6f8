# SPDX-License-Identifier: Apache-2.0
"""The engine's own columns: the one shape in which every back end must present the case log, the law and the points.

Units, everywhere the same:

* ``*_at``   BIGINT, local seconds since 1970-01-01 00:00 at UTC+8; beside each stands its ``*_day``.
* ``*_day``, ``day``, ``valid_from``, ``valid_to``   BIGINT, days since 1970-01-01; a validity holds both its ends,
  an open ``valid_to`` is NULL.
* money      BIGINT cents; quantities BIGINT thousandths; flags BIGINT 0 or 1.
* keys of rows (``case_id``, ``step_id``, ``officer_id`` …) are BIGINT, unique over the whole log; codes of the
  catalogue and the law (``act``, ``item_id``, ``article_id`` …) are text. Unknown is NULL, never empty or zero.
* areas are numbers of twelve digits (GB/T 2260 padded with zeros): an area nests in another as a range of numbers.

Case tables carry ``case_id``; the others are the law and the settings. The monitors read nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Type = Literal["text", "int"]

PREFIX: Final = "engine_"
"""Base relations are called ``engine_steps`` …; inside a monitor the bare name (``steps``) is the part in scope."""


@dataclass(frozen=True)
class Table:
    """A relation of the engine: its columns in order, and whether it belongs to cases."""

    name: str
    columns: dict[str, Type]
    of_case: bool

    @property
    def relation(self) -> str:
        return PREFIX + self.name


def _table(name: str, spec: str) -> Table:
    """Read ``"key t@ n#"``: ``@`` is an instant with its day, ``#`` a number, anything else text."""
    columns: dict[str, Type] = {}
    for word in spec.split():
        if word.endswith("@"):
            columns[word[:-1] + "_at"] = columns[word[:-1] + "_day"] = "int"
        elif word.endswith("#"):
            columns[word[:-1]] = "int"
        else:
            columns[word] = "text"
    return Table(name, columns, "case_id" in columns)


TABLES: Final = {
    table.name: table
    for table in (
        # --- the case log -------------------------------------------------------------------------------------------
        _table("cases", "case_id# item_id item_version category area# calendar_id accepted@ closed@ promised@"),
        _table(
            "steps",
            "step_id# case_id# item_id item_version act ord# seq# run# parallel# assigned@ started@ ended@ back_from",
        ),
        _table("suspensions", "suspension_id# case_id# kind from@ to@ cap@"),
        _table("extensions", "extension_id# case_id# step_id# point_key amount# approved@"),
        _table("step_officers", "case_id# step_id# officer_id# role assigned@ released@"),
        _table("evidence", "evidence_id# case_id# step_id# kind added@ removed@ superseded_by#"),
        _table(
            "decisions",
            "decision_id# case_id# step_id# item_id item_version act outcome violation tier decided@",
        ),
        _table("penalties", "penalty_id# case_id# decision_id# type amount#"),
        _table("decision_bases", "decision_id# case_id# article_id"),
        _table("orders_to_correct", "order_id# case_id# violation served@ due@ recheck rechecked@"),
        _table("executions", "exec_id# case_id# decision_id# exec_type amount# receipt"),
        _table("goods", "goods_id# case_id# name listed# returned# destroyed# confiscated# transferred# disposed@"),
        # --- the law and the people ---------------------------------------------------------------------------------
        _table("articles", "article_id valid_from# valid_to#"),
        _table("certificates", "officer_id# category area_lo# area_hi# valid_from# valid_to#"),
        _table("tiers", "violation tier valid_from# valid_to# min_amt# max_amt# needs_order#"),
        _table("calendar", "calendar_id day# is_work# wd# next_work_day#"),
        _table("clock", "now# today#"),
        # --- the points ---------------------------------------------------------------------------------------------
        _table(
            "points",
            "point_id# point_key version kind item_id limit_n# unit start_edge n_end# warn_seconds# k# category"
            " option effect",
        ),
        _table("point_acts", "point_id# act part"),
        _table("point_pause_kinds", "point_id# kind"),
        _table("point_evidence", "point_id# kind n#"),
        _table("point_negative", "point_id# outcome"),
        _table("point_exempt", "point_id# from_act to_act times#"),
        _table("point_levels", "point_id# code level"),
    )
}
"""Every relation, by name. ``calendar.wd`` is a running count of working days, so days used is a subtraction;
``steps.ord`` is the place in the declared order of a linear procedure and NULL where the procedure branches;
``steps.run`` counts how often the act has been begun in the case (1 the first time); ``steps.back_from`` is the act
from which the case was sent back to this one; an extension names the step or, for a stage, the point whose
time it extends; ``point_acts.part`` is at | start | in | end | first | second."""

CASE_TABLES: Final = tuple(name for name, table in TABLES.items() if table.of_case)

FINDING: Final[dict[str, Type]] = {
    "point_id": "int",
    "case_id": "int",
    "object_kind": "text",
    "object_id": "int",
    "code": "text",
    "subject": "text",
    "mode": "text",
    "officer_id": "int",
    "value": "int",
    "bound": "int",
}
"""What every monitor selects. ``subject`` names what the finding is about (an act, an article, a kind …), ``mode`` how
it was measured, ``officer_id`` the person where there is one, ``value`` the measured value, ``bound`` what was allowed.
The key of a finding is (case_id, object_kind, object_id, point key, code)."""
