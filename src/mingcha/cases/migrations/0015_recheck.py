# SPDX-License-Identifier: Apache-2.0
"""Re-checks and what they found."""

import django.db.models.deletion
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_late"),
        ("catalog", "0005_forms_and_numbers"),
        ("organs", "0006_hours"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("reason", models.CharField(max_length=500, verbose_name="复查原因")),
                ("since", mingcha.organs.fields.DayField(null=True, verbose_name="收到日期不早于")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("now", mingcha.organs.fields.LogTimeField(verbose_name="判定时刻")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "复查中"),
                            ("ready", "待采用"),
                            ("applying", "正在采用"),
                            ("applied", "已采用"),
                            ("failed", "未完成"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("bounds", models.JSONField(default=list, editable=False)),
                ("left", models.JSONField(default=list, editable=False)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="办件")),
                ("done", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=list, editable=False)),
                ("last", models.BigIntegerField(default=0, editable=False)),
                ("raised", models.PositiveIntegerField(default=0)),
                ("ended", models.PositiveIntegerField(default=0)),
                ("back", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="提交时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "calendar",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.calendar",
                        verbose_name="工作日历",
                    ),
                ),
                (
                    "of_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemversion",
                        verbose_name="事项版本",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="机关",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "复查",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="RecheckRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        choices=[("new", "新增"), ("gone", "不再报警"), ("back", "重新报警"), ("level", "级别变化")],
                        max_length=5,
                        verbose_name="变化",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("time_limit", "办理时限"),
                            ("qualification", "执法主体资格确认"),
                            ("rollback", "环节回退"),
                            ("evidence", "证据固化"),
                            ("basis", "决定依据"),
                            ("discretion", "自由裁量"),
                            ("execution", "处罚执行"),
                            ("separation", "职责分离"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("red", "红"), ("yellow", "黄"), ("prompt", "提示")],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("point_key", models.CharField(max_length=60)),
                ("object_kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=30)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
                (
                    "recheck",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="cases.recheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "复查结果",
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["recheck", "case"], name="recheck_row_of_case"),
                    models.Index(fields=["recheck", "mark", "id"], name="recheck_row_of_mark"),
                ],
            },
        ),
    ]
