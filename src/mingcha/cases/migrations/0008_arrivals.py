# SPDX-License-Identifier: Apache-2.0
"""Branches that have come to a joining step."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("cases", "0007_running"),)

    operations = (
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=100, verbose_name="环节")),
                ("came_by", models.CharField(max_length=100, verbose_name="来自环节")),
                ("persons", models.JSONField(default=list)),
                ("helpers", models.JSONField(default=list)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="arrivals", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("case", "act", "came_by"), name="arrival_once")],
            },
        ),
    )
