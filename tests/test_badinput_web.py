# SPDX-License-Identifier: Apache-2.0
"""Bad inputs of the corpus at every page there is: a clear refusal or the right result, never a 500, nothing half done.

Each test carries its number; docs/bad-input.md lists them with those of other files, and test_badinput_table.py holds it.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from access_desk import BY_NAME, FORM, ROUTES, Desk
from access_payloads import Page
from access_routes import Route
from access_world import Browser, World, content_of
from mingcha.files.models import Stored
from mingcha.ledger.models import Entry
from mingcha.organs.access import BIGGEST
from mingcha.organs.models import Officer
from mingcha.web.lists import ListPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def codes(answer: Any) -> dict[str, list[str]]:
    """The codes of a form's faults by field."""
    return {name: [one.code for one in each] for name, each in answer.context["form"].errors.as_data().items()}


# --- methods, sizes, fields, addresses ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "FOO"], ids="T25-{}".format
)
def test_a_method_that_no_page_has_is_refused_everywhere(desk: Desk, method: str) -> None:
    for _route, browser, url in desk.each():
        assert browser.client.generic(method, url).status_code == 405, url


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"], ids="T25-{}".format
)
def test_a_method_cannot_be_given_another_name(desk: Desk, header: str) -> None:
    browser, url = desk.browser("system_admin"), BY_NAME["organs:organ-list"].url()
    assert browser.client.post(url, {"_method": "DELETE"}, headers={header: "GET"}).status_code == 405


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b"reason=" + b"x" * (10 << 20)),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="reason"\r\n\r\n' + b"x" * (10 << 20) + b"\r\n--b--\r\n",
        ),
    ],
    ids=["T11-form", "T11-multipart"],
)
def test_a_field_of_ten_megabytes_is_refused(desk: Desk, kind: str, body: bytes) -> None:
    browser, arguments = desk.at(BY_NAME["organs:organ-close"])
    answer = browser.client.generic("POST", BY_NAME["organs:organ-close"].url(**arguments), body, content_type=kind)
    assert answer.status_code == 413
    assert "太大" in answer.content.decode()


@pytest.mark.parametrize("size", [3 << 20], ids=["T11-stranger"])
def test_a_strangers_files_are_refused_before_they_are_read(world: World, size: int) -> None:
    answer = Browser().client.generic(
        "POST", "/account/login/", b"x" * size, content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code == 413


PART = b'--b\r\nContent-Disposition: form-data; name="f%d"; filename="a"\r\n\r\n\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b"&".join(b"a%d=1" % number for number in range(100_000))),
        ("multipart/form-data; boundary=b", b"".join(PART % number for number in range(5_000)) + b"--b--\r\n"),
    ],
    ids=["T21-fields", "T21-files"],
)
def test_more_fields_or_files_than_any_form_has_are_refused(desk: Desk, kind: str, body: bytes) -> None:
    answer = desk.browser("importer").client.generic("POST", "/exchange/new/", body, content_type=kind)
    assert answer.status_code == 400
    assert "太多" in answer.content.decode()


@pytest.mark.parametrize("name", ["status"], ids=["T22-status"])
def test_a_field_that_a_form_does_not_have_is_refused_and_nothing_changes(desk: Desk, name: str) -> None:
    tried = 0
    for route, browser, url in desk.each("GET", "POST"):
        if route.name == "account_change_password" or route.name == "account_logout":
            continue  # nothing but their own fields is read there
        before = Entry.objects.count()
        answer = browser.client.post(url, {name: "closed"})
        assert answer.status_code == 422, route.name
        if name in getattr((answer.context or {}).get("form"), "fields", ()):
            continue  # here the form does have it
        assert f"不认识“{name}”这一项" in answer.content.decode(), route.name
        assert Entry.objects.count() == before, route.name
        tried += 1
    assert tried > 20


