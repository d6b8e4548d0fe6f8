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
CHINESE_MEANT: dict[str, str] = {}
"""Texts whose English has Chinese in it, and why."""
TOLD_ELSEWHERE = ("audit", "cli.py", "commands", "demo", "engine", "files")
"""Packages that speak to whoever runs a command, or carry both languages themselves."""
NOT_MARKED = {
    "cases/case_page.py": "looked for in the kinds of evidence that a log names",
    "catalog/command.py": "told to whoever runs the command",
    "catalog/law.py": "the columns and values of the files that the command reads, and their faults",
    "disclosure/reading.py": "marks of a citation, taken apart",
    "exchange/reading.py": "notes and faults of files, kept with the import in the words of mingcha.audit",
    "exchange/template.py": "a workbook in Chinese, whose headings the mapping knows",
    "ledger/command.py": "told to whoever runs the command",
    "organs/actions/calendars.py": "a name in the database",
    "organs/forms/dictionaries.py": "characters that people type",
    "organs/search.py": "characters that people type",
    "organs/testing.py": "the people and places of the tests",
    "settings.py": "a language is named in itself",
    "web/pasting.py": "characters that people type",
    "web/styleguide.py": "a kind of pause, as procedures name it",
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
