# SPDX-License-Identifier: Apache-2.0
"""Departments check themselves (S3-05); refusals of supervision are kept and judged (S2-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.actions.profiles import regions_of
from mingcha.organs.models import Organ, Post, Region
from mingcha.organs.perms import Perm
from mingcha.oversight import paper_notices
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.models import CheckPlan, Measure, Order, Refusal, SelfCheck
from mingcha.oversight.selfchecks import period_of, standing, standing_count


@dataclass(frozen=True)
class Checked:
    """What a department looked at, what it found, and by alarm that stands its cause and the measures taken."""

    checked: str
    found: str
    measures: Mapping[int, tuple[str, str]]


@transaction.atomic
def file_self_check(told: Checked, *, now: datetime | None = None, by: Post) -> SelfCheck:
    """File the self-check of one's organ for the period that has last begun; once a period. Every alarm that stands in the organ
    needs its cause and measures 整改措施.

    Raises:
        NotAllowed: no right. Invalid: words missing, an alarm without cause or measures. Conflict: filed already.
    """
    now = now or timezone.now()
    require(by, Perm.OVERSIGHT_CHECK_FILE)
    checked, found = words_of(told.checked, "checked"), words_of(told.found, "found")
    period = period_of(by.organ, timezone.localdate(now))
    alarms, rows, faults = standing(by), [], []
    for alarm in alarms:
        cause, measures = told.measures.get(alarm.pk, ("", ""))
        for field, said in (("cause", cause), ("measures", measures)):
            if not 0 < len(said.strip()) <= 500:
                faults.append((f"{field}_{alarm.pk}", "required", _("请填写原因和整改措施，各不超过 500 字")))
        rows.append(Measure(alarm=alarm, cause=cause.strip(), words=measures.strip()))
    if faults:
        raise Invalid.many(faults)
    row = SelfCheck(period=period, checked=checked, found=found, filed_by=by, filed_at=now, alarms=standing_count(by))
    row.orders = Order.objects.within(by).filter(status=Order.Status.NEW, due_at__lt=now).count()
    row.secrecy = max((alarm.secrecy for alarm in alarms), default=0)
    row.belong_to(by.organ)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # a period is filed once, by the database
        raise Conflict(_("这一期的自查已经报送"), "filed") from error
    for each in rows:
        each.check_of = row
    Measure.objects.bulk_create(rows)
    record("file_self_check", row, by=by, period=period, alarms=row.alarms, orders=row.orders)
    return row


@transaction.atomic
def set_check_plan(region: Region, every: str, days: int, seen: int, *, by: Post) -> CheckPlan:
    """How often the organs of a region check themselves, and how many days after a period's end they file. ``seen`` is the
    version that was shown, 0 where there was none.

    Raises:
        NotAllowed: no right, or not her region. Invalid: no such period, days out of range. Conflict: stale.
    """
    require(by, Perm.ORGANS_PROFILE_EDIT)
    if not regions_of(by).filter(pk=region.pk).exists():
        raise NotAllowed(_("不在当前岗位的管辖范围内"))
    if every not in CheckPlan.Every.values or not 0 < days <= 60:
        raise Invalid(_("应在 1 到 {most} 日之间").format(most=60), "range", "days")
    row, is_new = CheckPlan.objects.get_or_create(region=region, defaults={"every": every, "days": days})
    if seen or not is_new:
        check_version(row, seen)
        row.every, row.days = every, days
        row.save()
    record("set_check_plan", row, by=by, every=every, days=days)
    return row


@dataclass(frozen=True)
class Refused:
    """Which unit refused which act of supervision, when, and with which reason."""

    organ: Organ
    about: str
    object_id: int
    label: str
    at: datetime
    reason: str
    issuer: Organ
    """Whose act of supervision it is."""
    secrecy: int = 0


@transaction.atomic
def record_refusal(told: Refused, *, now: datetime | None = None, by: Post) -> Refusal:
    """Record that a unit refused to be supervised (S2-04).

    Raises:
        NotAllowed: no right, a unit out of reach, another bureau's act. Invalid: no reason, a time to come.
    """
    now = now or timezone.now()
    require(by, Perm.OVERSIGHT_PAPER_DRAFT, told.organ)
    if told.issuer.pk != by.organ_id:
        raise NotAllowed(_("这不是本机关的监督事项"))
    reason = words_of(told.reason, "reason")
    if told.at > now:
        raise Invalid(_("拒绝时间不能晚于现在"), "future", "at")
    row = Refusal(about=told.about, object_id=told.object_id, label=told.label[:200], refused_at=told.at)
    row.reason, row.recorded_by, row.recorded_at, row.secrecy = reason, by, now, told.secrecy
    row.belong_to(told.organ)
    row.save()
    record("record_refusal", row, by=by, organ=told.organ.name, about=told.about, object=told.object_id)
    paper_notices.refusal_waits(row)
    return row


@transaction.atomic
def judge_refusal(
    refusal: Refusal, status: str, words: str, seen: int, *, now: datetime | None = None, by: Post
) -> Refusal:
    """Judge whether the reason of a refusal is good 正当理由; whoever recorded it does not.

    Raises:
        NotAllowed: no right, another bureau's record. WrongState: it is judged. Conflict: stale, or the recorder herself.
        Invalid: no words.
    """
    require(by, Perm.OVERSIGHT_PAPER_SIGN, refusal)
    said = words_of(words, "words")
    check_version(refusal, seen)
    if refusal.recorded_by.organ_id != by.organ_id:
        raise NotAllowed(_("这条记录不是本机关的"))
    if refusal.recorded_by.person_id == by.person_id:
        raise Conflict(_("记录人不能认定"), "second_person_required")
    if refusal.status != Refusal.Status.RECORDED:
        raise WrongState(_("已经认定"), "judged")
    fields: dict[str, Any] = {"judged_by": by, "judged_at": now or timezone.now(), "words": said}
    move(refusal, status, act="judge_refusal", by=by, fields=fields)
    paper_notices.refusal_waits(refusal)
    return refusal
