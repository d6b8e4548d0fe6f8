# SPDX-License-Identifier: Apache-2.0
"""What the application's role may do on PostgreSQL: all it needs, but of the ledger only to read and to add (F7).

``mingcha migrate`` calls it as the owner after each migration, so that no new table is left without rights or with too many.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from .append_only import UNIQUE


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Set the role's rights on every table of the schema. Does nothing on SQLite, where a file has one owner."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        quote = connection.ops.quote_name
        tables = list(connection.introspection.table_names(cursor, include_views=True))
        for table in tables:
            rights = "SELECT, INSERT" if table in UNIQUE else "SELECT, INSERT, UPDATE, DELETE"
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM PUBLIC, {quote(role)}")
            cursor.execute(f"GRANT {rights} ON {quote(table)} TO {quote(role)}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}")
