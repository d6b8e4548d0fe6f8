# SPDX-License-Identifier: Apache-2.0
"""The people and organs of the demonstration, from ``data/staff.toml``. Nobody in it is real."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import Any, Final

from mingcha.audit import sample_staff
from mingcha.demo.clock import Clock
from mingcha.engine.clock import date_of

AUXILIARY: Final = "辅助人员"
TEMPORARY: Final = ("劳务派遣", "公益性岗位")


@dataclass(frozen=True)
class Person:
    """Somebody who acts in cases; ``number`` of the certificate is empty for those who have none."""

    name: str
    number: str = ""


@dataclass
class Organ:
    """An organ as its file says; ``clerks`` work at a window and need no certificate."""

    key: str
    name: str
    short: str
    kind: str
    region: str
    parent: str = ""
    category: str = ""
    mark: str = ""
    reviewers: Sequence[Person] = ()
    heads: Sequence[Person] = ()
    clerks: Sequence[Person] = ()

    @property
    def area(self) -> str:
        return self.region


@dataclass
class Unit:
    """A unit that handles cases; ``share`` tells how much of each kind it gets, ``lapsed`` whose certificates have ended."""

    key: str
    name: str
    short: str
    kind: str
    organ: Organ
    officers: Sequence[Person]
    lapsed: Sequence[Person]
    assistants: Sequence[Person]
    careless: Sequence[Person]
    friday: bool
    share: dict[str, float]

    def careful(self) -> list[Person]:
        return [officer for officer in self.officers if officer not in self.careless]


@dataclass(frozen=True)
class Certificate:
    """A line of the register of certificates; days as dates."""

    person: Person
    number: str
    category: str
    area: str
    valid_from: date
    valid_to: date
    unit: str


@dataclass
class District:
    """Everything that is there before the first case."""

    organs: dict[str, Organ] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    register: list[Certificate] = field(default_factory=list)
    renewed: dict[str, Certificate] = field(default_factory=dict)

    def for_kind(self, kind: str, category: str) -> list[Unit]:
        """The units that get cases of a kind in a category."""
        return [unit for unit in self.units if unit.organ.category == category and unit.share.get(kind)]

    def number(self, person: Person, day: date) -> str:
        """The number of the certificate that somebody showed on a day."""
        new = self.renewed.get(person.number)
        return new.number if new and day >= new.valid_from else person.number

    def renew(self, person: Person, last: date, again: date) -> None:
        """Let the certificate of a person end on ``last`` and a new one begin on ``again``: a gap that nobody noticed."""
        place = next(n for n, line in enumerate(self.register) if line.person == person)
        old = self.register[place]
        days = (again, again + timedelta(days=5 * 365))
        new = Certificate(person, f"{old.number}1", old.category, old.area, *days, old.unit)
        self.register[place : place + 1] = [replace(old, valid_to=last), new]
        self.renewed[person.number] = new

    def unit(self, key: str) -> Unit:
        return next(unit for unit in self.units if unit.key == key)


def data(name: str) -> bytes:
    return files("mingcha.demo").joinpath(f"data/{name}").read_bytes()


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads(data(name).decode())


def found(rng: Random, clock: Clock) -> District:
    """Found the district: name its people, give them certificates."""
    staff = toml("staff.toml")
    people, made = _People(rng, clock), District()
    for entry in staff["organ"]:
        made.organs[entry["key"]] = people.organ(entry)
    made.units = [people.unit(entry, made.organs[entry["organ"]]) for entry in staff["unit"]]
    made.register = people.register
    return made


class _People:
    """Gives out names, each once, and certificates."""

    def __init__(self, rng: Random, clock: Clock) -> None:
        names = tomllib.loads(sample_staff.data("staff.toml").decode())
        self.rng, self.clock = rng, clock
        self.names = [surname + given for surname in names["surnames"] for given in names["given"]]
        rng.shuffle(self.names)
        self.register: list[Certificate] = []

    def organ(self, entry: dict[str, Any]) -> Organ:
        counts = {name: entry.pop(name, 0) for name in ("reviewers", "heads", "clerks")}
        organ = Organ(**entry)
        organ.reviewers = [self.officer(organ, organ.key) for _ in range(counts["reviewers"])]
        organ.heads = [self.officer(organ, organ.key) for _ in range(counts["heads"])]
        organ.clerks = [Person(self.names.pop()) for _ in range(counts["clerks"])]
        return organ

    def unit(self, entry: dict[str, Any], organ: Organ) -> Unit:
        key, gone = entry["key"], entry.get("lapsed", 0)
        officers = [self.officer(organ, key) for _ in range(entry["officers"] - gone)]
        return Unit(
            key=key,
            name=entry["name"],
            short=entry["short"],
            kind=entry.get("kind", "unit"),
            organ=organ,
            officers=officers,
            lapsed=[self.officer(organ, key, lapsed=True) for _ in range(gone)],
            assistants=[Person(self.names.pop()) for _ in range(entry["assistants"])],
            careless=officers[: entry.get("careless", 0)],
            friday=entry.get("friday", False),
            share={kind: entry[kind] for kind in ("ordinary", "summary", "permits") if kind in entry},
        )

    def officer(self, organ: Organ, unit: str, *, lapsed: bool = False) -> Person:
        """A new officer. Certificates are of region 99, which does not exist, and hold for five years and a bit."""
        person = Person(self.names.pop(), f"99{organ.region[2:]}{len(self.register) + 1:05}")
        first = self.clock.first
        if lapsed:
            last = first - self.rng.randrange(20, 200)
            begun = last - 5 * 365
        else:
            last = self.clock.today + self.rng.randrange(120, 1_400)
            begun = min(last - 5 * 365, first - 120)
        days = (date_of(begun), date_of(last))
        self.register.append(Certificate(person, person.number, organ.category, organ.region, *days, unit))
        return person
