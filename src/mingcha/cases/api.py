# SPDX-License-Identifier: Apache-2.0
"""Cases and alarms for other systems (S1-27, S1-33): the lists of the pages, one of each, and taking note of an alarm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from mingcha.cases import words
from mingcha.cases.actions.alarms import acknowledge_alarm
from mingcha.cases.filters import AlarmFilter, CaseFilter
from mingcha.cases.models import Alarm, Case, Step
from mingcha.catalog.models import Point
from mingcha.organs.access import find, rights
from mingcha.organs.perms import Perm
from mingcha.organs.requests import ApiRequest
from mingcha.web.api.fields import Named, one_of, says
from mingcha.web.api.pages import Page, listed
from mingcha.web.api.repeats import once

router = Router(tags=["cases"])
READ, ALARMS, ACKNOWLEDGE = Perm.CASES_CASE_READ, Perm.CASES_ALARM_READ, Perm.CASES_ALARM_ACKNOWLEDGE
NEWEST = ("-came_at", "-id")
LATEST = ("-occurred_at", "-id")


class CaseShown(Schema):
    """A case 办件."""

    id: int
    version: int
    source: str
    number: str
    title: str
    party: str
    item_code: str
    item_number: str
    power: str
    organ: Named
    status: str = one_of(Case.Status)
    came_at: datetime
    accepted_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None


class OfficerAtStep(Schema):
    """Who acted at a step, and as what."""

    id: int = Field(alias="officer_id")
    name: str = Field(alias="officer.name")
    role: str | None


class StepShown(Schema):
    """A step 环节 as it was done."""

    id: int
    act: str
    run: int
    assigned_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    back_from: str | None
    officers: list[OfficerAtStep] = Field(alias="people")


class CaseNamed(Schema):
    """The case of an alarm."""

    id: int
    number: str
    title: str


class PointNamed(Schema):
    """The monitor point by which something was found."""

    key: str
    name: str
    law: str


class AlarmShown(Schema):
    """An alarm 报警: what, where, by which point, and what would cure it."""

    id: int
    version: int
    number: str
    headline: str
    cure: str
    kind: str = one_of(Point.Kind)
    level: str = one_of(Alarm.Level)
    code: str
    status: str = one_of(Alarm.Status)
    case: CaseNamed
    organ: Named
    officer: Named | None
    point: PointNamed
    occurred_at: datetime
    raised_at: datetime


def told(_request: Any, alarms: list[Alarm]) -> None:
    """Put on each alarm what it says, in the language that was asked for."""
    for alarm in alarms:
        alarm.headline, alarm.cure = words.headline(alarm), words.cure(alarm)  # type: ignore[attr-defined]


@router.get("/cases", response=Page[CaseShown])
@says(_("办件列表，新的在前"))
@rights(READ)
@listed(CaseFilter, NEWEST)
def case_list(request: ApiRequest) -> QuerySet[Case]:
    """The cases within reach."""
    return Case.objects.visible_to(request.post, READ).select_related("organ")


@router.get("/cases/{int:pk}", response=CaseShown)
@says(_("一件办件"))
@rights(READ)
def case_detail(request: ApiRequest, pk: int) -> Case:
    """One case."""
    return find(Case.objects.select_related("organ"), request.post, pk, READ)


@router.get("/cases/{int:pk}/steps", response=Page[StepShown])
@says(_("办件的环节，按办理次序"))
@rights(READ)
@listed(order=("seq", "id"))
def case_steps(request: ApiRequest, pk: int) -> QuerySet[Step]:
    """The steps of a case and who acted at them."""
    return find(Case, request.post, pk, READ).steps.prefetch_related("people__officer")


@router.get("/cases/{int:pk}/alarms", response=Page[AlarmShown])
@says(_("办件的报警，新的在前"))
@rights(READ, ALARMS)
@listed(AlarmFilter, LATEST, told)
def case_alarms(request: ApiRequest, pk: int) -> QuerySet[Alarm]:
    """The alarms of a case; without ``state`` those that stand."""
    case = find(Case, request.post, pk, READ)
    return alarms(request).filter(case=case)


@router.get("/alarms", response=Page[AlarmShown])
@says(_("报警列表，新的在前"))
@rights(ALARMS)
@listed(AlarmFilter, LATEST, told)
def alarm_list(request: ApiRequest) -> QuerySet[Alarm]:
    """The alarms within reach; without ``state`` those that stand."""
    return alarms(request)


def alarms(request: ApiRequest) -> QuerySet[Alarm]:
    return Alarm.objects.visible_to(request.post, ALARMS).select_related("case", "organ", "officer", "point")


@router.get("/alarms/{int:pk}", response=AlarmShown)
@says(_("一条报警"))
@rights(ALARMS)
def alarm_detail(request: ApiRequest, pk: int) -> Alarm:
    """One alarm."""
    alarm = find(alarms(request), request.post, pk, ALARMS)
    told(request, [alarm])
    return alarm


@router.post("/alarms/{int:pk}/acknowledge", response=AlarmShown)
@says(_("知悉报警"))
@rights(ALARMS, ACKNOWLEDGE)
@once(alarm_detail)
def alarm_acknowledge(request: ApiRequest, pk: int) -> int:
    """Say that the alarm is known; it stays until oversight has dealt with it."""
    alarm = find(Alarm, request.post, pk, ACKNOWLEDGE)
    acknowledge_alarm(alarm, by=request.post)
    return pk
