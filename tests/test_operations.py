# SPDX-License-Identifier: Apache-2.0
"""The page for those who run it says everything that can be set, and nothing that cannot."""

from __future__ import annotations

import re
from pathlib import Path

from mingcha.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SOURCES = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
FILE_COMMANDS = {"audit", "sample"}
"""They run nothing and need no installation; the README tells of them."""


def test_the_page_explains_each_setting_that_is_read_and_no_other() -> None:
    read = {name for text in SOURCES for name in re.findall(r'"(MINGCHA_[A-Z_]+)"', text)}
    read |= {f"MINGCHA_OIDC_{name}" for name in ("ISSUER", "CLIENT", "SECRET", "NAME")}  # read by one expression
    first_cells = re.findall(r"^\| (`MINGCHA_[^|]+) \|", PAGE, re.MULTILINE)
    assert sorted(name for cell in first_cells for name in re.findall(r"`(MINGCHA_[A-Z_]+)`", cell)) == sorted(read)


def test_the_page_names_each_command_that_keeps_house() -> None:
    named = set(re.findall(r"`mingcha ([a-z]+)", PAGE))
    assert named == set(COMMANDS) - FILE_COMMANDS
