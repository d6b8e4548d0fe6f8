# SPDX-License-Identifier: Apache-2.0
"""The examples of a document 示例: little cases with the alarms that its points must find in them, and no others (feature 21).

They are judged by the engine's own text in a database that is gone afterwards; format: docs/points.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.document import ItemDocument
from mingcha.catalog.parts import Errors
from mingcha.engine.calendar import NATIONAL, CalendarMissing, national
from mingcha.engine.clock import DAY_SECONDS
from mingcha.engine.database import create_tables, insert, judge_all
from mingcha.engine.kinds import KINDS

TRIED: Final = ("time_limit", "qualification", "rollback", "evidence", "separation")
"""The kinds that look at steps, people and evidence alone."""
MOST: Final = 50
AROUND: Final = 400
EVERYWHERE: Final = (0, 10**13)
Rows = dict[str, list[tuple[Any, ...]]]


class Wrong(Exception):  # noqa: N818 - an example cannot be judged; the message says why
    """A place that whoever wrote the example can find."""


def check_examples(given: Any, read: ItemDocument, errors: Errors) -> None:
    """Put what is wrong with the examples, or found otherwise than they say, on the list."""
    if given in (None, []):
        return
    if not isinstance(given, list) or len(given) > MOST:
        errors.append(("example", _("应为不超过 {most} 个示例").format(most=MOST)))
        return
    for number, example in enumerate(given, 1):
        path = f"example[{number}]"
        try:
            found, wanted = _found(example, read), _wanted(example, read)
        except Wrong as wrong:
            errors.append((path, str(wrong)))
        except CalendarMissing as missing:
            errors.append((path, str(missing)))
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, sqlite3.Error):
            errors.append((path, _("示例没有写对，请核对各项的名称和格式")))
        else:
            errors += [(path, _("没有预期的报警：{what}").format(what=_said(one))) for one in sorted(wanted - found)]
            errors += [(path, _("多出的报警：{what}").format(what=_said(one))) for one in sorted(found - wanted)]


def _said(one: tuple[str, str]) -> str:
    return " · ".join(word for word in (KINDS[one[0]].names["zh"], one[1]) if word)


def _wanted(example: Mapping[str, Any], read: ItemDocument) -> set[tuple[str, str]]:
    wanted = {(str(one["kind"]), str(one.get("at", ""))) for one in example.get("expect", [])}
    for kind, act in wanted:
        if kind not in TRIED:
            raise Wrong(_("示例不能检验“{kind}”").format(kind=kind))
        if act and act not in read.acts:
            raise Wrong(_("没有环节“{act}”").format(act=act))
    return wanted


def _found(example: Mapping[str, Any], read: ItemDocument) -> set[tuple[str, str]]:
    """(kind, act) of each alarm; no act where it is about the case."""
    case = _Case(example, read)
    kind_of = {point_id: point.kind for point_id, point in enumerate(read.points.points, 1)}
    with closing(sqlite3.connect(":memory:")) as connection:
        for sql in create_tables("sqlite"):
            connection.execute(sql)
        for table, rows in (read.points.rows(read.acts) | case.rows).items():
            connection.executemany(insert("sqlite", table), rows)
        found = judge_all(connection, [kind for kind in read.points.kinds if kind in TRIED])
    return {(kind_of[one.point_id], case.acts[one.object_id] if one.object_kind == "step" else "") for one in found}


@dataclass
class _Case:
    """An example as rows of the engine."""

    example: Mapping[str, Any]
    read: ItemDocument
    acts: dict[int, str] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.example["steps"]) > MOST:
            raise Wrong(_("一个示例不超过 {most} 个环节").format(most=MOST))
        own, now = (self.read.code, self.read.number), _moment(self.example["now"])
        ends = [_at(self.example.get(name)) for name in ("accepted", "closed", "promised")]
        self.rows = {name: [] for name in ("steps", "step_officers", "evidence")}
        self.rows["cases"] = [(1, *own, None, 1, NATIONAL, *(part for end in ends for part in _both(end)))]
        self.rows["clock"] = [(now, now // DAY_SECONDS)]
        for number, step in enumerate(self.example["steps"], 1):
            self._add(number, step, own)
        self._add_certificates()
        days = [row[index] for row in self.rows["steps"] for index in (12, 14) if row[index] is not None]
        first, last = min([*days, now // DAY_SECONDS]), max([*days, now // DAY_SECONDS])
        calendar = national()
        calendar.require(first, last)
        self.rows["calendar"] = [row for row in calendar.rows() if first - AROUND <= int(row[1] or 0) <= last + AROUND]

    def _add(self, number: int, step: Mapping[str, Any], own: tuple[str, str]) -> None:
        act, places = str(step["act"]), dict(self.read.steps)
        if act not in places:
            raise Wrong(_("没有环节“{act}”").format(act=act))
        together = list(places.values()).count(places[act]) > 1
        run = 1 + sum(one == act for one in self.acts.values())
        self.acts[number] = act
        start, end = _at(step.get("start")), _at(step.get("end"))
        times = (*_both(start), *_both(start), *_both(end))
        head = (number, 1, *own, act, places[act], number, run, int(together))
        back = step.get("back_from")
        self.rows["steps"].append((*head, *times, None if back is None else str(back)))
        for name in step.get("people", []):
            officer = self.people.setdefault(str(name), len(self.people) + 1)
            self.rows["step_officers"].append((1, number, officer, None, *_both(start), None, None))
        for kind, count in step.get("evidence", {}).items():
            base = len(self.rows["evidence"]) + 1
            self.rows["evidence"] += [
                (base + n, 1, number, str(kind), *_both(start), None, None, None) for n in range(min(int(count), 100))
            ]

    def _add_certificates(self) -> None:
        """Everybody but those named under ``uncertified`` may act in every category that a point asks for."""
        without = set(map(str, self.example.get("uncertified", [])))
        able: Iterable[int] = [officer for name, officer in self.people.items() if name not in without]
        categories = {point.category for point in self.read.points.points if point.kind == "qualification"}
        self.rows["certificates"] = [
            (officer, category, *EVERYWHERE, 0, None) for officer in able for category in categories
        ]


def _at(given: Any) -> int | None:
    return None if given is None else _moment(given)


def _moment(given: Any) -> int:
    """A moment in local seconds, written as 2026-03-02 09:00."""
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    except ValueError as error:
        raise Wrong(_("时刻“{given}”应写成 2026-03-02 09:00").format(given=str(given)[:40])) from error
    return int((moment.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds())


def _both(at: int | None) -> tuple[int | None, int | None]:
    """An instant and its day."""
    return at, None if at is None else at // DAY_SECONDS
