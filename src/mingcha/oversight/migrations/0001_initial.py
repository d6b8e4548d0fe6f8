# SPDX-License-Identifier: Apache-2.0
"""The tables of supervision orders."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0012_supervised"),
        ("files", "0001_initial"),
        ("organs", "0005_revoked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("organ_1", models.BigIntegerField(editable=False, null=True)),
                ("organ_2", models.BigIntegerField(editable=False, null=True)),
                ("organ_3", models.BigIntegerField(editable=False, null=True)),
                ("county", models.CharField(editable=False, max_length=12)),
                ("city", models.CharField(editable=False, max_length=12)),
                ("province", models.CharField(editable=False, max_length=12)),
                ("secrecy", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("number", models.CharField(max_length=60, verbose_name="督办编号")),
                ("place", models.PositiveSmallIntegerField(default=1, verbose_name="序号")),
                ("demand", models.TextField(max_length=2000, verbose_name="督办要求")),
                ("count", models.PositiveIntegerField(verbose_name="报警数")),
                ("issued_at", models.DateTimeField(verbose_name="发出时间")),
                ("due_at", models.DateTimeField(verbose_name="回复期限")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="回复时间")),
                ("remind_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("settled", "已整改或者已说明"), ("false", "误报")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("new", "新的督办"), ("answered", "已回复"), ("cancelled", "已撤销")],
                        default="new",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "doubted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="提出误报的人",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="发出人",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="发出机关",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="below",
                        to="oversight.order",
                        verbose_name="上级督办",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办",
                "ordering": ("-issued_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="OrderAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lawful", "依法办理，属正常情形"),
                            ("neglect", "办理疏漏"),
                            ("late_entry", "已办理，录入不及时"),
                            ("data", "数据传输或者对应错误"),
                            ("party", "当事人原因"),
                            ("point", "监察点设置不当"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="报警原因",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "alarm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="cases.alarm"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="oversight.order",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办的报警",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("issued", "发出"),
                            ("answered", "回复"),
                            ("returned", "退回"),
                            ("urged", "催办"),
                            ("reminded", "自动催办"),
                            ("extended", "延长期限"),
                            ("doubted", "提出误报"),
                            ("cancelled", "撤销"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="oversight.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "督办经过",
                "ordering": ("at", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TurnFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stored",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.stored"),
                ),
                (
                    "turn",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="oversight.turn"
                    ),
                ),
            ],
            options={
                "verbose_name": "督办附件",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["organ", "issued_at", "id", "status", "secrecy"], name="oversight_organ"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "issued_at", "id", "status", "secrecy"],
                name="oversight_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "issued_at", "id", "status", "secrecy"],
                name="oversight_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "issued_at", "id", "status", "secrecy"],
                name="oversight_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["county", "issued_at", "id", "status", "secrecy"], name="oversight_county"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["city", "issued_at", "id", "status", "secrecy"], name="oversight_city"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["province", "issued_at", "id", "status", "secrecy"], name="oversight_province"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["city", "status", "issued_at", "id"], name="oversight_city_status"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["province", "status", "issued_at", "id"], name="oversight_province_status"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="order_reminder"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("person__isnull", False)),
                fields=["person", "issued_at", "id"],
                name="order_of_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("parent", "place"), name="order_place_once"),
        ),
        migrations.AddConstraint(
            model_name="orderalarm",
            constraint=models.UniqueConstraint(fields=("order", "alarm"), name="order_alarm_once"),
        ),
        migrations.AddConstraint(
            model_name="orderalarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("alarm",), name="alarm_under_one_order"
            ),
        ),
    ]
