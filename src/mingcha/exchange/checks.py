# SPDX-License-Identifier: Apache-2.0
"""What a log must agree with here before any of it is written: catalogue, calendars, organs (corpus D06).

Everything that does not is told at once, as faults of the dry run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.models import Case
from mingcha.catalog.models import ItemVersion, Point
from mingcha.engine.clock import date_of, day_number
from mingcha.exchange.models import Import, Source
from mingcha.files.badinput import Fault
from mingcha.organs.models import Calendar, CalendarYear, Organ

NAMED: Final = 5
IN_WORKING_DAYS: Final = "working_day"


class Log:
    """The case log that a dry run made, asked by SQL."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def rows(self, table: str, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over ``t``, all slices of a table; none where no slice has it."""
        files = [str(path) for path in sorted(self.out.rglob(f"{table}.parquet"))]
        if not files:
            return []
        with duckdb.connect() as con:
            return con.execute(f"WITH t AS (FROM read_parquet(?)) {query}", [files]).fetchall()


def faults_of(batch: Import, log: Log) -> list[Fault]:
    """Everything in the log that this system does not know."""
    items = log.rows("cases", "SELECT item_id, item_version, count(*) FROM t GROUP BY ALL ORDER BY 3 DESC, 1, 2")
    known = versions_of({item for item, _number, _count in items})
    return [
        *_unknown_items(items, known),
        *_unknown_calendars(log),
        *_missing_years(log, [known[item][number] for item, number, _count in items if number in known.get(item, {})]),
        *_unknown_organs(batch, log),
    ]


def versions_of(codes: set[str]) -> dict[str, dict[str, ItemVersion]]:
    """The versions of items, by code and number."""
    found: dict[str, dict[str, ItemVersion]] = defaultdict(dict)
    for version in ItemVersion.objects.filter(item__code__in=codes).select_related("item"):
        found[version.item.code][version.number] = version
    return found


def _unknown_items(items: list[tuple[str, str, int]], known: dict[str, dict[str, ItemVersion]]) -> Iterator[Fault]:
    for item, number, count in items:
        if number in known.get(item, {}):
            continue
        where = _("事项“{item}”第 {number} 版（{count} 件）").format(item=item[:60], number=number[:20], count=count)
        if item in known:
            has = _("、").join(sorted(known[item]))
            yield Fault("item_unknown", where, None, _("目录中没有这一版；有：第 {has} 版").format(has=has))
        else:
            yield Fault(
                "item_unknown", where, None, _("权力事项目录中没有这个事项；请在“各列是什么”中选择事项，或者先登记事项")
            )


def _unknown_calendars(log: Log) -> Iterator[Fault]:
    known = set(Calendar.objects.values_list("code", flat=True))
    for code, count in log.rows("cases", "SELECT calendar_id, count(*) FROM t GROUP BY 1 ORDER BY 1"):
        if code not in known:
            where = _("工作日历“{code}”（{count} 件）").format(code=code[:20], count=count)
            yield Fault("calendar_unknown", where, None, _("系统中没有这个工作日历"))


def _missing_years(log: Log, versions: list[ItemVersion]) -> Iterator[Fault]:
    """A limit in working days cannot be reckoned in a year that nobody has published."""
    if not Point.objects.filter(item_version__in=versions, unit=IN_WORKING_DAYS).exists():
        return
    years = defaultdict[str, set[int]](set)
    query = "SELECT calendar_id, min(accepted_day), max(closed_day), max(CASE WHEN closed_day IS NULL THEN ? END) FROM t GROUP BY 1"
    spans = log.rows("cases", query.replace("?", str(day_number(timezone.localdate()))))
    steps = log.rows("steps", "SELECT min(started_day), max(COALESCE(ended_day, started_day)) FROM t")
    for calendar, *days in spans:
        seen = [date_of(day).year for day in (*days, *steps[0]) if day is not None]
        years[calendar] |= set(range(min(seen), max(seen) + 1)) if seen else set()
    for calendar, needed in years.items():
        has = set(CalendarYear.objects.filter(calendar_id=calendar).values_list("year", flat=True))
        for year in sorted(needed - has):
            message = _("没有{year}年的工作日历：请先导入{year}年工作日历").format(year=year)
            yield Fault("calendar_missing", _("工作日历“{code}”").format(code=calendar), None, message)


def _unknown_organs(batch: Import, log: Log) -> Iterator[Fault]:
    if batch.source.unknown_organs == Source.Unknown.OWN:
        return
    known = organs_by_name(batch)
    for name, count in _organs(log):
        if name not in known:
            where = _("机关“{name}”（{count} 件）").format(name=name[:60], count=count)
            message = _("在当前岗位的管辖范围内没有这个机关；请改正名称，或者在来源中选择“归入来源所属机关”")
            yield Fault("organ_unknown", where, None, message)


def organs_by_name(batch: Import) -> dict[str | None, Organ]:
    """The organs that the post in charge may write for, by name and by short name where that is unique."""
    rows: list[Organ] = list(Organ.objects.within(batch.in_charge).filter(status=Organ.Status.ACTIVE))
    shorts = Counter(organ.short for organ in rows)
    short = {organ.short: organ for organ in rows if shorts[organ.short] == 1}
    return {None: batch.source.organ} | short | {organ.name: organ for organ in rows}


def organ_of(batch: Import, log: Log) -> dict[str | None, Organ]:
    """The organ of each name in the log; what is not known belongs to the source's."""
    known = organs_by_name(batch)
    names = [name for name, _count in _organs(log)]
    return {None: batch.source.organ} | {name: known.get(name, batch.source.organ) for name in names}


def _organs(log: Log) -> list[tuple[str, int]]:
    query = "SELECT organ, count(*) FROM t WHERE organ IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    return log.rows("case_names", query)


def notes_of(batch: Import, log: Log) -> list[str]:
    """What is worth knowing before the import, and no fault."""
    notes = []
    if batch.source.unknown_organs == Source.Unknown.OWN:
        known = organs_by_name(batch)
        strange = [name for name, _count in _organs(log) if name not in known]
        if strange:
            words = _("{count} 个机关名称不在系统中，归入“{organ}”：{names}")
            names = _("、").join(name[:30] for name in strange[:NAMED]) + ("……" if len(strange) > NAMED else "")
            notes.append(words.format(count=len(strange), organ=batch.source.organ.name, names=names))
    return notes


def existing(batch: Import, log: Log) -> int:
    """How many cases of the log are here already: they are compared, not doubled."""
    here = set(Case.objects.filter(source=batch.source.key).values_list("number", flat=True).iterator())
    return sum(name in here for (name,) in log.rows("case_names", "SELECT name FROM t")) if here else 0


def day(number: int | None) -> date | None:
    """A day as it is shown."""
    return None if number is None else date_of(number)
