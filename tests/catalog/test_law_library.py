# SPDX-License-Identifier: Apache-2.0
"""The law library: loaded, entered, searched, cited, amended, repealed; items that cite what has ended are flagged."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.documents import small
from days import days_on, today
from mingcha.catalog import national
from mingcha.catalog.actions import (
    add_articles,
    add_law,
    amend_article,
    load_item,
    load_national_laws,
    repeal_law,
    start_draft,
)
from mingcha.catalog.citations import Standing, arabic, chinese, cited, judge
from mingcha.catalog.flags import flagged_items
from mingcha.catalog.law_text import ReadArticle, read_articles, read_file
from mingcha.catalog.models import Article, Law
from mingcha.catalog.views.laws import excerpt
from mingcha.commands import catalog as catalog_command
from mingcha.files.badinput import BadInput
from mingcha.ledger import Invalid, System, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.testing import Cast

BY = System("test")
LAWS = """CREATE TABLE laws (law_id TEXT PRIMARY KEY, law_name TEXT NOT NULL, doc_type TEXT, level TEXT, issuing_body TEXT,
 publish_date TEXT, effective_date TEXT, version_date TEXT, status TEXT, law_department TEXT)"""
ARTICLES = """CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT NOT NULL, law_name TEXT NOT NULL, law_department TEXT,
 level TEXT, status TEXT, chapter TEXT, section TEXT, article_no TEXT, article_no_arabic INTEGER, article_text TEXT,
 char_count INTEGER)"""

pytestmark = pytest.mark.django_db


def database(path: Path, *laws: tuple[str, str, str, str, list[str]]) -> Path:
    """A file of the package's form: title, passed, in force since, status, texts of the articles."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute(LAWS)
    db.execute(ARTICLES)
    for number, (title, passed, since, status, texts) in enumerate(laws):
        db.execute(
            "INSERT INTO laws VALUES (?, ?, '法律', '法律', '全国人大常委会', ?, ?, ?, ?, '')",
            (str(number), title, passed, since, passed, status),
        )
        for place, text in enumerate(texts, 1):
            db.execute(
                "INSERT INTO articles (law_id, law_name, article_no, article_text, chapter) VALUES (?, ?, ?, ?, '第一章 总则')",
                (str(number), title, f"第{chinese(place)}条", text),
            )
    db.commit()
    db.close()
    return path


def law_of(title: str = "甲州市市容条例", **given: object) -> Law:
    what = {"title": title, "kind": Law.Kind.LOCAL_REGULATION, "valid_from": date(2020, 1, 1), "source": "公报"}
    return add_law(
        what | given,
        [ReadArticle("第一条", "为了市容整洁。", "第一章 总则"), ReadArticle("第二条", "占道经营的，责令改正。", "")],
        by=BY,
    )


def in_force(text: str, day: date) -> bool | None:
    """Whether all that a text cites was in force on a day; None where the library does not know of something."""
    standings = set(judge(cited(text), day).values())
    return None if Standing.UNKNOWN in standings else standings == {Standing.IN_FORCE}


@pytest.mark.req("S1-04")
def test_national_laws_are_loaded_in_one_entry_and_again_change_nothing(tmp_path: Path) -> None:
    file = database(
        tmp_path / "laws.db",
        ("甲法", "2010-01-01", "2010-06-01", "历史版本", ["旧的第一条。"]),
        (
            "甲法",
            "2024-01-01",
            "2010-06-01",
            "现行有效",
            ["新的第一条。", "本法自2024年7月1日起施行，《乙法》同时废止。"],
        ),
        ("乙法", "2000-01-01", "2000-01-01", "已废止", ["乙。"]),
    )
    counts = load_national_laws(file, by=BY)
    assert counts == {"laws_added": 3, "laws_changed": 0, "articles_added": 4, "articles_changed": 0}
    assert not any(load_national_laws(file, by=BY).values())
    assert Entry.objects.filter(act="load_laws").count() == 1
    spans = list(Law.objects.order_by("title", "valid_from").values_list("title", "valid_from", "valid_to"))
    assert spans == [
        ("乙法", date(2000, 1, 1), date(2024, 6, 30)),
        ("甲法", date(2010, 6, 1), date(2024, 6, 30)),
        ("甲法", date(2024, 7, 1), None),
    ]
    assert Article.objects.get(article_id="《甲法》第二条").chapter == "第一章 总则"


