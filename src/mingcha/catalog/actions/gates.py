# SPDX-License-Identifier: Apache-2.0
"""The gates 审核: legal office, submission, first and final review (S1-20 … S1-26).

Each gate waits for those whom the region has named, or, where it has named nobody, for those with the gate's right in the
item's organ (legal office, submitter, monitoring office) or in the justice bureau above it (final review). Whoever
submitted never reviews; two neighbouring gates may be one person's only in a small county (organs/duties.py).
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mingcha.catalog.actions.formdrafts import clear_form_drafts
from mingcha.catalog.actions.versions import held_item, publish_version
from mingcha.catalog.document import digest_of, read_item
from mingcha.catalog.draft_lint import lint_draft
from mingcha.catalog.models import Draft, GateHolder, PowerItem, Review
from mingcha.inbox.actions import close_todos, open_todo, send
from mingcha.ledger import By, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import check_version
from mingcha.organs import duties
from mingcha.organs.access import require
from mingcha.organs.models import Organ, Post, Region, Role
from mingcha.organs.perms import Perm

Status, Gate, Outcome = Draft.Status, Review.Gate, Review.Outcome
RIGHTS: Final = {
    Gate.LEGAL: Perm.CATALOG_DRAFT_LEGAL,
    Gate.SUBMIT: Perm.CATALOG_DRAFT_SUBMIT,
    Gate.FIRST: Perm.CATALOG_DRAFT_FIRST,
    Gate.FINAL: Perm.CATALOG_DRAFT_FINAL,
}
AT: Final = {Status.LEGAL: Gate.LEGAL, Status.READY: Gate.SUBMIT, Status.FIRST: Gate.FIRST, Status.FINAL: Gate.FINAL}
PASSED: Final = {
    Gate.LEGAL: Status.READY,
    Gate.SUBMIT: Status.FIRST,
    Gate.FIRST: Status.FINAL,
    Gate.FINAL: Status.PUBLISHED,
}
RETURNED: Final = {
    Gate.LEGAL: Status.DRAFTING,
    Gate.SUBMIT: Status.DRAFTING,
    Gate.FIRST: Status.READY,
    Gate.FINAL: Status.READY,
}
"""First and final review return to the submitter (S1-22, S1-23), the legal office to whoever drafted."""
TODO: Final = "draft"


@transaction.atomic
def hand_in(draft: Draft, *, by: By) -> Draft:
    """Give a finished draft to the legal office. Raises Invalid with what lint finds, WrongState where it is not drafted."""
    require(by, Perm.CATALOG_DRAFT_EDIT, draft)
    draft = _locked(draft)
    refuse_faults(draft)
    move(draft, Status.LEGAL, act="hand_in_draft", by=by, digest=digest_of(draft.document))
    _wait(draft)
    return draft


@transaction.atomic
def decide(draft: Draft, outcome: str, reason: str, *, by: Post, seen: int | None = None) -> Draft:
    """Pass or return a draft at the gate where it stands. Passing the last puts the version in force in the same breath.
    ``seen`` is the version of the row that the reviewer has read.

    Raises:
        Conflict: it has changed since she read it; of two reviewers at once the second is told.
        NotAllowed: the gate is somebody else's, or the reviewer has submitted the draft or held the gate before it.
        Invalid: a return without its reason, a submission without points, or what lint finds.
        WrongState: it stands at no gate.
    """
    if seen is not None:
        check_version(draft, seen)
    draft = _locked(draft)
    if draft.status not in AT:
        raise WrongState(_("草案现在是“{status}”，不在审核环节").format(status=draft.get_status_display()), "no_gate")
    gate = AT[Status(draft.status)]
    check_holder(draft, gate, by)
    passed = outcome == Outcome.PASSED
    if not passed and not reason.strip():
        raise Invalid(_("请填写退回原因"), "required", "reason")
    if passed:
        _check_content(draft, gate)
    digest = digest_of(draft.document)
    draft.reviews.create(gate=gate, outcome=outcome, reason=reason.strip(), digest=digest, post=by)
    told: dict[str, Any] = {"gate": gate.value, "outcome": outcome, "reason": reason.strip(), "digest": digest}
    _turn(draft, PASSED[gate] if passed else RETURNED[gate], gate, by, told)
    _wait(draft)
    _tell(draft, gate, passed, reason.strip(), by)
    return draft


def _locked(draft: Draft) -> Draft:
    """The draft as it stands now, until the transaction ends: what is judged is what is handed on."""
    return Draft.objects.select_for_update(of=("self",)).select_related("organ", "item").get(pk=draft.pk)


def _turn(draft: Draft, to: Draft.Status, gate: Review.Gate, by: Post, told: dict[str, Any]) -> None:
    fields: dict[str, Any] = {}
    if gate == Gate.SUBMIT and to == Status.FIRST:
        fields["submitted_by"] = by
    if to == Status.PUBLISHED:
        clear_form_drafts(draft)
        fields["published"] = _publish(draft)
        fields["item"] = fields["published"].item
        told |= {"version": fields["published"].number, "valid_from": fields["published"].valid_from}
    move(draft, to, act="review_draft", by=by, fields=fields, **told)


def _publish(draft: Draft) -> Any:
    """A draft without a day takes effect today; one whose day has passed meanwhile, too: never backwards."""
    today = timezone.localdate()
    head = draft.document["catalog"]
    day = head.get("valid_from") or ""
    read = read_item({**draft.document, "catalog": {**head, "valid_from": max(str(day), today.isoformat())}})
    return publish_version(read, held_item(read.code, draft.organ) or PowerItem(code=read.code, organ=draft.organ))


def _check_content(draft: Draft, gate: Review.Gate) -> None:
    if gate != Gate.LEGAL and not draft.document.get("point"):
        raise Invalid(_("还没有设置监察点，不能送审"), "no_points", "point")
    refuse_faults(draft)


def refuse_faults(draft: Draft) -> None:
    """Raises Invalid with every error that lint finds; warnings do not stop a draft."""
    if errors := [found for found in lint_draft(draft) if found.level == "error"]:
        raise Invalid.many((found.path, "draft_invalid", found.message) for found in errors)


def check_holder(draft: Draft, gate: Review.Gate, by: Post) -> None:
    """Raises NotAllowed unless the post holds this gate of this draft."""
    require(by, RIGHTS[gate], draft)
    holder = holder_of(draft.organ, gate)
    if holder and (holder.role_id != by.role_id or (holder.organ_id or draft.organ_id) != by.organ_id):
        raise NotAllowed(
            _("本地区的“{gate}”由{organ}的{role}负责").format(
                gate=gate.label, organ=holder.organ or draft.organ, role=holder.role.name
            )
        )
    submitter = draft.submitted_by.person_id if draft.submitted_by else None
    if gate in (Gate.FIRST, Gate.FINAL) and by.person_id == submitter:
        raise NotAllowed(_("送审人不得审核自己送审的事项"), "own_submission")
    drafter = draft.opened_by.person_id if draft.opened_by else None
    if gate == Gate.LEGAL and by.person_id == drafter:
        raise NotAllowed(_("起草人不得审查自己起草的事项"), "own_submission")
    if gate == Gate.FINAL and _passed_before(draft, by) and not _may_be_one(draft, by.person_id, submitter):
        raise NotAllowed(_("初审和审定须由两人分别办理"), "same_person")


def _may_be_one(draft: Draft, person: int, submitter: int | None) -> bool:
    return duties.may_be_one(draft.organ, duties.Merge.ADJACENT_GATES, person=person, submitter=submitter)


def _passed_before(draft: Draft, by: Post) -> bool:
    last = draft.reviews.filter(gate=Gate.FIRST, outcome=Outcome.PASSED).select_related("post").last()
    return last is not None and last.post.person_id == by.person_id


def holder_of(organ: Organ, gate: str) -> GateHolder | None:
    """Whom the organ's region has named, or else its city, or the province."""
    region = organ.region
    around = [region.code, region.county, region.city, f"{region.code[:2]}0000000000"]
    named = GateHolder.objects.filter(gate=gate, region_id__in=around).select_related("role", "organ")
    found = {holder.region_id: holder for holder in named}
    return next((found[code] for code in around if code in found), None)


