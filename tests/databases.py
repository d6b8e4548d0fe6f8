# SPDX-License-Identifier: Apache-2.0
"""The database of the tests: SQLite, or with MINGCHA_TEST_DATABASE=postgresql a real PostgreSQL of their own.

Either is made by ``mingcha migrate``, as an installation's is. On PostgreSQL that command runs as the role that owns the
tables, and the tests run as the application's role, which may not change what the ledger wrote. Every process has a
folder and a database to itself, so pytest-xdist needs nothing more.

The environment is set when this module is imported, before anything asks Django for its settings.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from postgres import cluster, new_root

CHOSEN = os.environ.get("MINGCHA_TEST_DATABASE", "sqlite")
ON_POSTGRESQL = {"sqlite": False, "postgresql": True}[CHOSEN]
HOME = Path(tempfile.mkdtemp(prefix="mingcha-test-"))
SERVER = new_root() if ON_POSTGRESQL else None
"""Where PostgreSQL will be: settings name its socket before it runs."""
OF_THE_TESTS = ("MINGCHA_TEST_DATABASE", "MINGCHA_DATA")
"""Variables that say how to test: on which database, and where real logs lie."""
NAME, OWNER, APP = "mingcha", "mingcha_owner", "mingcha_app"


def _set_environment() -> None:
    """Whatever the person who runs the tests has set up for herself must not reach them, nor they her data."""
    for name in [name for name in os.environ if name.startswith("MINGCHA_") and name not in OF_THE_TESTS]:
        del os.environ[name]
    os.environ |= {"MINGCHA_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "mingcha.settings"}
    if SERVER:
        for variable, role in (("MINGCHA_DATABASE", APP), ("MINGCHA_OWNER_DATABASE", OWNER)):
            os.environ[variable] = f"postgresql://{role}@{quote(str(SERVER), safe='')}/{NAME}"


def pytest_configure(config: pytest.Config) -> None:
    from mingcha.ledger.keys import new_ring

    new_ring(HOME / "keys.json")
    import django

    django.setup()
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        # A worker that inherits it reads the settings before this module has given it a folder, and so would use ours.
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that reaches the database by a fixture is one of those that ``-m django_db`` chooses too."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)


def pytest_unconfigure() -> None:
    for folder in (HOME, SERVER):
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Made once a process. A test inside a transaction is rolled back; after one without, all is as it was made."""
    from django.db import connections
    from django.test import TransactionTestCase

    with django_db_blocker.unblock(), _on_postgresql() if ON_POSTGRESQL else _on_sqlite() as made_anew:

        def teardown(_case: TransactionTestCase) -> None:
            """Django would empty every table, which the ledger's do not allow and which also loses what migrations put."""
            connections.close_all()
            made_anew()

        usual = TransactionTestCase._fixture_teardown
        TransactionTestCase._fixture_teardown = teardown
        yield
        TransactionTestCase._fixture_teardown = usual
        connections.close_all()


@contextmanager
def _on_sqlite() -> Iterator[Callable[[], None]]:
    """A file, not memory: threads and other processes meet in it as they do in an installation."""
    _migrate()
    live, kept = HOME / "mingcha.sqlite3", HOME / "as-made.sqlite3"
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(kept)) as target:
        source.backup(target)

    def made_anew() -> None:
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(live, timeout=20)) as target:
            source.backup(target)

    yield made_anew


@contextmanager
def _on_postgresql() -> Iterator[Callable[[], None]]:
    import psycopg

    with cluster(SERVER) as where, closing(psycopg.connect(where, autocommit=True)) as server:

        def call(*statements: str) -> None:
            for statement in statements:
                server.execute(statement)

        call(f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {APP} LOGIN", f"CREATE DATABASE {NAME} OWNER {OWNER}")
        _migrate()
        call(f"ALTER DATABASE {NAME} RENAME TO as_made", f"CREATE DATABASE {NAME} TEMPLATE as_made OWNER {OWNER}")

        def made_anew() -> None:
            call(f"DROP DATABASE {NAME} WITH (FORCE)", f"CREATE DATABASE {NAME} TEMPLATE as_made OWNER {OWNER}")

        yield made_anew


def _migrate() -> None:
    """Tables and rights, without the data that a real installation begins with: a test makes what it needs."""
    command = [Path(sys.executable).with_name("mingcha"), "migrate", "--without-data"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


_set_environment()
