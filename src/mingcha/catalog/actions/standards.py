# SPDX-License-Identifier: Apache-2.0
"""Writes of discretion standards and of the leniency list (S1-18; 行政处罚法 arts. 32-34)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.models import Leniency, Standard, Tier
from mingcha.catalog.tiers import TierLine, faults_of
from mingcha.inbox.actions import close_todos, open_todo
from mingcha.ledger import By, Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.entries import history
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.changes import assign
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm

Status = Standard.Status
TODO: Final = "standard"
WRITTEN: Final = ("begin_standard", "save_standard", "submit_standard")
"""The acts by which somebody has drafted."""


@transaction.atomic
def begin_standard(organ: Organ, violation: str, *, by: By) -> Standard:
    """Begin the next version of what an organ imposes for a violation, with the tiers of the one before it.

    Raises Conflict while another draft of it is open.
    """
    require(by, Perm.CATALOG_STANDARD_EDIT, organ)
    last = Standard.objects.select_for_update().filter(organ=organ, violation=violation).order_by("-number").first()
    if last is not None and last.status in (Status.DRAFT, Status.REVIEW):
        words = _("“{name}”第 {n} 版正在{status}，请在那里修改")
        raise Conflict(
            words.format(name=violation, n=last.number, status=last.get_status_display()), "draft_open", "violation"
        )
    made = Standard(organ=organ, violation=violation, valid_from=timezone.localdate())
    if last is not None:
        made.number, made.basis, made.draft = last.number + 1, last.basis, last.draft
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # of two at the same time the database keeps one
        raise Conflict(_("这一违法行为的裁量基准刚刚已由他人开始编制"), "draft_open", "violation") from error
    record("begin_standard", made, by=by, number=made.number, organ=organ.name)
    return made


@transaction.atomic
def save_standard(
    standard: Standard, version: int, given: Mapping[str, Any], lines: Sequence[TierLine], *, by: By
) -> Standard:
    """Write a draft. Raises Invalid for tiers that cannot be (their fields ``min_amt_2``), Conflict ``stale``, WrongState."""
    require(by, Perm.CATALOG_STANDARD_EDIT, standard.organ)
    check_version(standard, version)
    standard.refresh_from_db()
    if standard.status != Status.DRAFT:
        words = _("这一版现在是“{status}”，不能修改")
        raise WrongState(words.format(status=standard.get_status_display()), "not_draft")
    if found := faults_of(lines):
        raise Invalid.many((f"{name}_{place}", "tiers", message) for place, name, message in found)
    what = assign(standard, given)
    if standard.valid_to and standard.valid_to < standard.valid_from:
        raise Invalid(_("失效日期不能早于施行日期"), "date_order", "valid_to")
    before, standard.draft = len(standard.draft), [line.row for line in lines]
    standard.save()
    record("save_standard", standard, by=by, **what, tiers_before=before, tiers=len(lines))
    return standard


@transaction.atomic
def submit_standard(standard: Standard, *, by: By, seen: int | None = None) -> Standard:
    """Give a draft, as version ``seen`` of the row shows it, to whoever reviews. Raises Invalid without tiers or where it
    clashes, Conflict where it has changed since, WrongState.
    """
    require(by, Perm.CATALOG_STANDARD_EDIT, standard.organ)
    if seen is not None:
        check_version(standard, seen)
    standard = locked(standard)
    if not standard.draft:
        raise Invalid(_("还没有阶次，不能提交"), "no_tiers")
    _refuse_clash(standard, _first_day(standard))
    move(standard, Status.REVIEW, act="submit_standard", by=by)
    open_todo(
        TODO,
        standard,
        f"审核裁量基准：{standard.violation}",
        title_en=f"Discretion standard to review: {standard.violation}",
        organ=standard.organ,
        perm=Perm.CATALOG_STANDARD_REVIEW,
        link=standard.get_absolute_url(),
    )
    return standard


@transaction.atomic
def review_standard(standard: Standard, *, passed: bool, reason: str, by: Post, seen: int | None = None) -> Standard:
    """Put it in force, or return it with the reason. In force its tiers are rows that the engine reads, and the version
    before it has ended the day before. ``seen`` is the version of the row that the reviewer has read.

    Raises:
        Conflict: it has changed since she read it.
        NotAllowed: the reviewer has drafted it.
        Invalid: a return without its reason, or another standard of the violation is in force on the same days.
        WrongState: it does not wait for a review.
    """
    require(by, Perm.CATALOG_STANDARD_REVIEW, standard.organ)
    if seen is not None:
        check_version(standard, seen)
    standard = locked(standard)
    if history(standard).filter(act__in=WRITTEN, actor_kind__in=("post", "person"), actor_id=by.person_id).exists():
        raise NotAllowed(_("起草人不得审核自己起草的裁量基准"), "own_draft")
    if not passed and not reason.strip():
        raise Invalid(_("请填写退回原因"), "required", "reason")
    told: dict[str, Any] = {"reason": reason.strip()}
    if not passed:
        move(standard, Status.DRAFT, act="return_standard", by=by, **told)
    else:
        day = _first_day(standard)
        _refuse_clash(standard, day)
        _end_former(standard, day, by)
        move(standard, Status.EFFECTIVE, act="publish_standard", by=by, fields={"valid_from": day}, day=day, **told)
        _write_tiers(standard)
    close_todos(TODO, standard)
    return standard


def _first_day(standard: Standard) -> date:
    """A first version may have been in force for years before it is entered; the next one never begins backwards."""
    first: date = standard.valid_from
    return max(first, timezone.localdate()) if _rows(standard).exists() else first


def _rows(standard: Standard) -> Any:
    return Tier.objects.filter(violation=standard.violation)


def _refuse_clash(standard: Standard, day: date) -> None:
    """The engine knows a tier by violation and name: on one day there is one standard of a violation."""
    if standard.valid_to and standard.valid_to < day:
        raise Invalid(_("失效日期不能早于施行日期"), "date_order", "valid_to")
    # the rows, not the versions: those of a retired one hold to its last day
    foreign = Q(standard__isnull=False) & ~Q(standard__organ=standard.organ_id)
    held = Q(valid_from__gte=day) | foreign & (Q(valid_to=None) | Q(valid_to__gte=day))
    clash = _others(standard).filter(held).select_related("standard__organ").order_by("valid_from").first()
    if clash is None:
        return
    if (other := clash.standard) is None:
        words = _("与已载入的阶次“{tier}”重叠：它自 {since} 起有效")
        told = words.format(tier=clash.tier, since=clash.valid_from)
    else:
        words = _("与{organ}第 {n} 版重叠：它自 {since} 至 {until} 有效")
        until = clash.valid_to or _("今")
        told = words.format(organ=other.organ.name, n=other.number, since=clash.valid_from, until=until)
    raise Invalid(told, "standard_overlap", "valid_from")


def _others(standard: Standard) -> Any:
    return _rows(standard).exclude(standard=standard)


def _end_former(standard: Standard, day: date, by: By) -> None:
    """The organ's version before it and rows of a table end the day before; so does what it has retired for a later day."""
    last = day - timedelta(days=1)
    same = Standard.objects.filter(organ=standard.organ_id, violation=standard.violation).exclude(pk=standard.pk)
    for former in same.filter(status=Status.EFFECTIVE):
        ends = min(former.valid_to or last, last)
        move(former, Status.RETIRED, act="retire_standard", by=by, fields={"valid_to": ends}, last_day=ends)
    for former in same.filter(status=Status.RETIRED, valid_to__gte=day):
        former.valid_to = last
        former.save(update_fields=["valid_to"])
        record("retire_standard", former, by=by, last_day=last)
    own = Q(standard=None) | Q(standard__organ=standard.organ_id)
    outlive = Q(valid_to=None) | Q(valid_to__gte=day)
    for tier in _others(standard).filter(own, outlive, valid_from__lt=day):
        tier.valid_to = last
        tier.save(update_fields=["valid_to"])


