# SPDX-License-Identifier: Apache-2.0
"""The committed document is what the code says, whole and true: docs/openapi.json, docs/api.md and the page that lists operations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from callers import OPERATIONS, person

from mingcha.api import UNDER, openapi
from mingcha.organs.testing import Cast

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = json.loads((DOCS / "openapi.json").read_text("utf-8"))
TOLD = [(path, method, told) for path, methods in DOCUMENT["paths"].items() for method, told in methods.items()]


def test_the_document_is_what_the_code_says() -> None:
    """``mingcha api schema --out docs/openapi.json`` writes it anew."""
    assert json.loads(json.dumps(openapi())) == DOCUMENT
    assert {told["operationId"] for _path, _method, told in TOLD} == {one.name for one in OPERATIONS}
    assert DOCUMENT["openapi"].startswith("3.1")


@pytest.mark.parametrize("told", [told for _path, _method, told in TOLD], ids=lambda told: told["operationId"])
def test_every_operation_says_all_that_one_needs_to_call_it(told: dict[str, Any]) -> None:
    assert re.search("[一-鿿]", told["summary"])
    assert told["tags"]
    assert all({*each} <= {"session", "client"} for each in told["security"])
    assert {"400", "401", "403", "404", "422", "429", "500"} <= set(told["responses"])
    good = next(said for answer, said in told["responses"].items() if answer.startswith("2"))
    content = good["content"]["application/json"]
    fits(content["schema"], content["example"])
    for sent in told.get("requestBody", {}).get("content", {}).values():
        if "example" in sent:
            fits(sent["schema"], sent["example"])


def fits(schema: dict[str, Any], example: Any) -> None:
    """An example that does not fit its own schema would teach what is wrong."""
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DOCUMENT["components"]} | schema
    jsonschema_rs.validator_for(whole).validate(example)


def test_errors_are_one_kind_of_thing_everywhere() -> None:
    for answer, said in DOCUMENT["components"]["responses"].items():
        content = said["content"]["application/problem+json"]
        fits(content["schema"], content["example"])
        assert content["example"]["status"] == int(answer)


@pytest.mark.django_db
def test_the_page_lists_every_operation_and_loads_nothing_from_elsewhere(cast: Cast) -> None:
    browser = person(cast.post("security_admin")).browser
    page = browser.get(f"{UNDER}/").content.decode()
    for one in OPERATIONS:
        assert re.sub(r"\{\w+:", "{", one.path) in page
        assert str(one.view.summary) in page
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert browser.get(f"{UNDER}/openapi.json").json() == DOCUMENT


def test_the_guide_speaks_of_what_there_is() -> None:
    text = (DOCS / "api.md").read_text("utf-8")
    named = set(re.findall(r"/api/v1(/[a-z][\w/{}]*)", text)) - {"/openapi.json"}
    assert named
    known = {re.sub(r"\{\w+\}", "{}", path) for path in DOCUMENT["paths"]}
    assert {re.sub(r"\{\w+\}|\b\d+\b", "{}", path.rstrip("/")) for path in named} <= known
