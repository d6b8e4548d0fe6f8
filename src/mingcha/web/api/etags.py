# SPDX-License-Identifier: Apache-2.0
"""The tag of a representation: who has it already is told so (304), and who edits says by it what she has seen (corpus W08).

A tag is the row's version and a hash of what was sent: ``"3.9f86d081884c7d65"``. An edit is compared by the version alone, with the
row locked; the second of two editors gets 409 ``stale``, which names who was first (decision 0017).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _

from mingcha.web.api.problems import Problem

F = TypeVar("F", bound=Callable[..., Any])
TAG: Final = re.compile(r'(?:W/)?"(\d{1,9})\.[0-9a-f]{16}"')


def keep_version(request: Any, data: Any) -> None:
    """Note the version of what is about to be sent."""
    request.version = data.get("version", "") if isinstance(data, dict) else ""


def answer_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tag what was found or made, and send nothing to whoever has it."""
    if response.status_code not in (200, 201):
        return response
    digest = hashlib.sha256(response.content).hexdigest()[:16]
    version = getattr(request, "version", "")
    tag = f'"{version}.{digest}"' if version != "" else f'"{digest}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    if request.method in ("GET", "HEAD") and tag in _tags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "private, no-cache"})
    return response


def _tags(header: str) -> list[str]:
    return [part.strip().removeprefix("W/") for part in header[:2_000].split(",")]


def needs_version(operation: F) -> F:
    """Say that an operation edits: it calls ``edited_version``."""
    operation.takes_version = True  # type: ignore[attr-defined]
    return operation


def edited_version(request: HttpRequest) -> int:
    """The version that an edit was begun with. Raises Problem 428 where the request does not say it."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        words = _("请在 If-Match 中给出读到的 ETag，以免覆盖他人的修改")
        raise Problem(428, "version_required", words)
    found = TAG.fullmatch(given)
    return int(found[1]) if found else -1
