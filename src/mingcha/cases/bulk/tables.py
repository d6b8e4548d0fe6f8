# SPDX-License-Identifier: Apache-2.0
"""The tables that belong to a case: their columns, what they refer to, and by what a row is known again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models

from mingcha.cases import models as ours


@dataclass(frozen=True)
class Table:
    """``columns`` by the engine's names, which are our attributes but for references; ``refs`` says what those mean."""

    name: str
    model: type[models.Model]
    pk: str | None
    columns: tuple[str, ...]
    known_by: tuple[str, ...]
    refs: dict[str, str] = field(default_factory=dict)

    @property
    def db_table(self) -> str:
        return self.model._meta.db_table


def _table(name: str, model: Any, pk: str | None, columns: str, known_by: str, **refs: str) -> Table:
    return Table(name, model, pk, tuple(columns.split()), tuple(known_by.split()), refs)


STEP: Final = {"step_id": "steps"}
TABLES: Final = (
    _table(
        "steps", ours.Step, "step_id", "act ord seq run parallel assigned_at started_at ended_at back_from", "act run"
    ),
    _table("suspensions", ours.Suspension, "suspension_id", "kind from_at to_at cap_at", "kind from_at"),
    _table(
        "extensions",
        ours.Extension,
        "extension_id",
        "step_id point_key amount approved_at",
        "step_id point_key approved_at",
        **STEP,
    ),
    _table(
        "step_officers",
        ours.StepOfficer,
        None,
        "step_id officer_id role assigned_at released_at",
        "step_id officer_id role",
        **STEP,
    ),
    _table(
        "evidence",
        ours.Evidence,
        "evidence_id",
        "step_id kind added_at removed_at superseded_by",
        "step_id kind added_at",
        **STEP,
    ),
    _table(
        "decisions", ours.Decision, "decision_id", "step_id act outcome violation tier decided_at", "step_id", **STEP
    ),
    _table(
        "penalties", ours.Penalty, "penalty_id", "decision_id type amount", "decision_id type", decision_id="decisions"
    ),
    _table(
        "decision_bases",
        ours.DecisionBasis,
        None,
        "decision_id article_id",
        "decision_id article_id",
        decision_id="decisions",
    ),
    _table(
        "orders_to_correct",
        ours.OrderToCorrect,
        "order_id",
        "violation served_at due_at recheck rechecked_at",
        "violation served_at",
    ),
    _table(
        "executions",
        ours.Execution,
        "exec_id",
        "decision_id exec_type amount receipt",
        "decision_id exec_type",
        decision_id="decisions",
    ),
    _table(
        "goods", ours.Goods, "goods_id", "name listed returned destroyed confiscated transferred disposed_at", "name"
    ),
)
"""In an order in which what is referred to comes first. ``superseded_by`` refers to its own table and is put in last."""
