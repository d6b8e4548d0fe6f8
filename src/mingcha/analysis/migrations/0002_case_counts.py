# SPDX-License-Identifier: Apache-2.0
"""Counts of cases by day and month for cities and provinces."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies: ClassVar = [("analysis", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="CaseCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=12)),
                ("grain", models.CharField(choices=[("d", "日"), ("m", "月")], max_length=1)),
                ("facet", models.CharField(choices=[("region", "地区"), ("took", "决定时长")], max_length=6)),
                ("day", mingcha.organs.fields.DayField()),
                ("key", models.CharField(max_length=12)),
                ("secrecy", models.PositiveSmallIntegerField()),
                ("came", models.PositiveIntegerField()),
                ("closed", models.PositiveIntegerField()),
                ("late", models.PositiveIntegerField()),
                ("unfit", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "办件计数",
                "default_permissions": (),
                "indexes": [models.Index(fields=["day", "grain"], name="case_count_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "grain", "facet", "day", "key", "secrecy"), name="case_count_once"
                    )
                ],
            },
        ),
    ]
