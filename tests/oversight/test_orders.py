# SPDX-License-Identifier: Apache-2.0
"""The loop from alarm to answer to end, as seed 1 walks it, and that there is no other way (S1-34 … S1-40)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from live_cases import colleague, later, press
from mingcha.cases.actions.alarms import judge
from mingcha.cases.models import Alarm
from mingcha.engine.clock import CHINA
from mingcha.inbox.models import Message, Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.models import Calendar, CalendarMark, CalendarYear, Organ, Post
from mingcha.oversight.actions.answering import Answer, answer_order
from mingcha.oversight.actions.ending import cancel_order, return_order
from mingcha.oversight.actions.issuing import Demand, issue_orders, pass_order
from mingcha.oversight.actions.prompting import extend_order, remind, urge_order
from mingcha.oversight.models import Order, OrderAlarm, Turn, TurnFile
from mingcha.oversight.sheet import page_of
from order_acts import ASK, MONDAY, answered, causes, issued, second, wrong

pytestmark = pytest.mark.django_db


@pytest.mark.req("S1-34", "S1-35", "S1-36", "S1-37", "S1-38", "S1-39", "S1-40")
def test_the_five_steps_of_the_seed_by_their_pages(imported: Any) -> None:
    [alarm] = wrong()
    authority, office, handler = (imported.client(imported.post(role)) for role in ("overseer", "monitor", "handler"))
    # ① the authority starts order (1) from the list of alarms
    ticked = authority.post(reverse("lists:act", args=["alarms"]), {"act": "order", "ids": alarm.pk, "shown": alarm.pk})
    assert ticked.url == reverse("oversight:order-new")
    drafted = authority.get(ticked.url).content.decode()
    assert alarm.case.number in drafted
    assert "。。" not in drafted
    sent = press(authority, ticked.url, words="请查明原因", days="3")
    first = Order.objects.get()
    assert sent.url == first.get_absolute_url()
    assert str(first).endswith("号(1)")
    alarm.refresh_from_db()
    assert alarm.supervised
    # ② the office finds it among the new ones and starts order (2) to the handler
    assert str(first) in office.get("/orders/?status=new").content.decode()
    press(
        office,
        reverse("oversight:order-pass", args=[first.pk]),
        people=imported.post("handler").person_id,
        words="请说明",
        days="2",
    )
    below = first.below.get()
    assert (str(below), below.status) == (str(first).replace("(1)", "(2)"), "new")
    # ③ the handler finds order (2) and answers with the cause and a file
    assert str(below) in handler.get("/orders/").content.decode()
    file = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n%%EOF\n")
    assert (
        press(
            handler, reverse("oversight:order-answer", args=[below.pk]), words="当日系统故障", uploads=file
        ).status_code
        == 302
    )
    # ④ the office answers order (1), each alarm with its cause
    url = reverse("oversight:order-answer", args=[first.pk])
    typed = {"words": "已核实", f"cause_{alarm.pk}": "late_entry", f"words_{alarm.pk}": "补录"}
    assert press(office, url, **typed).status_code == 302
    # ⑤ the authority reads the answer and cancels
    assert str(first) in authority.get("/orders/?status=answered").content.decode()
    page = authority.get(first.get_absolute_url()).content.decode()
    assert "当日系统故障" in page
    assert "说明.pdf" in page
    assert (
        press(
            authority, reverse("oversight:order-cancel", args=[first.pk]), outcome="settled", words="同意"
        ).status_code
        == 302
    )
    alarm.refresh_from_db()
    assert (alarm.status, alarm.supervised) == ("revoked", False)
    assert set(Order.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Todo.objects.filter(kind__startswith="order", closed_at=None).exists()
    acts = {"issue_order", "pass_order", "answer_order", "cancel_order", "revoke_alarms"}
    assert acts <= set(Entry.objects.values_list("act", flat=True))
    assert "已撤销" in authority.get(f"/alarms/{alarm.pk}/").content.decode()


@pytest.mark.req("S1-39")
def test_an_alarm_that_was_revoked_stays_so_whatever_is_found_again(imported: Any) -> None:
    order = answered(imported)
    alarm = order.alarms.get().alarm
    cancel_order(order, "settled", "同意", order.version, by=imported.post("overseer"))
    judge(alarm.case, datetime.now(tz=CHINA), by=System("判定"))
    alarm.refresh_from_db()
    assert alarm.status == "revoked"
    with pytest.raises(Conflict) as refused:
        issue_orders([alarm.pk], ASK, now=MONDAY, by=imported.post("overseer"))
    assert refused.value.code == "revoked"


@pytest.mark.req("S1-38", "S1-39")
def test_what_is_not_answered_cannot_be_cancelled(imported: Any) -> None:
    order = issued(imported)
    with pytest.raises(WrongState) as refused:
        cancel_order(order, "settled", "同意", order.version, by=imported.post("overseer"))
    assert refused.value.code == "unanswered"
    assert not Alarm.objects.filter(status="revoked").exists()
    page = imported.client(imported.post("overseer")).get(order.get_absolute_url()).content.decode()
    assert "(1) 回复后才能撤销" in page


def test_a_false_alarm_wants_a_second_person(imported: Any) -> None:
    order, first = answered(imported), imported.post("overseer")
    doubted = cancel_order(order, "false", "监察点设置错误", order.version, by=first)
    assert (doubted.status, doubted.doubted_by) == ("answered", first)
    with pytest.raises(Conflict) as alone:
        cancel_order(doubted, "false", "同意", doubted.version, by=first)
    assert alone.value.code == "second_person_required"
    with pytest.raises(Invalid):
        cancel_order(doubted, "false", " ", doubted.version, by=second(imported))
    assert not Alarm.objects.filter(status="revoked").exists()
    done = cancel_order(doubted, "false", "同意", doubted.version, by=Post.objects.get(person__username="second"))
    assert (done.status, done.outcome) == ("cancelled", "false")
    assert Alarm.objects.filter(status="revoked").count() == 1


@pytest.mark.req("S1-37", "S1-40")
def test_the_office_waits_for_its_handlers_and_names_a_cause_for_each_alarm(imported: Any) -> None:
    order, office, handler = issued(imported, 2), imported.post("monitor"), imported.post("handler")
    [below] = pass_order(order, [handler.person_id], ASK, order.version, now=MONDAY, by=office)
    order.refresh_from_db()
    with pytest.raises(WrongState) as refused:
        answer_order(order, Answer("已整改", causes=causes(order)), order.version, by=office)
    assert refused.value.code == "below_waits"
    answer_order(below, Answer("已整改"), below.version, now=MONDAY, by=handler)
    order.refresh_from_db()
    with pytest.raises(Invalid) as missing:
        answer_order(order, Answer("已整改"), order.version, by=office)
    assert len(missing.value.faults) == 2
    assert not OrderAlarm.objects.exclude(cause="").exists()


def test_an_answer_is_sent_back_with_a_reason_and_a_new_term(imported: Any) -> None:
    order = answered(imported)
    back = return_order(order, "没有附审批记录", 5, order.version, now=MONDAY, by=imported.post("overseer"))
    assert (back.status, back.answered_at) == ("new", None)
    assert back.due_at == datetime(2026, 3, 9, 17, 30, tzinfo=CHINA)
    assert Todo.objects.filter(kind="order", object_id=order.pk, closed_at=None).count() == 1
    again = answer_order(
        back, Answer("补充", causes=causes(order)), back.version, now=later(24), by=imported.post("monitor")
    )
    assert again.status == "answered"
    assert [turn.kind for turn in order.turns.all()] == ["issued", "answered", "returned", "answered"]


@pytest.mark.parametrize(
    ("narrowed", "error", "code"),
    [
        ({"level": "prompt"}, Invalid, "prompt"),
        ({"supervised": True}, Conflict, "supervised"),
        ({"status": "revoked"}, Conflict, "revoked"),
    ],
)
def test_an_order_is_not_started_for_every_alarm(
    imported: Any, narrowed: dict[str, Any], error: Any, code: str
) -> None:
    [alarm] = wrong()
    Alarm.objects.filter(pk=alarm.pk).update(**narrowed)
    with pytest.raises(error) as refused:
        issue_orders([alarm.pk], ASK, now=MONDAY, by=imported.post("overseer"))
    assert refused.value.code == code
    assert not Order.objects.exists()


def test_who_may_not_starts_passes_answers_and_cancels_nothing(imported: Any) -> None:
    [alarm] = wrong()
    for role in ("monitor", "handler", "leader", "head"):
        with pytest.raises(NotAllowed):
            issue_orders([alarm.pk], ASK, by=imported.post(role))
    with pytest.raises(Conflict):
        issue_orders([alarm.pk], ASK, by=imported.outsider("overseer"))
    order = issued(imported)
    for role, by in (("handler", imported.post("handler")), ("away", imported.outsider("monitor"))):
        with pytest.raises(NotAllowed):
            pass_order(order, [imported.post("handler").person_id], ASK, order.version, by=by)
        with pytest.raises(NotAllowed):
            answer_order(order, Answer(role, causes=causes(order)), order.version, by=by)
    order = answered(imported)
    for by in (imported.post("monitor"), imported.post("handler"), imported.outsider("overseer")):
        with pytest.raises(NotAllowed):
            cancel_order(order, "settled", "同意", order.version, by=by)
    for client in (imported.client(imported.outsider(role)) for role in ("overseer", "monitor", "handler")):
        assert client.get(order.get_absolute_url()).status_code == 404


def test_a_handler_reads_only_her_own_link(imported: Any) -> None:
    order, office, handler = issued(imported), imported.post("monitor"), imported.post("handler")
    other = colleague(imported, "旁人")
    mine, hers = pass_order(order, [handler.person_id, other.person_id], ASK, order.version, now=MONDAY, by=office)
    assert [mine.place, hers.place] == [2, 3]
    client = imported.client(handler)
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(hers.get_absolute_url()).status_code == 404
    assert client.get(order.get_absolute_url()).status_code == 404
    with pytest.raises(NotAllowed):
        answer_order(hers, Answer("已整改"), hers.version, by=handler)
    page = client.get(mine.get_absolute_url()).content.decode()
    assert "(2)" in page
    assert str(order.issuer.short) not in page.partition('class="orders"')[2].partition("</ol>")[0]
    assert "(3)" not in page
    assert "(3)" in imported.client(office).get(order.get_absolute_url()).content.decode()


def test_only_the_organ_that_sent_an_order_cancels_returns_urges_or_extends_it(imported: Any) -> None:
    order, city = answered(imported), second(imported)
    city.organ = imported.organ("government")
    city.save()
    assert Order.objects.within(city).filter(pk=order.pk).exists()
    for act in (
        lambda: cancel_order(order, "settled", "同意", order.version, by=city),
        lambda: return_order(order, "补充", 3, order.version, by=city),
        lambda: urge_order(order, "请抓紧", by=city),
        lambda: extend_order(order, 9, "情况复杂", order.version, by=city),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_late_answer_is_taken_and_stands_as_late(imported: Any) -> None:
    order = issued(imported)
    late = order.due_at + timedelta(minutes=1)
    done = answer_order(
        order, Answer("已整改", causes=causes(order)), order.version, now=late, by=imported.post("monitor")
    )
    assert done.is_late
    assert "超期回复" in imported.client(imported.post("overseer")).get(order.get_absolute_url()).content.decode()


def test_an_organ_that_was_dissolved_is_answered_for_by_the_one_above_it_or_refused(imported: Any) -> None:
    [alarm] = wrong()
    Organ.objects.filter(pk=imported.organ("enforcement").pk).update(status="closed")
    with pytest.raises(Invalid) as refused:
        issue_orders([alarm.pk], ASK, now=MONDAY, by=imported.post("overseer"))
    assert refused.value.code == "no_office"


def test_a_term_beyond_the_known_calendar_names_the_year(imported: Any) -> None:
    [alarm] = wrong()
    with pytest.raises(WrongState) as refused:
        issue_orders(
            [alarm.pk], Demand("请回复", 20), now=datetime(2027, 12, 30, 9, tzinfo=CHINA), by=imported.post("overseer")
        )
    assert "2028" in str(refused.value)


def test_without_any_calendar_a_term_is_refused_beside_its_field_and_what_was_typed_stays(imported: Any) -> None:
    CalendarMark.objects.all().delete()
    CalendarYear.objects.all().delete()
    Calendar.objects.update(digest="none")
    client = imported.client(imported.post("overseer"))
    told = press(client, f"{reverse('oversight:order-new')}?alarm={wrong()[0].pk}", words="请查明原因", days="3")
    assert told.status_code == 409
    assert "请查明原因" in told.content.decode()
    assert not Order.objects.exists()


def test_reminders_come_a_day_before_and_after_the_term_once_each_and_never_twice(imported: Any) -> None:
    order = issued(imported)
    monitor, overseer = imported.post("monitor").person, imported.post("overseer").person
    known = list(Message.objects.values_list("pk", flat=True))  # of the alarms themselves
    told = Message.objects.exclude(pk__in=known)
    assert remind(order.due_at - timedelta(hours=25)) == 0
    assert [remind(order.due_at - timedelta(hours=hours)) for hours in (24, 23, 1)] == [1, 0, 0]
    assert told.filter(person=monitor).count() == 1
    assert not told.filter(person=overseer).exists()
    assert [remind(order.due_at + timedelta(hours=hours)) for hours in (0, 1, 200)] == [1, 0, 0]
    assert told.filter(person=monitor).count() == 2
    assert told.filter(person=overseer).count() == 1
    assert Turn.objects.filter(kind="reminded").count() == 2


def test_a_number_takes_of_the_organs_name_what_a_number_may_have(imported: Any) -> None:
    by = imported.post("overseer")
    by.organ.short = "甲一县（综合）行政执法监督-协调局" + "很长" * 10
    Organ.objects.filter(pk=by.organ_id).update(short=by.organ.short)
    [order] = issue_orders([wrong()[0].pk], ASK, now=MONDAY, by=by)
    assert str(order).startswith("甲一县综合行政执法监督协调局很长")
    assert str(order).endswith("督〔2026〕1号(1)")


def test_an_alarm_whose_rule_made_a_prompt_of_it_meanwhile_ends_with_its_order_too(imported: Any) -> None:
    order = answered(imported)
    Alarm.objects.filter(orders__order=order).update(level="prompt", status="expired")
    cancel_order(order, "settled", "同意", order.version, by=imported.post("overseer"))
    assert order.alarms.get().alarm.status == "revoked"


def test_an_order_without_alarms_is_refused_where_it_is_seen(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    assert client.get(reverse("oversight:order-new"), {"alarm": "9" * 5_000}).status_code == 200
    for given in ("", "1,x", "9" * 25, "9" * 5_000):
        page = client.post(reverse("oversight:order-new"), {"alarms": given, "words": "写好的要求", "days": "3"})
        assert page.status_code == 422
        said = page.content.decode()
        assert "写好的要求" in said
        assert "请重新选择报警" in said


def test_urging_and_more_time(imported: Any) -> None:
    order, by = issued(imported), imported.post("overseer")
    assert urge_order(order, "请抓紧", now=later(2), by=by) == 1
    with pytest.raises(WrongState):
        extend_order(order, 1, "太短", order.version, now=MONDAY, by=by)
    more = extend_order(order, 10, "情况复杂", order.version, now=MONDAY, by=by)
    assert more.due_at == datetime(2026, 3, 16, 17, 30, tzinfo=CHINA)
    with pytest.raises(NotAllowed):
        urge_order(order, "请抓紧", by=imported.post("monitor"))


def test_of_two_who_act_on_what_they_saw_the_second_is_told(imported: Any) -> None:
    order = answered(imported)
    return_order(order, "补充材料", 3, order.version, by=imported.post("overseer"))
    with pytest.raises(Conflict) as refused:
        cancel_order(order, "settled", "同意", order.version, by=imported.post("overseer"))
    assert refused.value.code == "stale"


@pytest.mark.req("S1-40")
def test_an_order_of_many_alarms_is_answered_by_lines_of_those_that_are_alike(imported: Any) -> None:
    for alarm in wrong(60):
        for again in range(3):
            alarm.pk, alarm.object_id = None, 10**9 + 10 * alarm.object_id + again
            alarm.save(force_insert=True)
    alarms = wrong(60)
    [order] = issue_orders([alarm.pk for alarm in alarms], ASK, now=MONDAY, by=imported.post("overseer"))
    client = imported.client(imported.post("monitor"))
    url = reverse("oversight:order-answer", args=[order.pk])
    form = client.get(url).context["form"]
    kinds = {(alarm.point_id, alarm.code, alarm.level) for alarm in alarms}
    assert len(form.lines) == len(kinds)
    typed = {line.cause: "lawful" for line in form.lines}
    assert press(client, url, words="均已说明", **typed).status_code == 302
    assert order.alarms.filter(cause="lawful").count() == len(alarms)


def test_an_order_is_printed_as_an_official_document(imported: Any) -> None:
    order = issued(imported, 2)
    client = imported.client(imported.post("overseer"))
    answer = client.get(reverse("oversight:order-sheet", args=[order.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    said = page_of(order, "http://testserver" + order.get_absolute_url())
    for words in ("行政执法监督督办单", str(order), order.issuer.name, order.organ.name, "扫码核对"):
        assert words in said
    for row in order.alarms.all():
        assert row.alarm.case.number in said
    assert imported.client(imported.outsider("overseer")).get(answer.wsgi_request.path).status_code == 404


def test_who_was_asked_finds_her_order_from_another_place_and_nobody_else_there_does(imported: Any) -> None:
    first, asked = issued(imported), imported.post("handler")
    [below] = pass_order(first, [asked.person_id], ASK, first.version, now=MONDAY, by=imported.post("monitor"))
    moved = Post.objects.create(
        person=asked.person,
        organ=imported.foreign_organ("enforcement"),
        role=asked.role,
        reach="organ",
        valid_from=asked.valid_from,
    )
    there, neighbour = imported.client(moved), imported.client(imported.outsider("handler"))
    assert str(below) in there.get("/orders/").content.decode()
    assert there.get(below.get_absolute_url()).status_code == 200
    assert str(below) not in neighbour.get("/orders/").content.decode()
    assert neighbour.get(below.get_absolute_url()).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(imported: Any) -> None:
    [alarm] = wrong()
    order, office = issued(imported), imported.client(imported.post("monitor"))
    file = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n%%EOF\n")
    typed = {f"cause_{alarm.pk}": "neglect", "words": "已核实", "uploads": file}
    assert press(office, reverse("oversight:order-answer", args=[order.pk]), **typed).status_code == 302
    row = TurnFile.objects.get()
    address = reverse("oversight:order-file", args=[row.pk])
    assert b"".join(office.get(address).streaming_content).startswith(b"%PDF")
    row.stored.path().unlink()
    assert office.get(address).status_code == 404
