# SPDX-License-Identifier: Apache-2.0
"""Counts of alarms by day and month for cities and provinces."""

from __future__ import annotations

from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=12)),
                ("grain", models.CharField(choices=[("d", "日"), ("m", "月")], max_length=1)),
                (
                    "facet",
                    models.CharField(
                        choices=[("kind", "监察种类"), ("item", "事项"), ("act", "环节"), ("region", "地区")],
                        max_length=6,
                    ),
                ),
                ("day", mingcha.organs.fields.DayField()),
                ("key", models.CharField(max_length=100)),
                ("level", models.CharField(max_length=10)),
                ("secrecy", models.PositiveSmallIntegerField()),
                ("n", models.PositiveIntegerField()),
                ("standing", models.PositiveIntegerField()),
                ("revoked", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "报警计数",
                "default_permissions": (),
                "indexes": [models.Index(fields=["day", "grain"], name="count_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "grain", "facet", "day", "key", "level", "secrecy"), name="count_once"
                    )
                ],
            },
        ),
    ]
