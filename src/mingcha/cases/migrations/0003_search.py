# SPDX-License-Identifier: Apache-2.0
"""The index by which cases are found (organs/search_index.py), as it was made first."""

from __future__ import annotations

from django.db import migrations

from mingcha.organs.search_index import Index, put, take_away

INDEXES = (
    Index(
        "cases_case",
        at="came_at",
        facets=(
            ("o", "organ_id"),
            ("a", "organ_1"),
            ("b", "organ_2"),
            ("d", "organ_3"),
            ("n", "county"),
            ("y", "city"),
            ("p", "province"),
            ("s", "secrecy"),
            ("t", "status"),
        ),
    ),
)


class Migration(migrations.Migration):
    dependencies = (("cases", "0002_engine_views"),)
    operations = (migrations.RunPython(put(INDEXES), take_away(INDEXES)),)