ODD_NUMBERS = ("1" + "0" * 30, "-1", "0x10", "1.0", str(BIGGEST + 1), "0", "٣", "1%00")
ODD_WORDS = ("x" * 300, "%00", "%ff%fe", "a%0d%0ab", "..%2f..", "<script>", "%E2%80%AE")


@pytest.mark.parametrize("odd", ODD_NUMBERS, ids=lambda odd: f"T18-{odd[:9]}")
def test_a_number_that_names_nothing_is_not_found(desk: Desk, odd: str) -> None:
    tried = 0
    for route in ROUTES:
        for place in (name for name in route.arguments if name not in ("code", "key", "task")):
            browser, arguments = desk.at(route)
            if place == "step" and odd == "0":
                continue  # the sum of a stage, which belongs to no step
            url = odd.join(_around(route, arguments, place))
            answer = browser.ask("GET" if route.takes("GET") else "POST", url)
            assert answer.status_code == 404, (route.name, url)
            tried += 1
    assert tried > 30


@pytest.mark.parametrize("odd", ODD_WORDS, ids=lambda odd: f"T18-{odd[:9]}")
def test_a_code_that_names_nothing_is_not_found(desk: Desk, odd: str) -> None:
    for route in ROUTES:
        for place in (name for name in route.arguments if name in ("code", "key", "task")):
            browser, arguments = desk.at(route)
            answer = browser.ask("GET" if route.takes("GET") else "POST", odd.join(_around(route, arguments, place)))
            # A job that is no longer there was run by somebody else meanwhile: that is told on the list.
            assert answer.status_code == 404 or (place == "task" and answer.status_code == 302), (route.name, odd)


def _around(route: Route, arguments: dict[str, object], place: str) -> tuple[str, str]:
    """The address before and after one of its arguments."""
    number = isinstance(arguments[place], int)
    mark = "777000777" if number else "marked-place"
    before, _mark, after = route.url(**arguments | {place: int(mark) if number else mark}).partition(mark)
    return before, after


# --- lists ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def lists(world: World) -> list[tuple[Browser, str]]:
    """The pages that are lists, known by what they are made of."""
    found = []
    for _route, browser, url in Desk(world).each("GET"):
        answer = browser.ask("GET", url)
        if answer.status_code == 200 and answer.context and isinstance(answer.context.get("page"), ListPage):
            found.append((browser, url))
    assert len(found) > 12
    return found


QUERIES = {
    "T23": [
        "sort=password",
        "idnumber=1",
        "id_number__startswith=11",
        "person__phone=1",
        "organ__city=9902",
        "ordering=-id",
    ],
    "T24": [
        "page=1000000000",
        "page_size=1000000",
        "page=0",
        "page=-1",
        "page=1e9",
        "page=x",
        "after=x",
        "before=bm90",
    ],
}


@pytest.mark.parametrize("number", QUERIES)
def test_a_list_is_narrowed_and_turned_only_by_what_it_knows(lists: list[tuple[Browser, str]], number: str) -> None:
    for browser, url in lists:
        for query in QUERIES[number]:
            answer = browser.client.get(f"{url}?{query}")
            assert answer.status_code == 400, (url, query)
            assert "编号" in answer.content.decode()


# --- characters -----------------------------------------------------------------------------------------------------
LETTERS = {
    "T06-nul": (b"%00", "不可见字符"),
    "T06-escape": (b"a%1Bb", "不可见字符"),
    "T08-surrogate": (b"%ED%A0%80", "无法识别"),
    "T09-override": (b"%E2%80%AEfdp.exe", "不可见字符"),
    "T09-isolate": (b"a%E2%81%A6b", "不可见字符"),
    "T15-gbk": (b"%B9%AB%B0%B2", "无法识别"),
}


