# SPDX-License-Identifier: Apache-2.0
"""People are found by typing among more than a field shows; whoever is chosen stays chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from playwright.sync_api import Browser, Page, expect

from mingcha.oversight.forms_liability import AdmonitionForm, ProposalForm

SOURCE = Path(__file__).parents[2] / "frontend" / "src" / "picking.js"
FIND = "输入姓名或者单位查找"
PEOPLE = [(number, f"赵{number:02} · 执法大队") for number in range(40)] + [
    (90, "欧阳修 · 盐务中心"),
    (91, "欧阳询 · 盐务中心"),
]


def opened(browser: Browser, form: forms.Form, name: str, people: list[tuple[int, str]]) -> Page:
    """The field alone on a page, drawn as forms draw it, with the script."""
    form.fields[name].choices = people  # type: ignore[attr-defined]
    for other in set(form.fields) - {name}:
        del form.fields[other]
    page = browser.new_page()
    drawn = Template("{% load web %}{% form_fields form %}").render(Context({"form": form}))
    page.set_content(f"<form onsubmit='this.dataset.sent = 1'>{drawn}<button>提出</button></form>")
    page.add_script_tag(type="module", content=SOURCE.read_text("utf-8").replace("export ", "") + "\npicking();")
    return page


@pytest.mark.parametrize("name", ["staff", "leaders"])
def test_several_are_found_one_after_the_other(browser: Browser, name: str) -> None:
    page = opened(browser, ProposalForm(), name, PEOPLE)
    find, shown = page.get_by_label(FIND), page.locator("label:visible:has([type=checkbox])")
    expect(shown).to_have_count(len(PEOPLE))
    find.fill("赵07")
    page.get_by_label("赵07").check()
    find.fill("欧阳")
    expect(shown).to_have_text(["赵07 · 执法大队", "欧阳修 · 盐务中心", "欧阳询 · 盐务中心"])
    find.press("Enter")
    assert page.evaluate("document.forms[0].dataset.sent") is None
    page.get_by_label("欧阳询").check()
    find.fill("")
    expect(shown).to_have_count(len(PEOPLE))
    assert page.evaluate(f"new FormData(document.forms[0]).getAll('{name}')") == ["7", "91"]
    page.close()


def test_one_is_found_and_few_need_no_search(browser: Browser) -> None:
    page = opened(browser, AdmonitionForm([]), "person", PEOPLE)
    page.get_by_label(FIND).fill("询")
    page.locator("select").select_option("91")
    assert page.evaluate("new FormData(document.forms[0]).get('person')") == "91"
    page.close()
    for form, name in ((AdmonitionForm([]), "person"), (ProposalForm(), "staff")):
        few = opened(browser, form, name, PEOPLE[:8])
        expect(few.get_by_label(FIND)).to_have_count(0)
        few.close()
