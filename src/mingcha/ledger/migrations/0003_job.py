# SPDX-License-Identifier: Apache-2.0
"""Jobs get an owner."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("ledger", "0002_append_only"),)
    operations = (
        migrations.CreateModel(
            name="Job",
            fields=[
                ("task", models.CharField(editable=False, max_length=32, primary_key=True, serialize=False)),
                ("ref", models.CharField(editable=False, max_length=64)),
                ("actor_id", models.BigIntegerField(editable=False, null=True)),
                ("organ_path", models.CharField(editable=False, max_length=255)),
                ("city", models.CharField(editable=False, max_length=12)),
                ("county", models.CharField(editable=False, max_length=12)),
                ("at", models.DateTimeField(db_index=True, editable=False)),
            ],
            options={
                "verbose_name": "后台任务",
                "verbose_name_plural": "后台任务",
                "default_permissions": (),
            },
        ),
    )