@pytest.mark.parametrize("entry", LETTERS)
def test_letters_that_nobody_types_are_refused_in_every_form_and_every_query(desk: Desk, entry: str) -> None:
    letters, words = LETTERS[entry]
    before = Entry.objects.count()
    for route, browser, url in desk.each("POST"):
        answer = browser.client.generic("POST", url, b"any=x&any=" + letters + b"&any=x", content_type=FORM)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), route.name
    for route, browser, url in desk.each("GET"):
        answer = browser.client.get(f"{url}?q={letters.decode()}&q=x")
        assert (answer.status_code, words in answer.content.decode()) == (422, True), route.name
    answer = desk.browser("overseer").client.generic("POST", "/look/", letters + b"=1", content_type=FORM)
    assert answer.status_code == 422
    assert Entry.objects.count() == before


NAMED = b'--b\r\nContent-Disposition: form-data; name="logs"; filename="%s"\r\n\r\nx\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("name", "kept"),
    [(b"a\x00.csv", "a.csv"), ("\u202evsc.exe".encode(), "vsc.exe"), (b"a\x1b.csv", "a.csv")],
    ids=["T06-file", "T09-file", "H04-escape"],
)
def test_the_name_of_a_file_comes_without_such_letters(desk: Desk, name: bytes, kept: str) -> None:
    answer = desk.browser("importer").client.generic(
        "POST", "/exchange/new/", NAMED % name, content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code == 422
    assert [file.name for file in answer.context["form"].files.getlist("logs")] == [kept]


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=1", "a%0d%0aX: 1", 'a"; filename="b'], ids=["H04-raw", "H04-coded", "H04-quote"]
)
def test_a_name_in_a_header_ends_no_header(desk: Desk, name: str) -> None:
    arguments = desk.world.samples["import file"]["home"].arguments
    route = BY_NAME["exchange:import-file"]
    Stored.objects.update(name=name)
    answer = desk.browser("importer").client.get(route.url(**arguments))
    told = answer["Content-Disposition"]
    content_of(answer)
    assert "Set-Cookie" not in answer
    assert not re.search(r"[\r\n]", told)
    assert told.startswith("attachment")


# --- one field ------------------------------------------------------------------------------------------------------
WRONG = {
    "T10-name": ("organs:officer-new", {"name": "长" * 61}, {"name": ["too_long"]}),
    "T10-reason": ("organs:officer-leave", {"reason": "长" * 501}, {"reason": ["too_long"]}),
    "T14-blanks": ("organs:officer-new", {"name": "  \u3000 "}, {"name": ["required"]}),
    "T14-zero-width": ("organs:officer-leave", {"reason": "\u200b\u200d\ufeff"}, {"reason": ["required"]}),
    "T16-negative": ("organs:post-new", {"ceiling": "-1"}, {"ceiling": ["min_value"]}),
    "T16-nan": ("organs:post-new", {"ceiling": "NaN"}, {"ceiling": ["invalid"]}),
    "T16-infinity": ("organs:post-new", {"ceiling": "Infinity"}, {"ceiling": ["invalid"]}),
    "T16-exponent": ("organs:post-new", {"ceiling": "1e400"}, {"ceiling": ["invalid"]}),
    "T16-endless": ("organs:post-new", {"ceiling": "9" * 5_000}, {"ceiling": ["invalid"]}),
    "T16-fraction": ("organs:post-new", {"ceiling": "0.001"}, {"ceiling": ["invalid"]}),
    "D01-29-february": ("organs:certificate-new", {"valid_from": "2025-02-29"}, {"valid_from": ["date_invalid"]}),
    "D01-zero": ("organs:certificate-new", {"valid_from": "0000-00-00"}, {"valid_from": ["date_invalid"]}),
    "D01-month-13": ("organs:certificate-new", {"valid_from": "2025/13/01"}, {"valid_from": ["date_invalid"]}),
    "D02-end-before-start": ("organs:certificate-new", {"valid_to": "2025-12-31"}, {"valid_to": ["date_order"]}),
    "D05-with-zone": (
        "organs:certificate-new",
        {"valid_from": "9999-12-31T23:59+14:00"},
        {"valid_from": ["date_invalid"]},
    ),
    "D05-9999": ("organs:certificate-new", {"valid_to": "9999-12-31"}, {"valid_to": ["date_range"]}),
    "W08-endless": ("organs:officer-edit", {"version": "9" * 40}, {"__all__": ["stale"]}),
}


