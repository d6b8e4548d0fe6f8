# SPDX-License-Identifier: Apache-2.0
"""People are found by typing among more than a field shows; whoever is chosen stays chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django import forms
from playwright.sync_api import Browser, Page, expect

from mingcha.oversight.forms_liability import AdmonitionForm, ProposalForm

SOURCE = Path(__file__).parents[2] / "frontend" / "src" / "picking.js"
PEOPLE = [(number, f"赵{number:02} · 执法大队") for number in range(40)] + [
    (90, "欧阳修 · 盐务中心"),
    (91, "欧阳询 · 盐务中心"),
]


def opened(browser: Browser, field: forms.BoundField, people: list[tuple[int, str]]) -> Page:
    """The field alone on a page, with the script."""
    field.field.choices = people  # type: ignore[attr-defined]
    page = browser.new_page()
    page.set_content(f"<form onsubmit='this.dataset.sent = 1'><div>{field}</div><button>提出</button></form>")
    page.add_script_tag(type="module", content=SOURCE.read_text("utf-8").replace("export ", "") + "\npicking();")
    return page


@pytest.mark.parametrize("name", ["staff", "leaders"])
def test_several_are_found_one_after_the_other(browser: Browser, name: str) -> None:
    page = opened(browser, ProposalForm()[name], PEOPLE)
    select, find = page.locator(f"select[name={name}]"), page.get_by_label("输入姓名或者单位查找")
    find.fill("赵07")
    select.select_option("7")
    find.fill("欧阳")
    expect(select.locator("option")).to_have_text(["赵07 · 执法大队", "欧阳修 · 盐务中心", "欧阳询 · 盐务中心"])
    find.press("Enter")
    assert page.evaluate("document.forms[0].dataset.sent") is None
    select.select_option(["7", "91"])
    find.fill("")
    expect(select.locator("option")).to_have_count(len(PEOPLE))
    assert page.evaluate(f"new FormData(document.forms[0]).getAll('{name}')") == ["7", "91"]
    page.close()


def test_one_is_found_and_few_need_no_search(browser: Browser) -> None:
    page = opened(browser, AdmonitionForm([])["person"], PEOPLE)
    page.get_by_label("输入姓名或者单位查找").fill("询")
    page.locator("select").select_option("91")
    assert page.evaluate("new FormData(document.forms[0]).get('person')") == "91"
    page.close()
    few = opened(browser, AdmonitionForm([])["person"], PEOPLE[:8])
    expect(few.get_by_label("输入姓名或者单位查找")).to_have_count(0)
    few.close()