def test_a_newer_package_changes_texts_and_leaves_what_was_repealed_here(tmp_path: Path) -> None:
    file = tmp_path / "laws.db"
    load_national_laws(database(file, ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["一。", "二。"])), by=BY)
    repeal_law(Law.objects.get(), date(2025, 12, 31), "乙法第九条", by=BY)
    counts = load_national_laws(
        database(file, ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["一。", "改二。"])), by=BY
    )
    assert (counts["laws_changed"], counts["articles_changed"]) == (0, 1)
    changed = Article.objects.get(article_id="《甲法》第二条")
    assert (changed.text, changed.valid_to) == ("改二。", date(2025, 12, 31))


def test_without_the_package_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(national, "PACKAGE", "no_such_package_of_laws")
    with pytest.raises(BadInput) as refused:
        catalog_command.command._laws(None)  # type: ignore[arg-type]
    assert "没有安装国家法律数据包" in str(refused.value)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "laws.db").write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(BadInput):
        load_national_laws(tmp_path / "laws.db", by=BY)
    assert not Law.objects.exists()


@pytest.mark.skipif("MINGCHA_DATA" not in os.environ, reason="the texts lie outside the project")
def test_the_texts_of_regulations_are_read_whole() -> None:
    folder = Path(os.environ["MINGCHA_DATA"]) / "laws"
    read = {law.title: law for law in (read_file(path.name, path.read_bytes()) for path in folder.glob("*.md"))}
    assert len(read) == 13
    law = read["中华人民共和国食品安全法实施条例"]
    assert (len(law.articles), law.number, law.valid_from) == (86, "国务院令第557号", date(2019, 12, 1))
    assert read["城市道路管理条例"].valid_from == date(1996, 10, 1)
    assert all(law.articles[0].label == "第一条" for law in read.values())


def test_a_file_with_faults_is_refused_with_every_line() -> None:
    text = "# 某条例\n2020年1月1日 施行\n<!-- INFO END -->\n乱写\n第一条 甲。\n第三条 丙。\n第二条 乙。\n第四条\n"
    with pytest.raises(BadInput) as refused:
        read_file("某条例.md", text.encode())
    told = str(refused.value)
    assert [f"第 {line} 行" in told for line in (4, 6, 7, 8)] == [True] * 4
    for data, words in (
        (b"PK\x03\x04doc", "Word"),
        (b"\xff\xff\xff", "编码"),
        (b"", "没有找到条文"),
        ("第一条 甲。".encode(), "第一行应为"),
    ):
        with pytest.raises(BadInput, match=words):
            read_file("x.md", data)


def test_a_line_that_only_mentions_an_article_goes_on_with_the_one_before() -> None:
    read = read_articles("第九条　甲。\n第三条规定的情形除外。\n第十条之一 乙。")
    assert [(one.label, one.text) for one in read] == [
        ("第九条", "甲。\n第三条规定的情形除外。"),
        ("第十条之一", "乙。"),
    ]


def test_citations_are_read_as_people_write_them() -> None:
    assert [str(one) for one in cited("《食品安全法》第一百二十二条第一款、第123条；行政处罚法 第五十八条")] == [
        "《食品安全法》第一百二十二条",
        "《食品安全法》第一百二十三条",
        "《行政处罚法》第五十八条",
    ]
    assert [str(one) for one in cited("依照《道路法》")] == ["《道路法》"]
    assert all(arabic(chinese(number)) == number for number in (*range(1, 400), 1_010, 1_260))


