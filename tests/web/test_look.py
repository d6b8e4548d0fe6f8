# SPDX-License-Identifier: Apache-2.0
"""The look holds on every page: contrast of colours, templates fit for a strict content policy, words to translate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "frontend" / "src"
TEMPLATES = sorted((ROOT / "src" / "mingcha").rglob("templates/**/*.html"))
PYTHON = sorted((ROOT / "src" / "mingcha").rglob("*.py"))
TEMPLATE_LINES = 150

TEXT, MARK = 4.5, 3.0
"""What WCAG 2.2 AA asks of text, and of marks and the borders of controls."""
PAIRS = {
    TEXT: (
        *(
            "text on bg",
            "text on surface",
            "text-2 on surface",
            "text-3 on surface",
            "text-3 on bg",
            "text-3 on sunken",
        ),
        *("text-3 on tint", "link on surface", "link on tint-2", "on-brand on brand", "on-ink on ink-900"),
        *("on-ink-2 on ink-900", "red on surface", "red on red-bg", "amber on surface", "amber on amber-bg"),
        *("blue on surface", "blue on blue-bg", "green on surface", "green on green-bg", "on-red on red-mark"),
    ),
    MARK: (
        *("red-mark on surface", "amber-mark on surface", "amber-mark on amber-bg", "blue-mark on surface"),
        *("green-mark on surface", "control on surface", "control on bg", "focus on bg", "focus on surface"),
        *("c-now on surface", "c-last on surface", "c-limit on surface"),
    ),
}

TAG_OR_COMMENT = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
OWN_NAME = re.compile(r'lang="[^"]*">[^<]*<')
"""A language is called by its own name in every language."""
CHINESE = re.compile("[\u4e00-\u9fff]")
FORBIDDEN = re.compile(
    r"""\bstyle\s*=|\son\w+\s*=|hx-on|javascript:|<style\b|<script\b(?![^>]*\bsrc=)""", re.IGNORECASE
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "src" / "mingcha"))


def tokens(*sheets: str) -> dict[str, str]:
    """The colours that :root ends up with; large text may only strengthen them."""
    found: dict[str, str] = {}
    for sheet in sheets:
        root = re.search(r":root \{(.*?)\n\}", (SOURCES / sheet).read_text("utf-8"), re.DOTALL)
        assert root
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", root[1]))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sheets", [("tokens.css",), ("tokens.css", "dark.css")], ids=["light", "dark"])
@pytest.mark.parametrize(("pair", "needs"), [(pair, needs) for needs, pairs in PAIRS.items() for pair in pairs])
def test_a_pair_of_colours_can_be_told_apart(pair: str, needs: float, sheets: tuple[str, ...]) -> None:
    colours = tokens(*sheets)
    one, other = (colours[name] for name in pair.split(" on "))
    assert contrast(one, other) >= needs


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_is_small_and_begins_with_what_it_takes(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= TEMPLATE_LINES
    head = [line for line in lines[:6] if line.startswith("{#")]
    assert lines[0].startswith("{#")
    assert any("Context" in line or "Blocks" in line for line in head)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_holds_under_a_strict_content_policy(path: Path) -> None:
    assert FORBIDDEN.findall(TAG_OR_COMMENT.sub("", path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    text = OWN_NAME.sub("", TAG_OR_COMMENT.sub("", TRANSLATED.sub("", path.read_text("utf-8"))))
    assert [line.strip() for line in text.splitlines() if CHINESE.search(line)] == []


def test_every_icon_that_is_named_exists() -> None:
    known = set((ROOT / "frontend" / "icons.txt").read_text("utf-8").split())
    in_templates = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text("utf-8"))}
    in_python = {
        name for path in PYTHON for name in re.findall(r'\bicon"?\s*[:=]\s*"([\w-]+)"', path.read_text("utf-8"))
    }
    assert in_templates
    assert (in_templates | in_python) - known == set()


def test_every_entry_of_the_rail_has_its_icon() -> None:
    from mingcha.nav import ENTRIES

    known = set((ROOT / "frontend" / "icons.txt").read_text("utf-8").split())
    assert {entry.icon for entry in ENTRIES} <= known
