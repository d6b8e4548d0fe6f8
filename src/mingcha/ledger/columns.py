# SPDX-License-Identifier: Apache-2.0
"""New columns of tables that views stand on.

Django gives SQLite a new column with a default by copying the whole table, and a view over a table does not outlive that.
SQLite itself can add the column where it stands, in no time, whatever the size.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AddColumn(migrations.AddField):
    """``AddField`` that keeps the table where it is. For fields that are not unique and whose default is a constant."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        if schema_editor.connection.vendor != "sqlite" or field.null:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        name = schema_editor.quote_name
        kind = field.db_parameters(schema_editor.connection)["type"]
        default = schema_editor.effective_default(field)
        value = schema_editor.quote_value(default)  # type: ignore[attr-defined, unused-ignore]
        schema_editor.execute(
            f"ALTER TABLE {name(model._meta.db_table)} ADD COLUMN {name(field.column)} {kind} NOT NULL DEFAULT {value}"
        )