def test_a_basis_knows_whether_it_was_in_force_on_a_day() -> None:
    law = law_of("中华人民共和国道路法", valid_to=date(2024, 12, 31))
    assert in_force("《道路法》第2条", date(2024, 12, 31)) is True
    assert in_force("《中华人民共和国道路法》第二条", date(2025, 1, 1)) is False
    assert in_force("《道路法》第二条", date(2019, 12, 31)) is False
    assert in_force("《道路法》第九条", date(2024, 1, 1)) is False
    assert in_force("《没有的法》第一条", date(2024, 1, 1)) is None
    assert law.articles.get(label="第二条").article_id == "《中华人民共和国道路法》第二条"


@pytest.mark.req("S1-04")
def test_an_amendment_and_a_repeal_flag_the_items_and_drafts_that_cite_them(cast: Cast) -> None:
    law = law_of()
    document = small()
    document["catalog"] |= {"basis": ["《甲州市市容条例》第二条"]}
    item = load_item(document, organ=cast.organ("enforcement"), by=BY).item
    head = {"code": "CF-9", "name": "草拟", "category": "行政处罚", "basis": ["《甲州市市容条例》第一条"]}
    draft = start_draft(head, organ=cast.organ("enforcement"), by=BY)
    assert flagged_items() == []
    amend_article(law.articles.get(label="第二条"), "", today(), by=BY)
    assert [flag.item for flag in flagged_items()] == [item]
    repeal_law(law, days_on(-1), "市人大决定", by=BY)
    flags = flagged_items()
    assert [flag.item for flag in flags] == [item, draft]
    assert set(flags[0].citations.values()) == {Standing.ENDED}
    client = cast.client(cast.post("reviewer"))
    assert "引用的条文已失效" in client.get("/catalog/").content.decode()
    assert "引用的条文不在施行期内" in client.get(item.get_absolute_url()).content.decode()
    assert (
        "《甲州市市容条例》第二条"
        in cast.client(cast.post("importer")).get(reverse("catalog:law-flags")).content.decode()
    )
    away = cast.client(cast.outsider("reviewer")).get(reverse("catalog:law-flags")).content.decode()
    assert item.name not in away


def test_an_amended_article_keeps_its_former_text(cast: Cast) -> None:
    law = law_of()
    amend_article(law.articles.get(label="第二条"), "占道经营的，处五十元罚款。", date(2025, 1, 1), by=BY)
    client = cast.client(cast.post("handler"))
    before, now = (
        client.get(law.get_absolute_url(), {"on": day}).content.decode() for day in ("2024-12-31", "2025-01-01")
    )
    assert ["责令改正" in before, "五十元" in before] == [True, False]
    assert ["责令改正" in now, "五十元" in now] == [False, True]
    with pytest.raises(WrongState):
        amend_article(law.articles.filter(label="第二条").earliest("valid_from"), "再改", date(2026, 1, 1), by=BY)
    with pytest.raises(Invalid):
        amend_article(law.articles.get(label="第一条"), "改", date(2020, 1, 1), by=BY)
    assert client.get(law.get_absolute_url(), {"on": "2025-02-30"}).status_code == 400


def test_what_is_entered_twice_or_overlaps_is_refused() -> None:
    law = law_of()
    with pytest.raises(Invalid) as taken:
        law_of()
    assert taken.value.code == "taken"
    with pytest.raises(Invalid, match="时间重叠"):
        law_of(valid_from=date(2025, 1, 1))
    with pytest.raises(Invalid, match="第一条已有内容"):
        add_articles(law, [ReadArticle("第一条", "又一条。", "")], by=BY)
    with pytest.raises(Invalid):
        law_of("乙", valid_to=date(2019, 1, 1))
    repeal_law(law, date(2024, 12, 31), "新条例", by=BY)
    law_of(valid_from=date(2025, 1, 1))
    assert in_force("《甲州市市容条例》第二条", date(2026, 1, 1)) is True


def test_a_bare_citation_of_a_table_gets_its_text() -> None:
    Article.objects.create(article_id="《甲州市市容条例》第二条", valid_from=date(2020, 1, 1))
    law = law_of()
    assert Article.objects.get(article_id="《甲州市市容条例》第二条").law == law


