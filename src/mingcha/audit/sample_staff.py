# SPDX-License-Identifier: Apache-2.0
"""The people, organs and subjects of the made-up district, from ``data/sample``. Nobody in it is real."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any, Final, NamedTuple

DISTRICT: Final = "990101"
RETIRED_ON: Final = "2025-12-31"


def data(name: str) -> bytes:
    """A file of the sample's data."""
    return files("mingcha.audit").joinpath(f"data/sample/{name}").read_bytes()


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(data(name).decode())


def _rows(name: str) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(data(name).decode("utf-8-sig")))
    next(rows)
    return rows


class Person(NamedTuple):
    """An officer; ``number`` of the certificate is empty for leaders and assistants, who have none."""

    name: str
    number: str = ""


@dataclass(frozen=True)
class Organ:
    """An organ: its reviewers in the legal section, and its head and deputy."""

    name: str
    category: str
    mark: str
    reviewers: Sequence[Person]
    heads: Sequence[Person]


@dataclass(frozen=True)
class Unit:
    """A unit that handles cases. ``retired`` is a former officer whose certificate ended on :data:`RETIRED_ON`."""

    name: str
    organ: Organ
    officers: Sequence[Person]
    assistants: Sequence[Person]
    retired: Person
    n_careless: int
    share: float
    areas: Sequence[str]
    friday: bool

    @property
    def careless(self) -> Sequence[Person]:
        return self.officers[: self.n_careless]


@dataclass(frozen=True)
class Tier:
    """A row of the discretion standard: days as text (``valid_to`` may be empty), amounts in yuan."""

    name: str
    valid_from: str
    valid_to: str
    least: int
    most: int
    needs_order: bool

    def covers(self, day: str) -> bool:
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True)
class Violation:
    """What a case can be about; ``goods`` is name, unit of measure and the most of it."""

    name: str
    category: str
    weight: float
    gain: float
    basis: Sequence[str]
    party: str
    tiers: Sequence[Tier]
    goods: tuple[str, str, int] | None

    @property
    def needs_order(self) -> bool:
        return self.tiers[0].needs_order


@dataclass(frozen=True)
class District:
    """Everything that is there before the first case. ``register`` holds the rows of the register of officers."""

    units: Sequence[Unit]
    violations: dict[str, list[Violation]]
    articles: dict[str, list[str]]
    streets: Sequence[str]
    shops: Sequence[str]
    surnames: str
    register: Sequence[tuple[str, ...]]


def found(rng: Random) -> District:
    """Found the district: name its people, give them certificates."""
    staff, law = _toml("staff.toml"), _toml("violations.toml")
    people = _People(rng, staff)
    organs = {entry["name"]: people.organ(entry) for entry in staff["organ"]}
    units = [people.unit(entry, organs[entry["organ"]]) for entry in staff["unit"]]
    violations: dict[str, list[Violation]] = {}
    for entry in law.pop("violation"):
        violations.setdefault(entry["category"], []).append(_violation(entry))
    surnames = staff["surnames"]
    return District(units, violations, law, staff["streets"], staff["shops"], surnames, people.register)


def _violation(entry: dict[str, Any]) -> Violation:
    tiers = [
        Tier(name, start, end, int(least), int(most), order == "是")
        for violation, name, start, end, least, most, order, _ in _rows("tiers.csv")
        if violation == entry["name"]
    ]
    goods = tuple(entry["goods"]) if "goods" in entry else None
    return Violation(**{**entry, "tiers": tiers, "goods": goods})


class _People:
    """Gives out names, each once, and certificates."""

    def __init__(self, rng: Random, staff: dict[str, Any]) -> None:
        self.rng = rng
        self.names = [surname + given for surname in staff["surnames"] for given in staff["given"]]
        rng.shuffle(self.names)
        self.register: list[tuple[str, ...]] = []

    def organ(self, entry: dict[str, Any]) -> Organ:
        reviewers = [self.officer(entry["name"], entry["category"]) for _ in range(entry["reviewers"])]
        heads = [Person(self.names.pop()) for _ in range(2)]
        return Organ(entry["name"], entry["category"], entry["mark"], reviewers, heads)

    def unit(self, entry: dict[str, Any], organ: Organ) -> Unit:
        area = entry.get("area", DISTRICT)
        officers = [self.officer(organ.name, organ.category, area) for _ in range(entry["officers"] - 1)]
        return Unit(
            name=entry["name"],
            organ=organ,
            officers=officers,
            assistants=[Person(self.names.pop()) for _ in range(entry["assistants"])],
            retired=self.officer(organ.name, organ.category, area, RETIRED_ON),
            n_careless=entry.get("careless", 0),
            share=entry["share"],
            areas=entry["areas"],
            friday=entry.get("friday", False),
        )

    def officer(self, organ: str, category: str, area: str = DISTRICT, until: str = "") -> Person:
        """A new officer. One in ten had the certificate renewed within the year, the day after the old one ended."""
        person = Person(self.names.pop(), f"{DISTRICT}{self.rng.randrange(1, 30):02}{len(self.names):04}")
        start = f"{self.rng.randrange(2021, 2025)}-{self.rng.randrange(1, 13):02}-01"
        spans = [(start, until or f"{self.rng.randrange(2028, 2031)}-06-30")]
        if not until and self.rng.random() < 0.1:
            spans = [(start, "2026-05-31"), ("2026-06-01", "2032-05-31")]
        self.register += [(*person, category, area, *span, organ) for span in spans]
        return person