def _wait(draft: Draft) -> None:
    """The to-do of whoever is next, and no other."""
    close_todos(TODO, draft)
    gate = AT.get(Status(draft.status))
    if gate is None:
        return
    with override("zh-hans"):
        title = f"{gate.label}：{draft.name}"
    with override("en"):
        title_en = f"{gate.label}: {draft.name}"
    organ, link = _organ_of(draft, gate), draft.get_absolute_url()
    open_todo(TODO, draft, title, title_en=title_en, organ=organ, perm=RIGHTS[gate], link=link)


def _organ_of(draft: Draft, gate: Review.Gate) -> Organ:
    """Where the gate waits: the named organ, the item's own, or for the final review the justice bureau of its region."""
    holder = holder_of(draft.organ, gate)
    if holder is not None and holder.organ is not None:
        return holder.organ
    if gate != Gate.FINAL or holder is not None:
        return draft.organ
    justice = Organ.objects.filter(kind=Organ.Kind.JUSTICE, region_id=draft.organ.region_id).order_by("pk").first()
    return justice or draft.organ


def _tell(draft: Draft, gate: Review.Gate, passed: bool, reason: str, by: Post) -> None:
    """Whoever drafted and submitted hears what became of it."""
    words = _("“{name}”{gate}：{outcome}").format(
        name=draft.name, gate=gate.label, outcome=Outcome.PASSED.label if passed else Outcome.RETURNED.label
    )
    people = {post.person_id: post.person for post in (draft.opened_by, draft.submitted_by) if post is not None}
    for number, person in people.items():
        if number != by.person_id:
            send(person, words, reason, draft.get_absolute_url())


@transaction.atomic
def set_gate_holder(region: Region, gate: str, role: Role | None, organ: Organ | None, *, by: By) -> None:
    """Name who holds a gate in a region; without a role the gate goes back to the usual holders."""
    require(by, Perm.ORGANS_PROFILE_EDIT)
    told = {"region": region.code, "gate": gate, "role": role.key if role else "", "organ": organ.name if organ else ""}
    holder = GateHolder.objects.filter(region=region, gate=gate).select_for_update().first()
    if role is None:
        if holder is not None:
            record("set_gate_holder", holder, by=by, **told)
            holder.delete()
        return
    holder = holder or GateHolder(region=region, gate=gate)
    holder.role, holder.organ = role, organ
    holder.save()
    record("set_gate_holder", holder, by=by, **told)
