# SPDX-License-Identifier: Apache-2.0
"""Makes the fixture of a released schema: what test_upgrade.py upgrades (security.md J5).

Run once, from a checkout of the release, while no later migration is there: ``python tests/upgrade/make_fixture.py NAME``.
It lays the world of access_world.py into an installation on SQLite and into one on PostgreSQL, and writes both beside this
file as ``NAME/``. Everybody in it is invented, and its key ring was made for it alone: without it the seals could not be
checked nor the numbers be read.
"""

from __future__ import annotations

import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

TESTS = Path(__file__).resolve().parent.parent
PATHS = [str(TESTS), str(TESTS.parent / "src")]
MOST = 150_000
"""Bytes that each of the two databases may take in the repository."""
SECRET = "signs nothing but the queue of the fixture of a release, and nobody's session"
OWNER, APP, NAME = "mingcha_owner", "mingcha_app", "mingcha"


def main(release: str) -> None:
    folder = Path(__file__).parent / release
    folder.mkdir()
    with tempfile.TemporaryDirectory() as room:
        home = Path(room) / "home"
        home.mkdir()
        _sqlite(home, folder / "mingcha.sqlite3.xz")
        _postgresql(home, folder / "mingcha.sql.xz")
        shutil.copy(home / "keys.json", folder)
        shutil.copytree(home / "files", folder / "files", ignore=shutil.ignore_patterns("incoming"))
    for made in folder.glob("*.xz"):
        print(made.name, made.stat().st_size)
        assert made.stat().st_size <= MOST


def _sqlite(home: Path, target: Path) -> None:
    _lay({"MINGCHA_HOME": str(home)})
    slim = home / "slim.sqlite3"
    with closing(sqlite3.connect(home / "mingcha.sqlite3")) as database:
        database.execute("VACUUM INTO ?", (str(slim),))
    _write(target, slim.read_bytes())


def _postgresql(home: Path, target: Path) -> None:
    """In the same home: the same keys and files serve both."""
    import psycopg

    from postgres import binaries, cluster, new_root

    root = new_root()
    with cluster(root) as where:
        with psycopg.connect(where, autocommit=True) as server:
            for role in (OWNER, APP):
                server.execute(f"CREATE ROLE {role} LOGIN")  # type: ignore[call-overload]
            server.execute(f"CREATE DATABASE {NAME} OWNER {OWNER}")  # type: ignore[call-overload]
        urls = [f"postgresql://{role}@{quote(str(root), safe='')}/{NAME}" for role in (APP, OWNER)]
        _lay({"MINGCHA_HOME": str(home), "MINGCHA_DATABASE": urls[0], "MINGCHA_OWNER_DATABASE": urls[1]})
        dump = [binaries() / "pg_dump", "--no-owner", "--no-privileges", urls[1]]
        _write(target, subprocess.run(dump, check=True, capture_output=True).stdout)


def _lay(settings: dict[str, str]) -> None:
    """Migrate and fill, in processes of their own: settings are read once a process."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(PATHS), "MINGCHA_SECRET_KEY": SECRET} | settings
    subprocess.run([sys.executable, "-m", "mingcha", "migrate", "--without-data"], env=environment, check=True)
    subprocess.run([sys.executable, __file__, "--fill"], env=environment, check=True)


def _fill() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingcha.settings"
    import django

    django.setup()
    from django.db import transaction

    from access_world import build

    with transaction.atomic():
        build()


def _write(target: Path, content: bytes) -> None:
    target.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    sys.path[:0] = PATHS
    _fill() if sys.argv[1] == "--fill" else main(sys.argv[1])
