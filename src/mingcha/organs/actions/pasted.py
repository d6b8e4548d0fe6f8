# SPDX-License-Identifier: Apache-2.0
"""Many officers or people at once, all or none: each row by the action of one, in one transaction (S1-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from mingcha.ledger import By, Invalid, Refused, record
from mingcha.organs.actions.certificates import add_exam
from mingcha.organs.actions.officers import add_certificate, create_officer
from mingcha.organs.actions.people import create_person

Given = Mapping[str, Any]


def register_officers(rows: Sequence[Given], *, by: By, only_try: bool = False) -> int:
    """Officers, each with a certificate where a number is given. Gives how many there were.

    Raises Invalid with a fault for each cell that is wrong, its field named ``row.field``; then nothing is kept.
    """

    def one(row: Given) -> None:
        officer = create_officer({name: row[name] for name in ("name", "kind", "organ")}, by=by)
        if row["exam_on"]:
            add_exam(
                officer, {"on": row["exam_on"], "passed": row["exam_result"], "organiser": row["organiser"]}, by=by
            )
        if row["number"]:
            names = ("number", "category", "area", "valid_from", "valid_to")
            add_certificate(officer, {name: row[name] for name in names}, by=by)

    return _all_or_none("register_officers", rows, one, by=by, only_try=only_try)


def register_people(rows: Sequence[Given], *, by: By, only_try: bool = False) -> int:
    """The same with people."""
    return _all_or_none("register_people", rows, lambda row: create_person(row, by=by), by=by, only_try=only_try)


@transaction.atomic
def _all_or_none(act: str, rows: Sequence[Given], do: Callable[[Given], object], *, by: By, only_try: bool) -> int:
    record(act, None, by=by, rows=len(rows))
    faults = []
    for place, row in enumerate(rows):
        try:
            with transaction.atomic():
                do(row)
        except Refused as refused:
            faults += [(f"{place}.{fault.field or ''}", fault.code, fault.message) for fault in refused.faults]
    if faults:
        raise Invalid.many(faults)
    if only_try:
        transaction.set_rollback(True)
    return len(rows)
