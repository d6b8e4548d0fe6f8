# SPDX-License-Identifier: Apache-2.0
"""Which rows are public, and under which name."""

from django.db import migrations, models

import mingcha.disclosure.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[("item", "权力事项"), ("organ", "执法主体")], max_length=10, verbose_name="类别"
                    ),
                ),
                ("object_id", models.BigIntegerField(verbose_name="对象")),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "public_id",
                    models.CharField(
                        default=mingcha.disclosure.models.new_id,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="公示编号",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("published", "已公示"), ("withdrawn", "已撤下")],
                        default="published",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(verbose_name="公示时间")),
            ],
            options={
                "verbose_name": "公示",
                "indexes": [models.Index(fields=["kind", "status", "-published_at"], name="publication_newest")],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="published_once")],
            },
        ),
    ]
