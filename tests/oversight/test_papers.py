# SPDX-License-Identifier: Apache-2.0
"""Oversight documents from draft to end, by two certificates, with the terms of a region or none (domain.md c.6, c.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from live_cases import press
from mingcha.cases.models import Alarm
from mingcha.engine.clock import CHINA
from mingcha.inbox.models import Message, Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.models import Calendar, CalendarYear, Post, Region, RegionProfile
from mingcha.oversight.actions import paper_service as service
from mingcha.oversight.actions import papers
from mingcha.oversight.actions.paper_reminders import remind_papers
from mingcha.oversight.actions.supervisors import Held, Term, add_supervisor, adopt_preset, change_supervisor, set_clock
from mingcha.oversight.clocks import Span, clocks_of, presets
from mingcha.oversight.models import Paper, PaperClock, Supervisor
from mingcha.oversight.paper_sheet import page_of
from office import lay_calendar, seat

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 10, tzinfo=CHINA)
TERMS = {"report": Span(15, "wd"), "objection": Span(10, "cd"), "review": Span(10, "cd")}


@pytest.fixture
def cast(cast: Any) -> Any:
    """The cast in an installation that knows its calendar."""
    if not Calendar.objects.exists():
        lay_calendar()
    return cast


def colleague(cast: Any, role: str, name: str) -> Post:
    """Another person of the bureau."""
    return seat(cast.organ("justice"), role, name)


def holder(post: Post, number: str, **days: Any) -> Supervisor:
    usual = {"valid_from": date(2024, 1, 1), "valid_to": date(2028, 12, 31), "issued_by": "甲州市人民政府"}
    return Supervisor.objects.create(person=post.person, organ=post.organ, number=number, **{**usual, **days})


def drafted(cast: Any, **other: Any) -> papers.Draft:
    first, second = (
        Supervisor.objects.filter(number=number).first() or holder(cast.post(role), number)
        for number, role in (("JD-1", "overseer"), ("JD-2", "leader"))
    )
    made = papers.Draft(
        kind="opinion",
        mode="daily",
        organ=cast.organ("enforcement"),
        matter="逾期作出处罚决定",
        facts="甲案超过九十日才作出决定。",
        basis="《中华人民共和国行政处罚法》第六十条",
        demands="查明原因，限期整改。",
        supervisors=(first, second),
        terms=TERMS,
    )
    return replace(made, **other)


def issued(cast: Any, **other: Any) -> Paper:
    by, leader = cast.post("overseer"), cast.post("leader")
    checker = Post.objects.filter(person__username="hegao").first() or colleague(cast, "overseer", "hegao")
    paper = papers.draft_paper(drafted(cast, **other), now=MONDAY, by=by)
    paper = papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by)
    paper = papers.check_paper(paper, "同意", paper.version, now=MONDAY, by=checker)
    paper = papers.sign_paper(paper, "同意", paper.version, now=MONDAY, by=leader)
    return papers.issue_paper(paper, paper.version, now=MONDAY, by=by)


def served(cast: Any) -> Paper:
    paper = issued(cast)
    return service.receive_paper(paper, paper.version, now=MONDAY, by=cast.post("monitor"))


def reported(cast: Any) -> Paper:
    paper = served(cast)
    later = MONDAY + timedelta(days=3)
    return service.report_paper(paper, "已整改", (), paper.version, now=later, by=cast.post("monitor"))


def act(paper: Paper, name: str) -> str:
    return reverse("oversight:paper-act", args=[paper.pk, name])


def test_a_document_walks_from_draft_to_end_by_its_pages(cast: Any) -> None:
    overseer, leader, monitor = (cast.client(cast.post(role)) for role in ("overseer", "leader", "monitor"))
    checker = cast.client(colleague(cast, "overseer", "hegao"))
    draft = drafted(cast)
    typed = {name: getattr(draft, name) for name in ("kind", "mode", "matter", "facts", "basis", "demands")}
    typed |= {"organ": draft.organ.pk, "first": draft.supervisors[0].pk, "second": draft.supervisors[1].pk}
    for event, span in TERMS.items():
        typed |= {f"{event}_days": span.days, f"{event}_unit": span.unit}
    assert press(overseer, reverse("oversight:paper-new"), **typed).status_code == 302
    paper = Paper.objects.get()
    assert monitor.get(paper.get_absolute_url()).status_code == 404  # a draft is nobody else's to read
    assert draft.matter not in monitor.get(reverse("oversight:paper-list")).content.decode()
    for client, name, said in (
        (overseer, "hand-in", {}),
        (checker, "check", {"words": "同意"}),
        (leader, "sign", {"words": "同意"}),
        (overseer, "issue", {}),
        (monitor, "receive", {}),
        (monitor, "report", {"words": "已整改", "uploads": SimpleUploadedFile("整改.pdf", b"%PDF-1.4\n%%EOF\n")}),
        (overseer, "close", {"words": "同意办结"}),
    ):
        page = client.get(paper.get_absolute_url()).content.decode()
        assert act(paper, name) in page, name
        assert press(client, act(paper, name), **said).status_code == 302, name
    paper.refresh_from_db()
    assert paper.status == "closed"
    assert "监意〔" in paper.number
    assert len(paper.digest) == 64
    assert paper.receiver == cast.post("monitor").person.name
    page = monitor.get(paper.get_absolute_url()).content.decode()
    assert "整改.pdf" in page
    assert not Todo.objects.filter(kind__startswith="paper", closed_at=None).exists()
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"draft_oversight_paper", "signed_oversight_paper", "closed_oversight_paper", "take_number"} <= acts
    sheet = overseer.get(reverse("oversight:paper-sheet", args=[paper.pk]))
    assert sheet.content.startswith(b"%PDF")


def test_whoever_drafts_neither_checks_nor_signs_and_whoever_checked_signs_only_in_a_small_county(cast: Any) -> None:
    by, leader = cast.post("overseer"), cast.post("leader")
    paper = papers.draft_paper(drafted(cast), now=MONDAY, by=by)
    paper = papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by)
    with pytest.raises(Conflict) as own:
        papers.check_paper(paper, "同意", paper.version, now=MONDAY, by=by)
    assert own.value.code == "second_person_required"
    with pytest.raises(NotAllowed):
        papers.check_paper(paper, "同意", paper.version, now=MONDAY, by=cast.post("monitor"))
    paper = papers.check_paper(paper, "同意", paper.version, now=MONDAY, by=leader)
    with pytest.raises(Conflict) as both:
        papers.sign_paper(paper, "同意", paper.version, now=MONDAY, by=leader)
    assert both.value.code == "second_person_required"
    assert Paper.objects.get().status == "checked"
    RegionProfile.objects.create(region=by.organ.region, small_county=True)
    assert papers.sign_paper(paper, "同意", paper.version, now=MONDAY, by=leader).status == "signed"


def test_two_different_persons_with_a_certificate_in_force_stand_on_each_document(cast: Any) -> None:
    by = cast.post("overseer")
    good = drafted(cast)
    first, _second = good.supervisors
    ended = holder(cast.post("leader"), "JD-OLD", valid_to=date(2026, 3, 1))
    for pair, code, field in (((first, first), "one_person", "second"), ((first, ended), "certificate", "second")):
        with pytest.raises(Invalid) as refused:
            papers.draft_paper(replace(good, supervisors=pair), now=MONDAY, by=by)
        assert (refused.value.code, refused.value.field) == (code, field)
    with pytest.raises(Invalid) as told:
        papers.draft_paper(replace(good, supervisors=(first, ended)), now=MONDAY, by=by)
    assert cast.post("leader").person.name in told.value.message
    assert "JD-OLD" in told.value.message
    paper = papers.draft_paper(good, now=MONDAY, by=by)
    change_supervisor(first, "suspended", first.valid_to, "调查中", first.version, by=cast.post("leader"))
    with pytest.raises(Invalid) as meanwhile:
        papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by)
    assert meanwhile.value.code == "certificate"


def test_no_term_is_national_so_one_that_no_region_settled_has_to_be_typed(cast: Any) -> None:
    by, admin = cast.post("overseer"), cast.post("system_admin")
    assert not PaperClock.objects.exists()
    with pytest.raises(Invalid) as missing:
        papers.draft_paper(drafted(cast, terms={}), now=MONDAY, by=by)
    assert [fault.field for fault in missing.value.faults] == ["report_days", "objection_days", "review_days"]
    region = by.organ.region
    assert adopt_preset(region, "neimenggu", by=admin) == 9
    paper = papers.draft_paper(drafted(cast, terms={}), now=MONDAY, by=by)
    assert (paper.report_days, paper.report_unit, paper.review_days) == (30, "cd", 10)
    seen = PaperClock.objects.get(kind="opinion", event="report").version
    set_clock(region, Term("opinion", "report", Span(20, "wd"), "本县规定"), seen, by=admin)
    assert clocks_of(by.organ, "opinion")["report"] == Span(20, "wd")
    paper.refresh_from_db()
    assert paper.report_days == 30  # what was drafted keeps its terms
    assert clocks_of(cast.foreign_organ("justice"), "opinion") == {}
    with pytest.raises(NotAllowed):
        adopt_preset(cast.region("away county"), "neimenggu", by=admin)
    with pytest.raises(NotAllowed):
        adopt_preset(region, "neimenggu", by=by)
    assert all(each["name"] and each["source"] for each in presets())


def test_terms_run_from_the_receipt_and_end_on_a_working_day(cast: Any) -> None:
    paper = served(cast)
    assert paper.report_due == datetime(2026, 3, 23, 17, 30, tzinfo=CHINA)  # fifteen working days
    assert paper.objection_due == datetime(2026, 3, 12, 17, 30, tzinfo=CHINA)  # ten days
    other = issued(cast, terms=TERMS | {"objection": Span(12, "cd")})
    receipt = service.Receipt(date(2026, 3, 2), "mail", "收发室")
    other = service.serve_paper(other, receipt, other.version, now=MONDAY, by=cast.post("overseer"))
    assert other.objection_due == datetime(2026, 3, 16, 17, 30, tzinfo=CHINA)  # the 14th is a Saturday


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 3)])
def test_a_receipt_is_not_of_a_day_before_the_seal_nor_of_one_to_come(cast: Any, day: date) -> None:
    paper = issued(cast)
    receipt = service.Receipt(day, "direct", "王某")
    with pytest.raises(Invalid) as refused:
        service.serve_paper(paper, receipt, paper.version, now=MONDAY, by=cast.post("overseer"))
    assert refused.value.field == "on"
    assert Paper.objects.get(pk=paper.pk).status == "issued"


def test_an_objection_is_reviewed_by_somebody_who_has_not_drafted(cast: Any) -> None:
    paper, office, leader = served(cast), cast.post("monitor"), cast.post("leader")
    paper = service.object_to_paper(paper, "事实有出入", paper.version, now=MONDAY, by=office)
    assert paper.review_due == datetime(2026, 3, 12, 17, 30, tzinfo=CHINA)
    assert paper.report_due is None  # no term is held against the office meanwhile
    finding = service.Finding("upheld", "维持")
    with pytest.raises(NotAllowed):
        service.review_paper(paper, finding, paper.version, now=MONDAY, by=cast.post("overseer"))
    with pytest.raises(Invalid):
        service.review_paper(paper, service.Finding("changed", "部分成立"), paper.version, now=MONDAY, by=leader)
    finding = service.Finding("changed", "部分成立", "只整改第二项。")
    paper = service.review_paper(paper, finding, paper.version, now=MONDAY + timedelta(days=7), by=leader)
    assert (paper.status, paper.revised) == ("served", "只整改第二项。")
    assert paper.report_due == datetime(2026, 3, 30, 17, 30, tzinfo=CHINA)
    with pytest.raises(WrongState) as again:
        service.object_to_paper(paper, "还是不服", paper.version, now=MONDAY, by=office)
    assert again.value.code == "reviewed"


def test_a_review_can_withdraw_and_an_objection_after_its_term_is_refused(cast: Any) -> None:
    paper, office = served(cast), cast.post("monitor")
    with pytest.raises(WrongState) as late:
        service.object_to_paper(paper, "不服", paper.version, now=MONDAY + timedelta(days=11), by=office)
    assert late.value.code == "too_late"
    paper = service.object_to_paper(paper, "不服", paper.version, now=MONDAY, by=office)
    finding = service.Finding("withdrawn", "异议成立")
    paper = service.review_paper(paper, finding, paper.version, now=MONDAY, by=cast.post("leader"))
    assert paper.status == "withdrawn"
    with pytest.raises(WrongState):
        service.report_paper(paper, "已整改", (), paper.version, now=MONDAY, by=office)


def test_a_report_that_does_not_do_goes_back_with_a_new_term(cast: Any) -> None:
    paper, by = reported(cast), cast.post("overseer")
    with pytest.raises(Invalid):
        service.send_back_report(paper, " ", 5, paper.version, now=MONDAY, by=by)
    paper = service.send_back_report(paper, "没有附材料", 5, paper.version, now=MONDAY, by=by)
    assert (paper.status, paper.reported_at) == ("served", None)
    assert paper.report_due == datetime(2026, 3, 9, 17, 30, tzinfo=CHINA)
    assert Todo.objects.filter(kind="paper_report", object_id=paper.pk, closed_at=None).count() == 1


def test_a_draft_that_is_sent_back_waits_for_whoever_drafted_it(cast: Any) -> None:
    by, leader = cast.post("overseer"), cast.post("leader")
    paper = papers.draft_paper(drafted(cast), now=MONDAY, by=by)
    paper = papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by)
    with pytest.raises(WrongState):
        papers.edit_paper(paper, drafted(cast), paper.version, now=MONDAY, by=by)
    paper = papers.return_paper(paper, "依据不全", paper.version, now=MONDAY, by=leader)
    assert paper.status == "draft"
    assert Todo.objects.filter(kind="paper_redraft", person=by.person, closed_at=None).count() == 1
    with pytest.raises(NotAllowed):
        papers.edit_paper(paper, drafted(cast), paper.version, now=MONDAY, by=colleague(cast, "overseer", "hegao"))
    paper = papers.edit_paper(paper, drafted(cast, basis="第六十条、第七十二条"), paper.version, now=MONDAY, by=by)
    assert papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by).basis == "第六十条、第七十二条"


def test_the_clock_reminds_the_office_and_then_the_bureau_too(cast: Any) -> None:
    paper = served(cast)
    due = paper.report_due
    assert due is not None
    assert remind_papers(due - timedelta(days=2)) == 0
    assert remind_papers(due - timedelta(hours=23)) == 1
    assert remind_papers(due - timedelta(hours=22)) == 0
    office, overseer = cast.post("monitor").person, cast.post("overseer").person
    assert Message.objects.filter(person=office, title__contains="即将到期").count() == 1
    assert not Message.objects.filter(person=overseer).exists()
    assert remind_papers(due + timedelta(minutes=1)) == 1
    assert Message.objects.filter(person=overseer, title__contains="超期").count() == 1
    assert remind_papers(due + timedelta(days=9)) == 0
    paper.refresh_from_db()
    paper = service.report_paper(
        paper, "已整改", (), paper.version, now=due + timedelta(days=1), by=cast.post("monitor")
    )
    assert paper.is_late


def test_the_second_of_two_who_press_is_told_and_nothing_is_numbered_twice(cast: Any) -> None:
    paper = issued(cast)
    number, seen = paper.number, paper.version
    with pytest.raises(Conflict) as stale:
        papers.issue_paper(paper, seen - 1, now=MONDAY, by=cast.post("overseer"))
    assert stale.value.code == "stale"
    with pytest.raises(WrongState):
        papers.issue_paper(paper, seen, now=MONDAY, by=cast.post("overseer"))
    assert Paper.objects.get().number == number


def test_outsiders_know_of_nothing_and_other_offices_do_not_answer(cast: Any) -> None:
    paper = issued(cast)
    for role in ("overseer", "monitor"):
        client = cast.client(cast.outsider(role))
        assert client.get(paper.get_absolute_url()).status_code == 404
        assert client.post(act(paper, "receive"), {"version": paper.version}).status_code == 404
    assert cast.client(cast.post("importer")).get(paper.get_absolute_url()).status_code == 403
    with pytest.raises(NotAllowed):
        service.receive_paper(paper, paper.version, now=MONDAY, by=cast.outsider("monitor"))
    assert cast.client(cast.post("overseer")).get(act(paper, "vanish")).status_code == 404


def test_the_check_code_covers_what_the_document_says_and_the_sheet_shows_it(cast: Any) -> None:
    paper = issued(cast)
    sealed = papers.check_code(paper)
    assert sealed == paper.digest
    paper.demands += "！"
    assert papers.check_code(paper) != sealed
    paper.refresh_from_db()
    sheet = page_of(paper, "https://example.org/")
    for word in (paper.number, paper.digest, "JD-1", "JD-2", "加盖印章处"):
        assert word in sheet


def test_a_draft_from_an_alarm_tells_its_facts_and_keeps_where_it_came_from(imported: Any) -> None:
    alarm = Alarm.objects.exclude(level="prompt").select_related("case", "organ").order_by("pk")[0]
    overseer = imported.client(imported.post("overseer"))
    url = f"{reverse('oversight:paper-new')}?alarm={alarm.pk}"
    assert alarm.case.number in overseer.get(url).content.decode()
    draft = drafted(imported)
    typed = {name: getattr(draft, name) for name in ("kind", "mode", "matter", "facts", "basis", "demands")}
    typed |= {"organ": alarm.organ_id, "first": draft.supervisors[0].pk, "second": draft.supervisors[1].pk}
    for event in TERMS:
        typed |= {f"{event}_days": 10, f"{event}_unit": "wd"}
    assert press(overseer, url, **typed).status_code == 302
    source = Paper.objects.get().sources.get()
    assert (source.kind, source.object_id) == ("alarm", alarm.pk)
    page = overseer.get(Paper.objects.get().get_absolute_url()).content.decode()
    assert reverse("cases:alarm-detail", args=[alarm.pk]) in page


def test_the_register_is_kept_by_another_and_every_change_has_a_reason(cast: Any) -> None:
    leader, overseer = cast.post("leader"), cast.post("overseer")
    held = Held("JD-9", "甲州市人民政府", date(2026, 1, 1), date(2028, 12, 31))
    with pytest.raises(Invalid) as self_made:
        add_supervisor(leader.person, held, by=leader)
    assert self_made.value.code == "second_person_required"
    with pytest.raises(NotAllowed):
        add_supervisor(leader.person, held, by=overseer)
    row = add_supervisor(overseer.person, held, by=leader)
    with pytest.raises(Conflict) as taken:
        add_supervisor(overseer.person, held, by=leader)
    assert taken.value.field == "number"
    with pytest.raises(Invalid):
        add_supervisor(overseer.person, replace(held, number="X", valid_to=date(2025, 1, 1)), by=leader)
    with pytest.raises(Invalid):
        change_supervisor(row, "revoked", row.valid_to, " ", row.version, by=leader)
    done = change_supervisor(row, "revoked", row.valid_to, "调离", row.version, by=leader)
    assert not done.counts_on(timezone.localdate())
    for status, last in (("valid", row.valid_to), ("revoked", date(2030, 12, 31))):
        with pytest.raises(WrongState):
            change_supervisor(done, status, last, "恢复", done.version, by=leader)
    own = holder(leader, "JD-10", status="suspended")
    with pytest.raises(Conflict) as herself:
        change_supervisor(own, "valid", own.valid_to, "恢复", own.version, by=leader)
    assert herself.value.code == "second_person_required"


def test_a_document_says_who_acts_next_and_by_when_and_offers_nobody_what_another_has_to_do(cast: Any) -> None:
    overseer, leader = (cast.client(cast.post(role)) for role in ("overseer", "leader"))
    checker = cast.client(colleague(cast, "overseer", "hegao"))
    by = cast.post("overseer")
    paper = papers.draft_paper(drafted(cast), now=MONDAY, by=by)
    paper = papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by)
    page = overseer.get(paper.get_absolute_url()).content.decode()
    assert f"核稿，拟稿人{by.person.name}回避" in page
    assert act(paper, "check") not in page
    assert reverse("oversight:refusal-new", args=["paper", paper.pk]) not in page  # nobody outside has seen it
    assert act(paper, "check") in checker.get(paper.get_absolute_url()).content.decode()
    assert press(checker, act(paper, "check"), words="同意").status_code == 302
    assert act(paper, "return") not in checker.get(paper.get_absolute_url()).content.decode()
    assert act(paper, "sign") in leader.get(paper.get_absolute_url()).content.decode()
    assert papers.sign_paper(Paper.objects.get(), "同意", 3, by=cast.post("leader")).status == "signed"


def test_an_objection_is_offered_once_and_a_document_past_its_term_is_red(cast: Any) -> None:
    paper, monitor = served(cast), cast.client(cast.post("monitor"))
    Paper.objects.filter(pk=paper.pk).update(
        report_due=timezone.now() - timedelta(days=2), objection_due=timezone.now() + timedelta(days=1)
    )
    page = monitor.get(paper.get_absolute_url()).content.decode()
    assert 'class="answer red"' in page
    assert "已超期 2 天" in page
    assert act(paper, "object") in page
    Paper.objects.filter(pk=paper.pk).update(objection_due=timezone.now() - timedelta(days=1))
    assert act(paper, "object") not in monitor.get(paper.get_absolute_url()).content.decode()


def test_without_two_certificates_the_page_says_who_has_to_enter_them(cast: Any) -> None:
    page = cast.client(cast.post("overseer")).get(reverse("oversight:paper-new")).content.decode()
    assert reverse("oversight:supervisor-list") in page
    assert 'name="facts"' not in page


def test_the_second_who_settles_a_term_is_told_and_keeps_what_she_typed(cast: Any) -> None:
    client, region = cast.client(cast.post("system_admin")), cast.organ("justice").region
    url = reverse("oversight:clock-edit", args=["opinion", "report"])
    typed = {"days": 20, "unit": "wd", "source": "本县规定"}
    assert client.post(url, typed | {"version": 0}).status_code == 302
    second = client.post(url, typed | {"days": 7, "source": "另一规定", "version": 0})
    assert second.status_code == 409
    assert "另一规定" in second.content.decode()
    row = PaperClock.objects.get(region=region)
    assert row.days == 20
    taken = typed | {"days": "", "version": row.version}
    assert client.post(url, taken).status_code == 302
    assert not PaperClock.objects.exists()
    assert client.post(url, typed | {"version": row.version}).status_code == 409  # what she changes is gone
    assert client.post(url, typed | {"days": "", "version": 0}).status_code == 422  # nothing to take away
    told = Entry.objects.filter(act="set_paper_clock").order_by("pk").values_list("what", flat=True)
    assert [each["days"] for each in told] == [20, None]


def test_what_a_region_above_has_settled_stands_in_the_list_with_its_name(cast: Any) -> None:
    client, city = cast.client(cast.post("system_admin")), Region.objects.get(pk=cast.organ("justice").city)
    PaperClock.objects.create(region=city, kind="opinion", event="report", days=25, unit="cd", source="市规定")
    page = client.get(reverse("oversight:clock-list")).content.decode()
    assert "市规定" in page
    assert f'<span class="under">{city.name}</span>' in page


def test_a_year_without_a_calendar_is_refused_beside_the_days(cast: Any) -> None:
    paper, by = reported(cast), cast.post("overseer")
    CalendarYear.objects.all().delete()
    Calendar.objects.update(digest="none")
    for unit in ("wd", "cd"):
        Paper.objects.filter(pk=paper.pk).update(report_unit=unit)
        with pytest.raises(WrongState) as missing:
            service.send_back_report(paper, "没有附材料", 5, paper.version, now=MONDAY, by=by)
        assert (missing.value.code, missing.value.field) == ("calendar_missing", "days")
    assert Paper.objects.get().status == "reported"


def test_a_document_from_a_secret_alarm_is_as_secret(imported: Any) -> None:
    alarm = Alarm.objects.exclude(level="prompt").order_by("pk")[0]
    Alarm.objects.filter(pk=alarm.pk).update(secrecy=2)
    by = imported.post("overseer")
    by.ceiling = 2
    by.save()
    draft = drafted(imported)
    typed = {name: getattr(draft, name) for name in ("kind", "mode", "matter", "facts", "basis", "demands")}
    typed |= {"organ": alarm.organ_id, "first": draft.supervisors[0].pk, "second": draft.supervisors[1].pk}
    for event in TERMS:
        typed |= {f"{event}_days": 10, f"{event}_unit": "wd"}
    url = f"{reverse('oversight:paper-new')}?alarm={alarm.pk}"
    assert press(imported.client(by), url, **typed).status_code == 302
    paper = Paper.objects.get()
    assert imported.client(by).get(paper.get_absolute_url()).status_code == 200
    again = reverse("oversight:paper-new") + f"?paper={paper.pk}"
    assert press(imported.client(by), again, **typed).status_code == 302
    assert set(Paper.objects.values_list("secrecy", flat=True)) == {2}
    by.ceiling = 1
    by.save()
    assert imported.client(by).get(paper.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("key", ["²", "9" * 30, "9" * 5_000, "-1", "0"])
def test_a_source_that_is_none_leaves_an_empty_form(cast: Any, key: str) -> None:
    drafted(cast)
    page = cast.client(cast.post("overseer")).get(reverse("oversight:paper-new"), {"alarm": key})
    assert page.status_code == 200
    assert 'name="facts"' in page.content.decode()


def test_what_was_signed_goes_back_while_it_has_no_number_and_a_certificate_has_ended(cast: Any) -> None:
    by, leader = cast.post("overseer"), cast.post("leader")
    checker = colleague(cast, "overseer", "hegao")
    paper = papers.draft_paper(drafted(cast), now=MONDAY, by=by)
    paper = papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by)
    paper = papers.check_paper(paper, "同意", paper.version, now=MONDAY, by=checker)
    paper = papers.sign_paper(paper, "同意", paper.version, now=MONDAY, by=leader)
    Supervisor.objects.filter(number="JD-1").update(valid_to=date(2026, 3, 1))
    with pytest.raises(Invalid) as ended:
        papers.issue_paper(Paper.objects.get(), paper.version, now=MONDAY, by=by)
    assert ended.value.code == "certificate"
    with pytest.raises(NotAllowed):
        papers.return_paper(paper, "监督证已到期", paper.version, now=MONDAY, by=checker)
    assert act(paper, "return") in cast.client(leader).get(paper.get_absolute_url()).content.decode()
    paper = papers.return_paper(paper, "监督证已到期", paper.version, now=MONDAY, by=leader)
    assert (paper.status, paper.checked_by, paper.signed_by) == ("draft", None, None)


def test_only_the_office_signs_on_the_platform_and_the_ledger_keeps_code_and_terms(cast: Any) -> None:
    paper = issued(cast)
    receipt = service.Receipt(date(2026, 3, 2), "online", "王某")
    with pytest.raises(Invalid) as refused:
        service.serve_paper(paper, receipt, paper.version, now=MONDAY, by=cast.post("overseer"))
    assert refused.value.field == "method"
    paper = service.serve_paper(
        paper, replace(receipt, method="left"), paper.version, now=MONDAY, by=cast.post("overseer")
    )
    kept = {entry.act: entry.what for entry in Entry.objects.all()}
    assert kept["issued_oversight_paper"]["digest"] == paper.digest
    assert kept["served_oversight_paper"]["served_on"] == "2026-03-02"
    assert "王某" not in str(kept)  # whoever took it is a person


def test_nobody_refuses_what_has_not_gone_out(cast: Any) -> None:
    paper = papers.draft_paper(drafted(cast), now=MONDAY, by=cast.post("overseer"))
    url = reverse("oversight:refusal-new", args=["paper", paper.pk])
    assert cast.client(cast.post("overseer")).get(url).status_code == 404


def test_another_bureau_that_reaches_the_same_organs_does_nothing_with_a_document_and_reads_no_draft(cast: Any) -> None:
    other = seat(cast.organ("hall"), "overseer", "另一机关")
    paper = papers.draft_paper(drafted(cast), now=MONDAY, by=cast.post("overseer"))
    assert cast.client(other).get(paper.get_absolute_url()).status_code == 404
    assert paper.matter not in cast.client(other).get(reverse("oversight:paper-list")).content.decode()
    paper = issued(cast)
    assert cast.client(other).get(paper.get_absolute_url()).status_code == 200
    with pytest.raises(NotAllowed):
        service.serve_paper(
            paper, service.Receipt(date(2026, 3, 2), "left", "王某"), paper.version, now=MONDAY, by=other
        )
    office = seat(cast.organ("authorised"), "monitor", "另一监察室")
    with pytest.raises(NotAllowed):
        service.receive_paper(paper, paper.version, now=MONDAY, by=office)
    assert Paper.objects.get(pk=paper.pk).status == "issued"


def test_whoever_drafted_neither_signs_nor_reviews_from_another_post_and_nobody_else_hands_in(cast: Any) -> None:
    by = cast.post("overseer")
    leading = seat(by.organ, "leader", "", by.person)
    checker = colleague(cast, "overseer", "hegao")
    paper = papers.draft_paper(drafted(cast), now=MONDAY, by=by)
    with pytest.raises(NotAllowed):
        papers.hand_in_paper(paper, paper.version, now=MONDAY, by=checker)
    paper = papers.hand_in_paper(paper, paper.version, now=MONDAY, by=by)
    paper = papers.check_paper(paper, "同意", paper.version, now=MONDAY, by=checker)
    with pytest.raises(Conflict) as signed:
        papers.sign_paper(paper, "同意", paper.version, now=MONDAY, by=leading)
    assert signed.value.code == "second_person_required"
    Supervisor.objects.filter(number="JD-2").update(status="suspended")
    with pytest.raises(Invalid) as ended:
        papers.sign_paper(paper, "同意", paper.version, now=MONDAY, by=cast.post("leader"))
    assert ended.value.code == "certificate"
    Supervisor.objects.update(status="valid")
    paper = served(cast)
    paper = service.object_to_paper(paper, "不服", paper.version, now=MONDAY, by=cast.post("monitor"))
    with pytest.raises(Conflict) as reviewed:
        service.review_paper(paper, service.Finding("upheld", "维持"), paper.version, now=MONDAY, by=leading)
    assert reviewed.value.code == "second_person_required"


def test_a_document_goes_to_no_organ_above_or_out_of_reach_and_carries_nobody_of_another_organ(cast: Any) -> None:
    by = cast.post("overseer")
    for organ in (cast.organ("government"), cast.organ("justice"), cast.foreign_organ("enforcement")):
        with pytest.raises(Invalid) as refused:
            papers.draft_paper(drafted(cast, organ=organ), now=MONDAY, by=by)
        assert (refused.value.code, refused.value.field) == ("organ", "organ")
    good = drafted(cast)
    strange = holder(cast.post("monitor"), "JD-OTHER")
    with pytest.raises(Invalid) as told:
        papers.draft_paper(replace(good, supervisors=(good.supervisors[0], strange)), now=MONDAY, by=by)
    assert (told.value.code, told.value.field) == ("organ", "second")
    leader = cast.post("leader")
    held = Held("JD-9", "甲州市人民政府", date(2026, 1, 1), None)
    with pytest.raises(Invalid) as entered:
        add_supervisor(cast.post("monitor").person, held, by=leader)
    assert entered.value.field == "person"
    with pytest.raises(NotAllowed):
        change_supervisor(strange, "revoked", None, "调离", strange.version, by=leader)


def test_a_file_is_had_from_its_own_document_only(cast: Any) -> None:
    paper, other = served(cast), served(cast)
    upload = SimpleUploadedFile("整改.pdf", b"%PDF-1.4\n%%EOF\n")
    monitor = cast.post("monitor")
    service.report_paper(paper, "已整改", (upload,), paper.version, now=MONDAY, by=monitor)
    file = paper.turns.get(kind="reported").files.get()
    for pk, number, status in ((paper.pk, file.pk, 200), (other.pk, file.pk, 404), (paper.pk, 10**25, 404)):
        answer = cast.client(monitor).get(reverse("oversight:paper-file", args=[pk, number]))
        assert answer.status_code == status
        assert status == 404 or answer.getvalue().startswith(b"%PDF")
