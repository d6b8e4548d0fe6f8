# SPDX-License-Identifier: Apache-2.0
"""The house keeps its shape: sizes, headers, names. Import direction is held by import-linter in script/check."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
EVERYTHING = sorted(path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
MODULE_LINES = 400
FUNCTION_LINES = 50
CATCH_ALLS = {"common", "core", "helpers", "misc", "utils"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|tmp|Users)/\w")
"""A path of somebody's machine has no place in the project."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_is_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= MODULE_LINES
    assert ast.get_docstring(tree)
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("path", EVERYTHING, ids=named)
def test_a_file_begins_with_its_licence(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# SPDX-License-Identifier: Apache-2.0\n")


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    assert [named(path) for path in SOURCES if path.stem in CATCH_ALLS or path.parent.name in CATCH_ALLS] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    folders = ("src", "tests", "bench", "docs", "script", "examples", "requirements", ".ci")
    paths = [*ROOT.glob("*.*"), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    texts = [
        path
        for path in paths
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".csv", ".sql", ".txt", ".css", ""}
    ]
    found = [named(path) for path in texts if MACHINE.search(path.read_text("utf-8", errors="replace"))]
    assert len(texts) > 50
    assert found == []


def test_the_lock_files_carry_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--find-links", text)
