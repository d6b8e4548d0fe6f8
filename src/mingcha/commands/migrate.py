# SPDX-License-Identifier: Apache-2.0
"""``mingcha migrate``: makes or updates the tables, the rights on them, the key ring, and the data all installations begin with.

On PostgreSQL it connects as the owner of the tables (MINGCHA_OWNER_DATABASE); the application's own role gets the rights
that it needs, and of the ledger only those to read and to add (security.md F7). Running it again changes nothing.
"""

from __future__ import annotations

import argparse
from typing import Final

from mingcha.commands.application import application
from mingcha.commands.terminal import Stopped, say

AUTHOR: Final = "mingcha migrate"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "建立或更新数据库的表和权限，载入角色等基础数据。可以反复运行。"
    parser.add_argument("--without-data", action="store_true", help="只建表和权限，不载入基础数据")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application(as_owner=True):
        refuse_one_role()
        _make_home()
        _make_keys()
        make_tables()
        if not options.without_data:
            for line in load_data():
                say(line)
    return 0


def refuse_one_role() -> None:
    """Raise Stopped: who owns the tables could take away what keeps the ledger as it is."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql" and connection.settings_dict["USER"] == settings.APP_ROLE:
        raise Stopped(
            "PostgreSQL 需要两个角色：MINGCHA_OWNER_DATABASE 建表，MINGCHA_DATABASE 运行，见 docs/operations.md"
        )


def _make_home() -> None:
    """A signing secret from the environment leaves it unmade, and SQLite makes no folders."""
    from django.conf import settings

    settings.HOME.mkdir(parents=True, exist_ok=True)


def _make_keys() -> None:
    """A new ring for a new database only: beside an old one it would hide that the real ring is lost."""
    from django.conf import settings
    from django.db import connection

    from mingcha.ledger.keys import new_ring

    if settings.KEYS_FILE.exists():
        return
    if "ledger_entry" in connection.introspection.table_names():
        raise Stopped(f"数据库里已有数据，却没有密钥文件 {settings.KEYS_FILE}，请从备份恢复")
    new_ring(settings.KEYS_FILE)


def make_tables() -> None:
    """Bring the schema up to date, and the rights of the application's role."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    _repair_search()
    _give_rights()


def bring_up_to_date() -> None:
    """The same where most often nothing is to be done: the package's command takes its seconds even then."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        make_tables()
    else:
        _give_rights()


def _give_rights() -> None:
    from django.conf import settings
    from django.db import connection

    from mingcha.ledger.grants import grant

    if connection.vendor == "postgresql":
        grant(connection, settings.APP_ROLE)


def _repair_search() -> None:
    """A migration that alters a table makes it anew on SQLite, without the triggers that keep its index of words."""
    from django.apps import apps
    from django.db import connection

    from mingcha.organs.search_index import repair

    repair(connection, [model.SEARCH for model in apps.get_models() if hasattr(model, "SEARCH")])


def load_data() -> list[str]:
    """Add what is missing of the data that every installation begins with. Gives a line for each kind that grew."""
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar
    from mingcha.organs.actions.dictionaries import load_dictionaries
    from mingcha.organs.actions.regions import load_regions
    from mingcha.organs.actions.roles import load_roles

    by = System(AUTHOR)
    added = {
        "地区": load_regions(by)["added"],
        "角色": load_roles(by),
        "工作日历（年）": len(load_calendar(by)),
        "字典": len(load_dictionaries(by)),
    }
    return [f"{name}：新增 {count}" for name, count in added.items() if count]
