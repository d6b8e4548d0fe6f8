# SPDX-License-Identifier: Apache-2.0
"""Lines of a list are changed, taken away and added without anybody else's being lost; drawn lists cost few queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.documents import small
from catalog.test_registers import BY, begun, published
from mingcha.catalog.actions import load_item
from mingcha.catalog.actions import registers as actions
from mingcha.catalog.actions.registers import add_lines, save_lines, submit_register, withdraw_register
from mingcha.catalog.models import Register
from mingcha.ledger import Invalid
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
Kind = Register.Kind


def test_a_line_that_has_moved_is_neither_overwritten_nor_taken_away(cast: Cast) -> None:
    filler, register = cast.post("filler"), begun(cast)
    client, url = cast.client(filler), reverse("catalog:register-line-edit", args=(register.pk, 5))
    form = client.get(url).context["form"]
    sent: dict[str, Any] = {name: form[name].value() for name in ("element", "content", "version", "was")}
    before = list(register.lines)
    save_lines(register, None, [before[0], *before[2:]], by=filler)
    answer = client.post(url, sent | {"content": "改"})
    assert answer.status_code == 409
    again = {name: answer.context["form"][name].value() for name in ("element", "content", "version", "was")}
    for more in ({}, {"remove": "on"}):
        answer = client.post(url, again | more | {"version": Register.objects.get().version})
        assert answer.status_code == 409
        assert "请从清单重新打开" in answer.content.decode()
    assert Register.objects.get().lines == [before[0], *before[2:]]


def test_a_line_elsewhere_that_has_changed_lets_the_second_editor_send_again(cast: Cast) -> None:
    filler, register = cast.post("filler"), begun(cast)
    client, url = cast.client(filler), reverse("catalog:register-line-edit", args=(register.pk, 2))
    form = client.get(url).context["form"]
    sent: dict[str, Any] = {name: form[name].value() for name in ("element", "content", "version", "was")}
    save_lines(register, None, register.lines[:9], by=filler)
    answer = client.post(url, sent | {"content": "改"})
    assert answer.status_code == 409
    sent["version"] = answer.context["form"]["version"].value()
    assert client.post(url, sent | {"content": "改"}).status_code == 302
    assert Register.objects.get().lines[1]["content"] == "改"


def test_pasted_rows_come_after_what_a_colleague_has_added_meanwhile(cast: Cast) -> None:
    filler, register = cast.post("filler"), begun(cast)
    stale = Register.objects.get()
    save_lines(register, None, [*register.lines, {"element": "同事的"}], by=filler)
    made = add_lines(stale, [{"element": "粘贴的"}], by=filler)
    assert [line["element"] for line in made.lines[-2:]] == ["同事的", "粘贴的"]


def test_the_trial_of_a_paste_tells_what_saving_would(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    register = begun(cast)
    client, url = cast.client(cast.post("filler")), reverse("catalog:register-paste", args=(register.pk,))
    text = {"text": "审核要素\t审核内容\n新要素\t看"}
    assert "最多 11 行" not in client.post(url, text).content.decode()
    monkeypatch.setattr(actions, "MOST", 11)
    assert "最多 11 行" in client.post(url, text).content.decode()
    monkeypatch.undo()
    submit_register(register, "", by=cast.post("filler"))
    assert "不能修改" in client.post(url, text).content.decode()


def test_a_list_that_draws_more_than_it_holds_is_told_and_not_cut(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("1", "2"):
        load_item(small(code=f"XK-{number}"), organ=cast.organ("unit"), by=BY)
    monkeypatch.setattr(actions, "MOST", 1)
    with pytest.raises(Invalid, match="最多 1 行"):
        begun(cast, Kind.ITEMS)


def test_a_drawn_list_costs_few_queries_however_many_items_and_none_once_replaced(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_item(small(code="XK-0"), organ=cast.organ("unit"), by=BY)
    first = published(cast, begun(cast, Kind.ITEMS))
    client = cast.client(cast.post("handler"))
    client.get(first.get_absolute_url())
    with CaptureQueriesContext(connection) as before:
        client.get(first.get_absolute_url())
    for number in range(1, 6):
        load_item(small(code=f"XK-{number}"), organ=cast.organ("unit"), by=BY)
    with django_assert_max_num_queries(len(before)):
        assert "与现有数据不一致" in client.get(first.get_absolute_url()).content.decode()
    withdraw_register(first, "并入", by=cast.post("reviewer"))
    with django_assert_max_num_queries(len(before) - 1):
        assert "与现有数据不一致" not in client.get(first.get_absolute_url()).content.decode()


def test_a_long_list_is_shown_page_by_page(cast: Cast) -> None:
    filler = cast.post("filler")
    register = begun(cast)
    save_lines(register, None, [{"element": f"要素{n}号"} for n in range(1, 251)], by=filler)
    client, url = cast.client(filler), register.get_absolute_url()
    pages = [client.get(url, {"page": n} if n > 1 else {}).content.decode() for n in (1, 2, 3)]
    assert [page.count("要素") - page.count("审核要素") for page in pages] == [100, 100, 50]
    assert "要素101号" in pages[1]
    assert reverse("catalog:register-line-edit", args=(register.pk, 101)) in pages[1]
    assert [client.get(url, {"page": page}).status_code for page in ("0", "4", "x")] == [400, 400, 400]
