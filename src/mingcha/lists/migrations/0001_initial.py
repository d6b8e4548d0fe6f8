# SPDX-License-Identifier: Apache-2.0
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organs", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("reach", models.CharField(editable=False, max_length=400)),
                ("listing", models.CharField(max_length=40, verbose_name="列表")),
                ("act", models.CharField(max_length=40, verbose_name="办理")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="筛选")),
                ("ids", models.JSONField(null=True)),
                (
                    "form",
                    models.CharField(
                        blank=True, choices=[("csv", "CSV"), ("xlsx", "XLSX")], max_length=4, verbose_name="格式"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("running", "进行中"),
                            ("done", "已完成"),
                            ("stopped", "已停止"),
                            ("failed", "没有完成"),
                            ("gone", "已删除"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(null=True, verbose_name="总数")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已办")),
                ("place", models.JSONField(null=True)),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="未办")),
                ("refusals", models.JSONField(default=list)),
                ("written", models.BigIntegerField(default=0, verbose_name="大小")),
                ("code", models.CharField(blank=True, max_length=40)),
                ("fault", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="提交时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organs.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "批量任务",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["person", "-id"], name="errand_of_person"),
                    models.Index(fields=["status", "ended_at"], name="errand_old"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listing", models.CharField(max_length=40, verbose_name="列表")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("query", models.CharField(max_length=2000, verbose_name="筛选")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
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
                "verbose_name": "筛选",
                "ordering": ("listing", "name"),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "listing", "name"), name="filter_named_once")
                ],
            },
        ),
    ]
