# SPDX-License-Identifier: Apache-2.0
"""Forms half finished (feature 9), and blocks of document numbers (S4-30)."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_law_chapters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("terminal", models.CharField(max_length=60, verbose_name="终端")),
                ("first", models.PositiveIntegerField(verbose_name="起号")),
                ("last", models.PositiveIntegerField(verbose_name="止号")),
                ("taken_at", models.DateTimeField(auto_now_add=True, verbose_name="取号时间")),
                ("settled_at", models.DateTimeField(editable=False, null=True, verbose_name="交回时间")),
                ("unused", models.JSONField(default=list, editable=False)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="未用原因")),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="catalog.series"
                    ),
                ),
            ],
            options={
                "verbose_name": "离线号段",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)), fields=("series", "terminal"), name="block_open_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(editable=False, max_length=40)),
                ("number", models.BigIntegerField(editable=False)),
                ("form", models.CharField(editable=False, max_length=60, verbose_name="表单")),
                ("typed", mingcha.organs.fields.EncryptedField(editable=False)),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="暂存时间")),
                (
                    "person",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "表单草稿",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "number", "form"), name="form_draft_once")
                ],
            },
        ),
    ]
