# SPDX-License-Identifier: Apache-2.0
"""The main journeys by keyboard alone: Tab, Enter, Space, arrows, and the keys that the rail names (security.md K5, K9).

At each stop the focus is visible and nothing covers it; nothing traps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import opened
from playwright.sync_api import Browser, Page, expect
from served_world import ServedWorld

from installation import PASSWORD

MOST = 120
"""More stops than any page has before what is looked for."""
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return {words: "", fault: ""};
  const words = at.getAttribute("aria-label") || at.innerText?.trim() || at.labels?.[0]?.innerText.trim() || at.name || at.tagName;
  at.scrollIntoView({block: "nearest"});
  const box = at.getBoundingClientRect();
  const shown = (element) => {
    const own = getComputedStyle(element);
    return own.outlineStyle !== "none" && parseFloat(own.outlineWidth) >= 2;
  };
  const ring = shown(at) || [...document.querySelectorAll(":focus-within")].some(shown);
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const on = document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), Math.min(Math.max(y, 0), innerHeight - 1));
  const covered = on && !at.contains(on) && !on.contains(at) && !on.closest("label")?.contains(at);
  const fault = !ring ? "no ring" : covered ? `covered by ${on.tagName}.${on.className}` : box.width < 1 ? "no size" : "";
  return {words, fault: fault && `${at.tagName} “${words.slice(0, 30)}”: ${fault}`};
}"""


@pytest.fixture
def tab(browser: Browser, world: ServedWorld) -> Iterator[Page]:
    context = browser.new_context(
        base_url=world.server.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    yield page
    context.close()


def go(page: Page, words: str, key: str = "Tab") -> list[str]:
    """Press until the focus is on what is called so; gives the stops. Fails where the ring is missing or hidden."""
    stops: list[str] = []
    for _ in range(MOST):
        page.keyboard.press(key)
        at = page.evaluate(FOCUS)
        assert at["fault"] == "", (page.url, at)
        stops.append(at["words"])
        if words in at["words"]:
            return stops
    raise AssertionError(f"{words} is nowhere among {stops}")


def enter(page: Page, world: ServedWorld, role: str, address: str) -> None:
    world.enter(page.context, role)
    assert opened(page, address)


def test_logging_in(tab: Page, world: ServedWorld) -> None:
    world.server.installation.ask(
        "from mingcha.organs.models import Person\n"
        "person = Person.objects.get(username='leader')\n"
        f"person.set_password({PASSWORD!r}); person.save()"
    )
    tab.goto("/account/login/")
    go(tab, "账号")
    tab.keyboard.type("leader")
    go(tab, "密码")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("navigation").first).to_contain_text("首页")


