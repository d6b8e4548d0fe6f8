# SPDX-License-Identifier: Apache-2.0
"""A new case 新建办件 from an item in force (S1-32): its number, its file, its parties, its first step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.counted import note_cases
from mingcha.cases.actions.tasks import Chosen, after, begin_step
from mingcha.cases.facts import add_party, names_of_parties
from mingcha.cases.late import Late, keep_late
from mingcha.cases.models import Case, CaseFile, Party
from mingcha.cases.procedure import procedure_of
from mingcha.catalog.actions.numbers import take_number
from mingcha.catalog.models import ItemVersion, PowerItem
from mingcha.engine.calendar import NATIONAL
from mingcha.ledger import Conflict, Invalid, WrongState, record
from mingcha.organs.access import require
from mingcha.organs.fields import blind_by_each
from mingcha.organs.models import Calendar, Certificate, Organ, Post
from mingcha.organs.perms import Perm
from mingcha.organs.search import search_text

MARKS: Final = "许处强征给检确裁奖"
"""The first character of a category of power names its series; others share one."""
PARTIES: Final = 5
"""So many parties a case has when it is registered; forms of its steps may add to them."""


@dataclass(frozen=True)
class Clue:
    """What is known when a case is registered. ``parties`` are as a form's field of type party gives them."""

    origin: str
    title: str
    summary: str = ""
    place: str = ""
    parties: tuple[Mapping[str, Any], ...] = ()
    came_at: datetime | None = None
    late_reason: str = ""
    number: str = ""
    chosen: Chosen = field(default_factory=Chosen)


@transaction.atomic
def open_case(version: ItemVersion, clue: Clue, *, now: datetime | None = None, by: Post) -> Case:
    """Register a case by the version of an item that is in force today; its first step begins when the case was received, for
    whoever opens it unless others are chosen.

    Raises:
        NotAllowed: no right, or the item is no one's in the chain above the post.
        WrongState: the version is not in force today, or was published without a procedure.
        Invalid: no cause, a day that has not come yet, one long past without a reason, too many parties.
        Conflict: the number is already used (corpus: a case number already used).
    """
    now = now or timezone.now()
    item = version.item
    require(by, Perm.CASES_CASE_OPEN, item)
    _check_in_force(version, timezone.localdate(now))
    if not clue.title.strip():
        raise Invalid(_("请填写案由"), "required", "title")
    if clue.came_at is not None and clue.came_at > now:
        raise Invalid(_("收到时间不能晚于现在"), "date_order", "came_at")
    late = Late(clue.came_at, clue.late_reason)
    at = late.happened(now, "came_at")
    if len(clue.parties) > PARTIES:
        raise Invalid(_("登记时最多填写 {most} 个当事人").format(most=PARTIES), "too_many", "party")
    procedure = procedure_of(version)
    starts = procedure.graph.starts
    if not starts:
        raise WrongState(_("“{name}”没有办理流程，不能新建办件").format(name=item), "no_procedure")
    organ = _organ(by, item)
    case = _new(version, clue, organ, by, now)
    keep_late(late, now, by, case=case)
    chosen = clue.chosen if clue.chosen.persons else Chosen((by.person_id,))
    began = [begin_step(case, act, chosen, at) for act in starts]
    record("open_case", case, by=by, item=item.code, version=version.number, origin=clue.origin, **late.told(now))
    after(case, procedure, began, now, by)
    return case


def duplicates(parties: Sequence[Mapping[str, Any]], item: PowerItem, by: Post) -> list[Case]:
    """Cases of the same item that still run against one of the parties, within reach: a hint, no refusal. A party is the same
    by its name or by its number."""
    names = [party["name"] for party in parties]
    if not names:
        return []
    place = Party._meta.get_field("number").place
    numbers = [each for party in parties if party.get("number") for each in blind_by_each(party["number"], place)]
    same = Party.objects.filter(Q(name__in=names) | Q(number_index__in=numbers)).values("case")
    open_ones = Case.objects.within(by).filter(item_code=item.code, status=Case.Status.OPEN)
    return list(open_ones.filter(pk__in=same).order_by("-came_at")[:5])


def versions_in_force(by: Post, day: date) -> Any:
    """The versions by which a case can be opened here today: of items within reach or of the organs above."""
    days = Q(valid_to=None) | Q(valid_to__gte=day)
    items = PowerItem.objects.within(by)
    return (
        ItemVersion.objects.filter(days, valid_from__lte=day, sealed=True, item__in=items, written__isnull=False)
        .select_related("item__organ")
        .order_by("item__category", "item__code")
    )


def _check_in_force(version: ItemVersion, day: date) -> None:
    if version.valid_from > day or (version.valid_to is not None and version.valid_to < day):
        words = _("“{name}”第 {number} 版今天不在有效期内，不能新建办件")
        raise WrongState(words.format(name=version.item, number=version.number), "not_effective")


def _organ(by: Post, item: PowerItem) -> Organ:
    """The case belongs to where it is worked on: the post's organ if that is the holder's or below it, else the holder."""
    return by.organ if by.organ.path.startswith(item.organ.path) else item.organ


def _new(version: ItemVersion, clue: Clue, organ: Organ, by: Post, now: datetime) -> Case:
    item = version.item
    case = Case(
        number=_number(clue, item, by, now),
        title=clue.title.strip(),
        item_version=version,
        item_code=item.code,
        item_number=version.number,
        power=item.category,
        category=category_of(version),
        area=int(organ.region_id),
        calendar=Calendar.objects.get(pk=NATIONAL),
        came_at=clue.came_at or now,
        status=Case.Status.OPEN,
    )
    case.belong_to(organ)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:  # somebody else has just used the number
        raise _taken(case.number) from error
    for party in clue.parties:
        add_party(case, party)
    case.party = names_of_parties(case)
    case.search_text = search_text(case.number, case.title, case.party)
    case.save(update_fields=["party", "search_text"])
    note_cases([case])
    CaseFile.objects.create(
        case=case, origin=clue.origin, summary=clue.summary, place=clue.place, opened_by=by, opened_at=now
    )
    return case


def _number(clue: Clue, item: PowerItem, by: Post, now: datetime) -> str:
    """The number that was typed, or the next of the series."""
    if typed := clue.number.strip():
        if Case.objects.filter(source="", number=typed).exists():
            raise _taken(typed)
        return typed
    return next_number(item, now, by)


def next_number(item: PowerItem, now: datetime, by: Post) -> str:
    """The next number of the item's series, going round those that somebody has typed before."""
    word, day = word_of(item), timezone.localdate(now)
    number = take_number(item.organ, word, day, by)
    while Case.objects.filter(source="", number=number).exists():
        number = take_number(item.organ, word, day, by)
    return number


def _taken(number: str) -> Conflict:
    return Conflict(_("案号“{number}”已经使用").format(number=number), "number_taken", "number")


def category_of(version: ItemVersion) -> str | None:
    """The field of enforcement, where certificates are given for it: then they have to fit (S1-09)."""
    told = str(version.document["catalog"].get("field") or "")
    return told if told and Certificate.objects.filter(category=told).exists() else None


def word_of(item: PowerItem) -> str:
    """The word of the series: the organ's short name and a character of the category, as 青山市监处."""
    mark = next((sign for sign in item.category if sign in MARKS), "办")
    return "".join(sign for sign in item.organ.short if sign.isalnum())[:28] + mark
