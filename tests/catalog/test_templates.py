# SPDX-License-Identifier: Apache-2.0
"""Document templates: what may stand in one, who inherits it, how it is filled and looks (S4-30, feature 19, E7)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from docx import Document

from catalog.given_templates import brought, province
from catalog.word_files import altered, upload, word
from mingcha.catalog.actions.templates import enforce_template, load_templates, retire_template, upload_template
from mingcha.catalog.models import Template
from mingcha.catalog.papers import words
from mingcha.catalog.papers.filling import MOST, fill
from mingcha.catalog.papers.inheriting import in_force
from mingcha.catalog.papers.making import HERE, make, papers
from mingcha.catalog.papers.page import html_of
from mingcha.catalog.papers.pdf import pdf_of
from mingcha.catalog.papers.reading import read_template, text_of
from mingcha.catalog.papers.sandbox import ENVIRONMENT, harmless
from mingcha.catalog.papers.variables import stand_ins, told
from mingcha.ledger import Conflict, Invalid, NotAllowed, System
from mingcha.organs.models import Organ
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
BY = System("test")


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "范本.docx"
    path.write_bytes(content)
    return path


def variables(folder: Path, *paragraphs: str, **more: Any) -> list[str]:
    return read_template(saved(folder, word(*paragraphs, **more)))


def refused(folder: Path, *paragraphs: str, **more: Any) -> list[str]:
    with pytest.raises(Invalid) as told:
        variables(folder, *paragraphs, **more)
    assert {fault.field for fault in told.value.faults} == {"file"}
    return [fault.message for fault in told.value.faults]


# --- what may stand in a template -----------------------------------------------------------------------------------
@pytest.mark.req("S4-30")
def test_a_template_tells_what_it_names(tmp_path: Path) -> None:
    rows = [["{%tr for 证 in 表单.证据 %}"], ["{{ loop.index }}", "{{ 证.名称 }}"], ["{%tr endfor %}"]]
    assert variables(
        tmp_path,
        "{{ 当事人.名称 }}：罚款 {{ 决定.罚款|元 }} 元（{{ 决定.罚款|大写 }}）",
        "{% if 决定.罚款 > 0 and 表单.听证 == “是” %}可以听证{% else %}{{ 表单.备注|默认('无') }}{% endif %}",
        "{% for 人 in 承办人 %}{{ 人.姓名 }}{% if not loop.last %}、{% endif %}{% endfor %}",
        table=rows,
        header="{{ 机关.名称 }}",
    ) == [
        "决定.罚款", "当事人.名称", "承办人", "承办人[].姓名", "机关.名称",
        "表单.听证", "表单.备注", "表单.证据[]", "表单.证据[].名称",
    ]  # fmt: skip


@pytest.mark.req("S4-30")
def test_an_unknown_variable_is_refused_with_its_place(tmp_path: Path) -> None:
    told = refused(tmp_path, "{{ 当事人.名称 }}", "致：{{ 当事人.绰号 }}", "{{ 被处罚人 }}", header="{{ 机关.印 }}")
    assert told == [
        "正文第 2 段“{{ 当事人.绰号 }}”：没有变量“当事人.绰号”",
        "正文第 3 段“{{ 被处罚人 }}”：没有变量“被处罚人”",
        "页眉第 1 段“{{ 机关.印 }}”：没有变量“机关.印”",
    ]


INJECTIONS = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 当事人['__class__'] }}",
    "{{ 当事人.名称.__class__ }}",
    "{{ 表单._x }}",
    "{{ 10**10**10 }}",
    "{{ 'x' * 10000000 }}",
    "{{ 1 + 1 }}",
    "{{ 9999999999999999999999 }}",
    "{{ 当事人.名称 ~ 当事人.名称 }}",
    "{{ range(10) }}",
    "{{ 当事人.名称.format(1) }}",
    "{{ self }}",
    "{{ lipsum() }}",
    "{{ cycler.__init__ }}",
    "{{ config }}",
    "{{ 当事人.名称|attr('__class__') }}",
    "{{ 当事人.名称|map('upper') }}",
    "{{ 当事人.名称|默认(当事人.名称) }}",
    "{{ {'a': 1} }}",
    "{{ 当事人.名称[0:1] }}",
    "{{ 当事人.名称 is callable }}",
    "{{ 1.5 }}",
    "{{ 承办人 }}",
    "{{ 承办人[0].姓名 }}",
    "{{r 当事人.名称 }}",
    "{%- if 当事人.名称 %}{% endif %}",
    "{% for i in range(999999999) %}x{% endfor %}",
    "{% for i in 当事人.名称 recursive %}{% endfor %}",
    "{% for a, b in 承办人 %}{% endfor %}",
    "{% for 当事人 in 承办人 %}{% endfor %}",
    "{% for a in 承办人 %}{% for b in 承办人 %}{% for c in 承办人 %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in 承办人 if a.姓名 %}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% macro x() %}{% endmacro %}",
    "{% call x() %}{% endcall %}",
    "{% set x = 1 %}",
    "{% filter upper %}x{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% do 1 %}",
    "{% debug %}",
    "{% autoescape false %}x{% endautoescape %}",
    "{% colspan 3 %}",
    "{% if 当事人.名称 %}没有结束",
    "{% endif %}",
    "{{ 当事人.名称",
    "当事人.名称 }}",
    "{{ }}",
    "{{ 当事人.. }}",
    "{{ " + "(" * 400 + "1" + ")" * 400 + " }}",
    "{{ " + "(" * 220 + "1" + ")" * 220 + " }}",
    "{{ " + "not " * 21 + "1 }}",
    "{{ " + "[" * 30 + "1" + "]" * 30 + " }}",
    "{% if 决定.罚款 %}" * 21 + "x" + "{% endif %}" * 21,
    "{% if 决定.罚款 %}" * 400 + "x" + "{% endif %}" * 400,
]
DEEP = {
    "blocks": "{% if 决定.罚款 %}" * 150 + "x" + "{% endif %}" * 150,
    "many blocks": "{% if 决定.罚款 %}" * 3_000 + "x" + "{% endif %}" * 3_000,
    "brackets": "{{ " + "[" * 2_000 + "1" + "]" * 2_000 + " }}",
}


@pytest.mark.req("S4-30")
@pytest.mark.parametrize("text", INJECTIONS)
def test_what_computes_calls_or_includes_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    told = refused(tmp_path, "第一段", text)
    assert told
    assert all(message.startswith("正文第 2 段") for message in told), told


def test_a_tag_that_hides_where_no_text_stands_is_found(tmp_path: Path) -> None:
    hidden = altered(
        word("{{ 当事人.名称 }}"),
        swap={
            "word/document.xml": (b"<w:sectPr", b'<w:p><w:pPr><w:pStyle w:val="{{ 10**10 }}"/></w:pPr></w:p><w:sectPr')
        },
    )
    with pytest.raises(Invalid, match="正文"):
        read_template(saved(tmp_path, hidden))


def test_a_tag_stands_in_text_alone(tmp_path: Path) -> None:
    place = {
        "word/document.xml": (
            b"<w:sectPr",
            b'<w:p w:rsidR="{{ \xe6\x9c\xba\xe5\x85\xb3.\xe5\x90\x8d\xe7\xa7\xb0 }}"/><w:sectPr',
        )
    }
    with pytest.raises(Invalid, match="正文"):
        read_template(saved(tmp_path, altered(word("x"), swap=place)))


def test_the_sandbox_lets_nothing_be_called_even_if_a_template_says_so() -> None:
    for text in ("{{ x.__class__ }}", "{{ x['__class__'] }}", "{{ loop }}"):
        assert ENVIRONMENT.from_string(text).render(x=harmless({"a": "b"})) == ""
    for text in ("{{ x() }}", "{{ x.a.upper() }}"):
        with pytest.raises(Exception, match=r"不能调用|undefined"):
            ENVIRONMENT.from_string(text).render(x=harmless({"a": "b"}))
    assert ENVIRONMENT.from_string("{% for a in x %}{% for b in x %}x{% endfor %}{% endfor %}").render(
        x=harmless("很长" * 10_000)
    ) == ""  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_what_stands_too_deep_in_itself_is_refused_even_where_nobody_judged_it(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, word(DEEP[name]))
    for reads in (read_template, lambda path: fill(path, VALUES)):
        with pytest.raises(Invalid, match=r"[\u4e00-\u9fff]"):
            reads(path)


def test_a_document_that_grows_without_end_stops(tmp_path: Path) -> None:
    text = "{% for a in 承办人 %}{% for b in 承办人 %}" + "很长" * 50 + "{% endfor %}{% endfor %}"
    path = saved(tmp_path, word(text))
    read_template(path)
    with pytest.raises(Invalid, match="太长"):
        fill(path, {"承办人": [{"姓名": "甲"}] * 1_000})
    assert MOST < 10_000_000


# --- whose it is ----------------------------------------------------------------------------------------------------
@pytest.mark.req("S4-30")
def test_a_template_of_the_province_is_everybodys_and_a_new_edition_at_once(cast: Cast) -> None:
    above, unit, away = province(cast), cast.organ("unit"), cast.foreign_organ("unit")
    first = brought(above)
    assert in_force(unit)["决定书"] == in_force(away)["决定书"] == first
    second = brought(above, text="{{ 当事人.住所 }}")
    first.refresh_from_db()
    assert (first.status, second.edition) == ("retired", 2)
    assert in_force(unit)["决定书"] == in_force(away)["决定书"] == second
    retire_template(second, "改为表格", by=BY)
    assert in_force(unit) == {}


@pytest.mark.req("S4-30")
def test_an_organ_has_its_own_unless_the_one_above_is_locked(cast: Cast) -> None:
    above, bureau, unit = province(cast), cast.organ("enforcement"), cast.organ("unit")
    brought(above)
    own = brought(bureau)
    assert in_force(unit)["决定书"] == own
    assert in_force(cast.organ("hall"))["决定书"].organ == above
    locked = brought(above, locked=True)
    assert in_force(unit)["决定书"] == locked
    with pytest.raises(Conflict, match="明省人民政府统一制定"):
        brought(bureau)
    with pytest.raises(Conflict, match="统一制定"):
        brought(unit)


def test_peers_inherit_nothing_from_each_other_wherever_they_are(cast: Cast) -> None:
    bureau = cast.organ("enforcement")
    city = Organ(name="甲州市城市管理局", short="市城管局", kind="enforcement", region=cast.region("city"))
    city.city = cast.organ("government").city
    beside = Organ(name="明省司法厅", short="省司法厅", kind="justice", region=cast.region("province"))
    for organ in (city, beside):
        organ.save()
        organ.path = f"/{organ.pk}/"
        organ.save()
        brought(organ, locked=True)
    peer = brought(cast.organ("justice"), locked=True)
    assert in_force(bureau) == in_force(cast.foreign_organ("enforcement")) == {}
    assert in_force(cast.organ("justice")) == {"决定书": peer}
    assert brought(bureau, locked=False).status == "effective"
    assert cast.client(cast.post("filler")).get(peer.get_absolute_url()).status_code == 404


def test_only_what_is_in_force_is_inherited(cast: Cast) -> None:
    above = cast.organ("government")
    head = {"key": "决定书", "name": "决定书", "word": "罚决"}
    first = upload_template(above, head, upload(word("{{ 当事人.名称 }}")), by=BY)
    filler = cast.client(cast.post("filler"))
    assert in_force(cast.organ("enforcement")) == {}
    assert filler.get(first.get_absolute_url()).status_code == 404
    enforce_template(first, by=BY)
    second = upload_template(above, head, upload(word("{{ 当事人.住所 }}")), by=BY)
    html = filler.get(first.get_absolute_url()).content.decode()
    assert second.get_absolute_url() not in html
    assert "决定书" in filler.get("/catalog/templates/").content.decode()
    assert {filler.get(f"{second.get_absolute_url()}{part}").status_code for part in ("", "file/", "preview/")} == {404}


def test_an_inherited_template_is_read_below_and_changed_only_where_it_was_made(cast: Cast) -> None:
    template = brought(province(cast))
    filler = cast.client(cast.post("filler"))
    html = filler.get(template.get_absolute_url()).content.decode()
    assert "明省人民政府 第 1 版" in html
    assert "本机关现在使用这一版" in html
    assert "上传新版" not in html
    with pytest.raises(NotAllowed):
        retire_template(template, "x", by=cast.post("filler"))
    assert filler.post(f"{template.get_absolute_url()}retire/", {"reason": "x"}).status_code == 403
    assert filler.get(f"{template.get_absolute_url()}edition/").status_code == 403
    template.refresh_from_db()
    assert template.status == "effective"


def test_a_template_is_uploaded_looked_at_and_put_in_force_by_pages(cast: Cast) -> None:
    filler = cast.client(cast.post("filler"))
    organ = cast.organ("enforcement")
    sent = {"organ": organ.pk, "name": "责令改正通知书", "word": "市监责改"}
    wrong = filler.post("/catalog/templates/new/", {**sent, "file": upload(word("{{ 甲 }}"))})
    assert wrong.status_code == 422
    assert "没有变量“甲”" in wrong.content.decode()
    assert filler.post("/catalog/templates/new/", {**sent, "file": upload(word("{{ 表单.要求 }}"))}).status_code == 302
    template = Template.objects.get()
    page = template.get_absolute_url()
    assert "表单.要求" in filler.get(page).content.decode()
    shown = filler.get(f"{page}preview/")
    assert (shown["Content-Type"], shown.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"".join(filler.get(f"{page}file/").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert filler.post(f"{page}enforce/", {"csrfmiddlewaretoken": "x"}).status_code == 302
    assert in_force(cast.organ("unit"))["责令改正通知书"] == template
    assert filler.post(f"{page}edition/", {"name": "新", "file": upload(word("x"))}).status_code == 302
    assert "责令改正通知书" in filler.get("/catalog/templates/").content.decode()
    assert "壹万贰仟" in filler.get("/catalog/templates/words/").content.decode()
    outsider = cast.client(cast.outsider("filler"))
    assert outsider.get(page).status_code == 404


# --- filled ---------------------------------------------------------------------------------------------------------
VALUES: dict[str, Any] = {
    "当事人": {"名称": "甲 & <b>乙</b>\n第二行\x00{{ 决定.内容 }}"},
    "决定": {"罚款": 1_234_500, "内容": "秘密"},
    "承办人": [{"姓名": "赵"}, {"姓名": "钱"}],
    "表单": {"证据": [{"名称": "照片"}, {"名称": "笔录"}]},
}


@pytest.mark.req("S4-30")
def test_values_are_written_as_text_whatever_stands_in_them(tmp_path: Path) -> None:
    rows = [["{%tr for 证 in 表单.证据 %}"], ["{{ 证.名称 }}"], ["{%tr endfor %}"]]
    made = fill(saved(tmp_path, word("致{{ 当事人.名称 }}，{{ 决定.罚款|元 }}，{{ 表单.没有 }}。", table=rows)), VALUES)
    read = Document(io.BytesIO(made))
    assert read.paragraphs[0].text == "致甲 & <b>乙</b>\n第二行{{ 决定.内容 }}，12,345.00，。"
    assert [row.cells[0].text for row in read.tables[0].rows] == ["照片", "笔录"]
    html = html_of(made)
    assert "&lt;b&gt;乙&lt;/b&gt;" in html
    assert pdf_of(made, "文书").startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("cents", "words_"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (10, "壹角整"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (1_000_000, "壹万元整"),
        (1_000_100, "壹万零壹元整"),
        (1_234_556, "壹万贰仟叁佰肆拾伍元伍角陆分"),
        (10_005_000_00, "壹仟万伍仟元整"),
        (1_010_000_00, "壹佰零壹万元整"),
        (100_000_001_00, "壹亿零壹元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (10_200_00, "壹万零贰佰元整"),
        (110_100_00, "壹拾壹万零壹佰元整"),
        (-100, "负壹元整"),
    ],
)
def test_money_is_written_in_capitals(cents: int, words_: str) -> None:
    assert words.capital_yuan(cents) == words_


def test_days_are_written_in_words() -> None:
    assert [words.chinese_day(f"2026-{day}") for day in ("01-10", "10-20", "11-22", "12-31")] == [
        "二〇二六年一月十日",
        "二〇二六年十月二十日",
        "二〇二六年十一月二十二日",
        "二〇二六年十二月三十一日",
    ]
    assert words.day("2026-01-05") == "2026年1月5日"


def test_groups_and_tables_are_written_in_words(tmp_path: Path) -> None:
    party = {"key": "方", "label": "方", "type": "party"}
    rows = {"key": "证据", "label": "证据", "type": "table", "columns": [{"key": "名称", "type": "text"}]}
    given: dict[str, Any] = {
        "方": told(party, {"kind": "citizen", "name": "郑某", "number": "1"}),
        "证据": told(rows, [{"名称": "照片"}, {"名称": "笔录"}]),
        "空": None,
        "是否": True,
    }
    text = "{{ 表单.方.类型 }}/{{ 表单.方 }}/{{ 表单.证据 }}/{{ 表单.证据|顿号 }}/{{ 表单.空 }}/{{ 表单.是否 }}"
    with translation.override("en"):
        made = fill(saved(tmp_path, word(text)), {"表单": given})
    assert text_of(made) == ["公民/公民，郑某，1/照片；笔录/照片、笔录//是"]


# --- the templates of the house -------------------------------------------------------------------------------------
@pytest.mark.req("S4-30")
def test_the_templates_of_the_house_are_what_their_maker_makes_and_can_be_filled(cast: Cast) -> None:
    above = province(cast)
    assert load_templates(above, locked=True, by=BY) == len(papers()) >= 6
    assert load_templates(above, locked=True, by=BY) == 0
    for paper in papers():
        path = HERE / f"{paper['key']}.docx"
        assert Document(path).element.body.xml == Document(io.BytesIO(make(paper))).element.body.xml
        template = in_force(cast.organ("unit"))[paper["key"]]
        html = html_of(fill(template.file.path(), stand_ins(template.variables)))
        assert "{{" not in html


def test_the_decision_has_all_that_article_59_wants() -> None:
    path = HERE / "行政处罚决定书.docx"
    html = html_of(fill(path, stand_ins(read_template(path))))
    for element in (
        "示范餐饮店", "示范县青石镇 8 号", "〔违法事实〕", "证据名称", "罚款人民币 12,345.00 元", "第一百二十二条",
        "缴纳罚款", "申请行政复议", "提起行政诉讼", "示范县市场监督管理局（印章）", "二〇二六年十一月二十二日",
    ):  # fmt: skip
        assert element in html, element
