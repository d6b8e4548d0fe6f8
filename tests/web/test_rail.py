# SPDX-License-Identifier: Apache-2.0
"""The rail says where one is, also on pages whose addresses lie in another room (ux.md)."""

from __future__ import annotations

import re

import pytest

from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
HOME, SETTINGS = "首页", "设置"


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_whatever_the_settings_lead_to_is_under_settings(cast: Cast, role: str) -> None:
    client = cast.client(cast.post(role))
    page = client.get("/organs/settings/").content.decode()
    inside = page[page.index("<main") :]
    found = re.findall(r'href="(/[^"?#]+)', inside)
    links = {link for link in found if link.startswith(("/organs/", "/exchange/"))}
    assert len(links) >= 3
    for link in sorted(links):
        answer = client.get(link)
        current = [str(line["label"]) for line in answer.context["nav"] if line["current"]]
        assert (link, current) == (link, [SETTINGS])


def test_home_is_where_nothing_else_is(cast: Cast) -> None:
    client = cast.client(cast.post("overseer"))
    for address, label in (("/", HOME), ("/cases/", "办件"), ("/exchange/", "导入"), ("/inbox/todos/", HOME)):
        nav = client.get(address).context["nav"]
        assert [str(line["label"]) for line in nav if line["current"]] == [label]
