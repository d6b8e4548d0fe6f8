# SPDX-License-Identifier: Apache-2.0
"""What the database itself refuses: to change what was published, and two versions of an item on one day (S1-26, feature 2).

A version is written with its steps and points in one transaction and sealed as the last of it. From then on nothing of it
can be changed or taken away but the day on which it ends, and nothing can be added to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WORDS: Final = "catalog: published"
OVERLAP: Final = "catalog: overlap"
_OF_VERSION: Final = {
    "catalog_step": "item_version_id",
    "catalog_point": "item_version_id",
    "catalog_versiondocument": "version_id",
}
"""By table the column that names the version."""
_OF_POINT: Final = (
    "catalog_pointact",
    "catalog_pointpausekind",
    "catalog_pointevidence",
    "catalog_pointnegative",
    "catalog_pointexempt",
    "catalog_pointlevel",
)
_SEALED: Final = {
    **{
        table: f"EXISTS (SELECT 1 FROM catalog_itemversion v WHERE v.id = {{row}}.{column} AND v.sealed)"
        for table, column in _OF_VERSION.items()
    },
    **dict.fromkeys(
        _OF_POINT,
        "EXISTS (SELECT 1 FROM catalog_point p JOIN catalog_itemversion v ON v.id = p.item_version_id"
        " WHERE p.id = {row}.point_id AND v.sealed)",
    ),
    "catalog_itemversion": "{row}.sealed",
}
"""By table, whether a row belongs to a sealed version."""
_KEPT: Final = ("id", "item_id", "number", "valid_from", "digest", "sealed")
"""Columns of a version that stay as they are."""
_SAME_DAYS: Final = """EXISTS (SELECT 1 FROM catalog_itemversion v WHERE v.item_id = NEW.item_id AND v.id <> NEW.id
 AND v.valid_from <= coalesce(v.valid_to, v.valid_from) AND NEW.valid_from <= coalesce(NEW.valid_to, NEW.valid_from)
 AND v.valid_from <= coalesce(NEW.valid_to, v.valid_from) AND NEW.valid_from <= coalesce(v.valid_to, NEW.valid_from))"""
"""Versions that end before they begin were corrected on their first day and are never in force."""


def statements(vendor: str) -> tuple[Sequence[str], Sequence[str]]:
    """What puts the triggers in place, and what takes them away."""
    return {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]()


def _sqlite() -> tuple[list[str], list[str]]:
    put, names = [], []

    def trigger(name: str, when: str, condition: str, words: str) -> None:
        names.append(name)
        put.append(f"CREATE TRIGGER {name} BEFORE {when} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END")

    for table, sealed in _SEALED.items():
        old, new = sealed.format(row="OLD"), sealed.format(row="NEW")
        trigger(f"{table}_no_delete", f"DELETE ON {table}", old, WORDS)
        if table == "catalog_itemversion":
            differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _KEPT)
            trigger(f"{table}_no_update", f"UPDATE ON {table}", f"{old} AND ({differs})", WORDS)
            trigger(f"{table}_days_new", f"INSERT ON {table}", _SAME_DAYS, OVERLAP)
            trigger(f"{table}_days", f"UPDATE OF valid_from, valid_to ON {table}", _SAME_DAYS, OVERLAP)
        else:
            trigger(f"{table}_no_update", f"UPDATE ON {table}", f"{old} OR {new}", WORDS)
            trigger(f"{table}_no_insert", f"INSERT ON {table}", new, WORDS)
    return put, [f"DROP TRIGGER {name}" for name in names]


def _postgresql() -> tuple[list[str], list[str]]:
    put, names = [], []

    def function(name: str, condition: str, words: str, result: str) -> None:
        put.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
            f" RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END $$"
        )

    def trigger(name: str, when: str, table: str) -> None:
        names.append((name, table))
        put.append(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")

    for table, sealed in _SEALED.items():
        old, new = sealed.format(row="OLD"), sealed.format(row="NEW")
        function(f"{table}_no_delete", old, WORDS, "OLD")
        trigger(f"{table}_no_delete", "DELETE", table)
        if table == "catalog_itemversion":
            differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _KEPT)
            function(f"{table}_no_update", f"{old} AND ({differs})", WORDS, "NEW")
            function(f"{table}_days", _SAME_DAYS, OVERLAP, "NEW")
            trigger(f"{table}_days", "INSERT OR UPDATE OF valid_from, valid_to", table)
        else:
            function(f"{table}_no_update", f"{old} OR {new}", WORDS, "NEW")
            function(f"{table}_no_insert", new, WORDS, "NEW")
            trigger(f"{table}_no_insert", "INSERT", table)
        trigger(f"{table}_no_update", "UPDATE", table)
    away = [f"DROP TRIGGER {name} ON {table}" for name, table in names]
    return put, [*away, *(f"DROP FUNCTION {name}()" for name, _table in names)]
