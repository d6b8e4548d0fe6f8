# SPDX-License-Identifier: Apache-2.0
"""docs/bad-input.md names, for the pages, every number of the corpus, and tests that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NUMBERS = {
    *(f"T{number:02}" for number in range(1, 26)),
    *("D01", "D02", "D05", "D06", "D07", "W06", "W07", "W08"),
    *("U01", "U02", "U06", "U07", "U08", "U09", "U10", "U11"),
    *(f"X0{number}" for number in range(1, 8)),
    *(f"C0{number}" for number in range(1, 5)),
    *(f"H0{number}" for number in range(1, 6)),
}
FILE = re.compile(r"`(tests/[\w/]+\.py)`((?: `test_\w+`)+)")
NUMBER = re.compile(r"\b([TDWUXCH])(\d\d)(?:–[TDWUXCH](\d\d))?")
WEB, FILES, LATER = "## In the web", "## The same through the pages", "No page takes such an input yet:"


def section(head: str) -> str:
    return (ROOT / "docs" / "bad-input.md").read_text("utf-8").split(f"{head}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of a table's rows, without its head."""
    found = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1:]]


def numbers(text: str) -> set[str]:
    """X01–X03 are X01, X02 and X03."""
    return {
        f"{letter}{number:02}"
        for letter, first, last in NUMBER.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def named() -> list[tuple[str, str]]:
    """(file, test) of each test that the web's table names; a file stands before its tests."""
    cells = [row[3] for row in rows(section(WEB))]
    return [
        (path, name) for cell in cells for path, names in FILE.findall(cell) for name in re.findall(r"test_\w+", names)
    ]


def functions_of(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {
        node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_number_has_its_row_or_waits_for_its_page() -> None:
    table = rows(section(WEB))
    here = [row[0] for row in table]
    assert len(here) == len(set(here))
    assert [row for row in table if not FILE.search(row[3])] == []
    files = set().union(*(numbers(row[0]) for row in rows(section(FILES))))
    later = numbers(section(WEB).split(LATER)[1])
    assert set(here) | files | later == NUMBERS
    assert not later & (set(here) | files)


def test_tests_that_the_table_names_are_there() -> None:
    assert len(named()) > 40
    assert [(path, name) for path, name in named() if name not in functions_of(path)] == []


def test_every_test_that_walks_along_the_pages_stands_in_the_table() -> None:
    files = ("tests/test_badinput_web.py", "tests/test_badinput_markup.py")
    here = {name for path in files for name, node in functions_of(path).items() if node.args.args}
    assert here <= {name for _path, name in named()}
