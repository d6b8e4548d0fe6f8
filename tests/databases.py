# SPDX-License-Identifier: Apache-2.0
"""The database of the tests: SQLite, or with MINGCHA_TEST_DATABASE=postgresql a real PostgreSQL of their own.

Either is made by ``mingcha migrate``, as an installation's is. On PostgreSQL that command runs as the role that owns the
tables, and the tests run as the application's role, which may not change what the ledger wrote. Every process has a
folder and a database to itself, so pytest-xdist needs nothing more.

The environment is set when this module is imported, before anything asks Django for its settings.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from pytest_django.plugin import blocking_manager_key

from postgres import cluster, new_root
from states import BARE, STATES, state_of

if TYPE_CHECKING:
    from mingcha.organs.testing import Cast

CHOSEN = os.environ.get("MINGCHA_TEST_DATABASE", "sqlite")
ON_POSTGRESQL = {"sqlite": False, "postgresql": True}[CHOSEN]
HOME = Path(tempfile.mkdtemp(prefix="mingcha-test-"))
SERVER = new_root() if ON_POSTGRESQL else None
"""Where PostgreSQL will be: settings name its socket before it runs."""
OF_THE_TESTS = ("MINGCHA_TEST_DATABASE", "MINGCHA_DATA")
"""Variables that say how to test: on which database, and where real logs lie."""
NAME, OWNER, APP = "mingcha", "mingcha_owner", "mingcha_app"
AT_THE_END = ExitStack()


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
    """A test that reaches the database by a fixture is one of those that ``-m django_db`` chooses too.

    Those that need the same state of the database stand together.
    """
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
    order = [BARE, *STATES]
    items.sort(key=lambda item: order.index(state_of(list(getattr(item, "fixturenames", ())))))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any transaction begins the database holds what the test expects (states.py)."""
    names = list(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("django_db") or "django_db_setup" in names:
        with item.config.stash[blocking_manager_key].unblock():
            the_database().hold(state_of(names))


def pytest_unconfigure() -> None:
    AT_THE_END.close()
    for folder in (HOME, SERVER):
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Nothing is left to do: :func:`pytest_runtest_setup` has made the database."""


@pytest.fixture
def cast(db: None) -> Cast:
    """Two cities, their organs, a person for each role and her outsider (organs/testing.py)."""
    return _given("cast")


@pytest.fixture
def street(cast: Cast) -> Any:
    """Two officers on the street, and the summary penalty in force: cast, version, and their posts."""
    return _given("street")


@pytest.fixture
def imported(cast: Cast) -> Cast:
    """The cast, with forty cases of the sample log in its county."""
    return _given("imported")


def _given(state: str) -> Any:
    """What was laid for a state: objects of the test's own, which it may change."""
    return pickle.loads(the_database().kept[state])


@cache
def the_database() -> Database:
    """This process's, made when its first test needs one. A test without a transaction leaves it as it was kept."""
    from django.db import connections
    from django.test import TransactionTestCase

    database = AT_THE_END.enter_context(made())
    AT_THE_END.callback(connections.close_all)
    AT_THE_END.enter_context(pytest.MonkeyPatch.context()).setattr(
        # Django would empty every table, which the ledger's do not allow and which also loses what migrations put.
        TransactionTestCase,
        "_fixture_teardown",
        lambda _case: database.restore(),
    )
    return database


class Database:
    """What it holds is kept under a name, and brought back by it. ``kept`` is what the laying of each gave, pickled."""

    def __init__(self, keep: Callable[[str], None], bring: Callable[[str], None]) -> None:
        self._keep, self._bring = keep, bring
        self.holds = BARE
        self.kept: dict[str, bytes] = {BARE: pickle.dumps(None)}
        keep(self.holds)

    def hold(self, name: str) -> None:
        """Bring a state back, or lay it and keep it."""
        if name not in self.kept:
            below, lay = STATES[name]
            self.hold(below)
            self._lay(name, lay, pickle.loads(self.kept[below]))
        elif name != self.holds:
            self.holds = name
            self.restore()

    def restore(self) -> None:
        """Whatever was committed since is gone."""
        from django.db import connections

        assert not any(one.in_atomic_block for one in connections.all()), "a transaction of a test is still open"
        connections.close_all()
        self._bring(self.holds)

    def _lay(self, name: str, lay: Callable[[Any], Any], below: Any) -> None:
        from django.db import connections, transaction

        with transaction.atomic():
            self.kept[name] = pickle.dumps(lay(below))
        connections.close_all()
        self.holds = name
        self._keep(name)


def made() -> AbstractContextManager[Database]:
    """A database as an installation's, on whichever system was chosen; it is gone after the block."""
    return _on_postgresql() if ON_POSTGRESQL else _on_sqlite()


@contextmanager
def _on_sqlite() -> Iterator[Database]:
    """A file, not memory: threads and other processes meet in it as they do in an installation."""
    _migrate()
    live = HOME / "mingcha.sqlite3"

    def copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=20)) as new:
            old.backup(new)

    def kept(name: str) -> Path:
        return HOME / f"{name}.sqlite3"

    yield Database(lambda name: copy(live, kept(name)), lambda name: copy(kept(name), live))


@contextmanager
def _on_postgresql() -> Iterator[Database]:
    import psycopg

    with cluster(SERVER) as where, closing(psycopg.connect(where, autocommit=True)) as server:

        def call(*statements: str) -> None:
            for statement in statements:
                server.execute(statement)

        def bring(name: str) -> None:
            call(f"DROP DATABASE {NAME} WITH (FORCE)", f"CREATE DATABASE {NAME} TEMPLATE kept_{name} OWNER {OWNER}")

        def keep(name: str) -> None:
            call(
                f"ALTER DATABASE {NAME} RENAME TO kept_{name}",
                f"CREATE DATABASE {NAME} TEMPLATE kept_{name} OWNER {OWNER}",
            )

        call(f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {APP} LOGIN", f"CREATE DATABASE {NAME} OWNER {OWNER}")
        _migrate()
        yield Database(keep, bring)


def _migrate() -> None:
    """Tables and rights, without the data that a real installation begins with: a test makes what it needs."""
    command = [Path(sys.executable).with_name("mingcha"), "migrate", "--without-data"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


_set_environment()