@pytest.mark.req("S0-47")
def test_articles_are_found_by_words_of_title_and_text(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    law_of()
    law_of("甲州市养犬条例")
    client, url = cast.client(cast.post("handler")), reverse("catalog:article-list")
    client.get(url)
    with django_assert_max_num_queries(14):
        found = client.get(url, {"q": "市容 占道经营"}).context["page"].rows
    assert [article.article_id for article in found] == ["《甲州市市容条例》第二条"]
    assert client.get(url, {"q": "养犬", "state": "now"}).context["page"].count == 2
    assert client.get(url, {"q": "jzsyqtl"}).context["page"].count == 2
    assert client.get(url, {"q": "没有这样的字"}).context["page"].rows == []
    laws = client.get(reverse("catalog:law-list"), {"q": "《市容", "kind": "local_regulation", "state": "now"})
    assert [law.title for law in laws.context["page"].rows] == ["甲州市市容条例"]
    assert [
        client.get(reverse("catalog:law-list"), {"state": state}).context["page"].count for state in ("ended", "later")
    ] == [0, 0]
    assert excerpt("甲" * 100 + "占道" + "乙" * 200, "占道")[1] == "占道"


def test_a_law_is_entered_by_hand_by_file_and_article_by_article(cast: Cast) -> None:
    client = cast.client(cast.post("filler"))
    sent = {
        "title": "《甲一县规定》",
        "kind": "norm",
        "number": "",
        "issuer": "",
        "valid_from": "2025-01-01",
        "valid_to": "",
    }
    sent |= {"source": "县公报", "text": "第一条 甲。\n第二条 乙。"}
    assert client.post(reverse("catalog:law-new"), sent).status_code == 302
    law = Law.objects.get(title="甲一县规定")
    assert [one.label for one in law.articles.order_by("place")] == ["第一条", "第二条"]
    client.post(
        reverse("catalog:article-new", args=(law.pk,)),
        {"label": "第3条", "chapter": "", "text": "丙。", "since": "2025-01-01"},
    )
    client.post(reverse("catalog:articles-paste", args=(law.pk,)), {"text": "第四条 丁。", "since": "2025-01-01"})
    assert [one.label for one in law.articles.order_by("place")][2:] == ["第三条", "第四条"]
    wrong = client.post(reverse("catalog:article-new", args=(law.pk,)), {"label": "三", "chapter": "", "text": "丙。"})
    assert wrong.status_code == 422
    file = SimpleUploadedFile("办法.md", "# 某办法\n2024年5月1日 施行\n\n第一条 甲。".encode())
    client.post(reverse("catalog:law-upload"), {"file": file, "kind": "local_rule", "valid_from": "", "source": ""})
    assert Law.objects.get(title="某办法").source == "办法.md"
    bad = SimpleUploadedFile("坏.md", "# 某法\n2024年5月1日 施行\n第一条 甲。\n第三条 丙。".encode())
    answer = client.post(reverse("catalog:law-upload"), {"file": bad, "kind": "rule", "valid_from": "", "source": ""})
    assert answer.status_code == 422
    assert "坏.md 第 4 行" in answer.content.decode()
    undated = SimpleUploadedFile("无.md", "# 某法\n\n第一条 甲。".encode())
    answer = client.post(
        reverse("catalog:law-upload"), {"file": undated, "kind": "rule", "valid_from": "", "source": ""}
    )
    assert "文件中没有施行日期" in answer.content.decode()
    answer = client.post(
        reverse("catalog:law-edit", args=(law.pk,)),
        {"kind": "norm", "number": "甲政发〔2025〕1号", "issuer": "", "source": "公报", "version": law.version},
    )
    law.refresh_from_db()
    assert (answer.status_code, law.number) == (302, "甲政发〔2025〕1号")
    repeal = {"last_day": "2025-12-31", "reason": "县政府决定"}
    assert client.post(reverse("catalog:law-repeal", args=(law.pk,)), repeal).status_code == 302
    assert client.post(reverse("catalog:law-repeal", args=(law.pk,)), repeal).status_code == 409
    assert cast.client(cast.post("handler")).get(reverse("catalog:law-new")).status_code == 403