def test_the_first_stop_leads_past_the_rail(tab: Page, world: ServedWorld) -> None:
    enter(tab, world, "overseer", "/cases/")
    assert go(tab, "跳到正文") == ["跳到正文"]
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_searching_and_opening_a_case(tab: Page, world: ServedWorld) -> None:
    enter(tab, world, "overseer", "/")
    tab.keyboard.press("/")
    tab.keyboard.type("鲎")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/cases/?q=*")
    tab.keyboard.press("j")
    assert tab.evaluate(FOCUS)["fault"] == ""
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/cases/*/")
    expect(tab.get_by_role("main")).to_contain_text("鲎")


def test_narrowing_alarms_ticking_one_and_taking_note_of_it(tab: Page, world: ServedWorld) -> None:
    enter(tab, world, "overseer", "/alarms/")
    go(tab, "红\n")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/alarms/?**")
    go(tab, "选择 ")
    tab.keyboard.press("Space")
    go(tab, "知悉")
    tab.keyboard.press("Enter")
    tab.wait_for_load_state()
    expect(tab.locator(".notices, main").first).to_contain_text("知悉")


def test_putting_on_another_post(tab: Page, world: ServedWorld) -> None:
    world.server.installation.ask(
        "from mingcha.organs.models import Person, Post, Role\n"
        "one = Person.objects.get(username='reviewer').posts.get()\n"
        "role = Role.objects.get(key='leader')\n"
        "Post.objects.create(person=one.person, organ=one.organ, role=role, reach=one.reach, valid_from=one.valid_from)"
    )
    enter(tab, world, "reviewer", "/")
    go(tab, "法制审核")
    tab.keyboard.press("Enter")
    go(tab, "司法行政机关负责人")
    tab.keyboard.press("Enter")
    expect(tab.locator("summary.role")).to_contain_text("司法行政机关负责人")


def test_changing_the_size_of_letters_and_the_language(tab: Page, world: ServedWorld) -> None:
    enter(tab, world, "overseer", "/")
    go(tab, "长辈版")
    tab.keyboard.press("Enter")
    expect(tab.locator("html")).to_have_attribute("data-size", "large")
    go(tab, "English")
    tab.keyboard.press("Enter")
    expect(tab.locator("html")).to_have_attribute("lang", "en")


def test_beginning_an_import_as_far_as_the_file(tab: Page, world: ServedWorld, tmp_path: Path) -> None:
    log = tmp_path / "日志.csv"
    log.write_text("案号,环节,时间\n甲1,立案,2026-01-05\n", "utf-8")
    enter(tab, world, "importer", "/exchange/")
    go(tab, "导入日志")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/new/**")
    go(tab, "新来源的名称")
    tab.keyboard.type("键盘导入的来源")
    go(tab, "日志文件")
    with tab.expect_file_chooser() as chooser:
        tab.keyboard.press("Space")
    chooser.value.set_files(log)
    go(tab, "上传")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("main")).to_contain_text("键盘导入的来源")


def test_reading_a_to_do(tab: Page, world: ServedWorld) -> None:
    enter(tab, world, "handler", "/inbox/todos/")
    tab.keyboard.press("j")
    assert tab.evaluate(FOCUS)["fault"] == ""
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda address: "/inbox/" not in address)


def test_finding_an_item_on_the_portal(tab: Page, world: ServedWorld) -> None:
    tab.goto("/portal/")
    assert go(tab, "跳到正文") == ["跳到正文"]
    go(tab, "事项、编码、机关名称")
    tab.keyboard.type("公示")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/portal/items/?q=*")
    go(tab, "公示事项")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("公示事项")


@pytest.mark.parametrize("address", ["/", "/alarms/", "/styleguide/workbench/", "/styleguide/phone/", "/portal/items/"])
def test_no_page_holds_the_focus_fast(tab: Page, world: ServedWorld, address: str) -> None:
    """From the first stop to the last and out again, and back."""
    enter(tab, world, "overseer", address)
    seen: list[str] = []
    for _ in range(MOST * 2):
        tab.keyboard.press("Tab")
        at = tab.evaluate(FOCUS)
        assert at["fault"] == "", at
        seen.append(at["words"])
        if at["words"] == "" and len(seen) > 5:
            break
    else:
        raise AssertionError(seen[-20:])
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate(FOCUS)["words"] == seen[-2]


def test_a_login_warns_before_it_ends_and_enter_puts_it_off(tab: Page, world: ServedWorld) -> None:
    """K9: two minutes before, one key."""
    tab.clock.install()
    enter(tab, world, "overseer", "/")
    warning = tab.get_by_role("alertdialog")
    tab.clock.fast_forward("26:50")
    expect(warning).not_to_be_visible()
    tab.clock.fast_forward("00:30")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("2 分钟")
    with tab.expect_response("**/organs/session/") as answer:
        tab.keyboard.press("Enter")
    assert answer.value.status == 200
    expect(warning).not_to_be_visible()
    tab.clock.fast_forward("26:50")
    expect(warning).not_to_be_visible()
    tab.clock.fast_forward("04:00")
    expect(warning).to_contain_text("登录已经结束")
