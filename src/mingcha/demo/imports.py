# SPDX-License-Identifier: Apache-2.0
"""The year comes in by the import, as a data administrator would bring it: upload, mapping, dry run, import (S3-03, S3-10)."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.audit.mapping_text import write as mapping_text
from mingcha.demo.clock import MINUTES
from mingcha.demo.export import Export, Source, sources
from mingcha.demo.year import Year
from mingcha.exchange import jobs
from mingcha.exchange.actions import (
    NewSource,
    Outcome,
    drop_import,
    finish_recognition,
    save_mapping,
    start_import,
    upload_import,
    worker,
)
from mingcha.exchange.models import Import
from mingcha.exchange.models import Source as Known
from mingcha.files.badinput import BadInput, Fault
from mingcha.organs.models import Organ, Post

IMPORTERS: Final = {"150102": "shuju", "150105": "sh.shuju", "150802": "lh.shuju"}
TWICE: Final = "shzf"
"""This source came first as it was some days ago: what was missing then has been cured since."""
DAYS_AGO: Final = 6
WAITING: Final = "应急局执法台账"
REFUSED: Final = "柳林苏木执法台账"
FEW: Final = 6


def bring(year: Year, source: Source) -> None:
    """Import what a source exports; what a broken start has left is begun anew."""
    if Import.objects.filter(source__name=source.name, status=Import.Status.DONE).count() >= 1 + (source.key == TWICE):
        return
    if source.key == TWICE:
        _import(year, Export(year, source, year.clock.now - DAYS_AGO * MINUTES))
    _import(year, Export(year, source))


def _import(year: Year, export: Export) -> None:
    batch, post = _upload(year, export.source.name, export)
    _map(batch, export, post)
    if batch.status != Import.Status.READY:
        raise BadInput(Fault(each["code"], each["where"], each["column"], each["message"]) for each in batch.faults)
    start_import(batch, by=post)
    for number in range(batch.slices):
        jobs.run_slice(batch.pk, number)


def _upload(year: Year, name: str, export: Export) -> tuple[Import, Post]:
    """The files of an export as a new import of the source of that name."""
    post = post_of(IMPORTERS[export.source.region])
    organ = Organ.objects.get(name=year.district.organs[export.source.organ].name)
    known = Known.objects.filter(name=name, organ=organ).first()
    with tempfile.TemporaryDirectory() as folder:
        log, sides = export.write(Path(folder))
        logs, others = [_file(log)], [_file(side) for side in sides]
    return upload_import(known or NewSource(name, organ), logs, others, by=post), post


def _map(batch: Import, export: Export, post: Post) -> None:
    """Settle the mapping, which is known and need not be guessed, and try it."""
    text = mapping_text(export.mapping())
    finish_recognition(batch, text, Outcome(), settled=False, by=worker(batch))
    batch.refresh_from_db()
    save_mapping(batch, text, version=batch.version, by=post)
    jobs.check(batch.pk)
    batch.refresh_from_db()


def leave_waiting(year: Year) -> None:
    """Imports that somebody has begun: one waits for its columns to be looked at, one was refused, one was given up."""
    if Known.objects.filter(name=REFUSED).exists():
        return
    log = next(source for source in sources(year) if source.key == "zhzf")
    few = Export(year, replace(log, cases=log.cases[:FEW]))
    for given_up in (True, False):
        waiting, post = _upload(year, WAITING, few)
        jobs.recognise(waiting.pk)
        if given_up:
            waiting.refresh_from_db()
            drop_import(waiting, by=post)
    place = list(log.columns).index("end")
    few.rows[2] = (*few.rows[2][:place], "2026-02-30 10:00", *few.rows[2][place + 1 :])
    few.rows[5] = (*few.rows[5][:place], "2001-01-01 09:00", *few.rows[5][place + 1 :])
    refused, post = _upload(year, REFUSED, few)
    _map(refused, few, post)


def _file(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def post_of(username: str) -> Post:
    """The first post of somebody."""
    rows = Post.objects.filter(person__username=username).select_related("organ", "person", "role")
    return rows.order_by("pk")[0]
