# SPDX-License-Identifier: Apache-2.0
"""The wheel holds all that runs: pages, styles, scripts, words, SQL, data; and runs from anywhere, without the repository."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installation import Installation

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel puts into a Python. Built by the tool that is here: no network is asked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_every_file_of_the_package(unpacked: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "src/mingcha"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split() or [str(path.relative_to(ROOT)) for path in (ROOT / "src" / "mingcha").rglob("*.py")]
    there = [name for name in names if (ROOT / name).exists()]
    assert len(there) > 100
    assert [name for name in there if not (unpacked / Path(name).relative_to("src")).exists()] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "web/static/dist/manifest.json",
        "web/static/dist/assets/*.css",
        "web/static/dist/assets/*.js",
        "web/collected/staticfiles.json",
        "web/collected/dist/assets/*.css",
        "web/templates/web/*.html",
        "engine/monitors/*.sql",
        "organs/migrations/0001_initial.py",
        "organs/data/regions.csv",
    ],
)
def test_the_wheel_holds(unpacked: Path, pattern: str) -> None:
    assert list((unpacked / "mingcha").glob(pattern))


def test_words_in_other_languages_are_compiled(unpacked: Path) -> None:
    assert [path for path in unpacked.rglob("*.po") if not path.with_suffix(".mo").exists()] == []


def test_the_wheel_holds_nothing_that_was_lying_about(unpacked: Path) -> None:
    strays = ["*.pyc", "*.sqlite3", "secret", "keys.json", "node_modules"]
    assert [path.name for stray in strays for path in unpacked.rglob(stray)] == []


def test_what_the_wheel_holds_runs_from_anywhere(unpacked: Path, tmp_path: Path) -> None:
    there = Installation(tmp_path / "home", {"PYTHONPATH": str(unpacked)})
    code = "import mingcha, sys; from mingcha.cli import main; sys.exit(print(mingcha.__file__) or main(sys.argv[1:]))"
    for words in (["migrate"], ["check"]):
        command = [sys.executable, "-c", code, *words]
        done = subprocess.run(command, cwd=tmp_path, env=there.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert str(unpacked) in done.stdout