def _write_tiers(standard: Standard) -> None:
    for row in standard.draft:
        line = TierLine.of(row)
        Tier.objects.create(
            standard=standard,
            violation=standard.violation,
            valid_from=standard.valid_from,
            valid_to=standard.valid_to,
            tier=line.tier,
            conditions=line.conditions,
            basis=line.basis or standard.basis,
            min_amt=line.min_amt,
            max_amt=line.max_amt,
            needs_order=line.needs_order,
        )


@transaction.atomic
def retire_standard(standard: Standard, last_day: date, reason: str, *, by: By) -> Standard:
    """Let a standard end without another to follow. Raises Invalid for a day on which it does not hold, WrongState."""
    require(by, Perm.CATALOG_STANDARD_REVIEW, standard.organ)
    standard = locked(standard)
    _refuse_last_day(standard, last_day)
    move(
        standard,
        Status.RETIRED,
        act="retire_standard",
        by=by,
        fields={"valid_to": last_day},
        last_day=last_day,
        reason=reason,
    )
    standard.tiers.update(valid_to=last_day)
    return standard


def _refuse_last_day(row: Standard | Leniency, last_day: date) -> None:
    """Raises Invalid for a day before it began, or after the one on which it ends anyway."""
    if last_day < row.valid_from:
        raise Invalid(_("不能早于施行日期 {day}").format(day=row.valid_from), "date_order", "last_day")
    if row.valid_to is not None and last_day > row.valid_to:
        raise Invalid(_("不能晚于失效日期 {day}").format(day=row.valid_to), "date_order", "last_day")


@transaction.atomic
def add_leniency(given: Mapping[str, Any], *, by: By) -> Leniency:
    """Enter a line of the leniency list. Raises Invalid where it is there on the same days."""
    require(by, Perm.CATALOG_STANDARD_REVIEW, given["organ"])
    line = Leniency(**given)
    _refuse_leniency(line)
    line.save()
    told: dict[str, Any] = {"effect": line.effect, "organ": line.organ.name, "valid_from": line.valid_from}
    record("add_leniency", line, by=by, **told)
    return line


@transaction.atomic
def end_leniency(line: Leniency, last_day: date, reason: str, *, by: By) -> Leniency:
    """Take a line out of force; another may follow it. Raises Invalid, WrongState where it has ended."""
    require(by, Perm.CATALOG_STANDARD_REVIEW, line.organ)
    line = locked(line)
    if line.valid_to is not None and line.valid_to < timezone.localdate():
        raise WrongState(_("已于 {day} 失效").format(day=line.valid_to), "ended")
    _refuse_last_day(line, last_day)
    line.valid_to = last_day
    line.save(update_fields=["valid_to"])
    record("end_leniency", line, by=by, last_day=last_day, reason=reason)
    return line


def _refuse_leniency(line: Leniency) -> None:
    if line.valid_to and line.valid_to < line.valid_from:
        raise Invalid(_("失效日期不能早于施行日期"), "date_order", "valid_to")
    same = Leniency.objects.filter(organ=line.organ, violation=line.violation, effect=line.effect)
    for other in same.exclude(pk=line.pk):
        if line.valid_from <= (other.valid_to or date.max) and other.valid_from <= (line.valid_to or date.max):
            words = _("清单中已有这一项，自 {since} 至 {until} 有效：请先让它失效")
            told = words.format(since=other.valid_from, until=other.valid_to or _("今"))
            raise Invalid(told, "leniency_overlap", "violation")
