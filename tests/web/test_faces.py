# SPDX-License-Identifier: Apache-2.0
"""The three bases: style sheets small enough for a slow line, looks by links, the offline page, every part in every state."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from mingcha.organs.testing import Cast
from mingcha.web.styleguide import sample, told
from mingcha.web.templatetags.web import seal, signal
from mingcha.web.worker import shell_of

DIST = Path(settings.DJANGO_VITE["default"]["manifest_path"]).parent
BUILT = json.loads((DIST / "manifest.json").read_text("utf-8"))
MOST = 12 * 1024
FACES = ("workbench", "phone", "portal")
TEMPLATES = Path(__file__).parents[2] / "src" / "mingcha" / "web" / "templates" / "web"
NOT_PARTS = re.compile(r"{% extends |<!doctype html>")
"""Pages and bases: they are shown by being pages."""


def sheet(entry: str) -> bytes:
    (name,) = BUILT[entry].get("css") or [BUILT[entry]["file"]]
    return (DIST / name).read_bytes()


@pytest.mark.parametrize("entry", ["src/phone.js", "src/portal.js"])
def test_the_style_sheet_of_a_citizens_face_is_small(entry: str) -> None:
    whole = len(gzip.compress(sheet(entry), 9)) + len(gzip.compress(sheet("src/dark.css"), 9))
    assert whole <= MOST, f"{entry} with the dark colours: {whole} bytes"


@pytest.mark.parametrize("entry", ["src/phone.js", "src/portal.js", "src/workbench.js", "src/plain.js"])
def test_no_asset_names_another_host(entry: str) -> None:
    text = sheet(entry).decode() + (DIST / BUILT[entry]["file"]).read_text("utf-8")
    assert set(re.findall(r"https?://[^/\"'` )]+", text)) <= {"http://www.w3.org"}


# --- looks ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("size", "told_of"), [("large", 'data-size="large"'), ("huge", 'data-text="huge"')])
def test_a_link_chooses_the_size_of_letters(client: Client, db: None, size: str, told_of: str) -> None:
    answer = client.get("/look/pick/", {"size": size, "next": "/portal/organs/"})
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, "/portal/organs/", "no-store")
    assert told_of in client.get("/portal/").content.decode()


@pytest.mark.parametrize("foreign", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"])
def test_a_link_that_chooses_leads_nowhere_else(client: Client, db: None, foreign: str) -> None:
    assert client.get("/look/pick/", {"size": "large", "next": foreign})["Location"] == "/"


def test_a_link_writes_nothing_of_whoever_is_logged_in(cast: Cast) -> None:
    client = cast.client(cast.post("overseer"))
    client.get("/look/pick/", {"size": "large"})
    person = cast.post("overseer").person
    person.refresh_from_db()
    assert not person.large_text, "any page could hold such a link"


# --- offline --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("face", "folder"), [("phone", "/phone/"), ("portal", "/portal/")])
def test_the_worker_of_a_face_keeps_its_shell_and_its_offline_page_alone(
    client: Client, db: None, face: str, folder: str
) -> None:
    answer = client.get(f"{folder}worker.js")
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    kept = json.loads(re.search(r"SHELL = (.*);", script)[1])  # type: ignore[index]
    assert kept == shell_of(f"src/{face}.js")
    assert all(name.startswith("/static/dist/") for name in kept)
    assert f'OFFLINE = "{folder}offline/"' in script
    assert "cache.put" not in script, "no page that somebody asked for is kept"
    assert "没有网络" in client.get(f"{folder}offline/").content.decode()
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


# --- the style guide ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("face", FACES)
def test_the_style_guide_is_for_whoever_is_logged_in(client: Client, cast: Cast, face: str) -> None:
    assert client.get(f"/styleguide/{face}/")["Location"].startswith("/account/login/")
    page = cast.client(cast.post("handler")).get(f"/styleguide/{face}/")
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_in_the_demonstration_it_is_for_everybody(client: Client, db: None, settings: Any) -> None:
    settings.DEMO = True
    assert client.get("/styleguide/").status_code == 200


def included(name: str, seen: set[str]) -> set[str]:
    """The templates that one includes, by tag or by name."""
    if name in seen or not (TEMPLATES / name).exists():
        return seen
    seen.add(name)
    text = (TEMPLATES / name).read_text("utf-8")
    for found in re.findall(r'{% (?:include|extends) "web/([\w.]+)"', text):
        included(found, seen)
    for tag in re.findall(r"{% (\w+)", text):
        included({"form_fields": "fields"}.get(tag, tag) + ".html", seen)
    return seen


@pytest.mark.parametrize("face", FACES)
def test_every_part_that_there_is_is_shown(face: str) -> None:
    """Parts of all faces on each of them; what belongs to one face alone on that face."""
    shown = included(f"styleguide_{face}.html", set())
    parts = {path.name for path in TEMPLATES.glob("*.html") if not NOT_PARTS.search(path.read_text("utf-8"))}
    parts -= {name for name in parts if name.startswith("styleguide_")}
    of_face = {name for name in parts if name.startswith(("phone_", "portal_"))}
    everywhere = {name for name in parts - of_face if name not in WORKBENCH_ONLY}
    wanted = (
        everywhere
        | {name for name in of_face if name.startswith(face)}
        | (WORKBENCH_ONLY if face == "workbench" else set())
    )
    assert wanted - shown - SHOWN_ELSEWHERE == set()


WORKBENCH_ONLY = {
    "idle.html",
    "strip.html",
    "top.html",
    "nav.html",
    "role.html",
    "person.html",
    "keys.html",
    "look.html",
    "logo.html",
    "pager.html",
} | {path.name for path in TEMPLATES.glob("list_*.html")}
"""Rail, top, lists with acts: a phone has its five ways and its rows."""
SHOWN_ELSEWHERE = {"crumbs.html", "draft.html", "form.html", "ripples.html", "look_links.html", "sizes.html"}
"""On every page that has one."""
STATES = {
    "orders.html": ("sent", "reply", "waiting", "ends", 'aria-disabled="true"'),
    "sheet.html": ('class="sign"', "等 分管局长 魏某 签署"),
    "evidence.html": ("lacking", 'class="add"', "有 8 件"),
    "queue.html": ("有回执", "第 15 / 24 段", "等网络", "没有传成", "再传一次"),
    "toast.html": ("data-close", "导出 3,080 件案件已完成"),
    "progress.html": ('role="progressbar"', "已完成", "中断"),
    "steps.html": ('class="done"', 'class="now"', 'class="todo"', "退回 1 次"),
    "clock.html": ("剩 20 日", "near", "late"),
    "timeline.html": ('class="back"', 'class="red"', 'aria-current="true"'),
    "deadline": ('class="paused"', "late", "due", "停"),
    "field": ('aria-invalid="true"', "disabled", 'aria-describedby="wrong_number'),
    "signal": ("sig red pill", "sig yellow pill", "sig prompt pill", "sig ok pill"),
    "messages": ("notice ok", "notice prompt", "notice yellow", "notice red"),
    "empty": ("暂无数据",),
    "button": ("btn primary", "btn danger", "btn plain", "disabled", "busy"),
    "results": ("没有成功 1",),
}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("part", STATES)
def test_a_part_is_shown_in_its_states(cast: Cast, face: str, part: str) -> None:
    page = re.sub(r"\s+", " ", cast.client(cast.post("handler")).get(f"/styleguide/{face}/").content.decode())
    assert [state for state in STATES[part] if state not in page] == []


def test_the_phone_shows_what_a_phone_has(cast: Cast) -> None:
    page = cast.client(cast.post("handler")).get("/styleguide/phone/").content.decode()
    for said in (
        "其其格，您好",
        "拍照",
        "正在上传 1 件",
        "监督员证",
        "任何人扫码",
        "证件无效",
        'aria-label="https://mingcha.example/c/7K3M92QX"',
    ):
        assert said in page
    assert page.count('aria-current="page"') >= 2


# --- parts by themselves --------------------------------------------------------------------------------------------
def draw(template: str, **context: Any) -> str:
    return re.sub(r"\s+", " ", render_to_string(template, context, RequestFactory().get("/")))


def test_an_order_that_cannot_be_done_says_why_beside_itself() -> None:
    page = draw("web/orders.html", orders=[], acts=[{"label": "撤销报警", "reason": "(1) 回复后才能撤销"}])
    assert 'aria-describedby="why-1"' in page
    assert 'id="why-1">(1) 回复后才能撤销<' in page


def test_orders_nest_as_deep_as_they_go() -> None:
    leaf = {"mark": "(3)", "state": "sent", "from": "丙", "text": "查"}
    page = draw(
        "web/orders.html",
        orders=[
            {
                "mark": "(1)",
                "state": "sent",
                "from": "甲",
                "text": "查",
                "below": [{"mark": "(2)", "state": "sent", "from": "乙", "text": "查", "below": [leaf]}],
            }
        ],
    )
    assert page.count("<ol>") == 3


def test_what_people_wrote_is_shown_as_text_in_every_part() -> None:
    evil = "<b>x</b>"
    drawn = (
        draw(
            "web/orders.html",
            orders=[{"mark": evil, "state": "sent", "from": evil, "by": evil, "text": evil, "note": evil}],
        ),
        draw(
            "web/sheet.html",
            sheet={
                "title": evil,
                "columns": [{"title": evil, "text": evil, "signed": evil}, {"title": evil, "awaits": evil}],
            },
        ),
        draw("web/queue.html", queue=[{"name": evil, "size": evil, "state": "failed", "reason": evil}]),
        draw("web/toast.html", toasts=[{"level": "ok", "text": evil}]),
        draw(
            "web/phone_card.html",
            card={
                "title": evil,
                "name": evil,
                "facts": [(evil, evil)],
                "level": "ok",
                "state": evil,
                "link": "https://example.org/<b>",
            },
        ),
        draw("web/phone_list.html", lines=[{"title": evil, "note": evil}]),
    )
    assert [page for page in drawn if "<b>x" in page or "org/<b>" in page] == []


def test_the_sample_holds_all_that_the_templates_name() -> None:
    """A name that the data lacks would be drawn as nothing, unseen."""
    context = sample() | {"title": "组件", "faces": [], "request": None}
    for face in FACES:
        text = "".join((TEMPLATES / f"styleguide_{name}.html").read_text("utf-8") for name in (face, "parts"))
        names = set(re.findall(r"with \w+=(\w+)", text)) | set(re.findall(r"{{ (\w+)", text))
        loops = set(re.findall(r"{% for (\w+)", text))
        assert names - loops - set(context) - {"none", "True", "_"} == set(), face
    assert told()["today"].isoformat() == "2026-11-30"
    assert reverse("web:styleguide") == "/styleguide/"
    assert engines["django"].get_template("web/styleguide_row.html")


def test_a_part_that_was_drawn_before_is_drawn_in_its_own_words() -> None:
    """Parts are kept as they were drawn: text that is safe as it is opens no way for the same text from elsewhere."""
    words = "<b>粗</b>"
    assert words in signal("red", mark_safe(words))
    assert "&lt;b&gt;" in signal("red", words)
    assert words in signal("red", mark_safe(words))
    with translation.override("zh-hans"):
        chinese = seal("time_limit", named=True)
    with translation.override("en"):
        assert seal("time_limit", named=True) != chinese
