# SPDX-License-Identifier: Apache-2.0
"""The other four sample items from clue to close in a real browser, each with a wrong act, its alarm and its cure (S1-30 … S1-32).

Which steps there are and what is typed into them says sample_routes.py; tests/cases/test_walks.py walks the same ways without a browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from installation import Server
from sample_routes import lead_of, route_of, signers_of, team_of, typed_in
from settled import with_cast

pytestmark = [pytest.mark.once, pytest.mark.req("S1-09", "S1-30", "S1-31", "S1-32")]
TESTS = Path(__file__).parents[1]
LAPSED = "乌兰"
UNFIT = "须有 2 名具备有效执法资格的人员"
WRONG = {
    "permit": ("派发核查", "lapsed"),
    "seizure": ("报批", "handler"),
    "inspection": ("检查审批", "lapsed"),
    "ordinary": ("案源登记", "handler"),
}
"""By item the step that hands on to too few who may act, and who is named beside nobody else."""
_OFFICE = """
import json, sys
sys.path.insert(0, {tests!r})
from datetime import date, timedelta
from types import SimpleNamespace
from django.db import transaction
from django.utils import timezone
from access_world import Browser
from live_cases import colleague, in_force, officer
from mingcha.cases.actions.gates import columns_of
from mingcha.cases.notices import FIRST
from mingcha.cases.procedure import procedure_of
from mingcha.inbox.actions import open_todo
from mingcha.ledger import System
from mingcha.organs.actions.calendars import load_calendar
from mingcha.organs.models import Organ, Post
place = SimpleNamespace(organ=lambda kind: Organ.objects.get(kind=kind, city__startswith="9901"))
with transaction.atomic():
    load_calendar(by=System("日历"))
    posts = {{name: Post.objects.get(person__username=name) for name in ("handler", "head", "filler", "reviewer")}}
    posts |= {{"second": colleague(place, "同行"), "lapsed": colleague(place, {lapsed!r})}}
    posts |= {{name: colleague(place, name, "head", "organ") for name in ("分管", "主管", "局长")}}
    unit = place.organ("unit")
    officer(posts["handler"].person, "A1", organ=unit)
    officer(posts["second"].person, "A2", organ=unit)
    officer(posts["lapsed"].person, "A3", organ=unit, valid_to=date(2025, 12, 31))
    for n in range(60):  # a morning on which too much is late, due today and waits for a word
        due = timezone.localtime().replace(hour=23, minute=59, second=59) + timedelta(days=n % 3 * 3 - 3)
        kind = "opinion" if n % 3 == 2 else "task"
        open_todo(kind, 10_000 + n, "请签署意见：" + "久" * 60, person=posts["局长"].person, due=due)
    items = {{}}
    for name in {items!r}:
        version = in_force(place, name)
        procedure = procedure_of(version)
        items[name] = {{"version": version.pk, "steps": {{
            act: {{
                "fields": (procedure.form(act) or {{}}).get("fields", ()),
                "columns": columns_of(procedure, act),
                "ways": [way.end for way in ways],
            }}
            for act in procedure.graph.stops
            for ways in [procedure.graph.forward.get(act, ())]
        }}}}
    sessions = {{name: Browser(post).cookies["sessionid"] for name, post in posts.items()}}
