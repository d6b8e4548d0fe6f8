# SPDX-License-Identifier: Apache-2.0
"""Requests for more time, and when somebody was last urged."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("cases", "0008_arrivals"),
        ("organs", "0005_revoked"),
    )

    operations = (
        migrations.AddField(
            model_name="task",
            name="urged_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="催办时间"),
        ),
        migrations.AddField(
            model_name="casefile",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="casefile",
            name="split_from",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="split_off",
                to="cases.case",
            ),
        ),
        migrations.CreateModel(
            name="ExtensionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point_key", models.CharField(max_length=60)),
                ("of_step", models.BooleanField()),
                ("limit", models.CharField(max_length=200, verbose_name="期限")),
                ("unit", models.CharField(max_length=20)),
                ("amount", models.PositiveIntegerField(verbose_name="延长")),
                ("reason", models.TextField(verbose_name="理由")),
                (
                    "status",
                    models.CharField(
                        choices=[("asked", "待批准"), ("approved", "已批准"), ("refused", "不批准")],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("answer", models.TextField(blank=True, verbose_name="审批意见")),
                (
                    "asked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extension_requests",
                        to="cases.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
                    ),
                ),
                (
                    "extension",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="request",
                        to="cases.extension",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.step",
                    ),
                ),
            ],
            options={"verbose_name": "延期申请", "ordering": ("id",), "default_permissions": ()},
        ),
        migrations.AddIndex(
            model_name="extensionrequest",
            index=models.Index(condition=models.Q(("status", "asked")), fields=["case"], name="extension_asked"),
        ),
    )
