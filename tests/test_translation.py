# SPDX-License-Identifier: Apache-2.0
"""Every page can be read in English: nothing is left without a translation, and nothing is said that is not marked for one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest

import messages

CATALOGUE = polib.pofile(str(messages.CATALOGUE))
PLACE = re.compile(r"\{\w*\}|%\(\w+\)s")
EXAMPLE = "an example of what is typed, which is Chinese in any language of the page"
CHINESE_MEANT: dict[str, str] = dict.fromkeys(
    [
        "# 某某管理条例",
        "## 第一章 总则",
        "2019年10月22日 某某市人民政府令第12号公布",
        "2020年1月1日 施行",
        "“{line}”应写成“照片 3”",
        "“{line}”应写成：法制审核 → 调查取证 × 1",
        "“{line}”应写成：照片 × 3",
        "一行一条，例如：《市场主体登记管理条例》第四十三条",
        "一行一种，例如：照片 × 3",
        "一行一项，例如：法制审核 → 调查取证 × 1（前 1 次不报）",
        "不计入期限的，一行一种，例如：检验",
        "先用 Word 写好，把要填写的地方写成 {{ 当事人.名称 }} 的样子",
        "写在两对花括号中；表单的字段写成“表单.字段代号”，列表用 for 逐行写出",
        "出现时要求说明理由，一行一种，例如：不予立案",
        "变量应写成“当事人.名称”的样子",
        "如 第四十三条、第43条",
        "如《市场主体登记管理条例》第四十三条",
        "应为合格或不合格",
        "应写成“第四十三条”或“第十条之一”",
        "文书号不正确，例如 呼市监罚〔2026〕12号",
        "文号的前半部分，例如“市监罚决”；不编号可留空",
        "条件用表单字段写，例如：罚款 > 5000 且 情节 属于 (“一般”, “严重”)。不写条件的去处由办理人选择。清空去处即删除该行。",
        "每一条另起一行，以“第…条”加空格开头；款、项各占一行，跟在所属的条之后。",
        "每一条另起一行，以“第…条”开头；可以从文件中整段粘贴，章节标题也可以一起粘贴",
        "每行一种，写种类和件数，如“照片 3”",
        "没有找到条文：每一条应另起一行，以“第…条”开头",
        "第一条 为了……，制定本条例。",
        "第二条 ……",
        "车牌号不正确，例如 蒙A12345",
        "选项（用顿号隔开）",
    ],
    EXAMPLE,
)
"""Texts whose English has Chinese in it, and why."""
TOLD_ELSEWHERE = ("audit", "cli.py", "commands", "demo", "engine", "files")
"""Packages that speak to whoever runs a command, or carry both languages themselves."""
NOT_MARKED = {
    "cases/actions/opening.py": "the word of a series of numbers",
    "cases/actions/presence.py": "the title of a to-do, kept in both languages",
    "cases/actions/tasks.py": "the title of a to-do, kept in both languages",
    "cases/blocking.py": "marks between words",
    "cases/case_parts.py": "how the names of forms end",
    "cases/discretion.py": "the unit at the end of a label",
    "cases/evidence.py": "kinds of evidence, as the law and a log name them",
    "cases/facts.py": "marks of a citation and between names, as the log keeps them",
    "cases/notices.py": "titles of to-dos, kept in both languages, and messages",
    "cases/paper_values.py": "names that templates use, and words of documents, which are Chinese",
    "cases/watchers.py": "titles of messages, which are stored",
    "catalog/actions/gates.py": "the title of a to-do, kept in both languages",
    "catalog/actions/library.py": "the source of a law, and marks of a citation",
    "catalog/actions/numbers.py": "the marks of a document's number",
    "catalog/actions/registers.py": "the title of a to-do, kept in both languages",
    "catalog/actions/standards.py": "the title of a to-do, kept in both languages",
    "catalog/citations.py": "marks of a citation, taken apart",
    "catalog/command.py": "told to whoever runs the command",
    "catalog/diff.py": "marks between the words of a document",
    "catalog/flags.py": "marks between citations",
    "catalog/forms/laws.py": "marks of a citation",
    "catalog/forms/papers.py": "brackets around a name",
    "catalog/forms/standards.py": "characters that people type",
    "catalog/forms/stepforms.py": "characters that people type",
    "catalog/item_content.py": "marks between citations",
    "catalog/law.py": "the columns and values of the files that the command reads, and their faults",
    "catalog/law_text.py": "marks of the text of a law, taken apart",
    "catalog/lists_papers.py": "a value of an export",
    "catalog/models/templates.py": "the marks of a document's number",
    "catalog/national.py": "marks of the text of a law, and words to whoever runs the command",
    "catalog/papers/making.py": "styles and fonts of Word files in Chinese",
    "catalog/papers/page.py": "styles of Word files in Chinese",
    "catalog/papers/variables.py": "names that templates use, and examples of what they hold",
    "catalog/papers/words.py": "numerals of documents",
    "catalog/point_form.py": "marks that people type",
    "catalog/procedure/bpmn_in.py": "marks between words",
    "catalog/procedure/forms.py": "marks between words",
    "catalog/procedure/guard_text.py": "words of conditions, as people type them",
    "catalog/procedure/words.py": "columns of the approval sheet, as documents name them",
    "catalog/registers.py": "the elements of legal review as the list begins with them",
    "catalog/stepforms/facts.py": "answers and columns, as forms name them",
    "catalog/stepforms/kinds.py": "the marks of a document's number",
    "catalog/templates/catalog/draft_steps_preview.html": "marks between names",
    "catalog/templates/catalog/law_detail.html": "marks of a citation",
    "catalog/templates/catalog/standard_detail.html": "marks between words",
    "catalog/tiers.py": "names of tiers, as standards name them",
    "catalog/views/documents.py": "names that templates use",
    "catalog/views/templates.py": "names that templates use",
    "disclosure/reading.py": "marks of a citation, taken apart",
    "exchange/reading.py": "notes and faults of files, kept with the import in the words of mingcha.audit",
    "exchange/template.py": "a workbook in Chinese, whose headings the mapping knows",
    "ledger/command.py": "told to whoever runs the command",
    "inbox/outward/letters.py": "the words of e-mails and text messages, which leave the site in Chinese",
    "organs/actions/calendars.py": "a name in the database",
    "organs/forms/dictionaries.py": "characters that people type",
    "organs/search.py": "characters that people type",
    "organs/testing.py": "the people and places of the tests",
    "oversight/actions/daily.py": "the title of a message, and who asks",
    "oversight/models/papers.py": "brackets around a matter",
    "oversight/models/projects.py": "brackets around a number",
    "oversight/models/supervisors.py": "brackets around a number",
    "oversight/paper_notices.py": "titles of to-dos, kept in both languages, messages, the ends of words of series",
    "oversight/paper_sources.py": "the mark at the end of a sentence",
    "oversight/liability_notices.py": "titles of to-dos, kept in both languages, messages, the word of a series of numbers",
    "oversight/notices.py": "titles of to-dos, kept in both languages, messages, the word of a series of numbers",
    "oversight/risk_notices.py": "titles of to-dos, kept in both languages",
    "oversight/slips.py": "names of slips, steps and outcomes, as items and cases hold them",
    "settings.py": "a language is named in itself",
    "web/pasting.py": "characters that people type",
    "web/styleguide.py": "a kind of pause, as procedures name it",
    "oversight/views/orders.py": "the mark at the end of a sentence",
    "web/templates/web/look.html": "a language is named in itself",
    "web/templates/web/look_links.html": "a language is named in itself",
}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_what_pages_say_and_what_is_translated_are_the_same() -> None:
    said = set(messages.messages())
    there = {messages.Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "") for entry in CATALOGUE}
    assert len(said) > 500
    assert sorted(said - there) == [], "run script/messages and translate what it lists"
    assert sorted(there - said) == [], "run script/messages: nothing says this any more"
    assert len(CATALOGUE) == len(there)


def test_every_text_has_its_translation_and_nobody_doubts_it() -> None:
    assert [entry.msgid for entry in CATALOGUE if not entry.translated() or entry.fuzzy or entry.obsolete] == []


def test_a_translation_fills_in_what_the_text_fills_in() -> None:
    odd = [
        entry.msgid
        for entry in CATALOGUE
        for text in translations(entry)[-1:]
        if sorted(set(PLACE.findall(text))) != sorted(set(PLACE.findall(entry.msgid)))
    ]
    odd += [
        entry.msgid
        for entry in CATALOGUE
        for text in translations(entry)
        if not set(PLACE.findall(text)) <= set(PLACE.findall(entry.msgid))
    ]
    assert odd == []


def test_english_is_english() -> None:
    chinese = {entry.msgid for entry in CATALOGUE if any(map(messages.CHINESE.search, translations(entry)))}
    assert chinese == CHINESE_MEANT.keys()


def test_the_catalogue_names_no_place_and_no_day() -> None:
    text = messages.CATALOGUE.read_text("utf-8")
    assert not re.search(r"^#:|POT-Creation-Date|PO-Revision-Date|Last-Translator", text, re.MULTILINE)


@pytest.mark.parametrize("suffix", [".py", ".html"])
def test_nothing_chinese_is_said_without_a_mark(suffix: str) -> None:
    found = {}
    for path in messages.sources(suffix):
        name = messages.named(path)
        if suffix == ".py" and name.split("/")[0] in TOLD_ELSEWHERE:
            continue
        text = path.read_text("utf-8")
        found[name] = (
            messages.strays_in_python(ast.parse(text)) if suffix == ".py" else messages.strays_in_template(text)
        )
    assert {name: strays for name, strays in found.items() if strays and name not in NOT_MARKED} == {}
    assert [name for name in NOT_MARKED if Path(name).suffix == suffix and not found.get(name)] == []


def test_marks_are_found_by_whatever_name_and_in_every_kind_of_tag() -> None:
    module = "from django.utils.translation import gettext as _, ngettext as many, gettext_lazy, pgettext_lazy\n"
    module += "_('一'), many('一件', '多件', 2), gettext_lazy('二' '三'), print('四'), pgettext_lazy('act', '五')\n"
    assert list(messages.in_python(ast.parse(module))) == [
        messages.Message("一"),
        messages.Message("一件", "多件"),
        messages.Message("二三"),
        messages.Message("五", context="act"),
    ]
    assert messages.strays_in_python(ast.parse(module)) == ["2: 四"]
    template = "{# 甲 #}<p>{% translate '一' %}{% include 'x' with y=_('二') %}{{ z|default:_('三') }}乙</p>\n"
    template += "{% translate '丙' context 'act' %}"
    template += "{% blocktranslate count n=5 %}{{ n }} 件{% plural %}{{ n }} 件们{% endblocktranslate %}"
    assert set(messages.in_template(template)) == {
        messages.Message("一"),
        messages.Message("二"),
        messages.Message("三"),
        messages.Message("丙", context="act"),
        messages.Message("%(n)s 件", "%(n)s 件们"),
    }
    assert [stray.split(":")[0] for stray in messages.strays_in_template(template)] == ["1"]


@pytest.mark.parametrize("call", ["_(f'{x} 件')", "_(NAMES[x])", "_('甲' if x else '乙')"])
def test_a_text_that_is_put_together_inside_a_mark_is_refused(call: str) -> None:
    module = ast.parse(f"from django.utils.translation import gettext as _\n{call}")
    with pytest.raises(ValueError, match="line 2"):
        list(messages.in_python(module))
