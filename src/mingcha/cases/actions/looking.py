# SPDX-License-Identifier: Apache-2.0
"""The cases whose next look has come are judged, a slice in a transaction (S1-33, S3-17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet

from mingcha.cases.actions.alarms import judge_all
from mingcha.cases.actions.tasks import follow_terms
from mingcha.cases.dues import dues_of_many, keep_next_looks
from mingcha.cases.models import Case, Due
from mingcha.ledger import System

BY: Final = System("clock")


@transaction.atomic
def look_at_due(now: datetime, most: int) -> int:
    """A slice of the cases that are due. One that somebody is acting on is left out: her act judges it. Gives how many."""
    ids = list(_free(Due.objects.filter(at__lte=now).order_by("at")).values_list("case_id", flat=True)[:most])
    rows = Case.objects.filter(pk__in=ids).order_by("pk")
    cases = list(_free(rows).select_related("item_version", "organ"))
    if cases:
        judge_all(cases, now, by=BY)
        told = dues_of_many(cases, now)
        keep_next_looks(told)
        follow_terms(told)
    return len(cases)


def _free(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Lock the rows, leaving out those that others have locked; SQLite has one writer, and nothing to leave out."""
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=True, of=("self",)) if skips else rows
