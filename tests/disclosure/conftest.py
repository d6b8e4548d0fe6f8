# SPDX-License-Identifier: Apache-2.0
"""Two items of the catalogue of one organ, one of them public, and an officer of a unit in it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

SPAN = {"kind": "time_limit", "start": ["受理"]}
POINTS = [
    SPAN
    | {"key": "decide", "name": "决定期限", "law": "某法第十条", "end": ["决定"], "limit": 20, "unit": "working_day"},
    SPAN | {"key": "serve", "name": "送达期限", "end": ["送达"], "limit": 7, "unit": "calendar_day"},
    {"key": "officers", "kind": "qualification", "name": "暗查要求", "at": ["决定"], "k": 2},
]


def an_item(organ: Any, code: str, name: str, category: str) -> Any:
    from mingcha.catalog.actions import load_item
    from mingcha.ledger import System

    head = {"code": code, "name": name, "category": category, "version": "3", "valid_from": date(2025, 1, 1)}
    steps = [{"act": act, "place": place} for place, act in enumerate(("受理", "决定", "送达"), 1)]
    return load_item({"catalog": head, "step": steps, "point": POINTS}, organ=organ, by=System("test")).item


@pytest.fixture
def portal(cast: Any) -> SimpleNamespace:
    """``item`` is public, ``hidden`` is not; ``certificate`` is of an officer of a unit of the organ."""
    from mingcha.disclosure.actions import publish_item
    from mingcha.ledger import System
    from mingcha.organs.actions.officers import add_certificate
    from mingcha.organs.models import Officer
    from mingcha.organs.testing import examined

    organ = cast.organ("enforcement")
    item = an_item(organ, "XK-1", "食品经营许可", "行政许可")
    hidden = an_item(organ, "CF-1", "未公示的处罚", "行政处罚")
    publication = publish_item(item, by=cast.post("overseer"))
    officer = Officer.objects.create(name="高某", organ=cast.organ("unit"), kind=Officer.Kind.OFFICER)
    given = {"number": "99010100031", "category": "市场监管", "area": cast.region("county")}
    days = {"valid_from": date(2025, 1, 1), "valid_to": date(2099, 1, 1)}
    certificate = add_certificate(examined(officer), given | days, by=System("test"))
    return SimpleNamespace(item=item, hidden=hidden, publication=publication, certificate=certificate)
