# SPDX-License-Identifier: Apache-2.0
"""The tables of accountability and risk prevention."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingcha.organs.fields
import mingcha.oversight.models.admonitions


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_late"),
        ("catalog", "0005_forms_and_numbers"),
        ("organs", "0005_revoked"),
        ("oversight", "0002_watch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdmonitionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "unit",
                    models.CharField(
                        choices=[("person", "同一人员"), ("department", "同一部门的人员合并计算")],
                        default="person",
                        max_length=10,
                        verbose_name="计数对象",
                    ),
                ),
                (
                    "kinds",
                    models.JSONField(
                        default=mingcha.oversight.models.admonitions.usual_kinds, verbose_name="计入的告诫方式"
                    ),
                ),
                ("most", models.PositiveSmallIntegerField(default=2, verbose_name="次数")),
                ("months", models.PositiveSmallIntegerField(default=12, verbose_name="月数")),
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organs.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "告诫计数规则",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organ_1", models.BigIntegerField(editable=False, null=True)),
                ("organ_2", models.BigIntegerField(editable=False, null=True)),
                ("organ_3", models.BigIntegerField(editable=False, null=True)),
                ("county", models.CharField(editable=False, max_length=12)),
                ("city", models.CharField(editable=False, max_length=12)),
                ("province", models.CharField(editable=False, max_length=12)),
                ("secrecy", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("source", models.CharField(max_length=300, verbose_name="核对方式")),
                ("at", models.DateTimeField(verbose_name="核对时间")),
                ("count", models.PositiveSmallIntegerField(verbose_name="核对字段数")),
                ("deviations", models.PositiveSmallIntegerField(verbose_name="不符字段数")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="核对人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
            ],
            options={
                "verbose_name": "数据核对",
                "ordering": ("-at", "-id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ComparedField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("contact", "联系人"),
                            ("phone", "联系方式"),
                            ("materials", "需提供材料"),
                            ("result", "审批结果"),
                            ("fee", "缴费金额"),
                            ("limit", "办理时限"),
                        ],
                        max_length=10,
                        verbose_name="字段",
                    ),
                ),
                ("entered", mingcha.organs.fields.EncryptedField(editable=False, verbose_name="录入内容")),
                ("actual", mingcha.organs.fields.EncryptedField(editable=False, verbose_name="实际情况")),
                ("deviates", models.BooleanField(verbose_name="不符")),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="oversight.comparison"
                    ),
                ),
            ],
            options={
                "verbose_name": "核对字段",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Liability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("causes", models.JSONField(default=list, verbose_name="追责情形")),
                ("facts", models.TextField(max_length=4000, verbose_name="查明的事实")),
                ("serious", models.BooleanField(default=False, verbose_name="情节严重或者造成影响")),
                ("automatic", models.BooleanField(default=False, editable=False)),
                (
                    "secrecy",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "一般"), (1, "内部")], default=0, verbose_name="知悉范围"
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("state_until", models.DateTimeField(null=True, verbose_name="陈述申辩期限")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定时间")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="决定书文号")),
                ("words", models.TextField(blank=True, max_length=4000, verbose_name="决定理由")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟稿"),
                            ("proposed", "待复核"),
                            ("stating", "陈述申辩"),
                            ("decided", "已决定"),
                            ("dropped", "不予追究"),
                            ("withdrawn", "决定已撤销"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="决定机关",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="决定人",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="单位",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="复核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任追究",
                "ordering": ("-opened_at", "-id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Admonition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[("written", "告诫书"), ("prompt", "提示单"), ("talk", "诫勉谈话")],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("facts", models.TextField(max_length=2000, verbose_name="事由")),
                ("given_at", models.DateTimeField(verbose_name="告诫时间")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="撤销理由")),
                (
                    "status",
                    models.CharField(
                        choices=[("standing", "有效"), ("revoked", "已撤销")],
                        default="standing",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="告诫机关",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="告诫人",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="被告诫人",
                    ),
                ),
                (
                    "liability",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="admonitions",
                        to="oversight.liability",
                    ),
                ),
            ],
            options={
                "verbose_name": "告诫",
                "ordering": ("-given_at", "-id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LiabilityLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "liability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="oversight.liability"
                    ),
                ),
            ],
            options={
                "verbose_name": "追责线索",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LiabilityTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafted", "自动拟稿"),
                            ("proposed", "提出"),
                            ("returned", "退回"),
                            ("reviewed", "复核通过，告知陈述申辩"),
                            ("stated", "陈述申辩"),
                            ("decided", "作出决定"),
                            ("dropped", "不予追究"),
                            ("objected", "提出异议"),
                            ("answered", "答复异议"),
                            ("withdrawn", "撤销决定"),
                            ("transferred", "移送司法机关"),
                            ("received", "登记移送回执"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
                    ),
                ),
                (
                    "liability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="oversight.liability"
                    ),
                ),
            ],
            options={
                "verbose_name": "追责经过",
                "ordering": ("at", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Liable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("staff", "责任人员"), ("leader", "相关领导"), ("department", "部门")],
                        max_length=10,
                        verbose_name="身份",
                    ),
                ),
                ("statement", models.TextField(blank=True, max_length=4000, verbose_name="陈述申辩")),
                ("stated_at", models.DateTimeField(null=True)),
                ("objection", models.TextField(blank=True, max_length=4000, verbose_name="异议")),
                ("objected_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="异议答复")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "liability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="liables", to="oversight.liability"
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "责任对象",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("talk", "诫勉谈话"),
                            ("self_criticism", "责令作出书面检查"),
                            ("criticism", "通报批评"),
                            ("suspension", "停职检查"),
                            ("reassignment", "调整工作岗位"),
                            ("removal", "免职"),
                            ("demotion", "降职"),
                            ("resignation", "责令辞职"),
                            ("discipline", "给予党政纪处分"),
                        ],
                        max_length=14,
                        verbose_name="追责方式",
                    ),
                ),
                ("effect", models.CharField(max_length=300, verbose_name="效力")),
                (
                    "liable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measures", to="oversight.liable"
                    ),
                ),
            ],
            options={
                "verbose_name": "追责方式",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RiskPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("key", models.CharField(blank=True, editable=False, max_length=60)),
                ("step", models.CharField(blank=True, max_length=100, verbose_name="环节")),
                (
                    "level",
                    models.CharField(
                        choices=[("high", "高"), ("medium", "中"), ("low", "低")],
                        max_length=10,
                        verbose_name="风险等级",
                    ),
                ),
                ("description", models.TextField(max_length=1000, verbose_name="风险表现")),
                ("measure", models.TextField(max_length=1000, verbose_name="防控措施")),
                ("holder", models.CharField(blank=True, max_length=100, verbose_name="责任人")),
                ("due_on", models.DateField(verbose_name="复核期限")),
                ("reviewed_on", models.DateField(null=True, verbose_name="上次复核")),
                ("reminded", models.BooleanField(default=False, editable=False)),
                ("alarms", models.PositiveIntegerField(default=0, verbose_name="近十二个月报警")),
                ("alarms_before", models.PositiveIntegerField(default=0, verbose_name="上一个十二个月报警")),
                ("red", models.PositiveIntegerField(default=0, verbose_name="其中红色")),
                ("reckoned_on", models.DateField(editable=False, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("current", "有效"), ("submitted", "待审核"), ("retired", "已退出")],
                        default="current",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.poweritem",
                        verbose_name="权力事项",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "风险点",
                "ordering": ("due_on", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RiskReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was", models.CharField(choices=[("high", "高"), ("medium", "中"), ("low", "低")], max_length=10)),
                ("level", models.CharField(choices=[("high", "高"), ("medium", "中"), ("low", "低")], max_length=10)),
                ("measure", models.TextField(max_length=1000)),
                ("holder", models.CharField(max_length=100)),
                ("changed", models.BooleanField()),
                ("words", models.TextField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("", "待审核"), ("agreed", "通过"), ("returned", "退回")], max_length=10
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="oversight.riskpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "风险点复核",
                "ordering": ("-at", "-id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.CharField(max_length=100, verbose_name="接收机关")),
                ("day", models.DateField(verbose_name="移送日期")),
                ("what", models.TextField(max_length=2000, verbose_name="移送的问题和材料")),
                ("receipt", models.CharField(blank=True, max_length=200, verbose_name="回执")),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
                (
                    "liability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="oversight.liability"
                    ),
                ),
            ],
            options={
                "verbose_name": "移送司法机关",
                "ordering": ("day", "id"),
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="comparison",
            index=models.Index(fields=["at", "id"], name="comparison_at"),
        ),
        migrations.AddConstraint(
            model_name="comparedfield",
            constraint=models.UniqueConstraint(fields=("comparison", "field"), name="compared_field_once"),
        ),
        migrations.AddIndex(
            model_name="liability",
            index=models.Index(fields=["opened_at", "id"], name="liability_opened"),
        ),
        migrations.AddIndex(
            model_name="liability",
            index=models.Index(fields=["organ", "opened_at"], name="liability_of_organ"),
        ),
        migrations.AddIndex(
            model_name="admonition",
            index=models.Index(fields=["given_at", "id"], name="admonition_given"),
        ),
        migrations.AddIndex(
            model_name="admonition",
            index=models.Index(fields=["organ", "given_at"], name="admonition_of_organ"),
        ),
        migrations.AddIndex(
            model_name="liabilitylink",
            index=models.Index(fields=["kind", "object_id"], name="liability_by_link"),
        ),
        migrations.AddConstraint(
            model_name="liabilitylink",
            constraint=models.UniqueConstraint(fields=("liability", "kind", "object_id"), name="liability_link_once"),
        ),
        migrations.AddConstraint(
            model_name="liable",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)), fields=("liability", "person"), name="liable_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="liable",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person", None)), fields=("liability",), name="liable_department_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.UniqueConstraint(fields=("liable", "form"), name="sanction_once"),
        ),
        migrations.AddIndex(
            model_name="riskpoint",
            index=models.Index(fields=["due_on", "id"], name="risk_due"),
        ),
        migrations.AddIndex(
            model_name="riskpoint",
            index=models.Index(fields=["organ", "due_on"], name="risk_of_organ"),
        ),
        migrations.AddConstraint(
            model_name="riskpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("item__isnull", False)), fields=("item", "key"), name="risk_of_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="riskreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")), fields=("risk",), name="risk_review_waits_once"
            ),
        ),
    ]
