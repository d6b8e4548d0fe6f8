# SPDX-License-Identifier: Apache-2.0
"""Writes of the lists of the three systems: draft, review, in force, replaced or withdrawn, version by version (S4-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mingcha.catalog.models import Register
from mingcha.catalog.registers import LAYOUTS, MOST, Line, lines_of
from mingcha.inbox.actions import close_todos, open_todo
from mingcha.ledger import By, Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.entries import history
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm

Status = Register.Status
TODO: Final = "register"
WRITTEN: Final = ("begin_register", "save_register", "submit_register")
"""The acts by which somebody has drafted."""
LEGAL_OFFICES: Final = (Organ.Kind.JUSTICE, Organ.Kind.GOVERNMENT)
"""Where the government's legal office sits (S4-05)."""


@transaction.atomic
def begin_register(organ: Organ, kind: str, *, by: By) -> Register:
    """Begin an organ's list of a kind, or its next version: drawn anew where it is drawn, else with the lines it had.

    Raises Conflict while another version is being written, Invalid where more is drawn than a list holds.
    """
    require(by, Perm.CATALOG_REGISTER_EDIT, organ)
    last = Register.objects.select_for_update().filter(organ=organ, kind=kind).order_by("-number").first()
    if last is not None and last.status in (Status.DRAFT, Status.REVIEW):
        words = _("第 {n} 版正在{status}，请在那里修改")
        raise Conflict(words.format(n=last.number, status=last.get_status_display()), "draft_open", "kind")
    drawn = lines_of(kind, organ, timezone.localdate())
    former = last.lines if last else list(LAYOUTS[Register.Kind(kind)].first)
    made = Register(organ=organ, kind=kind, number=last.number + 1 if last else 1)
    made.lines = former if drawn is None else drawn
    check_count(len(made.lines))
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # of two at the same time the database keeps one
        raise Conflict(_("这份清单刚刚已由他人开始编制"), "draft_open", "kind") from error
    told: dict[str, Any] = {"kind": kind, "number": made.number, "organ": organ.name, "lines": len(made.lines)}
    record("begin_register", made, by=by, **told)
    return made


@transaction.atomic
def save_lines(register: Register, version: int | None, lines: Sequence[Mapping[str, str]], *, by: By) -> Register:
    """Put lines in the place of those of a draft. Without ``version`` the caller has just read the row.

    Raises Conflict ``stale``, WrongState where it is no draft, Invalid for too many.
    """
    require(by, Perm.CATALOG_REGISTER_EDIT, register.organ)
    if version is not None:
        check_version(register, version)
    register = locked(register)
    check_writable(register, len(lines))
    columns = LAYOUTS[Register.Kind(register.kind)].columns
    before = register.lines
    register.lines = [{name: str(line.get(name, "")) for name in columns} for line in lines]
    if register.lines == before:
        return register
    register.save(update_fields=["lines"])
    added, removed = differences(before, register.lines)
    told: dict[str, Any] = {"lines": len(register.lines), "added": len(added), "removed": len(removed)}
    record("save_register", register, by=by, **told)
    return register


@transaction.atomic
def add_lines(register: Register, rows: Sequence[Mapping[str, str]], *, by: By) -> Register:
    """Put rows after the lines that stand there now, whoever wrote them. Raises as save_lines does."""
    require(by, Perm.CATALOG_REGISTER_EDIT, register.organ)
    register = locked(register)
    return save_lines(register, None, [*register.lines, *rows], by=by)


def check_writable(register: Register, lines: int) -> None:
    """Raises WrongState where it is no draft, Invalid where it would have too many lines."""
    if register.status != Status.DRAFT:
        words = _("这一版现在是“{status}”，不能修改；请修订出新的一版")
        raise WrongState(words.format(status=register.get_status_display()), "not_draft")
    check_count(lines)


def check_count(lines: int) -> None:
    """Raises Invalid for more lines than a list may have."""
    if lines > MOST:
        raise Invalid(_("最多 {most} 行").format(most=MOST), "too_many")


