# SPDX-License-Identifier: Apache-2.0
"""Evidence of a step: added, looked at, taken away, replaced; and what a document of the case is made of (S1-14, S1-15, S4-30)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from live_cases import colleague, in_force, later, officer, open_one, submit, task_of
from mingcha.cases.late import Late

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n"
MP4 = b"\x00\x00\x00\x18ftypmp42"


def photo(name: str = "全景.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def scene(cast: Any) -> Any:
    """A case whose evidence is just being taken by two officers."""
    from mingcha.cases.actions.tasks import Chosen
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second)):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    case = open_one(in_force(cast, "summary"), first)
    both = Chosen((first.person_id, second.person_id))
    submit(case, first, people={"责令改正": both}, at=later(1))
    submit(case, first, people={"现场取证": both}, at=later(2))
    return cast, case, first, both


def add(case: Any, by: Any, kind: str, *files: Any, at: Any = None, late: Any = None, act: str = "") -> Any:
    from mingcha.cases.actions.evidence import NewEvidence, add_evidence

    task = case.tasks.get(act=act) if act else task_of(case)
    given = NewEvidence(kind, files, late=late) if late else NewEvidence(kind, files)
    return add_evidence(task, given, now=at or later(3), by=by)


def alarms_of(case: Any) -> list[str]:
    from mingcha.cases.models import Alarm

    return list(Alarm.objects.filter(case=case, kind="evidence").values_list("code", flat=True))


@pytest.mark.req("S1-14")
def test_several_files_become_evidence_and_what_the_step_asked_for_is_there(scene: Any) -> None:
    from mingcha.ledger.models import Entry

    _cast, case, first, both = scene
    made = add(case, first, "照片", photo(), photo("细节.png"))
    assert [row.exhibit.added_by for row in made] == [first.person.name] * 2
    assert Entry.objects.filter(act="add_evidence").count() == 1
    add(case, first, "视频", SimpleUploadedFile("记录仪.mp4", MP4))
    submit(case, first, people={"当场告知": both}, at=later(4))
    assert alarms_of(case) == []


@pytest.mark.req("S1-14", "S1-41")
def test_what_was_taken_in_time_and_added_later_cures_its_alarm_and_what_was_not_does_not(scene: Any) -> None:
    from mingcha.cases.models import Alarm
    from mingcha.ledger.models import Entry, Touched

    _cast, case, first, both = scene
    add(case, first, "照片", photo(), photo("细节.png"))
    submit(case, first, people={"当场告知": both}, at=later(4))
    alarm = Alarm.objects.get(case=case, code="missing")
    video = SimpleUploadedFile("记录仪.mp4", MP4)
    add(case, first, "视频", video, at=later(6), late=Late(later(5), "事后补拍"), act="现场取证")
    alarm.refresh_from_db()
    assert alarm.status == "open"  # it was taken when the step was over
    video.seek(0)
    (row,) = add(case, first, "视频", video, at=later(7), late=Late(later(3.5), "记录仪没电"), act="现场取证")
    alarm.refresh_from_db()
    assert (alarm.status, row.added_at) == ("cured", later(3.5))
    assert row.late_entries.get().reason == "记录仪没电"
    moved = Entry.objects.get(act="follow_alarms")
    assert Touched.objects.filter(entry=moved, object_id=alarm.pk).exists()
    assert Entry.objects.filter(act="add_evidence").latest("pk").what["late_reason"] == "记录仪没电"


@pytest.mark.req("S1-14")
def test_evidence_that_comes_late_says_when_it_was_taken_and_why(scene: Any) -> None:
    from mingcha.cases.models import Evidence
    from mingcha.ledger import Invalid

    _cast, case, first, both = scene
    for late, at, code, field in (
        (Late(later(-30), "忘了"), later(3), "date_order", "taken_at"),  # before the step began
        (Late(later(4), "忘了"), later(3), "claimed_future", "taken_at"),
        (Late(later(2.5)), later(30), "required", "late_reason"),
    ):
        with pytest.raises(Invalid) as told:
            add(case, first, "照片", photo(), at=at, late=late)
        assert (told.value.code, told.value.faults[0].field) == (code, field)
    submit(case, first, people={"当场告知": both}, at=later(4))
    for late, field in ((None, "taken_at"), (Late(later(3)), "late_reason")):
        with pytest.raises(Invalid) as told:
            add(case, first, "照片", photo(), at=later(5), late=late, act="现场取证")
        assert (told.value.code, told.value.faults[0].field) == ("required", field)
    assert not Evidence.objects.filter(case=case).exists()


@pytest.mark.req("S1-14", "S1-41")
def test_an_alarm_leads_to_where_what_was_missing_is_added_and_the_page_says_what_cures(scene: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from mingcha.cases.models import Alarm

    cast, _case, first, both = scene
    began = timezone.now() - timedelta(hours=9)
    case = open_one(in_force(cast, "summary", code="CF-jl"), first, began)
    submit(case, first, people={"责令改正": both}, at=began)
    submit(case, first, people={"现场取证": both}, at=began)
    submit(case, first, people={"当场告知": both}, at=began + timedelta(hours=3))
    alarm = Alarm.objects.get(case=case, code="missing")
    url = reverse("cases:evidence-add", args=[case.tasks.get(act="现场取证").pk])
    browser, stranger = cast.client(first), cast.client(cast.post("head"))
    for page in (reverse("cases:case-detail", args=[case.pk]), reverse("cases:alarm-detail", args=[alarm.pk])):
        assert url in browser.get(page).content.decode()
        assert url not in stranger.get(page).content.decode()
    assert "报警转为已整改" in browser.get(url).content.decode()
    when = timezone.localtime(began + timedelta(hours=1))
    given = {"taken_at": f"{when:%Y-%m-%dT%H:%M}", "late_reason": "记录仪没电"}
    refused = browser.post(url, {"kind": "照片", "uploads": [photo()], "_key": "a" * 32})
    assert set(refused.context["form"].errors) == {"taken_at", "late_reason"}
    done = browser.post(url, {"kind": "照片", "uploads": [photo(), photo("二.png")], "_key": "b" * 32, **given})
    page = browser.get(done.url).content.decode()
    assert "报警仍然保留" in page  # the video is still missing
    assert "提取证据 照片 2 件" in page
    assert "· 补录" in page
    video = SimpleUploadedFile("记录仪.mp4", MP4)
    browser.post(url, {"kind": "视频", "uploads": [video], "_key": "c" * 32, **given})
    alarm.refresh_from_db()
    assert alarm.status == "cured"
    row = case.evidence.latest("pk")
    assert "记录仪没电" in browser.get(reverse("cases:evidence-detail", args=[row.pk])).content.decode()


@pytest.mark.req("S1-15")
def test_an_item_that_is_taken_away_raises_its_alarm_unless_another_stands_in_its_place(scene: Any) -> None:
    from mingcha.cases.actions.evidence import remove_evidence

    _cast, case, first, _both = scene
    one, two = add(case, first, "照片", photo(), photo("细节.png"))
    new = remove_evidence(one, "拍糊了", photo("全景2.png"), now=later(3.1), by=first)
    one.refresh_from_db()
    assert (one.superseded_by, one.removed_at, one.exhibit.reason) == (new.pk, None, "拍糊了")
    assert alarms_of(case) == []
    assert remove_evidence(two, "误传", now=later(3.2), by=first) is None
    assert alarms_of(case) == ["removed"]


@pytest.mark.req("S1-15")
def test_evidence_is_refused_without_a_reason_or_a_right_or_after_the_step(scene: Any) -> None:
    from mingcha.cases.actions.evidence import remove_evidence
    from mingcha.ledger import Invalid, NotAllowed, WrongState

    cast, case, first, both = scene
    (row,) = add(case, first, "照片", photo())
    task = task_of(case)
    stranger = colleague(cast, "旁人")
    for wrong, given, by in (
        (Invalid, ("照片",), first),
        (Invalid, ("", photo()), first),
        (Invalid, ("照片", photo("x.png", b"<html>")), first),
        (Invalid, ("照片", photo("x.exe", b"MZ")), first),
        (NotAllowed, ("照片", photo()), stranger),
    ):
        with pytest.raises(wrong):
            add(case, by, *given)
    with pytest.raises(Invalid):
        remove_evidence(row, " ", by=first)
    with pytest.raises(NotAllowed):
        remove_evidence(row, "误传", by=stranger)
    submit(case, first, people={"当场告知": both}, at=later(4))
    with pytest.raises(WrongState):
        remove_evidence(row, "误传", by=first)
    assert not task.case.evidence.exclude(removed_at=None).exists()


@pytest.mark.req("S1-14", "S1-30")
def test_on_its_pages_evidence_is_added_seen_by_its_hash_and_replaced(scene: Any) -> None:
    cast, case, first, _both = scene
    browser = cast.client(first)
    page = browser.get(reverse("cases:case-detail", args=[case.pk])).content.decode()
    url = reverse("cases:evidence-add", args=[task_of(case).pk])
    assert url in page
    assert "要求 3 件" in page
    assert "现场取证缺：照片 2 件、视频 1 件" in page
    assert "照片（还缺 2 件）" in browser.get(url).content.decode()
    refused = browser.post(url, {"kind": "照片", "_key": "a" * 32})
    assert refused.status_code == 422
    done = browser.post(
        url, {"kind": "照片", "uploads": [photo(), photo("细节.png")], "note": "门头", "_key": "b" * 32}
    )
    assert done.status_code == 302, done.content.decode()
    other = browser.post(url, {"kind": "-", "other": "称量记录", "uploads": [photo()], "_key": "c" * 32})
    assert other.status_code == 302
    page = browser.get(done.url).content.decode()
    assert "3 件 · 要求 3 件" in page
    row = case.evidence.order_by("pk")[0]
    seen = browser.get(reverse("cases:evidence-detail", args=[row.pk])).content.decode()
    assert row.exhibit.stored.sha256 in seen
    file = browser.get(reverse("cases:evidence-file", args=[row.pk]))
    assert (file.headers["Content-Type"], b"".join(file.streaming_content)) == ("image/png", PNG)
    away = reverse("cases:evidence-remove", args=[row.pk])
    assert away in seen
    gone = browser.post(away, {"reason": "拍糊了", "replacement": photo("再拍.png"), "_key": "d" * 32})
    assert gone.status_code == 302, gone.content.decode()
    assert "拍糊了" in browser.get(reverse("cases:evidence-detail", args=[row.pk])).content.decode()
    stranger = cast.client(cast.outsider("handler"))
    assert stranger.get(reverse("cases:evidence-file", args=[row.pk])).status_code == 404


@pytest.mark.req("S4-30")
def test_a_document_is_made_of_what_the_case_knows_and_keeps_its_number(scene: Any) -> None:
    import io

    from docx import Document

    from mingcha.cases.models import Paper
    from mingcha.catalog.actions.templates import load_templates
    from mingcha.ledger import System

    cast, case, first, both = scene
    load_templates(cast.organ("government"), locked=False, by=System("范本"))
    browser = cast.client(first)
    make = reverse("cases:paper-make", args=[case.pk, "decision"])
    assert browser.post(make, {"_key": "a" * 32}).status_code == 409  # its step has not begun
    party = {"kind": "citizen", "name": "王某", "number": "11010519491231002X"}
    submit(case, first, values={"当事人": party}, people={"当场告知": both}, at=later(4))
    submit(case, first, people={"当场处罚决定": both}, at=later(5))
    said = {
        "违法事实": "占道摆摊",
        "违法时间": "2026-03-02",
        "违法地点": "东街",
        "违反条款": "《条例》第三条",
        "罚款": 8_000,
    }
    law = {"依据": "《中华人民共和国行政处罚法》第五十一条", "阶次": "当场·一般", "结果": "罚款"}
    submit(case, first, values={**said, **law}, people={"当场交付": both}, at=later(6))
    answer = browser.post(make, {"_key": "b" * 32})
    assert answer.status_code == 302, answer.content.decode()
    paper = Paper.objects.get()
    assert paper.number == "当罚〔2026〕1号"
    word = Document(io.BytesIO(paper.stored.path().read_bytes()))
    text = "\n".join([p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells])
    for told in (
        "王某",
        "11010519491231002X",
        "占道摆摊",
        "捌拾元整",
        "当罚〔2026〕1号",
        cast.organ("enforcement").name,
        "A0",
    ):
        assert told in text, told
    page = browser.get(reverse("cases:case-detail", args=[case.pk])).content.decode()
    assert reverse("cases:paper-pdf", args=[paper.pk]) in page
    assert "11010519491231002X" not in page
    assert browser.get(reverse("cases:paper-pdf", args=[paper.pk])).content.startswith(b"%PDF")
    browser.post(make, {"_key": "c" * 32})
    assert list(Paper.objects.order_by("pk").values_list("number", "edition")) == [(paper.number, 1), (paper.number, 2)]
