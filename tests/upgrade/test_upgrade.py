# SPDX-License-Identifier: Apache-2.0
"""Every released schema upgrades by ``mingcha migrate`` without losing a row, on either database (security.md J5)."""

from __future__ import annotations

import lzma
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from make_fixture import APP, NAME, OWNER, SECRET

from installation import Installation
from postgres import binaries, cluster, new_root

RELEASES = sorted(path.parent for path in Path(__file__).parent.glob("*/keys.json"))
REFERENCE = {"auth_permission", "django_content_type", "django_migrations", "django_session", "sqlite_sequence"}
"""Tables that Django keeps for itself."""
OPENED = """
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from mingcha.cases.models import Alarm, Case
from mingcha.catalog.models import PowerItem
from mingcha.exchange.models import Import
from mingcha.files.models import Stored
from mingcha.organs.models import Post
setup_test_environment()
settings.DEMO = True  # administrators of the first release have no second factor yet, and would be led to set one up
def client(role):
    post = Post.objects.get(role__key=role, person__username=role)
    made = Client()
    made.force_login(post.person)
    return made, post
seen = 0
for role in ("overseer", "system_admin", "security_admin", "audit_admin", "handler", "importer"):
    browser, post = client(role)
    home = browser.get(reverse("cases:home"))
    assert home.status_code == 200
    for line in home.context["nav"]:
        assert browser.get(line["url"]).status_code == 200, line["url"]
        seen += 1
browser, post = client("overseer")
for name, model in {"cases:case": Case, "cases:alarm": Alarm, "catalog:item": PowerItem, "exchange:import": Import}.items():
    for row in model.objects.within(post)[:5]:
        assert browser.get(reverse(f"{name}-detail", args=(row.pk,))).status_code == 200, row
        seen += 1
batch = Import.objects.within(post).first()
answer = browser.get(reverse("exchange:import-file", args=(batch.pk, 1)))
assert b"".join(answer.streaming_content)
assert post.person.phone.isdigit()
print(seen)
"""


def test_there_is_a_fixture_of_each_release() -> None:
    assert [path.name for path in RELEASES] == ["first"]


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.talks)])
def test_a_released_schema_is_upgraded_with_every_row(release: Path, database: str, tmp_path: Path) -> None:
    shutil.copytree(release / "files", tmp_path / "files")
    shutil.copy(release / "keys.json", tmp_path)
    with {"sqlite": _sqlite, "postgresql": _postgresql}[database](release, tmp_path) as (installation, connection):
        before = _rows(connection)
        done = installation.run("migrate")
        assert done.returncode == 0, done.stderr
        after = _rows(connection, before)
        for table, rows in before.items():
            lost = [key for key, row in rows.items() if not _kept(row, after[table].get(key, {}))]
            assert lost == [], (table, lost[:5])
        assert len(before["cases_case"]) > 20
        verified = installation.run("ledger", "verify")
        assert (verified.returncode, "台账完好" in verified.stdout) == (0, True), verified.stdout + verified.stderr
        assert int(installation.ask(OPENED)) > 30


@contextmanager
def _sqlite(release: Path, home: Path) -> Iterator[tuple[Installation, Any]]:
    path = home / "mingcha.sqlite3"
    path.write_bytes(lzma.decompress((release / "mingcha.sqlite3.xz").read_bytes()))
    with closing(sqlite3.connect(path)) as connection:
        yield Installation(home, {"MINGCHA_SECRET_KEY": SECRET}), connection


@contextmanager
def _postgresql(release: Path, home: Path) -> Iterator[tuple[Installation, Any]]:
    root = new_root()
    with cluster(root) as where, psycopg.connect(where, autocommit=True) as server:
        for role in (OWNER, APP):
            server.execute(f"CREATE ROLE {role} LOGIN")
        server.execute(f"CREATE DATABASE {NAME} OWNER {OWNER}")
        app, owner = (f"postgresql://{role}@{quote(str(root), safe='')}/{NAME}" for role in (APP, OWNER))
        load = [binaries() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", owner]
        subprocess.run(load, input=lzma.decompress((release / "mingcha.sql.xz").read_bytes()), check=True, stdout=-3)
        settings = {"MINGCHA_SECRET_KEY": SECRET, "MINGCHA_DATABASE": app, "MINGCHA_OWNER_DATABASE": owner}
        with psycopg.connect(owner, autocommit=True) as connection:
            yield Installation(home, settings), connection


def _kept(row: dict[str, str], now: dict[str, str]) -> bool:
    """Whether a row is as it was. A release may give a role more rights, for what was not there before."""
    had, has = (set(re.findall(r"\w+:\w+:\w+", each.get("rights", ""))) for each in (row, now))
    changes = {"rights", "version"} if had < has else set()
    return {name: value for name, value in row.items() if name not in changes}.items() <= now.items()


def _rows(connection: Any, known: Collection[str] = ()) -> dict[str, dict[Any, dict[str, str]]]:
    """Each table's rows by what they are known by: a key if there is one. A later column does not make another row.

    ``known`` are the tables to look at; without, all there are.
    """
    found: dict[str, dict[Any, dict[str, str]]] = {}
    if isinstance(connection, sqlite3.Connection):
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        listed = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in listed.fetchall():
        if table not in REFERENCE and (not known or table in known):
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, map(repr, row), strict=True)) for row in cursor.fetchall()]
            found[table] = {row[names[0]]: row for row in rows}
            assert len(found[table]) == len(rows), table
    return found
