# SPDX-License-Identifier: Apache-2.0
"""An oversight document as it is printed: the look of an official document (GB/T 9704-2012), the place of the seal, a check code."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from mingcha.catalog.papers.pdf import printed
from mingcha.oversight.models import Paper
from mingcha.web.shapes import code


def sheet_of(paper: Paper, address: str) -> bytes:
    """The PDF of a document. ``address`` is that of its page, which the picture in the corner leads to."""
    return printed(page_of(paper, address), str(paper))


def page_of(paper: Paper, address: str) -> SafeString:
    """What stands on the sheet. It carries the place of the seal, never a picture of one: no organ's seal is kept here."""
    with translation.override("zh-hans"):  # documents are Chinese, whoever prints them
        side, dark = code(address)
        lines = {name: getattr(paper, name).splitlines() for name in ("facts", "basis", "demands", "revised")}
        return render_to_string("oversight/paper_sheet.html", {"paper": paper, **lines, "side": side, "dark": dark})
