# SPDX-License-Identifier: Apache-2.0
"""Fills a Word template with values: in the sandbox, escaped, and never longer than a document is (S4-30)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree

from mingcha.catalog.papers.sandbox import ENVIRONMENT, harmless
from mingcha.ledger import Invalid

MOST: Final = 8 << 20


class _Word(DocxTemplate):  # type: ignore[misc, unused-ignore] # it brings no types
    """docxtpl, that stops where the text grows too long, and leaves properties and footnotes as they are: they were not judged."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        pieces, size = [], 0
        for piece in jinja_env.from_string(src_xml).generate(context):
            size += len(piece)
            if size > MOST:
                raise Invalid(_("文书太长，不能生成"), "paper_limits", "file")
            pieces.append(piece)
        return str(self.resolve_listing("".join(pieces)))

    def render_properties(self, *_given: Any) -> None:
        """Not filled in."""

    def render_footnotes(self, *_given: Any) -> None:
        """Not filled in."""


def fill(path: Path, values: Mapping[str, Any]) -> bytes:
    """The document. The template must have been read (reading.py). Raises Invalid where it cannot be filled."""
    word = _Word(str(path))
    try:
        word.render(harmless(values), ENVIRONMENT, autoescape=True)
        made = io.BytesIO()
        word.save(made)
    except (
        TemplateError,
        etree.LxmlError,
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        RecursionError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        # What docxtpl makes of a table without a grid, of a number in the place of a text, and the like.
        raise Invalid(
            _("范本不能填写，请检查表格和标签（{why}）").format(why=str(error)[:80]), "paper", "file"
        ) from error
    return made.getvalue()
