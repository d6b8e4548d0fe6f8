# SPDX-License-Identifier: Apache-2.0
"""Writes a slice: cases that are new or differ, their rows, their people, their alarms; one transaction, one entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from mingcha.cases.actions.alarms import judge_all
from mingcha.cases.actions.counted import note_cases
from mingcha.cases.bulk.people import Officers
from mingcha.cases.bulk.reading import Told
from mingcha.cases.bulk.rows import write_rows
from mingcha.cases.models import Case, CasePerson, StepOfficer
from mingcha.catalog.models import ItemVersion
from mingcha.engine.clock import moment_of
from mingcha.ledger import By, Invalid, move_many, record
from mingcha.organs.models import Organ, place_of
from mingcha.organs.search import search_text


@dataclass(frozen=True)
class Counts:
    """What a slice did: cases that were new, that changed, that were the same already; alarms raised."""

    new: int
    changed: int
    unchanged: int
    alarms: int


@dataclass(frozen=True)
class Incoming:
    """Where a slice comes from: the source's key and organ, the import's number, and which organ a name means."""

    source: str
    organ: Organ
    import_id: int
    organs: Mapping[str | None, Organ]

    def organ_of(self, told: Told) -> Organ:
        return self.organs.get(told.organ, self.organ)


@transaction.atomic
def write_slice(cases: Sequence[Told], incoming: Incoming, now: datetime, *, by: By) -> Counts:
    """Write the cases of a slice that are new or differ from what is stored, and judge them.

    Raises:
        Invalid: an item or a version that the catalogue does not hold.
    """
    numbers = [told.number for told in cases]
    stored = {case.number: case for case in _stored(incoming.source, numbers)}
    versions = _versions(cases)
    differing = [told for told in cases if (case := stored.get(told.number)) is None or case.content != told.content]
    note_cases([stored[told.number] for told in differing if told.number in stored])  # what they were until now
    new = [_fill(_begun(told, incoming), told, incoming, versions) for told in differing if told.number not in stored]
    changed = [_fill(stored[told.number], told, incoming, versions) for told in differing if told.number in stored]
    Case.objects.bulk_create(new, batch_size=500)
    _update(changed, by)
    written = {case.number: case for case in (*new, *changed)}
    officers = Officers(incoming.organ, {name for told in differing for name in told_officers(told)})
    write_rows([(written[told.number], told) for told in differing], officers, fresh=not changed)
    _note_insiders(list(written.values()))
    note_cases(written.values())
    alarms = judge_all(list(written.values()), now, by=by) if written else None
    counts = Counts(len(new), len(changed), len(cases) - len(differing), alarms.raised if alarms else 0)
    record("import_slice", None, by=by, source=incoming.source, batch=incoming.import_id, **vars(counts))
    return counts


def told_officers(told: Told) -> set[str]:
    """The names of those who act in a case."""
    return {row["officer_id"] for row in told.rows["step_officers"].values()}


def _stored(source: str, numbers: Sequence[str]) -> list[Case]:
    """Locked, since two imports of one source may meet."""
    found: list[Case] = []
    for start in range(0, len(numbers), 500):
        rows = Case.objects.filter(source=source, number__in=numbers[start : start + 500])
        found += rows.select_for_update().order_by("pk")
    return found


def _versions(cases: Sequence[Told]) -> dict[tuple[str, str], ItemVersion]:
    wanted = {(told.case["item_id"], told.case["item_version"]) for told in cases}
    found = ItemVersion.objects.filter(item__code__in={item for item, _ in wanted}).select_related("item")
    there = {(version.item.code, version.number): version for version in found}
    if missing := sorted(wanted - there.keys()):
        words = gettext("目录中没有事项“{item}”第 {number} 版，请先在目录中登记")
        raise Invalid.many((None, "item_unknown", words.format(item=item, number=number)) for item, number in missing)
    return there


def _fill(case: Case, told: Told, incoming: Incoming, versions: Mapping[tuple[str, str], ItemVersion]) -> Case:
    """Give a case what the log tells of it, but for its status: a change of that is a move."""
    organ = incoming.organ_of(told)
    version = versions[told.case["item_id"], told.case["item_version"]]
    values: dict[str, Any] = place_of(organ) | {
        "organ": organ,
        "number": told.number,
        "title": told.title[:300],
        "party": told.party[:200],
        "item_version": version,
        "item_code": version.item.code,
        "item_number": version.number,
        "power": version.item.category,
        "came_at": moment_of(told.came_at),
        "content": told.content,
        "import_id": incoming.import_id,
        "search_text": search_text(told.number, told.title, told.party),
    }
    values |= {name: told.case[name] for name in ("category", "area", "calendar_id")}
    for name in ("accepted_at", "closed_at", "promised_at"):
        values[name] = None if told.case[name] is None else moment_of(told.case[name])
    for name, value in values.items():
        setattr(case, name, value)
    return case


def _begun(told: Told, incoming: Incoming) -> Case:
    """A case that is new here; it may have been closed long ago."""
    return Case(source=incoming.source, status=status_told(told.case["closed_at"]))


def status_told(closed_at: object) -> str:
    """A case is closed when its log says since when."""
    return Case.Status.OPEN if closed_at is None else Case.Status.CLOSED


def _update(cases: Sequence[Case], by: By) -> None:
    for status in Case.Status.values:
        ids = [case.pk for case in cases if status_told(case.closed_at) == status and case.status != status]
        if ids:
            move_many(Case.objects.filter(pk__in=ids), status, act="import_slice", by=by)
    if not cases:
        return
    fields = [field.name for field in Case._meta.concrete_fields if field.name not in ("id", "source", "status")]
    for case in cases:
        case.version += 1
    Case.objects.bulk_update(cases, fields, batch_size=50)
    for case in cases:
        case.refresh_from_db(fields=["status"])


def _note_insiders(cases: Sequence[Case]) -> None:
    """Keep who acts in each case with an account: how a handler finds her own cases."""
    of = {case.pk: case for case in cases}
    CasePerson.objects.filter(case_id__in=list(of)).delete()
    acting = StepOfficer.objects.filter(case_id__in=list(of), officer__person__isnull=False)
    pairs = acting.values_list("case_id", "officer__person_id").distinct()
    CasePerson.objects.bulk_create(
        [
            CasePerson(case_id=case_id, person_id=person_id, came_at=of[case_id].came_at, status=of[case_id].status)
            for case_id, person_id in pairs.order_by("case_id", "officer__person_id")
        ],
        batch_size=500,
    )
