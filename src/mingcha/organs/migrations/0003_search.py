# SPDX-License-Identifier: Apache-2.0
"""The index by which persons and officers are found (organs/search_index.py), as it was made first."""

from __future__ import annotations

from django.db import migrations

from mingcha.organs.search_index import Index, put, take_away

INDEXES = (Index("organs_person"), Index("organs_officer"))


class Migration(migrations.Migration):
    dependencies = (("organs", "0002_identity"),)
    operations = (migrations.RunPython(put(INDEXES), take_away(INDEXES)),)
