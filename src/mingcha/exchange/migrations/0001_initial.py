# SPDX-License-Identifier: Apache-2.0
"""The tables of this room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("organs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("key", models.SlugField(max_length=60, unique=True, verbose_name="代号")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("mapping", models.TextField(blank=True, verbose_name="映射")),
                (
                    "unknown_organs",
                    models.CharField(
                        choices=[("refuse", "作为错误列出"), ("own", "归入来源所属机关")],
                        default="refuse",
                        max_length=10,
                        verbose_name="日志中的机关不在系统中时",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="所属机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "数据来源",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("mapping", models.TextField(blank=True, verbose_name="映射")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("uploaded", "识别中"),
                            ("mapping", "待核对各列"),
                            ("checking", "试运行中"),
                            ("refused", "有错误"),
                            ("ready", "可以导入"),
                            ("running", "导入中"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                            ("dropped", "已放弃"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("by_name", models.CharField(max_length=60, verbose_name="提交人")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="提交时间")),
                ("seen", models.JSONField(default=dict, editable=False)),
                ("faults", models.JSONField(default=list, editable=False)),
                ("fault_total", models.PositiveIntegerField(default=0, editable=False)),
                ("notes", models.JSONField(default=list, editable=False)),
                ("summary", models.JSONField(default=dict, editable=False)),
                ("slices", models.PositiveIntegerField(default=0, editable=False)),
                ("done", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="经办岗位",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="exchange.source",
                        verbose_name="来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(choices=[("log", "日志"), ("side", "附表")], max_length=4)),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="exchange.import"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.stored"),
                ),
            ],
            options={
                "ordering": ("place",),
                "constraints": [models.UniqueConstraint(fields=("batch", "place"), name="import_file_placed_once")],
            },
        ),
    ]
