# SPDX-License-Identifier: Apache-2.0
"""Brings the rows of cases to what a log tells: a row that is known again keeps its number, others come and go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from mingcha.cases.bulk.people import Officers
from mingcha.cases.bulk.reading import Name, Row, Told
from mingcha.cases.bulk.tables import TABLES, Table
from mingcha.cases.models import Case, Evidence

Pair = tuple[Case, Told]
Numbers = dict[tuple[str, int, Name], int]
"""By table, case and name of a row: its number in our database."""
BATCH = 500


def write_rows(pairs: Sequence[Pair], officers: Officers, *, fresh: bool) -> None:
    """Write all tables of the cases. ``fresh``: none of the cases was stored before, so nothing need be compared."""
    numbers: Numbers = {}
    stored = {} if fresh else _stored([case.pk for case, _ in pairs])
    for table in TABLES:
        _write(table, pairs, officers, stored, numbers)
    _drop_rest(stored, numbers)
    _link_replacements(pairs, numbers)


def _write(table: Table, pairs: Sequence[Pair], officers: Officers, stored: Numbers, numbers: Numbers) -> None:
    new, again, keys = [], [], []
    for case, told in pairs:
        for name, row in told.rows[table.name].items():
            values = _values(table, case, row, officers, numbers)
            pk = stored.get((table.name, case.pk, _as_stored(table, name, values)))
            made = table.model(pk=pk, case_id=case.pk, **values)
            if pk is None:
                new.append(made)
                keys.append((table.name, case.pk, name))
            else:
                again.append(made)
                numbers[table.name, case.pk, name] = pk
    manager = table.model._default_manager
    for key, made in zip(keys, manager.bulk_create(new, batch_size=BATCH), strict=True):
        numbers[key] = made.pk
    if again:
        columns = [field for field in table.columns if field != "superseded_by"]
        manager.bulk_create(again, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _values(table: Table, case: Case, row: Row, officers: Officers, numbers: Numbers) -> Row:
    """The row with our numbers for what it refers to."""
    values: dict[str, Any] = dict(row)
    for column, target in table.refs.items():
        values[column] = None if row[column] is None else numbers[target, case.pk, row[column]]
    if "officer_id" in values:
        values["officer_id"] = officers.find(row["officer_id"], case.organ).pk
    if "superseded_by" in values:
        values["superseded_by"] = None
    if "parallel" in values:
        values["parallel"] = bool(row["parallel"])
    return values


def _as_stored(table: Table, name: Name, values: Row) -> Name:
    """The name of a row as :func:`_stored` reads it: references are numbers, the count of equals stays."""
    return (*(values[column] for column in table.known_by), name[-1])


def _stored(case_ids: Sequence[int]) -> Numbers:
    """The numbers of the rows that the cases have now, by name."""
    found: Numbers = {}
    for table in TABLES:
        columns = ", ".join(table.known_by)
        for start in range(0, len(case_ids), BATCH):
            ids = case_ids[start : start + BATCH]
            places = ", ".join(["%s"] * len(ids))
            seen: dict[int, Counter[Name]] = defaultdict(Counter)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT id, case_id, {columns} FROM {table.db_table} WHERE case_id IN ({places}) ORDER BY id", ids
                )
                for pk, case_id, *name in cursor.fetchall():
                    seen[case_id][tuple(name)] += 1
                    found[table.name, case_id, (*name, seen[case_id][tuple(name)])] = pk
    return found


def _drop_rest(stored: Numbers, numbers: Numbers) -> None:
    """Delete the rows that the log no longer tells of; what refers goes before what is referred to."""
    kept = {(table, pk) for (table, _case, _name), pk in numbers.items()}
    for table in reversed(TABLES):
        gone = [pk for (name, _case, _row), pk in stored.items() if name == table.name and (name, pk) not in kept]
        for start in range(0, len(gone), BATCH):
            table.model._default_manager.filter(pk__in=gone[start : start + BATCH]).delete()


def _link_replacements(pairs: Sequence[Pair], numbers: Numbers) -> None:
    """Evidence that was replaced: its replacement has a number only now. An unknown one is 0, as in the engine."""
    linked = []
    for case, told in pairs:
        for name, row in told.rows["evidence"].items():
            if row["superseded_by"] is not None:
                replacement = numbers.get(("evidence", case.pk, row["superseded_by"]), 0)
                linked.append(Evidence(pk=numbers["evidence", case.pk, name], superseded_by=replacement))
    Evidence.objects.bulk_update(linked, ["superseded_by"], batch_size=BATCH)
