# SPDX-License-Identifier: Apache-2.0
"""The offline page of phone and portal, and the small script that shows it; written by hand, it stores nothing else (ux.md, K10).

A worker rules the addresses below its own, so each face serves its worker from its own folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

SHARED: Final = ("src/icons.svg", "src/mark.svg", "src/dark.css")
"""What every face's pages load besides their own entry."""


def offline_page(request: HttpRequest, base: str, context: Mapping[str, Any]) -> HttpResponse:
    """There is no network: what still works, and how to go on. ``base`` is the face's base page."""
    return render(request, "web/offline.html", {**context, "base": base, "title": _("没有网络")})


def worker_script(entry: str, offline: str) -> HttpResponse:
    """The worker of a face. Its cache is named by what is in it, so that a new build replaces the old one."""
    shell = shell_of(entry)
    prefix = f"{Path(entry).stem}-"
    name = prefix + hashlib.sha256(json.dumps([shell, offline]).encode()).hexdigest()[:12]
    context = {"name": name, "prefix": prefix, "offline": json.dumps(offline), "shell": json.dumps(shell)}
    response = HttpResponse(render_to_string("web/worker.js", context), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def shell_of(entry: str) -> list[str]:
    """The addresses of all that the pages of an entry load."""
    built: dict[str, Any] = settings.DJANGO_VITE["default"]
    manifest = json.loads(Path(built["manifest_path"]).read_text("utf-8"))
    files: dict[str, None] = {}
    waiting = [entry, *SHARED]
    while waiting:
        chunk = manifest[waiting.pop(0)]
        files |= dict.fromkeys([chunk["file"], *chunk.get("css", ())])
        waiting += chunk.get("imports", ())
    return [f"{settings.STATIC_URL}{built['static_url_prefix']}/{file}" for file in files]
