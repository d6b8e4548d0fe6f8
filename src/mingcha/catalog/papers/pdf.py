# SPDX-License-Identifier: Apache-2.0
"""A filled document as PDF in the look of official documents (GB/T 9704-2012; S4-30). Nothing is fetched from anywhere."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final, NoReturn

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mingcha.catalog.papers.page import html_of

CSS: Final = "data/papers/paper.css"


def pdf_of(content: bytes, title: str = "") -> bytes:
    """The PDF of a Word document."""
    return printed(mark_safe(html_of(content)), title)  # noqa: S308 - escaped piece by piece


def printed(body: SafeString, title: str = "") -> bytes:
    """The PDF of a page in the same look; ``body`` uses the classes of ``data/papers/paper.css``."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc, unused-ignore]
        """Refuses every address: a document consists of what is in it."""

        def fetch(self, url: str, headers: Any = None) -> NoReturn:
            raise FatalURLFetchingError(f"a document fetches nothing: {url[:80]}")

    css = files("mingcha.catalog").joinpath(CSS).read_text("utf-8")
    page = format_html(
        '<!doctype html><html lang="zh-Hans"><head><title>{}</title><style>{}</style></head><body>{}</body></html>',
        title,
        mark_safe(css),  # noqa: S308 - our own file
        body,
    )
    return bytes(HTML(string=str(page), url_fetcher=Nothing()).write_pdf())
