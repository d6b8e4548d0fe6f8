# SPDX-License-Identifier: Apache-2.0
"""A filter under a name is a link of one's own: checked, counted, renamed, deleted, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from mingcha.ledger import Invalid
from mingcha.ledger.models import Entry
from mingcha.lists import actions
from mingcha.lists.models import SavedFilter
from mingcha.organs.lists import OFFICERS

pytestmark = pytest.mark.django_db
NEW = "/lists/officers/filters/new/"


def test_a_filter_is_saved_from_the_list_and_stands_above_it(cast: Any) -> None:
    client = cast.client(cast.post("monitor"))
    page = client.get("/organs/officers/?kind=officer&state=expiring").content.decode()
    assert f'href="{NEW}?kind=officer&amp;state=expiring"' in page
    answer = client.post(f"{NEW}?kind=officer&state=expiring", {"name": "快到期的"})
    assert answer["Location"] == "/organs/officers/?kind=officer&state=expiring"
    chips = client.get("/organs/officers/").context["saved"]["here"]
    assert [(chip["name"], chip["url"], chip["current"]) for chip in chips] == [
        ("快到期的", "/organs/officers/?kind=officer&state=expiring", False)
    ]
    assert client.get(chips[0]["url"]).context["saved"]["here"][0]["current"]
    assert "快到期的" not in cast.client(cast.post("overseer")).get("/organs/officers/").content.decode()
    assert not client.get("/cases/").context["saved"]["here"]


def test_a_name_twice_a_query_of_no_page_and_a_fifty_first_are_refused(cast: Any) -> None:
    post = cast.post("monitor")
    client = cast.client(post)
    client.post(f"{NEW}?kind=officer", {"name": "甲"})
    again = client.post(f"{NEW}?kind=auxiliary", {"name": "甲"})
    assert (again.status_code, again.context["form"].errors["name"]) == (422, ["这个列表已有同名的筛选"])
    for query in ("password=1", "kind=nothing", "page=3"):
        assert client.post(f"{NEW}?{query}", {"name": "乙"}).status_code == 422
    assert client.post(f"{NEW}?kind=officer", {"name": " "}).status_code == 422
    SavedFilter.objects.bulk_create(
        [SavedFilter(person=post.person, listing="officers", name=f"{n}", query="") for n in range(49)]
    )
    with pytest.raises(Invalid, match="最多保存 50 个"):
        actions.save_filter(OFFICERS, "丙", "kind=officer", by=post)


def test_a_filter_is_renamed_and_deleted_by_whom_it_belongs_to(cast: Any) -> None:
    post = cast.post("monitor")
    client, other = cast.client(post), cast.client(cast.post("overseer"))
    saved = actions.save_filter(OFFICERS, "甲", "q=110101199003071234", by=post)
    taken = actions.save_filter(OFFICERS, "乙", "kind=officer", by=post)
    assert Entry.objects.get(object_id=saved.pk, act="save_filter").what["filter"] == "q=110***********1234"
    assert other.get(f"/lists/filters/{saved.pk}/").status_code == 404
    assert client.post(f"/lists/filters/{saved.pk}/", {"name": "乙"}).status_code == 422
    assert client.post(f"/lists/filters/{saved.pk}/", {"name": "丙"}).status_code == 302
    other.post("/lists/filters/act/", {"act": "delete", "ids": [taken.pk]})
    assert SavedFilter.objects.count() == 2
    client.post("/lists/filters/act/", {"act": "delete", "ids": [taken.pk]})
    assert list(SavedFilter.objects.values_list("name", flat=True)) == ["丙"]
