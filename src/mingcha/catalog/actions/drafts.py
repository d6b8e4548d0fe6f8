# SPDX-License-Identifier: Apache-2.0
"""Writes of drafts: begun, edited part by part, dropped (S1-04, S1-21, feature 4). What gates decide is in gates.py."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingcha.catalog.actions.formdrafts import clear_form_drafts
from mingcha.catalog.document import SECTIONS
from mingcha.catalog.models import Draft, PowerItem
from mingcha.ledger import By, Conflict, Invalid, WrongState, move, record
from mingcha.ledger.hashing import plain
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm

Status = Draft.Status
OPEN: Final = (Status.DRAFTING, Status.LEGAL, Status.READY, Status.FIRST, Status.FINAL)
POINTS: Final = frozenset({"point", "risk"})
"""The sections that the submitter may still edit once the legal office has passed the rest (S1-21)."""


@transaction.atomic
def start_draft(head: Mapping[str, Any], *, organ: Organ, by: By) -> Draft:
    """Begin the first version of a new item. ``head`` has code, name, category and what else ``[catalog]`` takes.

    Raises:
        Conflict: the code is taken, by an item or by another open draft.
    """
    require(by, Perm.CATALOG_DRAFT_EDIT, organ)
    code = str(head["code"])
    if (there := PowerItem.objects.filter(code=code).first()) is not None:
        words = _("事项编码“{code}”已由“{organ}”使用")
        raise Conflict(words.format(code=code, organ=there.organ), "code_taken", "code")
    document = {"catalog": {"version": "1", **plain(dict(head))}}
    return _open(Draft(organ=organ, code=code, name=str(head["name"]), document=document), by)


@transaction.atomic
def open_draft(item: PowerItem, *, by: By) -> Draft:
    """Begin the next version of an item with everything of its latest. The live one stays in force meanwhile.

    Raises:
        Conflict: a draft of the item is open already.
        WrongState: there is no version to begin from.
    """
    require(by, Perm.CATALOG_DRAFT_EDIT, item)
    item = PowerItem.objects.select_for_update().select_related("organ").get(pk=item.pk)
    latest = item.versions.first()
    if latest is None:
        raise WrongState(_("没有可以修改的版本"), "no_version")
    document = without_names(latest.document)
    document["catalog"]["version"] = _following(latest.number)
    made = Draft(organ=item.organ, item=item, based_on=latest, code=item.code, name=item.name, document=document)
    return _open(made, by)


def without_names(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which nothing names item and version but the head: a file may say them again at every point."""
    made = copy.deepcopy({name: value for name, value in document.items() if name not in ("item", "version")})
    for point in made.get("point") or ():
        point.pop("item", None)
        point.pop("version", None)
    return made


def _open(draft: Draft, by: By) -> Draft:
    if (there := Draft.objects.filter(code=draft.code, status__in=OPEN).first()) is not None:
        words = _("这个事项已有一份草案（{status}），请在那里修改")
        raise Conflict(words.format(status=there.get_status_display()), "draft_open", "code")
    draft.opened_by = by if isinstance(by, Post) else None
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:  # of two at the same time the database keeps one
        raise Conflict(_("这个编码已有一份草案"), "draft_open", "code") from error
    version = draft.document["catalog"]["version"]
    record("begin_draft", draft, by=by, code=draft.code, version=version, organ=draft.organ.name)
    return draft


def _following(number: str) -> str:
    """The number after this one: 3 → 4, 2025-1 → 2025-2; anything else gets a tail."""
    head, tail = number.rstrip("0123456789"), number[len(number.rstrip("0123456789")) :]
    return f"{head}{int(tail) + 1}" if tail else f"{number}-2"


@transaction.atomic
def save_section(draft: Draft, section: str, value: Any, given: int, *, by: By) -> Draft:
    """Put a part of the document in the place of what was there; faults are told by lint, not here, since a draft may be
    wrong while it is written.

    Raises:
        Conflict: the draft is no longer version ``given``: somebody was first.
        WrongState: it is with a gate, or the section may not be changed any more.
    """
    require(by, Perm.CATALOG_DRAFT_EDIT, draft)
    check_version(draft, given)
    draft.refresh_from_db()
    check_open(draft, section)
    was, now = draft.document.get(section), plain(value)
    if was == now:
        return draft
    draft.document = {**draft.document, section: now}
    fields = ["document", "changed_at"]
    if section == "catalog":
        fields += ["name", *(["code"] if draft.item_id is None else [])]
        draft.name = now.get("name") or draft.name
        _renamed(draft, str(now.get("code") or draft.code))
    draft.save(update_fields=fields)
    counts: dict[str, Any] = _counts(was, now)
    record("save_draft", draft, by=by, section=section, **counts)
    return draft


def check_open(draft: Draft, section: str) -> None:
    """Raises WrongState unless this part may be edited now."""
    if section not in SECTIONS:
        raise Invalid(_("草案没有这一部分：{name}").format(name=section), "section_unknown")
    if draft.status == Status.DRAFTING or (draft.status == Status.READY and section in POINTS):
        return
    if draft.status == Status.READY:
        raise WrongState(
            _("合法性审查已通过，送审前只能修改监察点和风险点；要改其他部分请先收回起草"), "section_closed"
        )
    raise WrongState(_("草案现在是“{status}”，不能修改").format(status=draft.get_status_display()), "draft_closed")


def _renamed(draft: Draft, code: str) -> None:
    """A code that a live item has is kept; a new item's may still change, but not into one that is taken."""
    if draft.item_id is not None or code == draft.code:
        draft.document["catalog"]["code"] = draft.code
        return
    taken = PowerItem.objects.filter(code=code).exists()
    if taken or Draft.objects.filter(code=code, status__in=OPEN).exclude(pk=draft.pk).exists():
        raise Conflict(_("事项编码“{code}”已被使用").format(code=code), "code_taken", "code")
    draft.code = code


def _counts(was: Any, now: Any) -> dict[str, int]:
    """How many lines a section had and has; of a section of fields, how many of them changed."""
    if isinstance(now, list):
        return {"lines_before": len(was or ()), "lines": len(now)}
    before = was or {}
    return {"changed": sum(before.get(name) != now.get(name) for name in {*before, *now})}


@transaction.atomic
def drop_draft(draft: Draft, reason: str, *, by: By) -> Draft:
    """Give a draft up; it stays readable. Raises WrongState while a gate has it."""
    require(by, Perm.CATALOG_DRAFT_EDIT, draft)
    clear_form_drafts(draft)
    return move(draft, Status.DROPPED, act="drop_draft", by=by, reason=reason)
