# SPDX-License-Identifier: Apache-2.0
"""Running cases that are moved to another version of their item, and what was seen of each beforehand."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies = (
        ("cases", "0012_supervised"),
        ("catalog", "0005_forms_and_numbers"),
        ("organs", "0005_revoked"),
    )

    operations = (
        migrations.CreateModel(
            name="VersionMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("steps", models.JSONField(editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drawing", "预览中"),
                            ("drawn", "待确认"),
                            ("moving", "换版中"),
                            ("done", "已换版"),
                            ("failed", "未完成"),
                        ],
                        default="drawing",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="办件")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="不能换版")),
                ("raised", models.PositiveIntegerField(default=0, verbose_name="将产生的报警")),
                ("gone", models.PositiveIntegerField(default=0, verbose_name="将消除的报警")),
                ("fault", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("made_at", models.DateTimeField(verbose_name="预览时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemversion",
                        verbose_name="新版本",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemversion",
                        verbose_name="原版本",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="实施机关",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                    ),
                ),
            ],
            options={"verbose_name": "在办件换版", "ordering": ("-id",), "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="VersionMoveRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(editable=False, max_length=64)),
                ("refused", models.BooleanField(default=False)),
                ("faults", models.JSONField(default=list, editable=False)),
                ("acts", models.JSONField(default=list, editable=False)),
                ("due_was", mingcha.organs.fields.LogTimeField(null=True, verbose_name="原期限")),
                ("due_now", mingcha.organs.fields.LogTimeField(null=True, verbose_name="新期限")),
                ("alarms", models.JSONField(default=list, editable=False)),
                ("raised", models.PositiveIntegerField(default=0)),
                ("gone", models.PositiveIntegerField(default=0)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="cases.versionmove",
                    ),
                ),
            ],
            options={
                "verbose_name": "换版结果",
                "ordering": ("id",),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("move", "case"), name="move_case_once")],
            },
        ),
    )
