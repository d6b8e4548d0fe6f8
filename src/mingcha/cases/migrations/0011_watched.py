# SPDX-License-Identifier: Apache-2.0
"""Cases that somebody keeps an eye on, and the index by which a party's other cases are found."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("cases", "0010_papers"), migrations.swappable_dependency(settings.AUTH_USER_MODEL))

    operations = (
        migrations.AddIndex(model_name="party", index=models.Index(fields=["name"], name="party_name")),
        migrations.CreateModel(
            name="Watched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(auto_now_add=True, verbose_name="关注时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watched", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "特别关注",
                "ordering": ("-id",),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("person", "case"), name="watched_once")],
            },
        ),
    )
