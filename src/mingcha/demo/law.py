# SPDX-License-Identifier: Apache-2.0
"""What the cases of the demonstration are about: subjects, power items, articles and tiers. All amounts are samples."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, Final

from mingcha.audit import sample_staff
from mingcha.audit.sample_staff import Violation
from mingcha.demo.district import District, Organ, data, toml

VERSION: Final = "1"
SINCE: Final = date(2022, 1, 1)
POWERS: Final = {
    "ordinary": "行政处罚",
    "summary": "行政处罚",
    "permit": "行政许可",
    "seizure": "行政强制",
    "surcharge": "行政强制",
    "inspection": "行政检查",
}
"""The form of a procedure (``data/items/<form>.toml``), and the category of power."""
LOCAL_SINCE: Final = "2023-01-01"
TIERS: Final = ("违法行为", "阶次", "生效日期", "失效日期", "最低罚款(元)", "最高罚款(元)", "须先责令改正", "说明")
ARTICLES: Final = ("条文", "施行日期", "失效日期")
NOTE: Final = "示例，以当地公布为准"


@dataclass(frozen=True)
class Item:
    """A power item of an organ: code, name, form of its procedure, and the violation by whose tiers its fines are judged."""

    code: str
    name: str
    form: str
    organ: Organ
    violation: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """The item as the catalogue loads it (docs/item.md): its points, and beside them everything that people work by."""
        tree, parts = toml(f"items/{self.form}.toml"), toml(f"parts/{self.form}.toml")
        places = [[act] if isinstance(act, str) else act for act in tree.pop("steps")]
        told = parts.pop("of")
        steps = [{"act": act, "place": place, **told[act]} for place, acts in enumerate(places, 1) for act in acts]
        head = {"code": self.code, "name": self.name, "category": POWERS[self.form], **parts.pop("head")}
        head |= {"standards": [self.violation]} if self.violation else {}
        return {"catalog": head | {"version": VERSION, "valid_from": SINCE}, "step": steps, **tree, **parts}


@dataclass
class Law:
    """Subjects by form, items by (base code, county), and words for what is cited."""

    subjects: dict[str, list[dict[str, Any]]]
    violations: Mapping[str, Violation]
    cited: Mapping[str, Sequence[str]]
    firms: Sequence[str]
    streets: Sequence[str]
    shops: Sequence[str]
    surnames: str
    items: dict[tuple[str, str], Item] = field(default_factory=dict)

    def item(self, code: str, organ: Organ) -> Item:
        return self.items[code, organ.region]

    def party(self, rng: Random, kinds: Sequence[str], *, people: float = 0.3) -> str:
        """A shop, or a person as organs name one in public."""
        if rng.random() < people:
            return f"{rng.choice(self.surnames)}某"
        return f"{rng.choice(self.shops)}{rng.choice(kinds)}"

    def place(self, rng: Random) -> str:
        return f"{rng.choice(self.streets)}{rng.randrange(1, 240)}号"


def read(district: District) -> Law:
    """The law of the demonstration, and the items of each county that has an organ for them."""
    sample, names = sample_staff.found(Random(0)), toml("subjects.toml")  # noqa: S311 - its people are not used
    violations = {each.name: each for known in sample.violations.values() for each in known}
    further = names.pop("further")
    firms = further.pop("firms")
    cited = {**sample.articles, **further}
    law = Law(names, violations, cited, firms, sample.streets, sample.shops, sample.surnames)
    for subject, form in _forms(law):
        for organ in _holders(district, law, subject, form):
            name = subject.get("item") or subject.get("name") or f"对{subject['violation']}的行政处罚"
            violation = subject.get("violation") or (subject["name"] if form == "summary" else "")
            law.items[subject["code"], organ.region] = Item(_code(subject["code"], organ), name, form, organ, violation)
    return law


def _forms(law: Law) -> Iterator[tuple[dict[str, Any], str]]:
    for form in POWERS:
        for subject in law.subjects[form]:
            if form == "ordinary":
                subject["category"] = law.violations[subject["violation"]].category
            yield subject, form


def _code(base: str, organ: Organ) -> str:
    return f"{organ.region}-{base}"


def _holders(district: District, law: Law, subject: dict[str, Any], form: str) -> Iterator[Organ]:
    """In each county the first organ of the category that has units for it; permits are the approval organ's."""
    if form == "permit":
        yield next(organ for organ in district.organs.values() if organ.kind == "hall")
        return
    kind = form if form in ("ordinary", "summary") else "ordinary"
    seen: dict[str, Organ] = {}
    for unit in district.for_kind(kind, subject["category"]):
        if form in ("ordinary", "summary") or unit.organ.key == "xc-sj":
            seen.setdefault(unit.organ.region, unit.organ)
    yield from seen.values()


def articles(law: Law) -> Iterator[Sequence[str]]:
    """Rows of the library: those of the sample, and further ones."""
    yield from _rows(sample_staff.data("articles.csv"))
    yield from _rows(data("articles.csv"))


def tiers(law: Law) -> Iterator[Sequence[str | int]]:
    """Rows of the discretion standard: those of the sample, and the tiers of summary fines."""
    yield from _rows(sample_staff.data("tiers.csv"))
    for subject in law.subjects["summary"]:
        for name, least, most, _weight in subject["tiers"]:
            yield subject["name"], name, LOCAL_SINCE, "", least, most, "否", NOTE


def _rows(raw: bytes) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    next(rows)
    yield from rows
