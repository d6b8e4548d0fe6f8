# SPDX-License-Identifier: Apache-2.0
"""Accountability from the alarm to the decision, its counter of admonitions, and who knows of it (S3-20 … S3-27)."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from liability_acts import FACTS, admonished, decided, heard, proposed, reviewed, second
from live_cases import colleague, press
from mingcha.cases.models import Alarm, Case
from mingcha.inbox.models import Message, Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.models import Person, Post, Role
from mingcha.oversight.actions import deciding, proposing
from mingcha.oversight.actions.admonishing import admonish, revoke_admonition, save_admonition_rule
from mingcha.oversight.actions.comparing import compare_fields
from mingcha.oversight.actions.deciding import Handover, Verdict
from mingcha.oversight.actions.issuing import Demand, issue_orders
from mingcha.oversight.actions.proposing import Proposal
from mingcha.oversight.links import Clue
from mingcha.oversight.models import (
    Admonition,
    AdmonitionRule,
    ComparedField,
    DepartmentCause,
    Form,
    Liability,
    Liable,
    StaffCause,
)
from mingcha.oversight.sheet import decision_page

pytestmark = pytest.mark.django_db


def alarm_of(cast: Any) -> Alarm:
    return Alarm.objects.exclude(level="prompt").order_by("pk")[0]


# --- the whole way --------------------------------------------------------------------------------------------------
@pytest.mark.req("S3-20", "S3-25", "S3-26")
def test_from_an_alarm_to_the_decision_by_the_pages(imported: Any) -> None:
    alarm = alarm_of(imported)
    worker = Post.objects.create(
        person=Person.objects.create(username="worker", name="窗口人员", organ=alarm.organ),
        organ=alarm.organ,
        role=Role.objects.get(key="handler"),
        reach="self",
        valid_from=date(2020, 1, 1),
    )
    authority, other, leader = (
        imported.client(post) for post in (imported.post("overseer"), second(imported), imported.post("leader"))
    )
    assert (
        f"{reverse('oversight:liability-new')}?alarm={alarm.pk}"
        in authority.get(f"/alarms/{alarm.pk}/").content.decode()
    )
    url = f"{reverse('oversight:liability-new')}?alarm={alarm.pk}"
    assert str(alarm) in authority.get(url).content.decode()
    typed = {"staff_causes": ["s02", "s03"], "facts": FACTS, "staff": worker.person_id, "secrecy": "0"}
    sent = press(authority, url, **typed)
    matter = Liability.objects.get()
    assert sent.url == matter.get_absolute_url()
    assert (matter.status, matter.causes) == ("proposed", ["s02", "s03"])
    assert [(link.kind, link.object_id) for link in matter.links.all()] == [("alarm", alarm.pk)]
    hers = imported.client(worker)
    assert hers.get(matter.get_absolute_url()).status_code == 404  # nobody is told before the second person has looked
    assert (
        press(other, reverse("oversight:liability-review", args=[matter.pk]), words="同意", days="5").status_code == 302
    )
    assert Todo.objects.filter(kind="liability_state", person=worker.person, closed_at=None).exists()
    row = matter.liables.get()
    decide = reverse("oversight:liability-decide", args=[matter.pk])
    page = leader.get(matter.get_absolute_url()).content.decode()
    assert f"等{worker.person.name}陈述申辩" in page
    assert decide not in page  # no button leads to a refusal
    assert press(hers, reverse("oversight:liability-state", args=[row.pk]), words="当日系统故障").status_code == 302
    page = leader.get(matter.get_absolute_url()).content.decode()
    assert "陈述申辩已结束" in page
    assert decide in page
    assert decide not in other.get(matter.get_absolute_url()).content.decode()
    typed = {
        f"effect_{row.pk}_talk": "由主要负责人谈话",
        f"effect_{row.pk}_criticism": "在本单位通报",
        "words": "情况属实",
    }
    assert press(leader, decide, **typed).status_code == 302
    matter.refresh_from_db()
    assert matter.status == "decided"
    assert re.fullmatch(r"\w+责〔\d{4}〕1号", matter.number)
    assert {measure.form for measure in row.measures.all()} == {"talk", "criticism"}
    page = hers.get(matter.get_absolute_url()).content.decode()
    assert "诫勉谈话" in page
    assert "当日系统故障" in page
    pdf = hers.get(reverse("oversight:liability-sheet", args=[matter.pk]))
    assert pdf.content.startswith(b"%PDF")
    assert not Todo.objects.filter(kind__startswith="liability", closed_at=None).exists()
    acts = {"propose_liability", "review_liability", "state_defence", "decide_liability"}
    assert acts <= set(Entry.objects.values_list("act", flat=True))


@pytest.mark.req("S3-20", "S3-22", "S3-25")
def test_the_codes_are_those_of_the_measures_of_siping() -> None:
    assert (len(StaffCause), len(DepartmentCause), len(Form)) == (10, 6, 9)
    assert "受理承诺单" in StaffCause("s03").label
    assert "评价器" in StaffCause("s09").label
    assert "体外循环" in DepartmentCause("d05").label
    labels = [form.label for form in Form]
    assert labels[0] == "诫勉谈话"
    assert labels[3:8] == ["停职检查", "调整工作岗位", "免职", "降职", "责令辞职"]


@pytest.mark.req("S3-20", "S3-22")
@pytest.mark.parametrize("cause", [*StaffCause.values, *DepartmentCause.values])
def test_each_cause_can_be_proposed_and_is_read_in_words(imported: Any, cause: str) -> None:
    more = {"staff": [], "department": True} if cause.startswith("d") else {}
    matter = proposed(imported, causes=[cause], **more)
    page = imported.client(imported.post("overseer")).get(matter.get_absolute_url()).content.decode()
    assert str(dict([*StaffCause.choices, *DepartmentCause.choices])[cause]) in page


@pytest.mark.req("S3-25", "S3-26")
@pytest.mark.parametrize("form", Form.values)
def test_each_form_can_be_decided_alone_with_its_effect_and_stands_on_the_document(imported: Any, form: str) -> None:
    matter = decided(imported, form)
    rows = list(matter.liables.all())
    page = decision_page(matter, rows, "https://example.org/")
    assert str(Form(form).label) in page
    assert "在本单位通报" in page
    assert matter.number in page
    assert imported.post("handler").person.name in page


def test_forms_are_combined_and_none_twice(imported: Any) -> None:
    matter = heard(imported)
    row, by = matter.liables.get(), imported.post("leader")
    for forms, code in (([], "required"), ([("talk", "一"), ("talk", "二")], "twice"), ([("talk", " ")], "required")):
        with pytest.raises(Invalid) as refused:
            deciding.decide_liability(matter, Verdict("属实", {row.pk: forms}), matter.version, by=by)
        assert refused.value.faults[0].code == code
    with pytest.raises(Invalid):
        deciding.decide_liability(matter, Verdict("属实", {row.pk: [("beheading", "一")]}), matter.version, by=by)
    every = Verdict("属实", {row.pk: [(form, "效力") for form in Form.values]})
    deciding.decide_liability(matter, every, matter.version, by=by)
    assert row.measures.count() == 9


@pytest.mark.req("S3-22")
def test_an_order_leads_to_the_liability_of_a_department_whose_office_is_heard(imported: Any) -> None:
    by, office = imported.post("overseer"), imported.post("monitor")
    [order] = issue_orders([alarm_of(imported).pk], Demand("请查明", 3), by=by)
    page = imported.client(by).get(order.get_absolute_url()).content.decode()
    assert f"?order={order.pk}" in page
    given = Proposal(causes=["d03"], facts="多件超过法定期限", department=True)
    matter = proposing.propose_liability(order.organ, given, [Clue("order", order.pk)], by=by)
    proposing.review_liability(matter, "同意", 5, matter.version, by=second(imported))
    row = matter.liables.get()
    with pytest.raises(NotAllowed):
        deciding.state_defence(row, "不是我", by=imported.post("handler"))
    deciding.state_defence(row, "人手不足", by=office)
    matter.refresh_from_db()
    leader = imported.post("leader")
    with pytest.raises(Invalid) as refused:
        deciding.decide_liability(matter, Verdict("属实", {row.pk: [("removal", "免")]}), matter.version, by=leader)
    assert refused.value.faults[0].code == "department"
    deciding.decide_liability(matter, Verdict("属实", {row.pk: [("criticism", "全区通报")]}), matter.version, by=leader)
    assert Message.objects.filter(person=office.person, title__contains="责任追究决定").exists()


# --- who, and against whom ------------------------------------------------------------------------------------------
@pytest.mark.req("S3-27")
def test_leaders_are_named_only_where_it_is_serious_or_the_department_is_liable(imported: Any) -> None:
    head = imported.post("head").person_id
    with pytest.raises(Invalid) as refused:
        proposed(imported, leaders=[head])
    assert refused.value.faults[0].code == "serious"
    serious = decided(imported, "criticism", leaders=[head], serious=True)
    assert serious.liables.get(part="leader").measures.get().form == "criticism"
    assert proposed(imported, causes=["d01"], staff=[], leaders=[head], department=True).liables.count() == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"causes": []}, "required"),
        ({"causes": ["s99"]}, "required"),
        ({"staff": []}, "required"),
        ({"facts": " "}, "required"),
        ({"facts": "字" * 4_001}, "too_long"),
        ({"department": True}, "department"),
        ({"staff": [10**9]}, "person"),
        ({"secrecy": 9}, "secrecy"),
    ],
)
def test_a_proposal_that_does_not_hold_together_is_refused(imported: Any, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(imported, **more)
    assert code in [fault.code for fault in refused.value.faults]
    assert not Liability.objects.exists()


def test_three_persons_propose_review_and_decide(imported: Any) -> None:
    by, leader = imported.post("overseer"), imported.post("leader")
    matter = proposed(imported)
    with pytest.raises(NotAllowed) as refused:
        proposing.review_liability(matter, "同意", 5, matter.version, by=by)
    assert refused.value.code == "second_person_required"
    proposing.review_liability(matter, "同意", 5, matter.version, by=leader)
    matter = Liability.objects.get()
    with pytest.raises(NotAllowed) as refused:
        deciding.drop_liability(matter, "不追究", matter.version, by=leader)
    assert refused.value.code == "second_person_required"
    with pytest.raises(NotAllowed):
        proposing.propose_liability(
            imported.organ("unit"), Proposal(["s06"], FACTS, [by.person_id]), by=imported.post("handler")
        )


def test_nobody_is_decided_on_before_she_was_heard(imported: Any) -> None:
    matter, leader = reviewed(imported), imported.post("leader")
    row = matter.liables.get()
    verdict = Verdict("属实", {row.pk: [("talk", "谈话")]})
    with pytest.raises(WrongState) as refused:
        deciding.decide_liability(matter, verdict, matter.version, by=leader)
    assert refused.value.code == "not_heard"
    deciding.state_defence(row, "有理由", by=imported.post("handler"))
    with pytest.raises(Conflict):
        deciding.state_defence(row, "再说一次", by=imported.post("handler"))
    deciding.decide_liability(matter, verdict, matter.version, by=leader)
    with pytest.raises(WrongState):
        deciding.state_defence(row, "太晚", by=imported.post("handler"))
    with pytest.raises(Conflict) as stale:
        deciding.withdraw_liability(matter, "撤", 1, by=leader)
    assert stale.value.code == "stale"


def test_what_is_sent_back_is_completed_and_proposed_again(imported: Any) -> None:
    matter = proposed(imported)
    proposing.return_liability(matter, "事实不清", matter.version, by=second(imported))
    client = imported.client(imported.post("overseer"))
    assert Todo.objects.filter(kind="liability_draft", closed_at=None).exists()
    typed = {
        "staff_causes": "s04",
        "facts": "补充后的事实",
        "staff": imported.post("handler").person_id,
        "secrecy": "0",
    }
    assert press(client, reverse("oversight:liability-edit", args=[matter.pk]), **typed).status_code == 302
    matter.refresh_from_db()
    assert (matter.status, matter.causes, matter.secrecy) == ("proposed", ["s04"], 0)
    late = client.post(reverse("oversight:liability-edit", args=[matter.pk]), typed | {"version": "1"})
    assert late.status_code == 409


def test_a_decision_is_objected_to_answered_by_another_and_withdrawn(imported: Any) -> None:
    matter, handler, leader = decided(imported, "talk"), imported.post("handler"), imported.post("leader")
    row = matter.liables.get()
    deciding.object_decision(row, "事实有误", by=handler)
    with pytest.raises(NotAllowed):
        deciding.answer_objection(row, "维持", by=leader)
    deciding.answer_objection(row, "异议成立", by=Post.objects.get(person__username="second"))
    assert Admonition.objects.get().status == "standing"
    matter.refresh_from_db()
    deciding.withdraw_liability(matter, "异议成立", matter.version, by=leader)
    assert Admonition.objects.get().status == "revoked"
    assert "本决定已撤销" in decision_page(Liability.objects.get(), [row], "https://example.org/")
    row.refresh_from_db()
    with pytest.raises(WrongState):
        deciding.object_decision(row, "再来", by=handler)


@pytest.mark.req("S3-26")
def test_a_suspected_crime_is_passed_to_the_judicial_organs_and_the_receipt_comes_later(imported: Any) -> None:
    matter, leader = reviewed(imported), imported.post("leader")
    client = imported.client(leader)
    url = reverse("oversight:liability-transfer", args=[matter.pk])
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {"to": "新城区人民检察院", "day": tomorrow.isoformat(), "what": "涉嫌受贿，附材料三份"}
    assert press(client, url, **typed).status_code == 422
    assert press(client, url, **(typed | {"day": timezone.localdate().isoformat()})).status_code == 302
    row = matter.transfers.get()
    assert "新城区人民检察院" in client.get(matter.get_absolute_url()).content.decode()
    assert press(client, reverse("oversight:liability-receipt", args=[row.pk]), receipt="收字12号").status_code == 302
    row.refresh_from_db()
    assert row.receipt == "收字12号"
    with pytest.raises(WrongState):
        deciding.keep_receipt(row, "又一份", by=leader)
    told = {"organ": matter.organ, "authority": matter.authority, "facts": FACTS, "opened_at": timezone.now()}
    draft, handover = Liability.objects.create(**told), Handover("检察院", timezone.localdate(), "材料")
    with pytest.raises(WrongState):
        deciding.transfer_suspects(draft, handover, draft.version, by=leader)
    assert Entry.objects.filter(act="transfer_suspects").count() == 1


def test_only_who_needs_to_know_reads_it_and_no_name_stands_in_the_ledger(imported: Any) -> None:
    matter, url = reviewed(imported), Liability.objects.get().get_absolute_url()
    seen = {
        role: imported.client(imported.post(role)).get(url).status_code
        for role in ("overseer", "leader", "monitor", "head")
    }
    assert seen == {"overseer": 200, "leader": 200, "monitor": 200, "head": 200}
    assert imported.client(imported.post("handler")).get(url).status_code == 200
    for post in (
        colleague(imported, "同事"),
        imported.post("filler"),
        imported.post("reviewer"),
        imported.outsider("overseer"),
    ):
        client = imported.client(post)
        assert client.get(url).status_code == 404
        assert str(matter) not in client.get(reverse("oversight:liability-list")).content.decode()
    assert imported.client(imported.post("audit_admin")).get(url).status_code == 403
    told = json.dumps(list(Entry.objects.filter(object_kind="oversight.liability").values("what", "object_name")))
    assert imported.post("handler").person.name not in told
    assert json.dumps(FACTS)[1:-1] not in told


def test_one_of_two_reads_nothing_of_the_other(imported: Any) -> None:
    other = colleague(imported, "同事乙")
    matter = reviewed(imported, staff=[imported.post("handler").person_id, other.person_id])
    deciding.state_defence(matter.liables.get(person=other.person), "全是他的责任", by=other)
    page = imported.client(imported.post("handler")).get(matter.get_absolute_url()).content.decode()
    assert "全是他的责任" not in page
    assert "同事乙" not in page


# --- the counter ----------------------------------------------------------------------------------------------------
@pytest.mark.req("S3-22", "S3-24")
def test_the_second_admonition_within_a_year_drafts_the_liability_of_the_department(imported: Any) -> None:
    admonished(imported, days=700)
    first = admonished(imported, days=300)
    assert not Liability.objects.exists()  # the one before is longer ago than a year
    again = admonished(imported)
    draft = Liability.objects.get()
    assert (draft.status, draft.causes, draft.automatic) == ("draft", ["d06"], True)
    assert draft.liables.get().person is None
    assert {link.object_id for link in draft.links.all()} == {first.pk, again.pk}
    assert Todo.objects.filter(kind="liability_draft", object_id=draft.pk, closed_at=None).count() == 1
    third = admonished(imported)
    assert Liability.objects.get().links.count() == 3
    assert str(third) in imported.client(imported.post("overseer")).get(draft.get_absolute_url()).content.decode()


@pytest.mark.req("S3-24")
def test_persons_or_the_whole_department_are_counted_as_the_region_has_settled(imported: Any) -> None:
    other, leader = colleague(imported, "同事丙"), imported.post("leader")
    admonished(imported)
    admonished(imported, other)
    assert not Liability.objects.exists()
    url = reverse("oversight:admonition-rule")
    typed = {"unit": "department", "kinds": ["written", "prompt"], "most": "3", "months": "6"}
    assert press(imported.client(leader), url, **typed).status_code == 302
    admonished(imported, other, kind="talk")
    assert not Liability.objects.exists()  # a talk does not count any more
    admonished(imported, other, kind="prompt")
    assert Liability.objects.get().links.count() == 3
    rule = AdmonitionRule.objects.get()
    with pytest.raises(Conflict):
        save_admonition_rule(rule.region, typed | {"most": 2, "months": 12}, 0, by=leader)
    assert press(imported.client(leader), url, **(typed | {"most": "0"})).status_code == 422
    assert imported.client(imported.post("overseer")).get(url).status_code == 403


@pytest.mark.req("S3-24")
def test_a_revoked_admonition_does_not_count_and_a_counted_one_counts_once(imported: Any) -> None:
    first, by = admonished(imported), imported.post("overseer")
    revoke_admonition(first, "查证不实", first.version, by=by)
    admonished(imported)
    assert not Liability.objects.exists()
    admonished(imported)
    Liability.objects.update(status="proposed")
    admonished(imported)
    assert Liability.objects.count() == 1
    with pytest.raises(Invalid):
        admonish(imported.organ("unit"), imported.post("leader").person, "written", "事由", by=by)
    with pytest.raises(NotAllowed):
        admonish(
            imported.organ("unit"), imported.post("handler").person, "written", "事由", by=imported.post("monitor")
        )


@pytest.mark.req("S3-24")
def test_a_talk_that_was_decided_counts_as_an_admonition(imported: Any) -> None:
    admonished(imported)
    decided(imported, "talk")
    assert Liability.objects.get(automatic=True).causes == ["d06"]


def test_admonitions_are_given_read_and_revoked_on_pages(imported: Any) -> None:
    client, handler = imported.client(imported.post("overseer")), imported.post("handler")
    chosen = press(client, reverse("oversight:admonition-organ"), organ=imported.organ("unit").pk)
    typed = {"person": handler.person_id, "kind": "prompt", "facts": "态度生硬"}
    assert press(client, chosen.url, **typed).status_code == 302
    row = Admonition.objects.get()
    assert "态度生硬" in imported.client(handler).get(row.get_absolute_url()).content.decode()
    assert imported.client(colleague(imported, "同事丁")).get(row.get_absolute_url()).status_code == 404
    assert press(client, reverse("oversight:admonition-revoke", args=[row.pk]), words="有误").status_code == 302
    row.refresh_from_db()
    assert row.status == "revoked"


# --- false data -----------------------------------------------------------------------------------------------------
@pytest.mark.req("S3-23")
@pytest.mark.parametrize("field", ComparedField.Field.values)
def test_each_field_is_compared_with_reality_and_its_deviation_kept(imported: Any, field: str) -> None:
    by = imported.post("overseer")
    case = Case.objects.within(by).order_by("pk")[0]
    client = imported.client(by)
    typed = {f"entered_{field}": "13800001111", f"actual_{field}": "13911112222", "source": "电话回访"}
    sent = press(client, reverse("oversight:comparison-new", args=[case.pk]), **typed)
    row = ComparedField.objects.get()
    assert (row.field, row.deviates, row.entered, row.actual) == (field, True, "13800001111", "13911112222")
    page = client.get(sent.url).content.decode()
    assert "不符" in page
    assert ("13911112222" in page) is (field != "phone")
    entry = Entry.objects.get(act="compare_fields")
    assert entry.what["deviating"] == [field]
    assert "13911112222" not in json.dumps(entry.what)
    new = client.get(f"{reverse('oversight:liability-new')}?comparison={row.comparison_id}&cause=d05")
    assert str(row.comparison) in new.content.decode()


@pytest.mark.req("S3-23")
def test_what_was_compared_lies_encrypted_and_what_is_alike_is_no_deviation(imported: Any) -> None:
    from django.db import connection

    by = imported.post("overseer")
    case = Case.objects.within(by).order_by("pk")[0]
    made = compare_fields(case, {"fee": (" 100 元", "100 元"), "contact": ("王某", "李某")}, "查阅卷宗", by=by)
    assert (made.count, made.deviations) == (2, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT entered, actual FROM oversight_comparedfield")
        assert "李某" not in str(cursor.fetchall())
    for found, source in (({}, "电话"), ({"fee": ("1", "字" * 501)}, "电话"), ({"fee": ("1", "2")}, " ")):
        with pytest.raises(Invalid):
            compare_fields(case, found, source, by=by)
    with pytest.raises(NotAllowed):
        compare_fields(case, {"fee": ("1", "2")}, "电话", by=imported.outsider("overseer"))
    assert imported.client(imported.post("handler")).get(made.get_absolute_url()).status_code == 403


def test_liables_keep_one_row_a_person(imported: Any) -> None:
    matter = proposed(imported, staff=[imported.post("handler").person_id] * 2)
    assert Liable.objects.filter(liability=matter).count() == 1
