# SPDX-License-Identifier: Apache-2.0
"""The signs of the house: shapes of the levels (never colour alone), seals 监察印 of the monitors, the mark of Mingcha."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mingcha.audit.report.markup import Content, Html, el, html, two
from mingcha.audit.report.words import level_name, number
from mingcha.engine.kinds import KINDS, Level

LOGO: Final = Html(
    '<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">'
    '<circle cx="16" cy="16" r="14" fill="none" stroke="currentColor" stroke-width="2"/>'
    '<path d="M20.5 7.2a9.6 9.6 0 1 0 0 17.6 11 11 0 0 1 0-17.6z" fill="currentColor"/>'
    '<path class="glint" d="M21.9 3.3A14 14 0 0 1 29.5 12.4" fill="none" stroke-width="2.6" stroke-linecap="round"/></svg>'
)
"""明 = 日 + 月: a ring, mirror and sun, that holds a crescent."""
_SHAPES: Final = {
    "red": '<circle cx="6" cy="6" r="5"/>',
    "yellow": '<path d="M6 .8 11.6 11H.4z"/>',
    "prompt": '<path d="M6 .3 11.7 6 6 11.7.3 6z"/>',
    "good": '<path class="tick" d="M1.5 6.5l3 3 6-7"/>',
}


def mark(level: str, *, there: bool = True) -> Html:
    """The shape of a level; grey where there is nothing of it, so that a page without trouble has no red on it."""
    return Html(
        f'<svg class="m {level if there else "none"}" viewBox="0 0 12 12" aria-hidden="true">{_SHAPES[level]}</svg>'
    )


def signal(level: str, content: Content = None, *, there: bool = True) -> Html:
    """Shape and word; the word is the level's name unless another is given."""
    return el(
        "span",
        mark(level, there=there),
        level_name(level) if content is None else content,
        class_=f"sig {level if there else 'none'}",
    )


def good(zh: str, en: str) -> Html:
    """All is well, said calmly."""
    return el("span", mark("good"), el("span", two(zh, en)), class_="sig good")


def seal(kind: str, *, large: bool = False) -> Html:
    """The one-character seal of a kind; its full name stands beside it or is its accessible name."""
    names = KINDS[kind].names
    return el("span", KINDS[kind].seal, class_="seal big" if large else "seal", title=f"{names['zh']} {names['en']}")


def sealed(kind: str, levels: Mapping[Level, int]) -> Html:
    """A seal with the number of its findings of each level."""
    return el("span", seal(kind), counts(levels), class_="sealed")


def counts(levels: Mapping[Level, int]) -> Html:
    """Each level that there is, with its number."""
    return html(el("span", mark(level), number(n), class_=f"sig {level}") for level, n in levels.items() if n)