people = {{name: post.person_id for name, post in posts.items()}}
print(json.dumps({{"items": items, "people": people, "sessions": sessions, "first": FIRST}}, default=str))
"""


@dataclass
class Office:
    """A server; by name who is who and who is logged in; by item its version and its steps; a tab, and who sits before it."""

    server: Server
    told: dict[str, Any]
    page: Page
    who: str = ""

    def go(self, name: str, url: str) -> None:
        """That person looks at a page; she stays where she is if she is there already."""
        if self.who != name or self.page.url != url:
            self._become(name)
            self.page.goto(url)

    def _become(self, name: str) -> None:
        self.who = name
        self.page.context.clear_cookies(name="sessionid")
        session = {"name": "sessionid", "value": self.told["sessions"][name], "url": self.server.url}
        self.page.context.add_cookies([session])

    def fill(self, name: str, value: str) -> None:
        """Type or choose, whatever the field is."""
        field = self.page.locator(f'[name="{name}"]').first
        kind = field.evaluate("(one) => `${one.tagName} ${one.type}`")
        if kind.startswith("SELECT"):
            field.select_option(value)
        elif kind.endswith(("radio", "checkbox")):
            self.page.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)

    def said(self, words: str) -> None:
        """A line that the last act left on the page."""
        expect(self.page.locator("p.notice", has_text=re.compile(words))).to_be_visible()


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = with_cast(tmp_path_factory.mktemp("offices"))
    code = _OFFICE.format(tests=str(TESTS), lapsed=LAPSED, items=list(WRONG))
    told = json.loads(made.ask(code).splitlines()[-1])
    with made.served() as server:
        context = browser.new_context(
            base_url=server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1366, "height": 768},
        )
        context.set_default_timeout(20_000)
        yield Office(server, told, context.new_page())
        context.close()


@pytest.mark.parametrize("name", WRONG)
def test_an_item_goes_from_clue_to_close_and_a_wrong_act_is_cured_on_the_way(office: Office, name: str) -> None:
    faults: list[str] = []
    office.page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    office.page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    route, (wrong, alone) = route_of(name), WRONG[name]
    case = _open(office, name, route[0][1])
    for (act, who), following in zip(route, [*route[1:], None], strict=True):
        _sign(office, name, case, act, lead_of(who))
        step = _work(office, name, case, act, lead_of(who))
        team = ((alone,) if act == wrong else team_of(following[1])) if following else ()
        _hand_on(office, step, following, team)
        if act == wrong:
            _alarm_and_cure(office, case, following)
    expect(office.page.get_by_text("已办结")).to_be_visible()
    assert faults == []


def _open(office: Office, name: str, who: str) -> str:
    office.go(who, f"{office.server.url}/cases/new/{office.told['items'][name]['version']}/")
    told = {"origin": "inspection", "title": "示例案件", "party_kind": "other", "party_name": f"王某{name}"}
    for field, value in told.items():
        office.fill(field, value)
    office.page.get_by_role("button", name="登记").click()
    office.said("已登记")
    return office.page.url


def _step(office: Office, who: str, case: str, act: str, link: str) -> None:
    """From the page of the case to a page of a step, by its card."""
    office.go(who, case)
    office.page.locator("section.now", has_text=act).get_by_role("link", name=link, exact=True).click()


def _sign(office: Office, name: str, case: str, act: str, lead: str) -> None:
    """Every column of the sheet; the first finds the page on that of the case, the others come straight to it as from a to-do."""
    columns, sheet = office.told["items"][name]["steps"][act]["columns"], ""
    for column, who in signers_of(columns, office.told["first"], lead):
        if sheet:
            office.go(who, sheet)
        else:
            _step(office, who, case, act, f"签署：{column}")
        expect(office.page.get_by_role("heading", level=1)).to_have_text(f"审批意见：{column}")
        sheet = office.page.url
        office.fill("agrees", "yes")
        office.fill("text", "同意。")
        office.page.get_by_role("button", name="签署").click()
        office.said("已签署")


def _work(office: Office, name: str, case: str, act: str, who: str) -> dict[str, Any]:
    """Open the step and fill its form."""
    _step(office, who, case, act, "办理")
    step: dict[str, Any] = office.told["items"][name]["steps"][act]
    for field, value in typed_in(step["fields"], {}).items():
        office.fill(field, value)
    return step


def _hand_on(office: Office, step: dict[str, Any], following: tuple[str, str] | None, team: tuple[str, ...]) -> None:
    """Say where it goes and who goes on, and submit; whose certificate has lapsed stands there in red with the reason."""
    if following:
        number = step["ways"].index(following[0])
        if len(step["ways"]) > 1:
            office.fill("go_onward", following[0])
        for name in team:
            office.fill(f"go_people_{number}", str(office.told["people"][name]))
        if "lapsed" in team:
            label = office.page.locator(f"label:has(input[name=go_people_{number}])", has_text=LAPSED)
            expect(label.locator(".st.red")).to_contain_text("执法证")
    office.page.get_by_role("button", name="提交").click()
    office.said("已提交")


def _alarm_and_cure(office: Office, case: str, following: tuple[str, str] | None) -> None:
    """The answer to the submit shows the alarm; two who may act cure it, and the alarm says so."""
    assert following is not None
    office.said(r"产生 \d 条报警")
    row = office.page.locator("tr", has=office.page.locator(".sig.red"), has_text=UNFIT)
    alarm = row.get_by_role("link").get_attribute("href")
    _step(office, "head", case, following[0], "环节授权")
    for box in office.page.locator("input[name=people]").all():
        box.set_checked(
            box.get_attribute("value") in {str(office.told["people"][who]) for who in team_of(following[1])}
        )
    office.page.get_by_role("button", name="授权").click()
    office.said("已安排办理人")
    expect(row).to_have_count(0)
    office.page.goto(str(alarm))
    expect(office.page.locator("main")).to_contain_text("已整改")


@pytest.mark.req("S1-28")
@pytest.mark.parametrize("size", ["normal", "large"])
def test_a_full_morning_page_is_printed_on_one_sheet(office: Office, size: str) -> None:
    office.page.context.add_cookies([{"name": "size", "value": size, "url": office.server.url}])
    office.go("局长", f"{office.server.url}/morning/")
    office.page.reload()
    expect(office.page.locator(".pen tr")).to_have_count(26)
    printed = office.page.pdf(format="A4", prefer_css_page_size=True)
    office.page.context.clear_cookies(name="size")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
