# SPDX-License-Identifier: Apache-2.0
"""Versions that are there already get their document and the day on which each ended, and are sealed; then the triggers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from mingcha.catalog.published import statements
from mingcha.organs.search_index import Index
from mingcha.organs.search_index import put as put_indexes
from mingcha.organs.search_index import take_away as take_indexes

INDEXES = (Index("catalog_article"),)


def complete(apps: Any, _editor: BaseDatabaseSchemaEditor) -> None:
    """What the first versions were made from can be read off their rows."""
    following: dict[int, Any] = {}
    for version in (
        apps.get_model("catalog", "ItemVersion").objects.select_related("item").order_by("-valid_from", "-id")
    ):
        item, later = version.item, following.get(version.item_id)
        if later is not None:
            version.valid_to = later - timedelta(days=1)
        following[version.item_id] = version.valid_from
        document = {
            "catalog": {
                "code": item.code,
                "name": item.name,
                "category": item.category,
                "version": version.number,
                "valid_from": version.valid_from.isoformat(),
            },
            "step": [{"act": step.act, "place": step.place} for step in version.steps.order_by("place", "id")],
            "point": [point.rule for point in version.points.order_by("id")],
        }
        apps.get_model("catalog", "VersionDocument").objects.create(version=version, document=document)
        version.sealed = True
        version.save()


def put(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(editor.connection.vendor)[0]:
        editor.execute(statement)


def take_away(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(editor.connection.vendor)[1]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("catalog", "0002_drafts_law_lists"),)
    operations = (
        migrations.RunPython(complete, migrations.RunPython.noop),
        migrations.RunPython(put, take_away),
        migrations.RunPython(put_indexes(INDEXES), take_indexes(INDEXES)),
    )
