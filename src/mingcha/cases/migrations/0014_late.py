# SPDX-License-Identifier: Apache-2.0
"""Acts that were entered more than a day after they were done (corpus D04)."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("cases", "0013_version_moves"),)

    operations = (
        migrations.CreateModel(
            name="LateEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_at", models.DateTimeField(verbose_name="发生时间")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("entered_by", models.CharField(max_length=60, verbose_name="录入人")),
                ("reason", models.CharField(max_length=300, verbose_name="补录理由")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="late_entries", to="cases.case"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="late_entries",
                        to="cases.evidence",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.step",
                    ),
                ),
            ],
            options={"verbose_name": "补录", "ordering": ("id",), "default_permissions": ()},
        ),
    )
