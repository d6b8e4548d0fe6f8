# SPDX-License-Identifier: Apache-2.0
"""The chapter in which an article stands."""

from __future__ import annotations

from django.db import migrations, models

from mingcha.ledger.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = (("catalog", "0003_published"),)
    operations = (
        AddColumn(
            model_name="article",
            name="chapter",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="章节"),
        ),
    )
