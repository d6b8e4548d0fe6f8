# SPDX-License-Identifier: Apache-2.0
"""The days on which law holds: nothing of a repealed law counts, what is entered later counts from its own day, national
law is kept where the whole province looks.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.test_law_library import BY, database, in_force, law_of
from days import days_on, today
from mingcha.catalog.actions import add_articles, add_law, amend_article, edit_law, load_national_laws, repeal_law
from mingcha.catalog.citations import Standing, cited, judge
from mingcha.catalog.law_text import ReadArticle, read_file
from mingcha.catalog.models import Article, Law
from mingcha.files.badinput import BadInput
from mingcha.ledger import Invalid, NotAllowed, WrongState
from mingcha.organs.models import Organ, Post
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db

SECOND = "《甲州市市容条例》第二条"


def test_of_a_repealed_law_no_article_holds_that_an_amendment_had_still_to_begin() -> None:
    law = law_of()
    amend_article(law.articles.get(label="第二条"), "处五十元罚款。", date(2027, 6, 1), by=BY)
    repeal_law(law, date(2027, 1, 31), "新条例", by=BY)
    assert in_force(SECOND, date(2027, 1, 31)) is True
    assert [in_force(SECOND, day) for day in (date(2027, 3, 1), date(2027, 7, 1), date(2030, 1, 1))] == [False] * 3


def test_a_law_that_the_package_says_has_ended_ends_with_its_amended_articles(tmp_path: Path) -> None:
    file, texts = tmp_path / "laws.db", ["一。", "二。"]
    load_national_laws(database(file, ("甲法", "2010-01-01", "2010-06-01", "现行有效", texts)), by=BY)
    amend_article(Article.objects.get(article_id="《甲法》第二条"), "改二。", date(2024, 9, 1), by=BY)
    follows = ("乙法", "2024-01-01", "2024-07-01", "现行有效", ["本法自2024年7月1日起施行，《甲法》同时废止。"])
    load_national_laws(database(file, ("甲法", "2010-01-01", "2010-06-01", "已废止", texts), follows), by=BY)
    assert Law.objects.get(title="甲法").valid_to == date(2024, 6, 30)
    assert in_force("《甲法》第二条", date(2024, 6, 30)) is True
    assert in_force("《甲法》第二条", date(2024, 12, 1)) is False


def test_loading_finds_a_law_that_somebody_has_given_another_kind(tmp_path: Path) -> None:
    given = ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["一。"])
    file = database(tmp_path / "laws.db", given)
    load_national_laws(file, by=BY)
    edit_law(Law.objects.get(), Law.objects.get().version, {"kind": Law.Kind.REGULATION}, by=BY)
    assert not any(load_national_laws(file, by=BY).values())
    law_of("乙法", valid_from=date(2011, 1, 1))
    again = ("乙法", "2011-01-01", "2011-01-01", "现行有效", ["乙。", "又乙。", "三乙。"])
    counts = load_national_laws(database(file, given, again), by=BY)
    assert (counts["laws_added"], counts["articles_added"], counts["articles_changed"]) == (0, 1, 2)


def test_what_a_newer_package_adds_or_changes_in_a_law_that_ended_here_has_ended_too(tmp_path: Path) -> None:
    file = database(tmp_path / "laws.db", ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["一。"]))
    load_national_laws(file, by=BY)
    amend_article(Article.objects.get(), "改一。", date(2025, 6, 1), by=BY)
    repeal_law(Law.objects.get(), date(2024, 12, 31), "乙法", by=BY)
    load_national_laws(database(file, ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["新一。", "二。"])), by=BY)
    assert [in_force(f"《甲法》第{n}条", date(2025, 1, 1)) for n in "一二"] == [False, False]


def standing(text: str, day: date | None = None) -> list[Standing]:
    return list(judge(cited(text), day or today()).values())


def test_an_article_of_a_law_without_text_is_unknown_not_absent(tmp_path: Path) -> None:
    what = {"kind": Law.Kind.LOCAL_RULE, "valid_from": date(2020, 1, 1), "source": "公报"}
    bare = add_law(what | {"title": "甲州市养犬办法"}, [], by=BY)
    add_law(what | {"title": "甲州市禁放决定"}, [ReadArticle("全文", "全市禁放。", "")], by=BY)
    law_of()
    for cites, wanted in (
        ("《甲州市养犬办法》第九条", Standing.UNKNOWN),
        ("《甲州市禁放决定》第九条", Standing.UNKNOWN),
        ("《甲州市市容条例》第九条", Standing.ABSENT),
        ("《甲州市养犬办法》", Standing.IN_FORCE),
    ):
        assert standing(cites) == [wanted], cites
    repeal_law(bare, days_on(-1), "新办法", by=BY)
    assert standing("《甲州市养犬办法》第九条") == [Standing.ENDED]


def test_an_article_holds_from_its_own_day_and_one_that_was_struck_out_may_come_back(cast: Cast) -> None:
    law = law_of()
    new = reverse("catalog:article-new", args=(law.pk,))
    client = cast.client(cast.post("filler"))
    assert client.get(new).context["form"]["since"].value() == date(2020, 1, 1)
    sent = {"label": "第二条之一", "chapter": "", "text": "插入的。", "since": "2019-12-31"}
    answer = client.post(new, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["since"])
    assert client.post(new, sent | {"since": "2024-05-01"}).status_code == 302
    inserted = "《甲州市市容条例》第二条之一"
    assert [in_force(inserted, day) for day in (date(2024, 4, 30), date(2024, 5, 1))] == [False, True]
    amend_article(law.articles.get(label="第二条"), "", date(2025, 1, 1), by=BY)
    again = [ReadArticle("第二条", "又有了。", "")]
    with pytest.raises(Invalid, match="第二条已有内容"):
        add_articles(law, again, by=BY, since=date(2024, 12, 31))
    add_articles(law, again, by=BY, since=date(2026, 1, 1))
    assert [in_force(SECOND, date(year, 6, 1)) for year in (2024, 2025, 2026)] == [True, False, True]
    assert set(law.articles.filter(label="第二条").values_list("place", flat=True)) == {2}


def test_what_ends_later_has_not_ended(cast: Cast) -> None:
    end = days_on(400)
    law = law_of(valid_to=end)
    client = cast.client(cast.post("filler"))
    repeal = reverse("catalog:law-repeal", args=(law.pk,))
    page = client.get(law.get_absolute_url()).content.decode()
    assert repeal in page
    assert "登记修正" in page
    add_articles(law, [ReadArticle("第三条", "丙。", "")], by=BY, since=today())
    made = amend_article(law.articles.get(label="第二条"), "改。", today(), by=BY)
    assert made.valid_to == end
    with pytest.raises(Invalid):
        amend_article(made, "再改。", end + timedelta(days=1), by=BY)
    with pytest.raises(Invalid):
        repeal_law(law, end + timedelta(days=1), "迟", by=BY)
    assert client.post(repeal, {"last_day": today().isoformat(), "reason": "决定"}).status_code == 302
    assert set(law.articles.values_list("valid_to", flat=True)) == {today(), days_on(-1)}
    Law.objects.update(valid_to=days_on(-1))
    with pytest.raises(WrongState):
        repeal_law(law, days_on(-2), "再", by=BY)
    assert repeal not in client.get(law.get_absolute_url()).content.decode()


def test_an_amendment_takes_the_place_of_a_bare_citation_of_its_day() -> None:
    law = law_of()
    Article.objects.create(article_id=SECOND, valid_from=date(2025, 1, 1))
    made = amend_article(law.articles.get(label="第二条"), "改。", date(2025, 1, 1), by=BY)
    assert list(Article.objects.filter(article_id=SECOND, valid_from=date(2025, 1, 1))) == [made]


def test_a_title_is_read_without_its_brackets_and_leaves_room_for_the_article(cast: Cast) -> None:
    assert read_file("a.md", "# 《某法》\n\n第一条 甲。".encode()).title == "某法"
    for title, words in (("长" * 151, "不能超过 150 个字"), ("《》", "第一行应为")):
        with pytest.raises(BadInput, match=words):
            read_file("a.md", f"# {title}\n\n第一条 甲。".encode())
    client, url = cast.client(cast.post("filler")), reverse("catalog:law-new")
    sent = {"title": "《》", "kind": "norm", "valid_from": "2025-01-01", "source": "公报", "text": ""}
    answer = client.post(url, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title"])
    file = SimpleUploadedFile("长.md", f"# {'长' * 197}\n\n第一条 甲。\n第十一条 乙。".encode())
    sent = {"file": file, "kind": "norm", "valid_from": "2025-01-01", "source": ""}
    assert client.post(reverse("catalog:law-upload"), sent).status_code == 422


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("行政处罚法第五条和食品安全法第六条", ["《行政处罚法》第五条", "《食品安全法》第六条"]),
        ("违反行政处罚法第五条", ["《行政处罚法》第五条"]),
        ("当事人违反了食品安全法第三条第一款以及广告法第4条", ["《食品安全法》第三条", "《广告法》第四条"]),
        ("适用食品安全法实施条例第六条的规定", ["《食品安全法实施条例》第六条"]),
        (
            "依据《中华人民共和国广告法》第5条、第六条",
            ["《中华人民共和国广告法》第五条", "《中华人民共和国广告法》第六条"],
        ),
        ("甲州市人民政府关于禁止燃放烟花的规定第三条", ["《甲州市人民政府关于禁止燃放烟花的规定》第三条"]),
    ],
)
def test_citations_without_brackets_are_read_one_by_one(text: str, found: list[str]) -> None:
    assert [str(one) for one in cited(text)] == found


def test_national_law_is_kept_at_the_highest_level_at_which_anybody_may(cast: Cast) -> None:
    county = cast.post("filler")
    what = {"title": "国务院某条例", "kind": Law.Kind.REGULATION, "valid_from": date(2020, 1, 1), "source": "公报"}
    law = add_law(what, [ReadArticle("第一条", "甲。", "")], by=county)
    client = cast.client(county)
    edit = reverse("catalog:law-edit", args=(law.pk,))
    assert edit in client.get(law.get_absolute_url()).content.decode(), "in a small installation the county keeps it"
    province = Organ.objects.create(
        name="明省市场监督管理局", region=cast.region("province"), kind=county.organ.kind, path="/9/"
    )
    above = Post.objects.create(
        person=cast.post("reviewer").person, organ=province, role=county.role, reach=county.reach, valid_from=today()
    )
    local = law_of()
    for act in (
        lambda: repeal_law(law, today(), "我说的", by=county),
        lambda: add_articles(law, [ReadArticle("第二条", "乙。", "")], by=county),
        lambda: amend_article(law.articles.get(), "改", today(), by=county),
        lambda: edit_law(law, law.version, {"kind": Law.Kind.NORM}, by=county),
        lambda: edit_law(local, local.version, {"kind": Law.Kind.LAW}, by=county),
        lambda: add_law(what | {"title": "乙条例"}, [], by=county),
    ):
        with pytest.raises(NotAllowed, match="由省级维护"):
            act()
    assert edit not in client.get(law.get_absolute_url()).content.decode()
    sent = {"kind": "regulation", "number": "1", "issuer": "", "source": "公报", "version": law.version}
    assert client.post(edit, sent).status_code == 403
    add_articles(local, [ReadArticle("第三条", "丙。", "")], by=county)
    assert repeal_law(law, today(), "废止决定", by=above).valid_to == today()
