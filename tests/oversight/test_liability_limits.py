# SPDX-License-Identifier: Apache-2.0
"""Who may not touch or know of a matter of accountability, and what is not lost on its way (S3-20 … S3-27)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from liability_acts import FACTS, admonished, decided, proposed, reviewed, second
from live_cases import colleague, press
from mingcha.cases.models import Alarm, Case
from mingcha.inbox.models import Todo
from mingcha.ledger import Invalid, NotAllowed, WrongState
from mingcha.organs.models import Post, Role
from mingcha.oversight.actions import deciding, proposing
from mingcha.oversight.actions.admonishing import admonish, revoke_admonition, save_admonition_rule
from mingcha.oversight.actions.deciding import Handover, Verdict
from mingcha.oversight.actions.proposing import Proposal
from mingcha.oversight.links import Clue, shown
from mingcha.oversight.models import Admonition, AdmonitionRule, Liability, LiabilityLink
from mingcha.oversight.sheet import decision_page

pytestmark = pytest.mark.django_db


def seated(cast: Any, kind: str, role: str, name: str, reach: str = "below") -> Post:
    """Another post of a role, in whichever organ of the cast."""
    post = colleague(cast, name, role, reach)
    Post.objects.filter(pk=post.pk).update(organ=cast.organ(kind))
    return Post.objects.get(pk=post.pk)


# --- what holds together --------------------------------------------------------------------------------------------
@pytest.mark.req("S3-22")
def test_a_cause_against_a_department_names_the_department(imported: Any) -> None:
    staff = [imported.post("handler").person_id]
    for more in ({"causes": ["d01"]}, {"causes": ["s03", "d01"]}, {"causes": ["d01"], "staff": staff}):
        with pytest.raises(Invalid) as refused:
            proposed(imported, **more)
        assert [(fault.field, fault.code) for fault in refused.value.faults] == [("department", "required")]
    client = imported.client(imported.post("overseer"))
    url = f"{reverse('oversight:liability-new')}?organ={imported.organ('unit').pk}"
    sent = press(client, url, department_causes="d01", facts=FACTS, secrecy="0", staff=staff)
    assert sent.status_code == 422
    assert set(sent.context["form"].errors) == {"department"}
    nothing = press(client, url, facts=FACTS, secrecy="0", staff=staff)
    assert set(nothing.context["form"].errors) == {"staff_causes"}


def test_a_matter_stays_as_confidential_as_what_it_goes_back_to(imported: Any) -> None:
    by, other = imported.post("overseer"), second(imported)
    for post in (by, other):
        Post.objects.filter(pk=post.pk).update(ceiling=1)
        post.refresh_from_db()
    alarm = Alarm.objects.exclude(level="prompt").order_by("pk")[0]
    Alarm.objects.filter(pk=alarm.pk).update(secrecy=1)
    given = Proposal(["s03"], FACTS, [imported.post("handler").person_id])
    matter = proposing.propose_liability(imported.organ("unit"), given, [Clue("alarm", alarm.pk)], by=by)
    assert matter.secrecy == 1
    matter = proposing.return_liability(matter, "请补充", matter.version, by=other)
    assert proposing.amend_liability(matter, given, matter.version, by=by).secrecy == 1


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 19, "²", "-1", "x", ""])
def test_an_address_with_a_number_that_is_none_leads_to_the_choice_of_an_organ(imported: Any, number: str) -> None:
    client = imported.client(imported.post("overseer"))
    for view, choice in (("liability-new", "liability-organ"), ("admonition-new", "admonition-organ")):
        answer = client.get(reverse(f"oversight:{view}"), {"organ": number})
        assert (answer.status_code, answer.url) == (302, reverse(f"oversight:{choice}"))
    assert client.get(reverse("oversight:liability-new"), {"alarm": number or "0"}).status_code == 404


# --- who may not ----------------------------------------------------------------------------------------------------
@pytest.mark.req("S3-24")
def test_the_department_itself_does_not_rewrite_what_others_drafted_about_it(imported: Any) -> None:
    office, worker = imported.post("monitor"), imported.post("handler")
    admonished(imported)
    admonished(imported)
    draft = Liability.objects.get()
    milder = Proposal(["s10"], "只是个人疏忽", [worker.person_id])
    with pytest.raises(NotAllowed) as refused:
        proposing.amend_liability(draft, milder, draft.version, by=office)
    assert refused.value.code == "other_proposer"
    page = imported.client(office).get(draft.get_absolute_url())
    assert reverse("oversight:liability-edit", args=[draft.pk]) not in page.content.decode()
    url = reverse("oversight:liability-edit", args=[draft.pk])
    by = imported.client(imported.post("overseer"))
    assert url in by.get(draft.get_absolute_url()).content.decode()
    sent = press(by, url, department_causes="d06", department="on", facts=FACTS, secrecy="0")
    assert sent.status_code == 302
    mine = proposing.propose_liability(office.organ, Proposal(["s10"], FACTS, [worker.person_id]), by=office)
    mine = proposing.return_liability(mine, "请补充", mine.version, by=imported.post("overseer"))
    proposing.amend_liability(mine, milder, mine.version, by=office)
    assert Liability.objects.get(pk=mine.pk).status == "proposed"


def test_a_draft_that_was_put_away_is_never_known_to_whom_it_was_about(imported: Any) -> None:
    handler, told, matter = imported.client(imported.post("handler")), reviewed(imported), proposed(imported)
    other = Post.objects.get(person__username="second")
    matter = proposing.return_liability(matter, "事实不清", matter.version, by=other)
    deciding.drop_liability(matter, "查无此事", matter.version, by=imported.post("leader"))
    assert handler.get(matter.get_absolute_url()).status_code == 404
    assert str(matter) not in handler.get(reverse("oversight:liability-list")).content.decode()
    deciding.state_defence(told.liables.get(), "情况说明", by=imported.post("handler"))
    told.refresh_from_db()
    deciding.drop_liability(told, "不予追究", told.version, by=imported.post("leader"))
    assert handler.get(told.get_absolute_url()).status_code == 200


def test_what_follows_a_decision_is_only_the_deciding_authoritys(imported: Any) -> None:
    matter, leader = decided(imported, "criticism"), imported.post("leader")
    row = matter.liables.get()
    deciding.object_decision(row, "不服", by=imported.post("handler"))
    passed = deciding.transfer_suspects(
        matter, Handover("检察院", timezone.localdate(), "材料"), matter.version, by=leader
    )
    matter.refresh_from_db()
    stranger = seated(imported, "enforcement", "leader", "别处负责人")
    for act in (
        lambda: deciding.answer_objection(row, "维持", by=stranger),
        lambda: deciding.keep_receipt(passed, "收字", by=stranger),
        lambda: deciding.withdraw_liability(matter, "撤", matter.version, by=stranger),
    ):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "other_authority"
    deciding.withdraw_liability(matter, "事实有误", matter.version, by=leader)
    other = Post.objects.get(person__username="second")
    with pytest.raises(WrongState):
        deciding.answer_objection(row, "太晚", by=other)
    assert reverse("oversight:liability-answer", args=[row.pk]) not in (
        imported.client(other).get(matter.get_absolute_url()).content.decode()
    )


def test_what_is_too_long_is_said_and_not_cut(imported: Any) -> None:
    row, by = admonished(imported), imported.post("overseer")
    with pytest.raises(Invalid) as refused:
        revoke_admonition(row, "字" * 501, row.version, by=by)
    assert refused.value.faults[0].code == "too_long"
    matter = reviewed(imported)
    with pytest.raises(Invalid):
        deciding.transfer_suspects(
            matter, Handover("院" * 101, timezone.localdate(), "材料"), matter.version, by=imported.post("leader")
        )


def test_nobody_revokes_what_she_was_admonished_for(imported: Any) -> None:
    her = second(imported)
    row = admonish(imported.organ("justice"), her.person, "written", "履职不力", by=imported.post("overseer"))
    with pytest.raises(NotAllowed) as refused:
        revoke_admonition(row, "没有道理", row.version, by=her)
    assert refused.value.code == "own_matter"
    page = imported.client(her).get(row.get_absolute_url()).content.decode()
    assert reverse("oversight:admonition-revoke", args=[row.pk]) not in page


def test_whom_it_is_about_decides_nothing_and_reads_nothing_before_she_is_heard(imported: Any) -> None:
    leader, head = imported.post("leader"), imported.post("head")
    given, other = Proposal(["s06"], FACTS, [leader.person_id]), second(imported)
    own = proposing.propose_liability(imported.organ("justice"), given, by=imported.post("overseer"))
    own = proposing.review_liability(own, "同意", 5, own.version, by=other)
    with pytest.raises(NotAllowed) as refused:
        deciding.drop_liability(own, "没有事", own.version, by=leader)
    assert refused.value.code == "own_matter"
    hers, client = proposed(imported, staff=[head.person_id]), imported.client(head)
    assert client.get(hers.get_absolute_url()).status_code == 404
    proposing.review_liability(hers, "同意", 5, hers.version, by=other)
    assert client.get(hers.get_absolute_url()).status_code == 200


def test_nobody_speaks_for_another_or_out_of_time(imported: Any) -> None:
    handler = imported.post("handler")
    matter = reviewed(imported)
    row = matter.liables.get()
    with pytest.raises(NotAllowed) as refused:
        deciding.state_defence(row, "代为说明", by=imported.post("monitor"))
    assert refused.value.code == "not_yours"
    with pytest.raises(WrongState) as late:
        deciding.state_defence(row, "太晚", now=matter.state_until + timedelta(seconds=1), by=handler)
    assert late.value.code == "not_stating"
    deciding.state_defence(row, "刚好", now=matter.state_until, by=handler)
    matter.refresh_from_db()
    verdict = Verdict("属实", {row.pk: [("talk", "谈话")]})
    deciding.decide_liability(matter, verdict, matter.version, by=imported.post("leader"))
    matter.refresh_from_db()
    with pytest.raises(WrongState) as late:
        deciding.object_decision(row, "太晚", now=matter.object_until + timedelta(seconds=1), by=handler)
    assert late.value.code == "not_decided"
    deciding.object_decision(row, "刚好", now=matter.object_until, by=handler)


def test_what_is_confidential_is_read_by_whom_it_is_about_and_by_whoever_may_see_so_much(imported: Any) -> None:
    matter = reviewed(imported)
    Liability.objects.filter(pk=matter.pk).update(secrecy=1)
    Post.objects.filter(pk=imported.post("leader").pk).update(ceiling=1)
    seen = {
        role: imported.client(imported.post(role)).get(matter.get_absolute_url()).status_code
        for role in ("handler", "leader", "head", "monitor")
    }
    assert seen == {"handler": 200, "leader": 200, "head": 404, "monitor": 404}


@pytest.mark.req("S3-24")
def test_admonitions_and_their_rule_are_ones_own_business_only_where_they_should_be(imported: Any) -> None:
    by, leader = imported.post("overseer"), imported.post("leader")
    with pytest.raises(NotAllowed) as refused:
        admonish(imported.organ("justice"), by.person, "written", "自己", by=by)
    assert refused.value.code == "own_matter"
    decided(imported, "talk")
    row = Admonition.objects.get()
    with pytest.raises(WrongState) as wrong:
        revoke_admonition(row, "单独撤销", row.version, by=by)
    assert wrong.value.code == "by_decision"
    rule = {"unit": "person", "kinds": ["written"], "most": 2, "months": 12}
    with pytest.raises(NotAllowed):
        save_admonition_rule(imported.region("away county"), rule, 0, by=leader)
    assert not AdmonitionRule.objects.exists()


# --- departments ----------------------------------------------------------------------------------------------------
@pytest.mark.req("S3-24")
def test_units_of_a_department_count_together_and_the_department_answers(imported: Any) -> None:
    worker, by = imported.post("handler").person, imported.post("overseer")
    admonish(imported.organ("unit"), worker, "written", "态度生硬", by=by)
    admonish(imported.organ("enforcement"), worker, "written", "再次告知不全", by=by)
    draft = Liability.objects.get()
    assert draft.links.count() == 2
    assert (draft.organ, draft.liables.get().organ) == (imported.organ("enforcement"),) * 2


@pytest.mark.req("S3-22")
def test_a_unit_without_an_office_of_its_own_is_heard_by_the_office_above(imported: Any) -> None:
    office = imported.post("monitor")
    Post.objects.filter(role__key="head").update(status=Post.Status.ENDED)
    matter = reviewed(imported, causes=["d01", "s03"], department=True)
    waiting = Todo.objects.filter(kind="liability_state", object_id=matter.pk, closed_at=None)
    assert set(waiting.values_list("person", "organ")) == {
        (imported.post("handler").person_id, None),
        (None, office.organ_id),
    }
    deciding.state_defence(matter.liables.get(person=None), "人手不足", by=office)
    assert [one.person_id for one in waiting] == [imported.post("handler").person_id]  # hers is still asked for


def test_the_authority_does_not_speak_for_a_department_below_it(imported: Any) -> None:
    matter = reviewed(imported, causes=["d01"], staff=[], department=True)
    above = seated(imported, "government", "overseer", "上级监督", "region")
    assert not deciding.speaks_for(matter.liables.get(), above)
    assert deciding.speaks_for(matter.liables.get(), imported.post("head"))


# --- lists, numbers, pages ------------------------------------------------------------------------------------------
def test_clues_are_read_by_kind_and_who_may_not_open_one_reads_its_name_only(
    imported: Any, django_assert_num_queries: Any
) -> None:
    by = imported.post("overseer")
    alarms = list(Alarm.objects.within(by).exclude(level="prompt").order_by("pk")[:3])
    clues = [Clue("alarm", alarm.pk) for alarm in alarms]
    given = Proposal(["s03"], FACTS, [imported.post("handler").person_id])
    matter = proposing.propose_liability(imported.organ("unit"), given, clues, by=by)
    links = list(matter.links.all())
    with django_assert_num_queries(1):
        assert all(link["url"] for link in shown(links, by))
    assert [link["url"] for link in shown(links, imported.outsider("overseer"))] == [""] * 3
    assert [link["name"] for link in shown(links, by)] == [str(alarm) for alarm in alarms]
    with pytest.raises(Invalid):
        proposing.propose_liability(imported.organ("unit"), given, [*clues, Clue("alarm", 10**9)], by=by)
    assert LiabilityLink.objects.count() == 3


def test_numbers_and_terms_are_those_of_chinas_calendar(imported: Any) -> None:
    newyear = datetime(2026, 12, 31, 18, tzinfo=UTC)  # two in the morning of the first of January in China
    assert str(Liability(pk=7, opened_at=newyear)) == "ZR-2027-0007"
    assert str(Admonition(pk=7, given_at=newyear)) == "GJ-2027-0007"
    by = imported.post("overseer")
    case = Case.objects.within(by).order_by("pk")[0]
    Case.objects.filter(pk=case.pk).update(promised_at=newyear)
    form = imported.client(by).get(reverse("oversight:comparison-new", args=[case.pk])).context["form"]
    assert form["entered_limit"].value() == "2027-01-01"


def test_the_document_names_the_last_day_for_an_objection(imported: Any) -> None:
    matter = decided(imported, "criticism")
    last = timezone.localtime(matter.object_until)
    page = decision_page(matter, list(matter.liables.all()), "https://example.org/")
    assert f"{last.year} 年 {last.month} 月 {last.day} 日以前向本机关提出" in page


def test_whom_a_draft_names_can_still_be_chosen_after_she_left(imported: Any) -> None:
    gone = colleague(imported, "已调离")
    matter = proposed(imported, staff=[gone.person_id])
    matter = proposing.return_liability(matter, "请补充", matter.version, by=second(imported))
    Post.objects.filter(pk=gone.pk).update(valid_to=date(2020, 2, 1))
    form = (
        imported.client(imported.post("overseer"))
        .get(reverse("oversight:liability-edit", args=[matter.pk]))
        .context["form"]
    )
    assert next(iter(form.fields["staff"].choices))[0] == gone.person_id


def test_without_the_right_to_read_cases_none_is_compared_or_looked_through(imported: Any) -> None:
    role = Role.objects.get(key="overseer")
    role.rights = [right for right in role.rights if right != "cases:case:read"]
    role.save()
    case, client = Case.objects.order_by("pk")[0], imported.client(imported.post("overseer"))
    assert client.get(reverse("oversight:comparison-new", args=[case.pk])).status_code == 403
    assert client.get(reverse("oversight:slip-list")).status_code == 403
    sent = press(client, reverse("oversight:comparison-case"), number=case.number)
    assert sent.status_code == 422
