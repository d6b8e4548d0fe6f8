# SPDX-License-Identifier: Apache-2.0
"""HTML that cannot be broken by what a log holds: every text is cleaned and escaped unless it is :class:`Html` already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final, TypeAlias

LONGEST: Final = 120
"""How many characters of a name from a log are shown: names may be thousands long, and the page is not."""
_VOID: Final = frozenset({"br", "hr", "input", "meta"})
_SHAPES: Final = frozenset({"circle", "line", "path", "rect"})
# Control characters, halves of pairs and marks that turn the direction of the text around them are shown as such.
_HARMFUL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Html(str):
    """Markup: put in as it stands."""

    __slots__ = ()


Content: TypeAlias = "str | int | Iterable[Content] | None"
"""What may stand inside an element; None is nothing."""


def html(content: Content) -> Html:
    """Content as markup: text cleaned and escaped, markup as it is, lists one after another."""
    if isinstance(content, Html):
        return content
    if isinstance(content, str):
        return Html(escape(clean(content)))
    if content is None:
        return Html()
    if isinstance(content, int):
        return Html(str(content))
    return Html("".join(html(part) for part in content))


def el(tag: str, *content: Content, **attributes: str | int | bool | None) -> Html:
    """An element. ``class_`` and ``for_`` are written without the underscore, ``aria_label`` with a hyphen; None and False are left out."""
    opening = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{opening}>")
    if tag in _SHAPES:
        return Html(f"<{tag}{opening}/>")
    return Html(f"<{tag}{opening}>{html(content)}</{tag}>")


def fill(template: str, *parts: Content) -> Html:
    """A sentence of ours with parts put in at each ``{}``."""
    return Html(escape(template).format(*(html(part) for part in parts)))


def two(zh: Content, en: Content) -> Html:
    """The same in Chinese and in English; the reader sees the one that was chosen."""
    return html([el("span", zh, lang="zh-Hans"), el("span", en, lang="en")])


def both(template_zh: str, template_en: str, *parts: Content) -> Html:
    """A sentence in both languages around the same parts."""
    return two(fill(template_zh, *parts), fill(template_en, *parts))


def name(text: object) -> Html:
    """A name from the log, kept to itself in direction and cut where it is absurdly long."""
    return el("bdi", clip(str(text)))


def clip(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def clean(text: str) -> str:
    return _HARMFUL.sub("\ufffd", text)


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    written = key.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(clean(str(value)))}"'
