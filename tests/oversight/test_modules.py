# SPDX-License-Identifier: Apache-2.0
"""The four modules of oversight stand where the authority begins, and each opens (S1-02)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
MODULES = {
    "oversight:risk-list": "风险防控",
    "catalog:rule-list": "监察规则",
    "oversight:order-list": "督办中心",
    "analysis:dashboard": "监察分析",
}


@pytest.mark.req("S1-02")
def test_the_four_modules_of_oversight_open_for_the_authority_and_say_what_they_are(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    home = client.get(reverse("cases:home")).content.decode()
    for view, title in MODULES.items():
        page = client.get(reverse(view))
        assert page.status_code == 200
        assert f"<title>{title}" in page.content.decode()
    for view in ("oversight:risk-list", "oversight:order-list", "analysis:dashboard", "catalog:item-list"):
        assert f'href="{reverse(view)}"' in home
    assert reverse("catalog:rule-list") in client.get(reverse("catalog:item-list")).content.decode()
