# SPDX-License-Identifier: Apache-2.0
"""The year as the files that other systems would export: a log and side tables for each source, and a mapping to read them by.

What has not happened by ``until`` is not in them. Points and law stand with them, so that ``mingcha audit`` reads each folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

from mingcha.audit.mapping_text import write as mapping_text
from mingcha.demo import law
from mingcha.demo.case import Case, Step
from mingcha.demo.clock import MINUTES, day_text, text
from mingcha.demo.columns import CLOSING, DECIDING, FACTS, GAIN, HEADERS, LAW, REGISTER, SIDES
from mingcha.demo.district import Certificate, toml
from mingcha.demo.points import points_text
from mingcha.demo.year import Year
from mingcha.engine.clock import date_of
from mingcha.files.tables import write_table

Cell = str | int | None
Rows = Iterable[Sequence[Cell]]


@dataclass
class Source:
    """A system as data/sources.toml says; ``cases`` are those that come from it."""

    key: str
    name: str
    organ: str
    region: str
    forms: Sequence[str]
    categories: Sequence[str]
    log: str
    encoding: str = "utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def has(self, case: Case) -> bool:
        category = case.subject["category"]
        return case.unit.organ.region == self.region and case.form in self.forms and category in self.categories

    @property
    def columns(self) -> dict[str, str]:
        return HEADERS | self.headers


def sources(year: Year) -> list[Source]:
    """The systems with their cases."""
    made = [Source(**entry) for entry in toml("sources.toml")["source"]]
    for case in year.cases:
        next(source for source in made if source.has(case)).cases.append(case)
    return made


class Export:
    """A source's files as they are on a day: the log and the side tables that have rows, with the mapping for them."""

    def __init__(self, year: Year, source: Source, until: int | None = None) -> None:
        self.year, self.source = year, source
        self.until = year.clock.now if until is None else until
        self.sides = {name: rows for name in SIDES if (rows := list(self.side(name)))}
        self.rows = list(self.log())
        place = list(HEADERS).index("activity")
        self.acts = {row[place] for row in self.rows}

    def write(self, folder: Path) -> tuple[Path, list[Path]]:
        """Write the files; gives the log and the side tables."""
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / self.source.log
        write_table(log, list(self.source.columns.values()), self.rows)
        if self.source.encoding != "utf-8":
            log.write_bytes(log.read_text("utf-8-sig").encode(self.source.encoding))
        written = []
        for name, rows in self.sides.items():
            file, columns = SIDES[name]
            written.append(folder / file)
            write_table(written[-1], list(columns.values()), rows)
        return log, written

    def mapping(self, law_in: str = "") -> dict[str, Any]:
        """The mapping; with the registers of the folder ``law_in``, where that is told."""
        columns = self.source.columns
        amounts = ("fine", "gain", "paid", "paid_gain", "late_fee")
        tree: dict[str, Any] = {
            "log": {"encoding": "gb18030" if self.source.encoding != "utf-8" else "utf-8"},
            "columns": {name: columns[name] for name in columns if name not in amounts}
            | {"persons_separator": "；", "bases_separator": "；"},
            "acts": {"order": self.order(), "unknown": "error"},
            "close": {"acts": self.known(CLOSING)},
            "decision": {"acts": self.known(DECIDING)},
            "defaults": {"version": law.VERSION},
            "penalties": {"fine": columns["fine"], GAIN: columns["gain"]},
            "executions": {"fine": columns["paid"], GAIN: columns["paid_gain"], "late_fee": columns["late_fee"]},
            "tables": {name: {"file": SIDES[name][0]} | SIDES[name][1] for name in self.sides},
        }
        if law_in:
            tree["tables"] |= {name: {**fields, "file": f"{law_in}/{fields['file']}"} for name, fields in LAW.items()}
        return tree

    def order(self) -> list[str]:
        """The acts of all procedures of the source in one order that holds in each of them."""
        before: dict[str, set[str]] = {}
        for form in self.source.forms:
            acts = [
                act
                for entry in toml(f"items/{form}.toml")["steps"]
                for act in ([entry] if isinstance(entry, str) else entry)
            ]
            before.setdefault(acts[0], set())
            for first, second in pairwise(acts):
                before.setdefault(second, set()).add(first)
        return list(TopologicalSorter(before).static_order())

    def known(self, acts: Sequence[str]) -> list[str]:
        return [act for act in acts if act in self.acts]

    def log(self) -> Iterator[Sequence[Cell]]:
        """A row for each step that had begun, in the order of cases and of steps."""
        for case in self.source.cases:
            for place, step in enumerate(sorted(case.steps, key=lambda step: step.start)):
                if step.start <= self.until:
                    cells = self.of_case(case, first=place == 0) | self.of_step(step)
                    yield tuple(cells.get(name) for name in HEADERS)

    def of_case(self, case: Case, *, first: bool) -> dict[str, Cell]:
        """What is said of the case; the application's form stands at the first step."""
        unit = case.unit
        about: dict[str, Cell] = {
            "case": case.number,
            "organ": case.item.organ.name if case.form == "permit" else unit.name,
            "item": case.item.code,
            "category": case.subject["category"],
            "area": unit.organ.region,
        }
        if first:
            about |= {"title": case.title, "party": case.party}
            about["accepted"] = self.when(case.accepted)
            if case.promised is not None and about["accepted"]:
                about["promised"] = day_text(case.promised)
        return about

    def of_step(self, step: Step) -> dict[str, Cell]:
        people, roles = zip(*step.people, strict=True)
        day = date_of(step.start // MINUTES)
        row: dict[str, Cell] = {
            "activity": step.act,
            "assigned": text(step.assigned),
            "start": text(step.start),
            "end": self.when(step.end),
            "persons": "；".join(person.name for person in people),
            "certificate": "；".join(self.year.district.number(person, day) for person in people),
            "role": "；".join(roles),
            "back_from": step.facts.get("back_from"),
        }
        if row["end"]:
            row |= {name: step.facts.get(name) for name in FACTS if name != "bases"}
            row["bases"] = "；".join(step.facts.get("bases", ()))
        return row

    def when(self, moment: int | None) -> str | None:
        """The moment, or None if it is still to come."""
        return text(moment) if moment is not None and moment <= self.until else None

    def side(self, name: str) -> Iterator[Sequence[Cell]]:
        """The rows of a side table."""
        rows = {
            "suspensions": self.pauses,
            "extensions": self.extensions,
            "evidence": self.evidence,
            "orders_to_correct": self.orders,
            "goods": self.goods,
        }[name]
        for case in self.source.cases:
            yield from ((case.number, *row) for row in rows(case))

    def pauses(self, case: Case) -> Iterator[Sequence[Cell]]:
        for kind, begin, end, cap in case.pauses:
            if stopped := self.when(begin):
                yield kind, stopped, self.when(end), None if cap is None else text(cap)

    def extensions(self, case: Case) -> Iterator[Sequence[Cell]]:
        for act, point, amount, approved in case.extensions:
            if at := self.when(approved):
                yield act, point, amount, at

    def evidence(self, case: Case) -> Iterator[Sequence[Cell]]:
        for place, piece in enumerate(case.evidence):
            if added := self.when(piece.added):
                better = piece.replaced_by
                replaced = better is not None and self.when(case.evidence[better].added)
                by = f"{case.number}-{better + 1:02}" if better is not None and replaced else None
                number = f"{case.number}-{place + 1:02}"
                yield piece.act, piece.run, number, piece.kind, added, self.when(piece.removed), by

    def orders(self, case: Case) -> Iterator[Sequence[Cell]]:
        for violation, served, due, found, rechecked in case.orders:
            if at := self.when(served):
                again = self.when(rechecked)
                yield violation, at, day_text(due), found if again else None, again

    def goods(self, case: Case) -> Iterator[Sequence[Cell]]:
        for name, seized, listed, *ways, disposed in case.goods:
            if self.when(seized):
                gone = self.when(disposed)
                yield name, listed, *(ways if gone else (None, None, None, None)), gone


def register(lines: Iterable[Certificate], organs: dict[str, str]) -> Rows:
    """The register of certificates; ``organs`` are the names by key."""
    for line in lines:
        days = (line.valid_from.isoformat(), line.valid_to.isoformat())
        yield (line.person.name, line.number, line.category, line.area, *days, organs[line.unit])


def write_law(year: Year, folder: Path) -> tuple[Path, Path]:
    """Articles and tiers as the catalogue loads them."""
    articles, tiers = folder / LAW["articles"]["file"], folder / LAW["tiers"]["file"]
    write_table(articles, law.ARTICLES, law.articles(year.law))
    write_table(tiers, law.TIERS, law.tiers(year.law))
    return articles, tiers


def write_year(year: Year, folder: Path) -> list[Path]:
    """Write everything for ``mingcha audit``: a folder for each source with its points, and beside them the law. Gives the folders."""
    folder.mkdir(parents=True, exist_ok=True)
    write_law(year, folder)
    names = {key: organ.name for key, organ in year.district.organs.items()}
    names |= {unit.key: unit.name for unit in year.district.units}
    write_table(folder / LAW["certificates"]["file"], REGISTER, register(year.district.register, names))
    written = []
    for source in sources(year):
        if source.cases:
            export = Export(year, source)
            export.write(folder / source.key)
            (folder / source.key / "mapping.toml").write_text(mapping_text(export.mapping("..")), "utf-8")
            (folder / source.key / "points.toml").write_text(points_text(source.cases), "utf-8")
            written.append(folder / source.key)
    return written
