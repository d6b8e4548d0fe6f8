# SPDX-License-Identifier: Apache-2.0
"""The cast of every test: two cities, an organ of each kind in both, a person for each role, and her twin in the other.

The twin is the outsider: same role, same reach, other city. Whatever a test about access lets her see is a leak. Regions
are invented (no code of GB/T 2260 begins with 99) and so is everybody in them. Rows are inserted, not made by actions:
the cast is laid anew for each test and has to be cheap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.test import Client
from django.utils import timezone

from mingcha.ledger import System
from mingcha.organs import elevation
from mingcha.organs.actions.roles import load_roles
from mingcha.organs.middleware import KEY
from mingcha.organs.models import Elevation, Exam, Officer, Organ, Person, Post, Region, Role
from mingcha.organs.models.people import ADMINISTRATORS

PLACES: Final = {"home": "9901", "away": "9902"}
NAMES: Final = {
    "home": {"city": "甲州市", "county": "甲一县"},
    "away": {"city": "乙州市", "county": "乙一县"},
}
ORGANS: Final[dict[str, tuple[str, str]]] = {
    "government": ("人民政府", ""),
    "justice": ("司法局", "government"),
    "enforcement": ("市场监督管理局", "government"),
    "entrusted": ("盐务服务中心", "enforcement"),
    "authorised": ("疾病预防控制中心", "government"),
    "town": ("青石镇人民政府", "government"),
    "hall": ("政务服务中心", "government"),
    "unit": ("市场监督管理局执法大队", "enforcement"),
}
"""By kind: the name after the county's, and the kind of the organ above."""
SEATS: Final[dict[str, tuple[str, str]]] = {
    "overseer": ("justice", Post.Reach.REGION),
    "leader": ("justice", Post.Reach.REGION),
    "monitor": ("enforcement", Post.Reach.BELOW),
    "handler": ("unit", Post.Reach.SELF),
    "filler": ("enforcement", Post.Reach.BELOW),
    "submitter": ("enforcement", Post.Reach.BELOW),
    "head": ("unit", Post.Reach.ORGAN),
    "reviewer": ("enforcement", Post.Reach.BELOW),
    "importer": ("enforcement", Post.Reach.BELOW),
    "system_admin": ("justice", Post.Reach.REGION),
    "security_admin": ("justice", Post.Reach.REGION),
    "audit_admin": ("justice", Post.Reach.REGION),
}
"""By role: the kind of organ she sits in, and her reach."""
SURNAMES: Final = {"home": "赵钱孙李周吴郑王冯陈何吕", "away": "褚卫蒋沈韩杨朱秦尤许施张"}
SINCE: Final = date(2020, 1, 1)
TELEPHONE: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""By which every administrator's telephone makes its codes: they must have a second factor."""


@dataclass
class Cast:
    """Ask it by kind and role; ``home`` is where the tests happen, ``away`` the other city."""

    organs: dict[tuple[str, str], Organ] = field(default_factory=dict)
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)

    def organ(self, kind: str) -> Organ:
        return self.organs["home", kind]

    def foreign_organ(self, kind: str) -> Organ:
        """The organ of that kind in the other city."""
        return self.organs["away", kind]

    def post(self, role: str) -> Post:
        return self.posts["home", role]

    def outsider(self, role: str) -> Post:
        """The same role in the other city."""
        return self.posts["away", role]

    def region(self, name: str) -> Region:
        """``province``, ``city``, ``county``, ``away city`` or ``away county``."""
        return self.regions[name]

    def client(self, post: Post) -> Client:
        """A browser of whoever holds the post, wearing it, in an elevated session."""
        client = Client()
        client.force_login(post.person)
        session = client.session
        session.update({KEY: post.pk, elevation.KEY: elevate(post.person)})
        session.save()
        return client


def elevate(person: Person) -> list[int]:
    """What her session carries once she has proved a fresh factor; it lasts as long as any test."""
    now = timezone.now()
    until = now + timedelta(days=1)
    made = Elevation.objects.create(person=person, reason="核对", factor="totp", begun_at=now, until=until)
    return [made.pk, int(until.timestamp())]


def cast() -> Cast:
    """Lay the cast into the database."""
    made = Cast()
    load_roles(System("test"))
    made.regions["province"] = Region.objects.create(code="990000000000", name="明省", level=Region.Level.PROVINCE)
    for place in PLACES:
        _settle(made, place)
        _seat(made, place)
    return made


def _settle(made: Cast, place: str) -> None:
    """The regions and organs of one city."""
    code, names = PLACES[place], NAMES[place]
    prefix = "" if place == "home" else "away "
    city = Region.objects.create(
        code=f"{code}00000000", name=names["city"], level=Region.Level.CITY, parent=made.regions["province"]
    )
    county = Region.objects.create(code=f"{code}01000000", name=names["county"], level=Region.Level.COUNTY, parent=city)
    made.regions |= {f"{prefix}city": city, f"{prefix}county": county}
    for kind, (name, above) in ORGANS.items():
        parent = made.organs.get((place, above))
        organ = Organ(name=f"{county.name}{name}", short=name[:6], kind=kind, region=county, parent=parent)
        organ.city, organ.county = county.city, county.county
        organ.save()
        organ.path = f"{parent.path if parent else '/'}{organ.pk}/"
        Organ.objects.filter(pk=organ.pk).update(path=organ.path)
        made.organs[place, kind] = organ


def _seat(made: Cast, place: str) -> None:
    """One person and post for each role."""
    roles = {role.key: role for role in Role.objects.all()}
    for number, (key, (kind, reach)) in enumerate(SEATS.items(), 1):
        city = int(place == "away")
        person = Person(
            username=key if place == "home" else f"{key}-away",
            name=f"{SURNAMES[place][number - 1]}{'明察' if place == 'home' else '远望'}",
            organ=made.organs[place, kind],
            phone=f"1390000{city}{number:03}",
            id_number=invented_id(city * 100 + number),
        )
        person.set_unusable_password()
        person.save()
        if key in ADMINISTRATORS:
            Authenticator.objects.create(user=person, type="totp", data={"secret": encrypt(TELEPHONE), "counter": 0})
        made.posts[place, key] = Post.objects.create(
            person=person, organ=made.organs[place, kind], role=roles[key], reach=reach, valid_from=SINCE
        )


def examined(officer: Officer) -> Officer:
    """The same, having passed her exam before any certificate of a test begins."""
    Exam.objects.create(officer=officer, on=date(2019, 1, 1), passed=True, organiser="考试中心")
    return officer


def invented_id(number: int) -> str:
    """An ID number that passes its check and is nobody's: born in 1900."""
    digits = f"99010119000101{number:03}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits)) % 11
    return digits + "10X98765432"[total]
