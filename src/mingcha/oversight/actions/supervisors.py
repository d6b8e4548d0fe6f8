# SPDX-License-Identifier: Apache-2.0
"""The register of 监督人员, and the terms that a region settles for its documents (domain.md c.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.actions.profiles import regions_of
from mingcha.organs.models import Person, Post, Region
from mingcha.organs.perms import Perm
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.clocks import MOST, Span, presets
from mingcha.oversight.models import Paper, PaperClock, Supervisor, Unit

EDIT = Perm.OVERSIGHT_SUPERVISOR_EDIT


@dataclass(frozen=True)
class Held:
    """A certificate as it is printed."""

    number: str
    issued_by: str
    valid_from: date
    valid_to: date | None


@transaction.atomic
def add_supervisor(person: Person, held: Held, *, by: Post) -> Supervisor:
    """Enter somebody of one's own organ with her certificate.

    Raises:
        NotAllowed: no right. Invalid: words missing, days the wrong way round, somebody of another organ; oneself, since nobody
        qualifies herself. Conflict: the number is taken.
    """
    require(by, EDIT)
    if person.pk == by.person_id:
        raise Invalid(_("不能登记自己，请由另一人登记"), "second_person_required", "person")
    if person.organ_id != by.organ_id:
        raise Invalid(_("{name}不在本机关").format(name=person.name), "organ", "person")
    number, issued_by = words_of(held.number, "number", 40), words_of(held.issued_by, "issued_by", 120)
    _refuse_days(held)
    made = Supervisor(person=person, organ=by.organ, number=number, issued_by=issued_by)
    made.valid_from, made.valid_to = held.valid_from, held.valid_to
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # the number is held once, by the database
        raise Conflict(_("监督证号 {number} 已登记").format(number=number), "taken", "number") from error
    record("add_supervisor", made, by=by, number=number, valid_from=held.valid_from, valid_to=held.valid_to)
    return made


def _refuse_days(held: Held) -> None:
    if held.valid_to is not None and held.valid_to < held.valid_from:
        raise Invalid(_("有效期止应在有效期起之后"), "days", "valid_to")


@transaction.atomic
def change_supervisor(
    row: Supervisor, status: str, valid_to: date | None, reason: str, seen: int, *, by: Post
) -> Supervisor:
    """Suspend a certificate, give it back, revoke it, or move its last day; each with a reason.

    Raises:
        NotAllowed: no right, another organ's. Conflict: stale; ``second_person_required``, one's own. WrongState: it was revoked.
        Invalid: no reason, no change.
    """
    require(by, EDIT, row)
    said = words_of(reason, "reason", 500)
    check_version(row, seen)
    if row.organ_id != by.organ_id:
        raise NotAllowed(_("{name}不在本机关").format(name=row.person.name))
    if row.person_id == by.person_id:
        raise Conflict(_("不能变更自己的监督证，请由另一人变更"), "second_person_required")
    if row.status == Supervisor.Status.REVOKED:
        raise WrongState(_("监督证 {number} 已注销，不能再变更").format(number=row.number), "revoked")
    _refuse_days(Held(row.number, row.issued_by, row.valid_from or date.min, valid_to))
    if status not in Supervisor.Status.values:
        raise Invalid(_("请选择状态"), "required", "status")
    if status != row.status:
        move(row, status, act="change_supervisor", by=by, fields={"valid_to": valid_to}, reason=said, number=row.number)
    elif valid_to != row.valid_to:
        row.valid_to = valid_to
        row.save(update_fields=["valid_to"])
        record("change_supervisor", row, by=by, reason=said, number=row.number, valid_to=valid_to)
    else:
        raise Invalid(_("没有改动"), "unchanged", "status")
    return row


@dataclass(frozen=True)
class Term:
    """What a region settles for a kind of document and an event: so many days by some rule; ``span`` None is no term."""

    kind: str
    event: str
    span: Span | None
    source: str = ""


@transaction.atomic
def set_clock(region: Region, term: Term, seen: int, *, by: Post) -> None:
    """Settle a term for a region, or take it away. ``seen`` is the version that was shown, 0 where there was none.

    Raises:
        NotAllowed: no right, or not her region. Invalid: no such kind, days out of range, no source, nothing to take away.
        Conflict: stale; ``gone``, somebody else took it away.
    """
    _settles(region, by)
    kind, event, span = term.kind, term.event, term.span
    if kind not in Paper.Kind.values or event not in PaperClock.Event.values:
        raise Invalid(_("没有这种期限"), "unknown", "days")
    row = PaperClock.objects.filter(region=region, kind=kind, event=event).first()
    if row is not None:
        check_version(row, seen)
    elif seen:
        raise Conflict(_("这项期限已被删除，请重新打开"), "gone")
    if span is None:
        if row is None:
            raise Invalid(_("没有改动"), "unchanged", "days")
        row.delete()
        record("set_paper_clock", region, by=by, kind=kind, event=event, days=None)
        return
    if not 0 < span.days <= MOST or span.unit not in Unit.values:
        raise Invalid(_("应在 1 到 {most} 日之间").format(most=MOST), "range", "days")
    source = words_of(term.source, "source", 200)
    _save(region, kind, event, span, source)
    record("set_paper_clock", region, by=by, kind=kind, event=event, days=span.days, unit=span.unit, source=source)


@transaction.atomic
def adopt_preset(region: Region, key: str, *, by: Post) -> int:
    """Take over what another region has published; it holds for this region alone and carries its source. Gives how many terms.

    Raises:
        Invalid: there is no such preset.
    """
    _settles(region, by)
    preset = next((one for one in presets() if one["key"] == key), None)
    if preset is None:
        raise Invalid(_("没有这份参考期限"), "unknown", "preset")
    count = 0
    for kind in Paper.Kind.values:
        for event, (days, unit) in preset.get(kind, {}).items():
            _save(region, kind, event, Span(days, unit), preset["source"])
            count += 1
    record("adopt_paper_clocks", region, by=by, preset=key, count=count)
    return count


def _settles(region: Region, by: Post) -> None:
    require(by, Perm.ORGANS_PROFILE_EDIT)
    if not regions_of(by).filter(pk=region.pk).exists():
        raise NotAllowed(_("不在当前岗位的管辖范围内"))


def _save(region: Region, kind: str, event: str, span: Span, source: str) -> None:
    given = {"days": span.days, "unit": span.unit, "source": source}
    PaperClock.objects.update_or_create(region=region, kind=kind, event=event, defaults=given)
