# SPDX-License-Identifier: Apache-2.0
"""Entries, batches and what was sealed are only ever added: triggers on either database."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from mingcha.ledger.append_only import statements


def put(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(editor.connection.vendor)[0]:
        editor.execute(statement)


def take_away(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(editor.connection.vendor)[1]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)
    operations = (migrations.RunPython(put, take_away),)
