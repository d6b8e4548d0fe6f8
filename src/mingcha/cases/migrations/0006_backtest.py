# SPDX-License-Identifier: Apache-2.0
"""Back-tests of drafts, and the index by which the cases of an import are found."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies = (("cases", "0005_certificates"), ("catalog", "0003_published"), ("organs", "0003_search"))

    operations = (
        migrations.CreateModel(
            name="BackTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("number", models.CharField(max_length=20, verbose_name="版本")),
                ("rules", models.JSONField(editable=False)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("since", mingcha.organs.fields.DayField(null=True, verbose_name="收到日期不早于")),
                ("batch", models.BigIntegerField(null=True, verbose_name="导入")),
                ("now", mingcha.organs.fields.LogTimeField(verbose_name="判定时刻")),
                (
                    "status",
                    models.CharField(
                        choices=[("queued", "排队中"), ("running", "回测中"), ("done", "已完成"), ("failed", "未完成")],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("bounds", models.JSONField(default=list, editable=False)),
                ("left", models.JSONField(default=list, editable=False)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="办件")),
                ("done", models.PositiveIntegerField(default=0)),
                ("alarmed", models.PositiveIntegerField(default=0)),
                ("alarmed_live", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=list, editable=False)),
                ("fault", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="提交时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="完成时间")),
            ],
            options={
                "verbose_name": "回测",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="BackTestRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        choices=[("new", "新增"), ("gone", "不再报警"), ("same", "不变")],
                        max_length=4,
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
                ("act", models.CharField(blank=True, max_length=100, verbose_name="环节")),
                ("place", models.PositiveIntegerField()),
                ("object_kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=200, null=True)),
                ("mode", models.CharField(max_length=30, null=True)),
                ("value", models.BigIntegerField(null=True)),
                ("bound", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "回测结果",
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("import_id__isnull", False)), fields=["import_id"], name="case_of_import"
            ),
        ),
        migrations.AddField(
            model_name="backtest",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.draft",
                verbose_name="事项草案",
            ),
        ),
        migrations.AddField(
            model_name="backtest",
            name="live",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.itemversion",
            ),
        ),
        migrations.AddField(
            model_name="backtest",
            name="organ",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organs.organ",
                verbose_name="实施机关",
            ),
        ),
        migrations.AddField(
            model_name="backtest",
            name="post",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organs.post",
            ),
        ),
        migrations.AddField(
            model_name="backtestrow",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="backtestrow",
            name="officer",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organs.officer",
            ),
        ),
        migrations.AddField(
            model_name="backtestrow",
            name="test",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="cases.backtest"
            ),
        ),
    )
