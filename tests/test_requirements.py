# SPDX-License-Identifier: Apache-2.0
"""The register of requirements is sound, and its guard catches every way of claiming too much."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from requirements_guard import REGISTER, read_register

ROOT = Path(__file__).parents[1]
ROWS = read_register(ROOT / REGISTER)
SERIES = ("S0", "S1", "S2", "S3", "S4", "OF")


def test_register_is_utf8_with_lf_and_minimal_quotes() -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "title", "requirement", "source", "status"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROWS)
    assert (ROOT / REGISTER).read_bytes() == text.getvalue().encode()


def test_every_id_is_unique_and_well_formed() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(set(ids)) == len(ids)
    assert [id_ for id_ in ids if not re.fullmatch(r"(S[0-4]|OF)-\d\d", id_)] == []


@pytest.mark.parametrize("series", SERIES)
def test_no_number_of_a_series_is_missing(series: str) -> None:
    numbers = [int(row["id"][3:]) for row in ROWS if row["id"].startswith(series)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def test_every_row_is_filled_in_and_open_or_done() -> None:
    assert [row["id"] for row in ROWS if not all(cell.strip() for cell in row.values())] == []
    assert {row["status"] for row in ROWS} <= {"open", "done"}


# What one test file of a tiny project claims, and what must come of it.
PROVEN = "@pytest.mark.req('S1-01')\ndef test_one(): pass\n"
CLAIMS = {
    "a passing test proves it": (PROVEN, {"passed": 1}, None),
    "no test": ("def test_one(): pass\n", {"passed": 1}, "S1-01"),
    "no test at all": ("", {}, "S1-01"),
    "the only test fails": ("@pytest.mark.req('S1-01')\ndef test_one(): assert 0\n", {"failed": 1}, "S1-01"),
    "the only test is skipped": (f"@pytest.mark.skip\n{PROVEN}", {"skipped": 1}, "S1-01"),
    "the only test breaks before it runs": (
        "@pytest.fixture\ndef broken(): assert 0\n@pytest.mark.req('S1-01')\ndef test_one(broken): pass\n",
        {"errors": 1},
        "S1-01",
    ),
    "one proven and one not": (
        f"{PROVEN}@pytest.mark.req('S1-02')\ndef test_two(): assert 0\n",
        {"passed": 1, "failed": 1},
        "S1-02",
    ),
}
UNKNOWN = f"{PROVEN}@pytest.mark.skip\n@pytest.mark.req('S9-99')\ndef test_two(): pass\n"
WORKERS = pytest.mark.parametrize("workers", [[], ["-p", "xdist", "-n", "2"]], ids=["alone", "two workers"])
SAYS_DONE = "says done, but no passing test proves: "


@pytest.fixture(autouse=True)
def _no_other_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the tiny runs without the plugins they do not need: a worker then takes a quarter of the time."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def tiny_project(pytester: pytest.Pytester, test: str, done: tuple[str, ...] = ("S1-01",)) -> None:
    """Lay out a project with a register (S1-01 … S1-03), this guard, and one test file."""
    pytester.makeini(f"[pytest]\ntestpaths = tests\npythonpath = {ROOT / 'tests'}\nmarkers = req(*ids): proves")
    rows = "".join(f"S1-0{n},t,r,s,{'done' if f'S1-0{n}' in done else 'open'}\n" for n in (1, 2, 3))
    pytester.mkdir("docs").joinpath("requirements.csv").write_text(f"id,title,requirement,source,status\n{rows}")
    tests = pytester.mkdir("tests")
    tests.joinpath("conftest.py").write_text("pytest_plugins = ['requirements_guard']\n")
    tests.joinpath("test_tiny.py").write_text(f"import pytest\n{test}")


@WORKERS
@pytest.mark.parametrize("claim", CLAIMS)
def test_a_whole_run_fails_exactly_when_a_done_requirement_is_unproven(
    pytester: pytest.Pytester, claim: str, workers: list[str]
) -> None:
    test, outcomes, unproven = CLAIMS[claim]
    tiny_project(pytester, test, done=("S1-01", "S1-02") if "S1-02" in test else ("S1-01",))
    result = pytester.runpytest(*workers)
    result.assert_outcomes(**outcomes)
    if unproven is None:
        assert result.ret == pytest.ExitCode.OK
        result.stdout.no_fnmatch_line(f"*{SAYS_DONE}*")
    else:
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines([f"*{SAYS_DONE}{unproven} *"])


@WORKERS
@pytest.mark.parametrize("part", [[], ["tests/test_tiny.py"]], ids=["whole", "part"])
def test_an_unknown_id_fails_its_test_even_when_skipped(
    pytester: pytest.Pytester, part: list[str], workers: list[str]
) -> None:
    tiny_project(pytester, UNKNOWN)
    result = pytester.runpytest(*workers, *part)
    result.assert_outcomes(passed=1, errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*docs/requirements.csv does not hold: S9-99"])


@pytest.mark.parametrize(
    "part", ["tests/test_tiny.py", "tests/test_tiny.py::test_one", "-k one", "-m not slow", "--deselect x"]
)
def test_a_partial_run_does_not_ask_for_proof(pytester: pytest.Pytester, part: str) -> None:
    tiny_project(pytester, "def test_one(): pass\n")
    result = pytester.runpytest(*part.split(" ", 1))
    assert result.ret == pytest.ExitCode.OK
    result.stdout.no_fnmatch_line(f"*{SAYS_DONE}*")


@pytest.mark.parametrize("whole", ["tests", ".", "tests tests/test_tiny.py"])
def test_naming_the_whole_suite_is_a_whole_run(pytester: pytest.Pytester, whole: str) -> None:
    tiny_project(pytester, "def test_one(): pass\n")
    result = pytester.runpytest(*whole.split())
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"*{SAYS_DONE}S1-01 *"])


@pytest.mark.parametrize(
    ("test", "args", "ends"),
    [
        ("def test_one(): assert 0\n", ["-x"], pytest.ExitCode.TESTS_FAILED),
        ("import nothing_of_this_name\n", [], pytest.ExitCode.INTERRUPTED),
    ],
    ids=["stopped at a failure", "cannot be collected"],
)
def test_a_run_that_was_broken_off_says_nothing_about_proof(
    pytester: pytest.Pytester, test: str, args: list[str], ends: pytest.ExitCode
) -> None:
    tiny_project(pytester, test)
    result = pytester.runpytest(*args)
    assert result.ret == ends
    result.stdout.no_fnmatch_line(f"*{SAYS_DONE}*")
