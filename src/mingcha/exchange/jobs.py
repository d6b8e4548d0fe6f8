# SPDX-License-Identifier: Apache-2.0
"""What an import does in the background. Each job may run twice, or be killed at any place, and does no harm by it.

Recognising and trying only read; what they find is kept by one act at the end, if the import still waits for it. A slice
is written, counted and followed by the order for the next in one transaction: it is done wholly or not at all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from mingcha.audit.ingest import IngestResult
from mingcha.cases.bulk.reading import Told, read_slice
from mingcha.cases.bulk.writing import Incoming, write_slice
from mingcha.exchange import actions, checks, reading
from mingcha.exchange.actions import Outcome
from mingcha.exchange.checks import Log
from mingcha.exchange.models import Import
from mingcha.files.badinput import BadInput
from mingcha.ledger import Refused, WrongState
from mingcha.ledger.moves import locked

Status = Import.Status


def recognise(import_id: int) -> None:
    """Find out what the columns of a log are."""
    if (batch := _waiting(import_id, Status.UPLOADED)) is None:
        return
    desk = reading.lay_out(batch)
    text, settled = "", False
    try:
        text, settled = reading.draft(desk, batch.source.mapping)
        outcome = Outcome(seen=reading.look(desk, text))
    except BadInput as bad:
        outcome = Outcome(desk.faults(bad), bad.total)
    _keep(lambda: actions.finish_recognition(batch, text, outcome, settled=settled, by=actions.worker(batch)))


def check(import_id: int) -> None:
    """The dry run: read everything, compare it with what is here, write nothing."""
    if (batch := _waiting(import_id, Status.CHECKING)) is None:
        return
    desk = reading.lay_out(batch)
    try:
        outcome = _dry_run(batch, desk)
    except BadInput as bad:
        outcome = Outcome(desk.faults(bad), bad.total)
    _keep(lambda: actions.finish_check(batch, outcome, by=actions.worker(batch)))


def _waiting(import_id: int, status: str) -> Import | None:
    """The import, if it still waits for this job; a job that runs again finds nothing to do."""
    rows = Import.objects.select_related("source__organ", "post__organ", "post__person", "post__role", "client__organ")
    return rows.filter(pk=import_id, status=status).first()


def _keep(act: Callable[[], None]) -> None:
    try:
        act()
    except WrongState:  # the same job ran beside us and was first
        return


def _dry_run(batch: Import, desk: reading.Desk) -> Outcome:
    """What would be imported. Raises BadInput with everything that stands against it."""
    made, notes = reading.read(desk, batch.mapping)
    log = Log(made.out)
    if faults := checks.faults_of(batch, log):
        raise BadInput(faults)
    notes = [desk.told(note) for note in (*made.notes, *notes)] + checks.notes_of(batch, log)
    changed = tomllib.loads(batch.mapping).get("log", {}) != batch.seen.get("log", {})
    seen = reading.look(desk, batch.mapping) if changed else None
    return Outcome((), 0, notes, _summary(made) | {"existing": checks.existing(batch, log)}, len(made.slices), seen)


def _summary(made: IngestResult) -> dict[str, Any]:
    days = [None if at is None else checks.day(at // 86_400) for at in (made.first_at, made.last_at)]
    return {
        "cases": made.cases,
        "steps": made.steps,
        "persons": made.persons,
        "tables": dict(made.tables),
        "first": days[0] and days[0].isoformat(),
        "last": days[1] and days[1].isoformat(),
        "items": [list(item) for item in made.items[: checks.NAMED]],
        "acts": [[act.name, act.rows] for act in made.acts],
    }


def run_slice(import_id: int, number: int) -> None:
    """Write one slice, and order the next."""
    if (batch := _waiting(import_id, Status.RUNNING)) is None:
        return
    try:
        cases, incoming = _slice(batch, number)
        with transaction.atomic():
            row = locked(batch)
            if (row.status, row.done) != (Status.RUNNING, number):
                return
            counts = write_slice(cases, incoming, timezone.now(), by=actions.worker(batch))
            actions.finish_slice(row, asdict(counts), by=actions.worker(batch))
    except (BadInput, Refused) as bad:
        _fail(batch, bad)


def _slice(batch: Import, number: int) -> tuple[list[Told], Incoming]:
    """The cases of a slice, read before anything is locked."""
    parts = reading.slices_of(batch)
    out = parts[0].parent
    wanted = pq.read_table(parts[number] / "cases.parquet", columns=["case_id"])["case_id"].to_pylist()
    names = pq.read_table(out / "case_names.parquet", filters=[("case_id", "in", wanted)]).to_pylist()
    officers = pq.read_table(out / "officer_names.parquet").to_pylist()
    by_name = {row["case_id"]: row for row in names}
    cases = read_slice(parts[number], by_name, {row["officer_id"]: row["name"] for row in officers})
    organs = checks.organ_of(batch, Log(out))
    return cases, Incoming(batch.source.key, batch.source.organ, batch.pk, organs)


def _fail(batch: Import, bad: BadInput | Refused) -> None:
    if isinstance(bad, BadInput):
        faults = reading.lay_out(batch).faults(bad)
    else:
        faults = [{"code": each.code, "where": "", "column": "", "message": each.message} for each in bad.faults]
    _keep(lambda: actions.fail_import(batch, faults, by=actions.worker(batch)))
