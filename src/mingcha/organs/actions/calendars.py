# SPDX-License-Identifier: Apache-2.0
"""Writes of work calendars: the years that come with the package, years from a file, calendars of one's own (S1-07).

Calendars are few and all hang together: each write locks all of them, and what their years and marks come to, day by
day, is written anew for those whose digest has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.engine import calendar as engine
from mingcha.engine.calendar import NATIONAL, WorkCalendar
from mingcha.engine.calendar_file import Entry, Fault, contradictions, parse
from mingcha.engine.clock import date_of
from mingcha.ledger import By, Invalid
from mingcha.ledger.entries import append
from mingcha.ledger.hashing import canonical
from mingcha.organs.access import require
from mingcha.organs.calendars import from_rows
from mingcha.organs.models import Calendar, CalendarDay, CalendarMark, CalendarYear
from mingcha.organs.perms import Perm

SHOWN: Final = 50
"""So many faults of a file are told at once."""


@transaction.atomic
def load_calendar(by: By) -> list[int]:
    """Bring the years of the package that are missing here, or only provisional. Gives them; what people brought stays."""
    require(by, Perm.ORGANS_CALENDAR_EDIT)
    Calendar.objects.get_or_create(code=NATIONAL, defaults={"name": "全国工作日历"})
    known, shipped = _locked(), engine.national()
    years = {
        year: standing
        for year, standing in shipped.years.items()
        if year not in known or (known[year], standing) == ("provisional", "official")
    }
    marks = [
        CalendarMark(calendar_id=NATIONAL, day=date_of(day), is_work=mark.is_work, name=mark.name, standing=mark.status)
        for day, mark in shipped.marks.items()
        if date_of(day).year in years
    ]
    if years:
        _keep(years, marks)
        _tell("load_calendar", by, years=sorted(years))
    return sorted(years)


@transaction.atomic
def import_calendar(data: bytes, name: str, *, by: By) -> int:
    """Bring the days of a calendar file: whole years, single days, local days. Gives how many days it names.

    Raises Invalid (field ``file``) with every fault and its line; then nothing is kept.
    """
    require(by, Perm.ORGANS_CALENDAR_EDIT)
    known = _locked()
    entries, faults = parse(data)
    years = {entry.date.year: entry.status for entry in entries if entry.kind == "year"}
    faults = sorted({*faults, *contradictions(entries, known | years), *_strange(entries, known)})
    if faults:
        told = [
            ("file", "calendar_line", _("第 {line} 行：{reason}").format(line=line, reason=why)) for line, why in faults
        ]
        raise Invalid.many(told[:SHOWN])
    marks = _marks(entries)
    _keep(years, marks)
    found: dict[str, Any] = {
        "file": name,
        "sha256": sha256(data).hexdigest(),
        "years": sorted(years),
        "days": len(marks),
    }
    _tell("import_calendar", by, **found, calendars=sorted({mark.calendar_id for mark in marks}))
    return len(marks)


@transaction.atomic
def paste_calendar(calendar: Calendar, rows: Sequence[Mapping[str, Any]], *, by: By, only_try: bool = False) -> int:
    """The same from rows of a table: day, kind, name, standing of each. Gives how many days they name.

    Raises Invalid with a fault for each row that is wrong, its field named ``row.day``; then nothing is kept.
    """
    require(by, Perm.ORGANS_CALENDAR_EDIT)
    known = _locked()
    entries = [
        Entry(place, calendar.code, row["day"], row["kind"], row["name"], row["standing"])
        for place, row in enumerate(rows)
    ]
    years = {entry.date.year: entry.status for entry in entries if entry.kind == "year"}
    faults = dict(_unfit(entries, known | years))
    for place, why in (*contradictions(entries, known | years), *_strange(entries, known)):
        faults.setdefault(place, why)  # what is said here in the words of the table is said once
    if faults:
        raise Invalid.many([(f"{place}.day", "calendar_line", why) for place, why in sorted(faults.items())])
    marks = _marks(entries)
    if not only_try:
        _keep(years, marks)
        _tell("paste_calendar", by, name=calendar.code, years=sorted(years), days=len(marks))
    return len(marks)


@transaction.atomic
def create_calendar(code: str, name: str, *, by: By) -> Calendar:
    """Begin a local calendar: the national one, but for the days that a file then names."""
    require(by, Perm.ORGANS_CALENDAR_EDIT)
    _locked()
    if code == NATIONAL or Calendar.objects.filter(code=code).exists():
        raise Invalid(_("代号“{code}”已有日历使用").format(code=code), "taken", "code")
    made = Calendar.objects.create(code=code, name=name)
    _expand()
    _tell("create_calendar", by, name=code, called=name)
    made.refresh_from_db()
    return made


def _locked() -> dict[int, Any]:
    """Lock all calendars, so that of two writers the second sees what the first has brought. Gives the known years."""
    list(Calendar.objects.select_for_update().order_by("code"))
    return dict(CalendarYear.objects.values_list("year", "standing"))


def _strange(entries: Iterable[Entry], known: Mapping[int, str]) -> Iterable[Fault]:
    """What is wrong with a file here, though it would be right elsewhere."""
    codes = set(Calendar.objects.values_list("code", flat=True))
    for entry in entries:
        if entry.calendar_id not in codes:
            yield entry.line, _("没有代号为“{code}”的地方日历：请先新增").format(code=entry.calendar_id)
        if entry.kind == "year" and (known.get(entry.date.year), entry.status) == ("official", "provisional"):
            yield entry.line, _("{year} 年已有正式日历，不能改回暂定").format(year=entry.date.year)


def _unfit(entries: Iterable[Entry], known: Mapping[int, str]) -> Iterable[Fault]:
    """What ``contradictions`` says in the words of a file, in those of a table."""
    seen = set()
    for entry in entries:
        what = (entry.date, entry.kind == "year")
        if what in seen:
            yield entry.line, _("与上面的一行重复")
        elif entry.date.year not in known:
            words = _("没有 {year} 年的工作日历：请在表中加一行，日期写 {year}，类型写整年")
            yield entry.line, words.format(year=entry.date.year)
        seen.add(what)


def _marks(entries: Iterable[Entry]) -> list[CalendarMark]:
    return [
        CalendarMark(
            calendar_id=entry.calendar_id,
            day=entry.date,
            is_work=entry.kind == "work",
            name=entry.name,
            standing=entry.status,
        )
        for entry in entries
        if entry.kind != "year"
    ]


def _keep(years: Mapping[int, str], marks: Iterable[CalendarMark]) -> None:
    """A year that is brought replaces all that the nation had said of it; single days replace themselves."""
    for year, standing in years.items():
        CalendarYear.objects.update_or_create(calendar_id=NATIONAL, year=year, defaults={"standing": standing})
        span = (date(year, 1, 1), date(year, 12, 31))
        CalendarMark.objects.filter(calendar_id=NATIONAL, day__range=span).delete()
    CalendarMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["calendar", "day"],
        update_fields=["is_work", "name", "standing"],
    )
    _expand()


def _expand() -> None:
    """Write the days of every calendar that says something new."""
    nation = from_rows()
    if not nation.years:
        return
    for calendar in Calendar.objects.all():
        says = nation.of(calendar.code)
        digest = _digest(says)
        if digest != calendar.digest:
            rows = [
                CalendarDay(
                    calendar_id=calendar.code,
                    day=date_of(day),
                    is_work=bool(is_work),
                    wd=wd,
                    next_work_day=None if following is None else date_of(following),
                )
                for code, day, is_work, wd, following in says.rows()
                if code == calendar.code
            ]
            CalendarDay.objects.filter(calendar=calendar).delete()
            CalendarDay.objects.bulk_create(rows, batch_size=2_000)
            calendar.digest = digest
            calendar.save(update_fields=["digest"])


def _digest(calendar: WorkCalendar) -> str:
    marks = [[day, mark.is_work, mark.name, mark.status] for day, mark in sorted(calendar.marks.items())]
    return sha256(canonical([sorted(calendar.years.items()), marks]).encode()).hexdigest()


def _tell(act: str, by: By, *, name: str = "", **what: Any) -> None:
    """Calendars go by code and have no number: the entry names them by value."""
    append(act, what, by=by, kind="organs.calendar", number=None, name=name)