@pytest.mark.parametrize("entry", WRONG)
def test_a_wrong_field_is_refused_beside_it(desk: Desk, entry: str) -> None:
    name, wrong, expected = WRONG[entry]
    client, url, sent = desk.filled(BY_NAME[name])
    before = Entry.objects.count()
    answer = client.post(url, sent | wrong)
    assert answer.status_code in (409, 422)
    assert codes(answer) == expected
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "name",
    ["𠮷田𬎆", "阿不都热合曼·买买提", "O’Brien-李", "龘", "👨‍👩‍👧‍👦家"],
    ids=["T12-extension-b", "T12-middle-dot", "T12-apostrophe", "T12-many-strokes", "T13-emoji"],
)
def test_a_rare_name_is_kept_and_shown_as_it_was_typed(desk: Desk, name: str) -> None:
    client, url, sent = desk.filled(BY_NAME["organs:officer-new"])
    answer = client.post(url, sent | {"name": name})
    assert answer.status_code == 302
    assert Officer.objects.latest("pk").name == name
    assert name in Page(client.get(answer["Location"]).content.decode()).text


# --- twice, and too late --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", ["W06", "W07"])
def test_a_form_sent_twice_acts_once(desk: Desk, number: str) -> None:
    client, url, sent = desk.filled(BY_NAME["organs:officer-new"])
    sent |= {"name": "只登记一次", "_key": "k" * 32}
    first = client.post(url, sent)
    again = client.post(url, sent | ({"name": "另一个人"} if number == "W07" else {}))
    assert first.status_code == 302
    if number == "W06":
        assert (again.status_code, again["Location"]) == (302, first["Location"])
    else:
        assert again.status_code == 409
    assert Officer.objects.filter(name__in=("只登记一次", "另一个人")).count() == 1


APART = {"catalog:standard-edit", "catalog:draft-step-new", "catalog:draft-step-edit", "catalog:draft-steps-import"}
"""Forms whose lines or file stand beside the fields: tests/catalog/test_standards.py and test_procedure_pages.py."""
ACTS = (
    *("cases:step-", "cases:case-", "cases:extension-", "oversight:order-", "oversight:liability-"),
    *("oversight:paper-", "oversight:refusal-", "oversight:project-"),
)
"""Acts for which the world has nothing to choose from: tests/cases/test_acts_on_steps.py, tests/oversight."""


@pytest.mark.parametrize("number", ["W08"])
def test_the_second_of_two_editors_reads_who_was_first_and_keeps_her_text(desk: Desk, number: str) -> None:
    tried = 0
    for route in ROUTES:
        if not (route.takes("GET") and route.takes("POST") and route.arguments) or route.name.startswith("exchange:"):
            continue  # a mapping is first read, and then held against the one that is there: tests/exchange
        if route.name in APART or route.name.startswith(ACTS):
            continue
        browser, arguments = desk.at(route)
        form = (browser.client.get(route.url(**arguments)).context or {}).get("form")
        if form is None or "version" not in form.fields or not (form["version"].value() or 0):
            continue
        client, url, sent = desk.filled(route)
        sent["version"] = 10**6
        answer = client.post(url, sent)
        assert answer.status_code == 409, (route.name, codes(answer))
        assert "已" in answer.content.decode()
        assert "修改了这条记录" in answer.content.decode() or "已被修改" in answer.content.decode(), route.name
        kept = answer.context["form"]
        assert all(str(kept[name].value() or "") == str(sent[name]) for name in sent if name != "version"), route.name
        tried += 1
    assert tried >= 5
