# SPDX-License-Identifier: Apache-2.0
"""Drafts and their gates, the law library, discretion standards, templates, lists."""

import django.db.models.deletion
from django.db import migrations, models

import mingcha.organs.fields
from mingcha.ledger.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("files", "0001_initial"),
        ("organs", "0003_search"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={"verbose_name": "条文"},
        ),
        AddColumn(
            model_name="article",
            name="label",
            field=models.CharField(blank=True, max_length=40, verbose_name="条"),
        ),
        AddColumn(
            model_name="article",
            name="place",
            field=models.PositiveIntegerField(default=0, verbose_name="次序"),
        ),
        AddColumn(
            model_name="article",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        AddColumn(
            model_name="article",
            name="text",
            field=models.TextField(blank=True, verbose_name="内容"),
        ),
        migrations.CreateModel(
            name="VersionDocument",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="written",
                        serialize=False,
                        to="catalog.itemversion",
                    ),
                ),
                ("document", models.JSONField(editable=False)),
            ],
            options={"verbose_name": "事项文本"},
        ),
        AddColumn(
            model_name="itemversion",
            name="sealed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="valid_to",
            field=mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="失效日期"),
        ),
        AddColumn(
            model_name="tier",
            name="basis",
            field=models.CharField(blank=True, max_length=500, verbose_name="依据"),
        ),
        AddColumn(
            model_name="tier",
            name="conditions",
            field=models.CharField(blank=True, max_length=1000, verbose_name="适用条件"),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("code", models.CharField(max_length=60, verbose_name="事项编码")),
                ("name", models.CharField(max_length=200, verbose_name="事项名称")),
                ("document", models.JSONField(default=dict, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drafting", "起草中"),
                            ("legal", "待合法性审查"),
                            ("ready", "待送审"),
                            ("first", "待初审"),
                            ("final", "待审定"),
                            ("published", "已生效"),
                            ("dropped", "已放弃"),
                        ],
                        default="drafting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="起草时间")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemversion",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="catalog.poweritem",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="organs.organ",
                        verbose_name="实施机关",
                    ),
                ),
                (
                    "published",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="catalog.itemversion",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("drafting", "legal", "ready", "first", "final"))),
                        fields=("code",),
                        name="draft_open_once",
                    )
                ],
                "verbose_name": "事项草案",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="GateHolder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "gate",
                    models.CharField(
                        choices=[("legal", "合法性审查"), ("submit", "送审"), ("first", "初审"), ("final", "审定")],
                        max_length=10,
                        verbose_name="环节",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="机构",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gate_holders",
                        to="organs.region",
                        verbose_name="地区",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.role",
                        verbose_name="角色",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("region", "gate"), name="gate_holder_once")],
                "verbose_name": "审核岗位",
            },
        ),
        migrations.CreateModel(
            name="Law",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("law", "法律"),
                            ("regulation", "行政法规"),
                            ("rule", "部门规章"),
                            ("local_regulation", "地方性法规"),
                            ("local_rule", "地方政府规章"),
                            ("norm", "行政规范性文件"),
                        ],
                        max_length=20,
                        verbose_name="效力层级",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="制定机关")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="施行日期")),
                ("valid_to", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="失效日期")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="来源")),
            ],
            options={
                "verbose_name": "法律法规",
                "ordering": ("title", "id"),
                "constraints": [models.UniqueConstraint(fields=("title", "valid_from"), name="law_once")],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="law",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="catalog.law",
            ),
        ),
        migrations.CreateModel(
            name="Leniency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("violation", models.CharField(max_length=200, verbose_name="违法行为")),
                (
                    "effect",
                    models.CharField(
                        choices=[("none", "不予处罚"), ("mitigated", "减轻处罚"), ("lighter", "从轻处罚")],
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                ("conditions", models.CharField(max_length=1000, verbose_name="适用条件")),
                ("basis", models.CharField(max_length=500, verbose_name="依据")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="施行日期")),
                ("valid_to", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leniencies",
                        to="organs.organ",
                        verbose_name="制定机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "包容免罚事项",
                "ordering": ("violation", "id"),
            },
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("items", "行政执法事项清单"),
                            ("inspections", "随机抽查事项清单"),
                            ("subjects", "执法主体资格清单"),
                            ("officers", "执法人员资格清单"),
                            ("charts", "执法程序流程图"),
                            ("guides", "服务指南"),
                            ("recordings", "音像记录事项清单"),
                            ("reviews", "重大执法决定法制审核目录清单"),
                            ("elements", "法制审核要素清单"),
                        ],
                        max_length=12,
                        verbose_name="清单",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("lines", models.JSONField(default=list, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "起草中"),
                            ("review", "待审核"),
                            ("effective", "有效"),
                            ("retired", "已被替代"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("valid_from", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="发布日期")),
                ("valid_to", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="失效日期")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="变更说明")),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registers",
                        to="organs.organ",
                        verbose_name="机关",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organ", "kind", "number"), name="register_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "effective")),
                        fields=("organ", "kind"),
                        name="register_effective_once",
                    ),
                ],
                "verbose_name": "清单",
                "ordering": ("kind", "-number"),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "gate",
                    models.CharField(
                        choices=[("legal", "合法性审查"), ("submit", "送审"), ("first", "初审"), ("final", "审定")],
                        max_length=10,
                        verbose_name="环节",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("passed", "通过"), ("returned", "退回")], max_length=10, verbose_name="结果"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="意见")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="catalog.draft"
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
                "verbose_name": "审核记录",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=30, verbose_name="文书字")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="已用到")),
                (
                    "organ",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organ", "word", "year"), name="series_once")],
                "verbose_name": "文书号",
            },
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("violation", models.CharField(max_length=200, verbose_name="违法行为")),
                ("number", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("basis", models.CharField(blank=True, max_length=500, verbose_name="依据")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="施行日期")),
                ("valid_to", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "起草中"),
                            ("review", "待审核"),
                            ("effective", "有效"),
                            ("retired", "已废止"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("draft", models.JSONField(default=list, editable=False)),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standards",
                        to="organs.organ",
                        verbose_name="制定机关",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organ", "violation", "number"), name="standard_number_once")
                ],
                "verbose_name": "裁量基准",
                "ordering": ("violation", "-number"),
            },
        ),
        migrations.AddField(
            model_name="tier",
            name="standard",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tiers",
                to="catalog.standard",
            ),
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("key", models.CharField(max_length=60, verbose_name="代号")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="版次")),
                ("locked", models.BooleanField(default=False, verbose_name="下级不得另行制定")),
                ("variables", models.JSONField(default=list, editable=False)),
                ("word", models.CharField(blank=True, max_length=30, verbose_name="文书字")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "起草中"), ("effective", "有效"), ("retired", "已废止")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.stored",
                        verbose_name="文件",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates",
                        to="organs.organ",
                        verbose_name="制定机关",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organ", "key", "edition"), name="template_edition_once")
                ],
                "verbose_name": "文书范本",
                "ordering": ("name", "-edition", "id"),
            },
        ),
    ]
