# SPDX-License-Identifier: Apache-2.0
"""The document of the API (OpenAPI 3.1), completed from what the shell does to every operation: errors, headers, filters, rights.

docs/openapi.json is this, and a test holds it so: ``mingcha api schema`` writes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.utils import translation
from django_filters import ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter
from ninja.operation import Operation

from mingcha.ledger.once import HEADER as KEY
from mingcha.web.api.pages import MOST, USUAL, Listing
from mingcha.web.api.problems import KIND, TITLES
from mingcha.web.api.repeats import SHAPE
from mingcha.web.api.shell import FORM, JSON, SAFE, Shell

DATA: Final = Path(__file__).parent / "data"
EVERYWHERE: Final = (400, 401, 403, 404, 406, 422, 429, 500)
"""What any operation may answer: the shell refuses odd queries, strangers, and more than their share."""
PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}


def document(shell: Shell, under: str) -> dict[str, Any]:
    """The whole document, in Chinese."""
    with translation.override("zh-hans"):
        made: dict[str, Any] = json.loads(json.dumps(shell.get_openapi_schema(path_prefix="")))
        made["paths"] = _paths(shell, made["paths"])
        made["servers"] = [{"url": under}]
        made["info"] |= _told("info")
        made["tags"] = [{"name": tag, "description": _label(tag)} for tag in _tags(shell)]
        made["components"]["schemas"] |= _told("schemas")
        for name, example in _examples().items():
            made["components"]["schemas"][name]["examples"] = [example]
        made["components"]["securitySchemes"] = _told("security")
        made["components"]["headers"] = _told("headers")
        made["components"]["responses"] = {str(answer): _error(answer) for answer in sorted(TITLES)}
        return made


def groups(shell: Shell) -> list[tuple[str, list[dict[str, Any]]]]:
    """The operations by room, as a page shows them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operation in shell.operations():
        view: Any = operation.view_func
        rights = [perm.label for perm in view.rule] if not isinstance(view.rule, str) else []
        line = {"method": operation.methods[0], "path": _plain(path), "summary": view.summary, "rights": rights}
        found.setdefault(_label((operation.tags or [""])[0]), []).append(line)
    return list(found.items())


def _paths(shell: Shell, paths: Mapping[str, Any]) -> dict[str, Any]:
    for path, operation in shell.operations():
        for method in operation.methods:
            _complete(paths[_plain(path)][method.lower()], method, operation)
    return dict(paths)


def _complete(told: dict[str, Any], method: str, operation: Operation) -> None:
    """What ninja does not know of an operation."""
    view: Any = operation.view_func
    rights = [str(perm) for perm in view.rule] if not isinstance(view.rule, str) else []
    told |= {"operationId": view.__name__, "summary": str(view.summary)}
    told["security"] = [{"session": []}, *([{"client": rights}] if view.rule != "people" else [])]
    told["parameters"] = [*told.get("parameters", []), *_parameters(method, view)]
    if hasattr(view, "sends_files"):
        told["requestBody"] = {"content": {FORM: {"schema": view.sends_files}}, "required": True}
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        if kind == JSON:
            content["example"] = _example(content["schema"])
    told["responses"] |= {str(answer): {"$ref": f"#/components/responses/{answer}"} for answer in _errors(method, view)}
    for answer, said in told["responses"].items():
        if answer.startswith("2"):
            said["description"] = str(view.summary)
            said["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in _told("headers")}
            content = said["content"][JSON]
            content["example"] = _example(content["schema"])
    if method == "GET":
        told["responses"]["304"] = {"description": _told("unchanged")}


def _errors(method: str, view: Any) -> Iterable[int]:
    yield from EVERYWHERE
    if method not in SAFE:
        yield from (409, 413, 415)
    if getattr(view, "takes_version", False):
        yield 428


def _error(answer: int) -> dict[str, Any]:
    example = _told("problem") | {"status": answer, "title": str(TITLES[answer])}
    return {"description": str(TITLES[answer]), "content": {KIND: {"schema": PROBLEM, "example": example}}}


def _parameters(method: str, view: Any) -> Iterable[dict[str, Any]]:
    listing: Listing | None = getattr(view, "listing", None)
    if listing:
        yield from _filters(listing.filters)
        yield _parameter("query", "after", {"type": "string", "maxLength": 500}, _told("after"))
        most = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        yield _parameter("query", "limit", most, _told("limit"))
    if getattr(view, "is_once", False):
        yield _parameter("header", KEY, {"type": "string", "pattern": SHAPE}, _told("key"), required=True)
    if getattr(view, "takes_version", False):
        yield _parameter("header", "If-Match", {"type": "string"}, _told("if_match"), required=True)


def _filters(filters: type[FilterSet] | None) -> Iterable[dict[str, Any]]:
    for name, one in (filters.base_filters if filters else {}).items():
        yield _parameter("query", name, _kind(one), str(one.label or name))


def _kind(one: Any) -> dict[str, Any]:
    if isinstance(one, DateFilter):
        return {"type": "string", "format": "date"}
    if isinstance(one, ModelChoiceFilter):
        return {"type": "integer", "minimum": 1}
    if isinstance(one, ChoiceFilter) and isinstance(choices := one.extra.get("choices"), list | tuple):
        return {"type": "string", "enum": [str(value) for value, _label in choices]}
    most = one.extra.get("max_length")
    return {"type": "string"} | ({"maxLength": most} if most else {})


def _parameter(place: str, name: str, kind: dict[str, Any], why: str, *, required: bool = False) -> dict[str, Any]:
    return {"in": place, "name": name, "schema": kind, "required": required, "description": why}


def _plain(path: str) -> str:
    """``/cases/{int:pk}`` as the document writes it."""
    parts = [f"{{{part[1:-1].split(':')[-1]}}}" if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


def _tags(shell: Shell) -> list[str]:
    return list(dict.fromkeys(tag for _path, operation in shell.operations() for tag in operation.tags or []))


def _label(tag: str) -> str:
    return str(apps.get_app_config(tag).verbose_name)


def _example(schema: Mapping[str, Any]) -> Any:
    """The example of what a schema refers to; a page holds one of its rows."""
    name = schema["$ref"].rsplit("/", 1)[-1]
    if name.startswith("Page_"):
        row = _examples()[name.removeprefix("Page_").rstrip("_")]
        return {"items": [row], "count": 1, "count_is_exact": True, "next": None}
    return _examples()[name]


@cache
def _examples() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "examples.json").read_text("utf-8"))
    return found


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "document.json").read_text("utf-8"))
    return found


def _told(name: str) -> Any:
    """A part of the document that is written by hand: web/api/data/document.json."""
    return json.loads(json.dumps(_words()[name]))
