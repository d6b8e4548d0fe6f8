# SPDX-License-Identifier: Apache-2.0
"""The district as rows, by actions: organs, the register of officers, accounts with their posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from stdnum.cn import ric

from mingcha.demo.district import Certificate, District, Person, toml
from mingcha.ledger import By
from mingcha.organs.actions.certificates import add_exam
from mingcha.organs.actions.logins import change_password
from mingcha.organs.actions.officers import add_certificate, create_officer, edit_officer
from mingcha.organs.actions.organs import create_organ
from mingcha.organs.actions.people import create_person
from mingcha.organs.actions.posts import grant_post
from mingcha.organs.models import Officer, Organ, Post, Region, Role
from mingcha.organs.models import Person as Account

NOWHERE: Final = "990101"
"""A code of no region: whose ID number begins with it is nobody."""
SINCE: Final = date(2024, 1, 1)


@dataclass
class Settled:
    """What the district became: organs by key, officers by the name of their number, posts by username."""

    organs: dict[str, Organ] = field(default_factory=dict)
    officers: dict[Person, Officer] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)


def settle(district: District, *, by: By) -> Settled:
    """Make organs, officers and accounts."""
    made = Settled()
    _organs(district, made, by)
    _officers(district, made, by)
    entries = toml("accounts.toml")
    for number, entry in enumerate([*entries["account"], *entries["person"]], 1):
        _account(entry, number, district, made, by)
    for entry in entries["account"]:
        change_password(made.posts[entry["username"]].person, entries["password"])
    return made


def _organs(district: District, made: Settled, by: By) -> None:
    for organ in district.organs.values():
        made.organs[organ.key] = _organ(organ, organ.region, made.organs.get(organ.parent), by)
    for unit in district.units:
        made.organs[unit.key] = _organ(unit, unit.organ.region, made.organs[unit.organ.key], by)


def _organ(told: Any, region: str, parent: Organ | None, by: By) -> Organ:
    given = {"name": told.name, "short": told.short, "kind": told.kind, "parent": parent}
    return create_organ({**given, "region": Region.objects.get(pk=region.ljust(12, "0"))}, by=by)


def _officers(district: District, made: Settled, by: By) -> None:
    """Those with certificates, the auxiliary staff, and the clerks at the windows, who need none."""
    regions = {line.area: Region.objects.get(pk=line.area.ljust(12, "0")) for line in district.register}
    for line in district.register:
        officer = made.officers.get(line.person) or _officer(line.person, made.organs[line.unit], "officer", made, by)
        _exam(officer, line, by)
        add_certificate(officer, _certificate(line, regions[line.area]), by=by)
    for unit in district.units:
        for person in unit.assistants:
            _officer(person, made.organs[unit.key], "auxiliary", made, by)
    for organ in district.organs.values():
        for person in organ.clerks:
            _officer(person, made.organs[organ.key], "officer", made, by)


def _exam(officer: Officer, line: Certificate, by: By) -> None:
    """The invented officer passed an invented exam a month before her first certificate."""
    if not officer.exams.exists():
        on = line.valid_from - timedelta(days=30)
        add_exam(officer, {"on": on, "passed": True, "organiser": "示例市司法局"}, by=by)


def _officer(person: Person, organ: Organ, kind: str, made: Settled, by: By) -> Officer:
    made.officers[person] = create_officer({"name": person.name, "organ": organ, "kind": kind}, by=by)
    return made.officers[person]


def _certificate(line: Certificate, area: Region) -> dict[str, Any]:
    days = {"valid_from": line.valid_from, "valid_to": line.valid_to}
    return {"number": line.number, "category": line.category, "area": area, **days}


def _account(entry: Mapping[str, Any], number: int, district: District, made: Settled, by: By) -> None:
    """A person with her posts; where she is an officer too, her cases are hers."""
    officer = made.officers[_named(district, *entry["officer"])] if "officer" in entry else None
    first = made.organs[entry["posts"][0]["organ"]]
    given = {
        "username": entry["username"],
        "name": officer.name if officer else entry["name"],
        "organ": first,
        "id_number": invented_number(number),
    }
    person: Account = create_person(given, by=by)
    roles = {role.key: role for role in Role.objects.all()}
    for post in reversed(entry["posts"]):
        whole = {"organ": made.organs[post["organ"]], "role": roles[post["role"]], "reach": post["reach"]}
        made.posts[entry["username"]] = grant_post(person, {**whole, "valid_from": SINCE}, by=by)
    if officer:
        officer.refresh_from_db()
        edit_officer(officer, officer.version, {"person": person}, by=by)


def _named(district: District, key: str, among: str, place: int) -> Person:
    """An officer by the unit or organ that she belongs to."""
    if among == "careful":
        return district.unit(key).careful()[place]
    people: list[Person] = list(getattr(district.organs[key], among))
    return people[place]


def invented_number(number: int) -> str:
    """A citizen number of no region that passes its check."""
    digits = f"{NOWHERE}19{70 + number % 30:02}{number % 12 + 1:02}{number % 28 + 1:02}{number:03}"
    return digits + str(ric.calc_check_digit(digits))
