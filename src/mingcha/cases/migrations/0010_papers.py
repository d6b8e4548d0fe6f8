# SPDX-License-Identifier: Apache-2.0
"""Documents that were made at steps, and why an item of evidence was taken away."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("cases", "0009_requests"),
        ("catalog", "0005_forms_and_numbers"),
        ("files", "0001_initial"),
    )

    operations = (
        migrations.AddField(
            model_name="exhibit",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="移除或者替换的理由"),
        ),
        migrations.AddField(
            model_name="exhibit",
            name="removed_by",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="移除人"),
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=60)),
                ("name", models.CharField(max_length=100, verbose_name="文书")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="稿次")),
                ("made_by", models.CharField(max_length=60, verbose_name="制作人")),
                ("made_at", models.DateTimeField(verbose_name="制作时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="cases.case"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="cases.step",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.stored"),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.template"
                    ),
                ),
            ],
            options={
                "verbose_name": "文书",
                "ordering": ("-made_at", "-id"),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("step", "key", "edition"), name="paper_once")],
            },
        ),
    )
