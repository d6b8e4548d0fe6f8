# SPDX-License-Identifier: Apache-2.0
"""Organs, officers, regions, dictionaries and calendars for other systems (S0-49, S1-06, S1-07, S1-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from mingcha.engine.calendar import NATIONAL
from mingcha.organs.access import find, rights
from mingcha.organs.actions.organs import edit_organ
from mingcha.organs.dictionaries import terms
from mingcha.organs.elevation import demand_of_person
from mingcha.organs.forms.officers import OfficerFilter
from mingcha.organs.forms.organs import OrganEditForm, OrganFilter, RegionFilter
from mingcha.organs.models import (
    Calendar,
    CalendarMark,
    CalendarYear,
    Certificate,
    Dictionary,
    Officer,
    Organ,
    Region,
)
from mingcha.organs.perms import Perm
from mingcha.organs.requests import ApiRequest
from mingcha.web.api.etags import edited_version, needs_version
from mingcha.web.api.fields import Body, Named, cleaned, one_of, says
from mingcha.web.api.pages import Page, listed

router = Router(tags=["organs"])
READ, EDIT = Perm.ORGANS_ORGAN_READ, Perm.ORGANS_ORGAN_EDIT
OFFICERS, SETTINGS = Perm.ORGANS_OFFICER_READ, Perm.ORGANS_SETTING_READ
EDITED = ("name", "short", "kind", "uscc")


class RegionNamed(Schema):
    """Where something is, by GB/T 2260."""

    code: str
    name: str


class OrganShown(Schema):
    """An organ 机构. ``parent_id`` only where the organ above is within reach too."""

    id: int
    version: int
    name: str
    short: str
    kind: str = one_of(Organ.Kind)
    uscc: str
    region: RegionNamed
    parent_id: int | None = Field(alias="above")
    status: str = one_of(Organ.Status)


class OrganEdit(Body):
    """What may change of an organ; what is left out stays."""

    name: str = Field(default="", max_length=120)
    short: str = Field(default="", max_length=40)
    kind: str = one_of(Organ.Kind, default="")
    uscc: str = Field(default="", max_length=40)


class CertificateShown(Schema):
    """An enforcement certificate 执法证, from a day to a day, both included."""

    number: str
    category: str
    area: RegionNamed
    valid_from: date
    valid_to: date | None
    status: str = one_of(Certificate.Status)


class OfficerShown(Schema):
    """Somebody who acts in cases; nothing of her own numbers."""

    id: int
    version: int
    name: str
    kind: str = one_of(Officer.Kind)
    organ: Named
    status: str = one_of(Officer.Status)
    certificates: list[CertificateShown]


class RegionShown(RegionNamed):
    """An administrative region."""

    level: int = one_of(Region.Level)
    parent_id: str | None


class DictionaryShown(Schema):
    """A list of terms."""

    key: str
    name: str


class TermShown(Schema):
    """A word of a dictionary: what is stored, and what is shown."""

    code: str
    name: str


class DictionaryWhole(DictionaryShown):
    """A dictionary with the terms in force."""

    terms: list[TermShown]


class CalendarShown(Schema):
    """A work calendar; ``CN`` is the national one."""

    code: str
    name: str
    version: int


class MarkShown(Schema):
    """A day that is off or worked, whatever its place in the week."""

    day: date
    is_work: bool
    name: str


class YearShown(Schema):
    """A year of a calendar: the days that are not as the week says."""

    code: str
    year: int
    standing: str = one_of(CalendarYear.Standing)
    marks: list[MarkShown]


def above(request: ApiRequest, organs: list[Organ]) -> None:
    """Put on each organ the number of the one above, if that is within reach."""
    reached = Organ.objects.within(request.post).filter(pk__in=[organ.parent_id for organ in organs])
    known = set(reached.order_by().values_list("pk", flat=True))
    for organ in organs:
        organ.above = organ.parent_id if organ.parent_id in known else None  # type: ignore[attr-defined]


@router.get("/organs", response=Page[OrganShown])
@says(_("机构列表，按隶属关系"))
@rights(READ)
@listed(OrganFilter, ("path", "id"), above)
def organ_list(request: ApiRequest) -> QuerySet[Organ]:
    """The organs within reach, those above before those below."""
    return Organ.objects.visible_to(request.post, READ).select_related("region")


@router.get("/organs/{int:pk}", response=OrganShown)
@says(_("一个机构"))
@rights(READ)
def organ_detail(request: ApiRequest, pk: int) -> Organ:
    """One organ."""
    organ = find(Organ.objects.select_related("region"), request.post, pk, READ)
    above(request, [organ])
    return organ


@router.patch("/organs/{int:pk}", response=OrganShown)
@says(_("修改机构"))
@rights(READ, EDIT)
@needs_version
def organ_change(request: ApiRequest, pk: int, given: OrganEdit) -> Organ:
    """Change what is given, if nobody was faster: ``If-Match`` carries the ETag that was read."""
    version = edited_version(request)
    organ = find(Organ, request.post, pk, EDIT)
    was = {name: getattr(organ, name) for name in EDITED}
    form = OrganEditForm(was | given.dict(exclude_unset=True) | {"version": max(version, 0)})
    what = cleaned(form)
    del what["version"]
    edit_organ(organ, version, what, by=request.post)
    return organ_detail(request, pk)


@router.get("/officers", response=Page[OfficerShown])
@says(_("执法人员列表，新登记的在前"))
@rights(OFFICERS)
@listed(OfficerFilter, people=demand_of_person)
def officer_list(request: ApiRequest) -> QuerySet[Officer]:
    """The officers within reach and their certificates."""
    rows = Officer.objects.visible_to(request.post, OFFICERS).select_related("organ")
    return rows.prefetch_related("certificates__area")


@router.get("/officers/{int:pk}", response=OfficerShown)
@says(_("一名执法人员及其执法证"))
@rights(OFFICERS)
def officer_detail(request: ApiRequest, pk: int) -> Officer:
    """One officer."""
    return find(Officer.objects.select_related("organ"), request.post, pk, OFFICERS)


@router.get("/regions", response=Page[RegionShown])
@says(_("行政区划列表，按代码"))
@rights(SETTINGS)
@listed(RegionFilter, ("code",))
def region_list(request: ApiRequest) -> QuerySet[Region]:
    """The regions of the country."""
    return Region.objects.all()


@router.get("/regions/{code}", response=RegionShown)
@says(_("一个行政区划"))
@rights(SETTINGS)
def region_detail(request: ApiRequest, code: str) -> Region:
    """One region by its twelve digits."""
    region: Region = _there(Region.objects.filter(pk=code[:20]).first())
    return region


@router.get("/dictionaries", response=Page[DictionaryShown])
@says(_("字典列表"))
@rights(SETTINGS)
@listed(order=("key",))
def dictionary_list(request: ApiRequest) -> QuerySet[Dictionary]:
    """The lists of terms that there are."""
    return Dictionary.objects.all()


@router.get("/dictionaries/{slug:key}", response=DictionaryWhole)
@says(_("一部字典及其生效的词条"))
@rights(SETTINGS)
def dictionary_detail(request: ApiRequest, key: str) -> dict[str, Any]:
    """One dictionary."""
    row = _there(Dictionary.objects.filter(key=key[:60]).first())
    in_force = [{"code": code, "name": name} for code, name in terms(row.key)]
    return {"key": row.key, "name": row.name, "terms": in_force}


@router.get("/calendars", response=Page[CalendarShown])
@says(_("工作日历列表"))
@rights(SETTINGS)
@listed(order=("code",))
def calendar_list(request: ApiRequest) -> QuerySet[Calendar]:
    """The national calendar and the local ones."""
    return Calendar.objects.all()


@router.get("/calendars/{slug:code}/{int:year}", response=YearShown)
@says(_("工作日历的一年：调休和节假日"))
@rights(SETTINGS)
def calendar_year(request: ApiRequest, code: str, year: int) -> dict[str, Any]:
    """The days of a year that are not as the week says, those of the national calendar among them."""
    row = _there(Calendar.objects.filter(pk=code[:40]).first())
    known = CalendarYear.objects.filter(year=year).first() if 1900 <= year <= 2200 else None
    standing = _there(known).standing
    days = CalendarMark.objects.filter(
        calendar__in={row.pk, NATIONAL}, day__gte=date(year, 1, 1), day__lte=date(year, 12, 31)
    )
    marks = {mark.day: mark for mark in days.order_by("calendar_id")}
    own = {mark.day: mark for mark in days.filter(calendar=row)}
    merged = sorted((marks | own).items())
    return {"code": row.pk, "year": year, "standing": standing, "marks": [mark for _day, mark in merged]}


def _there(row: Any) -> Any:
    if row is None:
        raise Http404
    return row
