# SPDX-License-Identifier: Apache-2.0
"""A file as an answer: to be kept, never to be opened by the browser (security.md F-4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

from django.http import FileResponse, Http404, HttpResponse

SEALED: Final = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
UNKNOWN: Final = "application/octet-stream"


def handed(path: Path, name: str, kind: str = UNKNOWN) -> HttpResponse:
    """The file under a name. ``kind`` is its media type where a page may show it. Raises Http404 where it is gone."""
    if not path.is_file():
        raise Http404
    answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind, headers=SEALED)
    return cast("HttpResponse", answer)