def differences(before: Sequence[Line], after: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines that came, and those that went."""
    old, new = ({tuple(sorted(line.items())) for line in lines} for lines in (before, after))
    return [dict(line) for line in sorted(new - old)], [dict(line) for line in sorted(old - new)]


@transaction.atomic
def draw_lines(register: Register, *, by: By) -> Register:
    """Draw a draft's lines anew from live data. Raises Invalid for a list that is typed."""
    lines = lines_of(register.kind, register.organ, timezone.localdate())
    if lines is None:
        raise Invalid(_("这份清单不从现有数据生成"), "not_drawn")
    return save_lines(register, None, lines, by=by)


@transaction.atomic
def submit_register(register: Register, note: str, *, by: By, seen: int | None = None) -> Register:
    """Give a draft, as version ``seen`` of the row shows it, to whoever reviews. Raises Invalid without lines, or without
    saying what a further version changes, Conflict where it has changed since.
    """
    require(by, Perm.CATALOG_REGISTER_EDIT, register.organ)
    if seen is not None:
        check_version(register, seen)
    register = locked(register)
    if not register.lines:
        raise Invalid(_("清单还是空的，不能提交"), "no_lines")
    if register.number > 1 and not note.strip():
        raise Invalid(_("请写明与上一版相比有什么变更"), "required", "note")
    move(register, Status.REVIEW, act="submit_register", by=by, fields={"note": note.strip()})
    with override("zh-hans"):
        title = f"审核清单：{register}"
    open_todo(
        TODO,
        register,
        title,
        title_en=f"List to review: {register.organ.name}",
        organ=_reviewing(register),
        perm=Perm.CATALOG_REGISTER_REVIEW,
        link=register.get_absolute_url(),
    )
    return register


def _reviewing(register: Register) -> Organ:
    """Where it waits: in the organ itself, or at the justice bureau of its region."""
    if not LAYOUTS[Register.Kind(register.kind)].justice:
        return register.organ
    justice = Organ.objects.filter(kind=Organ.Kind.JUSTICE, region_id=register.organ.region_id).order_by("pk").first()
    return justice or register.organ


@transaction.atomic
def review_register(register: Register, *, passed: bool, reason: str, by: Post, seen: int | None = None) -> Register:
    """Put a version in force from today on, or return it. The version before it is replaced in the same breath.
    ``seen`` is the version of the row that the reviewer has read.

    Raises:
        Conflict: it has changed since she read it.
        NotAllowed: the reviewer has drafted it, or it waits for the government's legal office (S4-05).
        Invalid: a return without its reason.
        WrongState: it does not wait for a review.
    """
    check_reviewer(register, by)
    if seen is not None:
        check_version(register, seen)
    if not passed and not reason.strip():
        raise Invalid(_("请填写退回原因"), "required", "reason")
    register = locked(register)
    told: dict[str, Any] = {"reason": reason.strip()}
    if not passed:
        move(register, Status.DRAFT, act="return_register", by=by, **told)
    else:
        today = timezone.localdate()
        same = Register.objects.filter(organ=register.organ_id, kind=register.kind, status=Status.EFFECTIVE)
        for former in same:
            ended = {"valid_to": max(today - timedelta(days=1), former.valid_from)}
            move(former, Status.RETIRED, act="retire_register", by=by, fields=ended)
        move(register, Status.EFFECTIVE, act="publish_register", by=by, fields={"valid_from": today}, **told)
    close_todos(TODO, register)
    return register


def check_reviewer(register: Register, by: Post) -> None:
    """Raises NotAllowed unless the post may review this list."""
    require(by, Perm.CATALOG_REGISTER_REVIEW, register.organ)
    if LAYOUTS[Register.Kind(register.kind)].justice and by.organ.kind not in LEGAL_OFFICES:
        raise NotAllowed(_("执法主体资格清单须经本级政府法制机构审核后才能发布"), "legal_office")
    written = history(register).filter(act__in=WRITTEN, actor_kind__in=("post", "person"), actor_id=by.person_id)
    if written.exists():
        raise NotAllowed(_("编制人不得审核自己编制的清单"), "own_draft")


@transaction.atomic
def withdraw_register(register: Register, reason: str, *, by: By) -> Register:
    """Give up a draft, or take a published list back; it stays readable. Raises WrongState."""
    published = register.status not in (Status.DRAFT, Status.REVIEW)
    require(by, Perm.CATALOG_REGISTER_REVIEW if published else Perm.CATALOG_REGISTER_EDIT, register.organ)
    fields = {"valid_to": timezone.localdate()} if published else {}
    return move(register, Status.WITHDRAWN, act="withdraw_register", by=by, fields=fields, reason=reason)
