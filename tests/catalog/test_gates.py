# SPDX-License-Identifier: Apache-2.0
"""From a draft to a version in force: four gates, each with its own people (S1-20 … S1-26)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalog.documents import small
from mingcha.catalog.actions import decide, hand_in, load_item, open_draft, retire_item, save_section, start_draft
from mingcha.catalog.actions.formdrafts import keep_form_draft
from mingcha.catalog.actions.gates import set_gate_holder
from mingcha.catalog.actions.versions import publish_version
from mingcha.catalog.document import read_item
from mingcha.catalog.draft_lint import lint_draft
from mingcha.catalog.models import Draft, FormDraft, ItemVersion, Point, PowerItem
from mingcha.inbox.counts import open_todos
from mingcha.inbox.models import Message
from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.ledger.entries import history
from mingcha.organs.models import Post, RegionProfile, Role
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
BY = System("test")


def new(cast: Cast, **changes: Any) -> Draft:
    """A whole draft of a new item, begun by the filler."""
    document = small() | changes
    draft = start_draft(document["catalog"], organ=cast.organ("enforcement"), by=cast.post("filler"))
    for section, value in document.items():
        if section != "catalog":
            save_section(draft, section, value, draft.version, by=cast.post("filler"))
    return draft


def through(cast: Cast, draft: Draft, upto: str = "published") -> Draft:
    """Hand it on until it has that status."""
    if draft.status == "drafting":
        draft = hand_in(draft, by=cast.post("filler"))
    for status, role in (("legal", "reviewer"), ("ready", "submitter"), ("first", "monitor"), ("final", "overseer")):
        if draft.status == upto:
            break
        if draft.status == status:
            draft = decide(draft, "passed", "", by=cast.post(role))
    assert draft.status == upto
    return draft


def test_what_was_typed_half_goes_when_the_draft_takes_effect(cast: Cast) -> None:
    draft = through(cast, new(cast), "final")
    keep_form_draft(draft, "甲", {"案由": ["短"]}, by=cast.post("filler"))
    through(cast, draft)
    assert not FormDraft.objects.exists()


@pytest.mark.req("S1-20", "S1-21", "S1-22", "S1-23", "S1-24", "S1-25")
def test_a_draft_takes_effect_when_four_gates_have_passed_it_and_not_before(cast: Cast) -> None:
    draft = new(cast)
    for status in ("legal", "ready", "first", "final"):
        draft = through(cast, draft, status)
        assert not ItemVersion.objects.exists()
        assert not Point.objects.exists()
    waiting = [todo.title for todo in open_todos(cast.post("overseer")) if todo.kind == "draft"]
    assert waiting == ["审定：食品经营许可"], "passed by the first review it stands in the authority's list by itself"
    draft = through(cast, draft)
    version = draft.published
    assert version is not None
    assert version.valid_from == timezone.localdate()
    assert [point.key for point in version.points.all()] == ["受理期限"]
    assert [review.gate for review in draft.reviews.all()] == ["legal", "submit", "first", "final"]
    assert not [todo for todo in open_todos(cast.post("overseer")) if todo.kind == "draft"]
    assert {entry.act for entry in history(draft)} == {"begin_draft", "save_draft", "hand_in_draft", "review_draft"}


@pytest.mark.req("S1-22", "S1-23")
@pytest.mark.parametrize(("status", "role"), [("first", "monitor"), ("final", "overseer")])
def test_a_return_goes_to_the_submitter_with_its_reason_and_needs_one(cast: Cast, status: str, role: str) -> None:
    draft = through(cast, new(cast), status)
    with pytest.raises(Invalid, match="退回原因"):
        decide(draft, "returned", "  ", by=cast.post(role))
    draft = decide(draft, "returned", "期限依据不对", by=cast.post(role))
    assert draft.status == "ready"
    told = Message.objects.filter(person=cast.post("submitter").person).latest("pk")
    assert "退回" in told.title
    assert told.body == "期限依据不对"
    assert any(todo.kind == "draft" for todo in open_todos(cast.post("submitter")))


@pytest.mark.req("S1-21")
def test_nothing_is_submitted_before_the_legal_office_or_without_points(cast: Cast) -> None:
    draft = new(cast)
    with pytest.raises(WrongState, match="不在审核环节"):
        decide(draft, "passed", "", by=cast.post("submitter"))
    draft = through(cast, draft, "ready")
    save_section(draft, "point", [], draft.version, by=cast.post("submitter"))
    with pytest.raises(Invalid, match="还没有设置监察点"):
        decide(draft, "passed", "", by=cast.post("submitter"))
    assert Draft.objects.get().status == "ready"


@pytest.mark.req("S1-21")
def test_the_submitter_edits_points_and_risks_and_nothing_else(cast: Cast) -> None:
    draft = through(cast, new(cast), "ready")
    points = draft.document["point"] + [{"key": "p2", "kind": "rollback", "at": ["受理"]}]
    save_section(draft, "point", points, draft.version, by=cast.post("submitter"))
    risk = {"key": "r1", "step": "受理", "level": "high", "description": "不受理", "measure": "复核"}
    save_section(draft, "risk", [risk], draft.version, by=cast.post("submitter"))
    with pytest.raises(WrongState, match="只能修改监察点和风险点"):
        save_section(draft, "step", [], draft.version, by=cast.post("submitter"))
    draft = through(cast, draft, "first")
    with pytest.raises(WrongState, match="不能修改"):
        save_section(draft, "point", [], draft.version, by=cast.post("submitter"))


def test_each_gate_belongs_to_its_own_people(cast: Cast) -> None:
    draft = through(cast, new(cast), "legal")
    for status, role in (("legal", "reviewer"), ("ready", "submitter"), ("first", "monitor"), ("final", "overseer")):
        for other in ("filler", "reviewer", "submitter", "monitor", "overseer", "handler"):
            if other != role:
                with pytest.raises(NotAllowed):
                    decide(draft, "passed", "", by=cast.post(other))
        with pytest.raises(NotAllowed):
            decide(draft, "passed", "", by=cast.outsider(role))
        assert draft.status == status
        draft = decide(draft, "passed", "", by=cast.post(role))


def second_post(cast: Cast, holder: str, role: str) -> Post:
    """The person of one role in the seat of another."""
    seat = cast.post(role)
    return Post.objects.create(
        person=cast.post(holder).person, organ=seat.organ, role=seat.role, reach=seat.reach, valid_from=seat.valid_from
    )


def test_whoever_submitted_never_reviews_even_in_a_small_county(cast: Cast) -> None:
    RegionProfile.objects.create(region=cast.region("county"), small_county=True)
    draft = through(cast, new(cast), "first")
    with pytest.raises(NotAllowed, match="送审人不得审核"):
        decide(draft, "passed", "", by=second_post(cast, "submitter", "monitor"))


def test_first_and_final_review_are_two_people_but_in_a_small_county(cast: Cast) -> None:
    draft = through(cast, new(cast), "final")
    both = second_post(cast, "monitor", "overseer")
    with pytest.raises(NotAllowed, match="两人分别办理"):
        decide(draft, "passed", "", by=both)
    RegionProfile.objects.create(region=cast.region("county"), small_county=True)
    assert decide(draft, "passed", "", by=both).status == "published"


def test_the_region_names_who_holds_a_gate(cast: Cast) -> None:
    draft = through(cast, new(cast), "final")
    leader, justice = cast.post("leader"), cast.organ("justice")
    Role.objects.filter(pk=leader.role_id).update(rights=[*leader.role.rights, "catalog:draft:final"])
    set_gate_holder(cast.region("county"), "final", leader.role, justice, by=BY)
    with pytest.raises(NotAllowed, match="负责"):
        decide(draft, "passed", "", by=cast.post("overseer"))
    assert decide(draft, "passed", "", by=Post.objects.get(pk=leader.pk)).status == "published"


@pytest.mark.req("S1-26")
def test_a_change_goes_through_the_gates_again_and_running_cases_keep_their_version(cast: Cast) -> None:
    first = load_item(small(), organ=cast.organ("enforcement"), by=BY)
    draft = open_draft(first.item, by=cast.post("submitter"))
    assert draft.document["catalog"]["version"] == "2"
    changed = [{**draft.document["point"][0], "limit": 3}]
    save_section(draft, "point", changed, draft.version, by=cast.post("submitter"))
    draft = hand_in(draft, by=cast.post("submitter"))
    draft = decide(draft, "passed", "", by=cast.post("reviewer"))
    draft = through(cast, draft)
    first.refresh_from_db()
    today = timezone.localdate()
    assert (first.valid_to, draft.published.valid_from) == (today - timedelta(days=1), today)  # type: ignore[union-attr]
    assert first.points.get().limit_n == 5
    assert draft.published.points.get().limit_n == 3  # type: ignore[union-attr]


def test_one_item_has_one_open_draft(cast: Cast) -> None:
    first = load_item(small(), organ=cast.organ("enforcement"), by=BY)
    open_draft(first.item, by=cast.post("filler"))
    with pytest.raises(Conflict, match="已有一份草案"):
        open_draft(first.item, by=cast.post("submitter"))


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(cast: Cast) -> None:
    draft = new(cast)
    seen = draft.version
    save_section(draft, "guide", {"phone": "1"}, seen, by=cast.post("filler"))
    with pytest.raises(Conflict):
        save_section(draft, "guide", {"phone": "2"}, seen, by=cast.post("submitter"))
    assert Draft.objects.get().document["guide"] == {"phone": "1"}


def test_of_two_reviewers_at_once_one_wins(cast: Cast) -> None:
    draft = through(cast, new(cast), "first")
    stale = Draft.objects.get(pk=draft.pk)
    decide(draft, "passed", "", by=cast.post("monitor"))
    with pytest.raises(NotAllowed):  # it stands at the next gate already, which is not hers
        decide(stale, "returned", "不行", by=cast.post("monitor"))
    assert Draft.objects.get().status == "final"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalog_point SET limit_n = 99",
        "DELETE FROM catalog_pointact",
        "UPDATE catalog_step SET act = 'x'",
        "UPDATE catalog_itemversion SET digest = 'x'",
        "UPDATE catalog_itemversion SET valid_from = 1",
        "UPDATE catalog_itemversion SET sealed = {no}",
        "DELETE FROM catalog_step",
        "INSERT INTO catalog_step (item_version_id, act, place) SELECT id, 'x', 9 FROM catalog_itemversion",
    ],
)
def test_the_database_refuses_to_change_what_is_published(cast: Cast, statement: str) -> None:
    load_item(small(), organ=cast.organ("enforcement"), by=BY)
    no = "0" if connection.vendor == "sqlite" else "false"
    with pytest.raises(IntegrityError, match="published"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(no=no))


def test_two_versions_of_one_day_are_refused_by_the_database_too(cast: Cast) -> None:
    version = load_item(small(), organ=cast.organ("enforcement"), by=BY)
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        version.item.versions.create(number="x", valid_from=version.valid_from + timedelta(days=9), digest="")


def test_a_version_that_begins_before_the_live_one_is_refused_by_name(cast: Cast) -> None:
    load_item(small(), organ=cast.organ("enforcement"), by=BY)
    earlier = small(version="2", valid_from=small()["catalog"]["valid_from"] - timedelta(days=1))
    with pytest.raises(Invalid, match="第 1 版自 2026-01-01 起生效"):
        load_item(earlier, organ=cast.organ("enforcement"), by=BY)


def test_a_version_may_be_corrected_on_its_first_day(cast: Cast) -> None:
    wrong = load_item(small(), organ=cast.organ("enforcement"), by=BY)
    right = load_item(small(version="1b"), organ=cast.organ("enforcement"), by=BY)
    wrong.refresh_from_db()
    assert wrong.valid_to is not None
    assert wrong.valid_to < wrong.valid_from
    assert right.valid_to is None


def test_an_item_ends_by_the_authority_with_a_reason(cast: Cast) -> None:
    item = load_item(small(), organ=cast.organ("enforcement"), by=BY).item
    with pytest.raises(NotAllowed):
        retire_item(item, timezone.localdate(), "已取消", by=cast.post("filler"))
    with pytest.raises(Invalid, match="理由"):
        retire_item(item, timezone.localdate(), " ", by=cast.post("overseer"))
    assert retire_item(item, timezone.localdate(), "已取消", by=cast.post("overseer")).valid_to == timezone.localdate()
    with pytest.raises(WrongState):
        retire_item(item, timezone.localdate(), "再次", by=cast.post("overseer"))
    assert PowerItem.objects.get().versions.get().points.count() == 1


def test_the_next_version_of_a_file_that_names_itself_everywhere_is_sound(cast: Cast) -> None:
    document = small()
    document |= {"item": "XK-1", "version": "1", "pauses": ["检验"]}
    document["point"][0] |= {"item": "XK-1", "version": "1"}
    version = load_item(document, organ=cast.organ("enforcement"), by=BY)
    draft = open_draft(version.item, by=cast.post("submitter"))
    assert [found.message for found in lint_draft(draft) if found.level == "error"] == []
    assert draft.document["pauses"] == ["检验"]


def test_whoever_drafted_does_not_review_for_law(cast: Cast) -> None:
    draft = through(cast, new(cast), "legal")
    with pytest.raises(NotAllowed, match="起草人不得审查"):
        decide(draft, "passed", "", by=second_post(cast, "filler", "reviewer"))


def test_a_number_that_came_by_a_file_meanwhile_is_refused_in_words(cast: Cast) -> None:
    item = load_item(small(), organ=cast.organ("enforcement"), by=BY).item
    with pytest.raises(Conflict, match="已有第 1 版"):
        publish_version(read_item(small(valid_from=timezone.localdate())), item)
    assert item.versions.count() == 1
