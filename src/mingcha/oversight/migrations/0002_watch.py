# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_forms_and_numbers"),
        ("organs", "0005_revoked"),
        ("oversight", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("ran_at", models.DateTimeField(verbose_name="查询时间")),
                ("running", models.PositiveIntegerField(verbose_name="在办件数")),
            ],
            options={
                "verbose_name": "每日查询",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PointOutcome",
            fields=[
                (
                    "point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="outcome",
                        serialize=False,
                        to="catalog.point",
                    ),
                ),
                ("ended", models.PositiveIntegerField()),
                ("false", models.PositiveIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DailyLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organ_1", models.BigIntegerField(editable=False, null=True)),
                ("organ_2", models.BigIntegerField(editable=False, null=True)),
                ("organ_3", models.BigIntegerField(editable=False, null=True)),
                ("county", models.CharField(editable=False, max_length=12)),
                ("city", models.CharField(editable=False, max_length=12)),
                ("province", models.CharField(editable=False, max_length=12)),
                ("secrecy", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "level",
                    models.CharField(choices=[("red", "红"), ("yellow", "黄"), ("prompt", "提示")], max_length=10),
                ),
                ("raised", models.PositiveIntegerField()),
                ("fresh", models.PositiveIntegerField()),
                ("standing", models.PositiveIntegerField()),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
                (
                    "query",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="oversight.dailyquery",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("query", "organ", "level"), name="daily_line_once")],
            },
        ),
    ]
