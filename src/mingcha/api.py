# SPDX-License-Identifier: Apache-2.0
"""The API under ``/api/v1/``: the routers of all rooms behind one shell, its document, and the page that shows it (docs/api.md)."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.api import router as cases
from mingcha.catalog.api import router as catalog
from mingcha.exchange.api import router as exchange
from mingcha.inbox.api import router as inbox
from mingcha.organs.access import signed_in
from mingcha.organs.api import router as organs
from mingcha.records.api import router as records
from mingcha.web.api.document import document, groups
from mingcha.web.api.shell import Shell

UNDER: Final = "/api/v1"
ROOMS: Final = (cases, catalog, organs, inbox, records, exchange)

shell = Shell(version="1", urls_namespace="api")
for room in ROOMS:
    shell.add_router("", room)


@require_safe
@signed_in
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation: its address, what it does, which rights it asks for."""
    context = {
        "title": _("接口说明"),
        "lead": _("供其他系统调用；先以客户端编号和密钥换取令牌"),
        "groups": groups(shell),
        "under": UNDER,
    }
    return render(request, "web/api_docs.html", context)


@require_safe
@signed_in
def schema(request: HttpRequest) -> HttpResponse:
    """The document that programs read (OpenAPI 3.1)."""
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})


def openapi() -> dict[str, Any]:
    """The document, the same as docs/openapi.json."""
    return document(shell, UNDER)


app_name = "api"
urlpatterns = [
    path("", docs, name="docs"),
    path("openapi.json", schema, name="schema"),
    *shell.mounted(),
]
