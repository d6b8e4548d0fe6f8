# SPDX-License-Identifier: Apache-2.0
"""Cases that run here: their files, parties, tasks, forms, opinions, gates, presence and next looks."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies = (
        ("cases", "0006_backtest"),
        ("files", "0001_initial"),
        ("organs", "0005_revoked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="Due",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="due",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "下次检查",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("inspection", "监督检查发现"),
                            ("complaint", "投诉举报"),
                            ("transfer", "其他机关移送"),
                            ("order", "上级交办"),
                            ("application", "当事人申请"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="案件来源",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="反映的内容")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="地点")),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                ("values", mingcha.organs.fields.EncryptedField(default="", editable=False)),
                (
                    "opened_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
            ],
            options={
                "verbose_name": "案件登记",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Exhibit",
            fields=[
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="exhibit",
                        serialize=False,
                        to="cases.evidence",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("added_by", models.CharField(max_length=60, verbose_name="提取人")),
                (
                    "stored",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.stored"),
                ),
            ],
            options={
                "verbose_name": "证据材料",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("citizen", "公民"),
                            ("legal", "法人或者其他组织"),
                            ("sole", "个体工商户"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="姓名或者名称")),
                (
                    "number",
                    mingcha.organs.fields.EncryptedField(
                        blank=True, default="", verbose_name="身份证号或统一社会信用代码"
                    ),
                ),
                (
                    "number_index",
                    mingcha.organs.fields.IndexField(
                        blank=True, db_index=True, editable=False, max_length=90, of="number"
                    ),
                ),
                ("address", mingcha.organs.fields.EncryptedField(blank=True, default="", verbose_name="住所（住址）")),
                ("phone", mingcha.organs.fields.EncryptedField(blank=True, default="", verbose_name="电话")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "当事人",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StepSheet",
            fields=[
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sheet",
                        serialize=False,
                        to="cases.step",
                    ),
                ),
                ("form", models.CharField(blank=True, max_length=60, verbose_name="表单")),
                ("values", mingcha.organs.fields.EncryptedField(editable=False)),
                ("filled_at", models.DateTimeField(verbose_name="填写时间")),
                (
                    "filled_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
            ],
            options={
                "verbose_name": "环节表单",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("act", models.CharField(max_length=100, verbose_name="环节")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "待授权"),
                            ("active", "办理中"),
                            ("done", "已完成"),
                            ("returned", "已退回"),
                            ("dropped", "已撤下"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("came_by", models.CharField(blank=True, max_length=100, verbose_name="来自环节")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="cases.case",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="task", to="cases.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "办理任务",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TaskPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("lead", "主办"), ("second", "协办"), ("signer", "会签"), ("copy", "抄送")],
                        default="lead",
                        max_length=10,
                        verbose_name="角色",
                    ),
                ),
                ("given_by", models.CharField(blank=True, max_length=60, verbose_name="委派人")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="会签时间")),
                ("opinion", models.TextField(blank=True, verbose_name="意见")),
                (
                    "officer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.officer"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="cases.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "办理人",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="种类")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "未放行"), ("closed", "已放行")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gates",
                        to="cases.case",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gates", to="cases.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "前置条件",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("step", "kind"), name="gate_once")],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("column", models.CharField(max_length=40, verbose_name="意见栏")),
                ("agrees", models.BooleanField(verbose_name="同意")),
                ("text", models.TextField(verbose_name="意见")),
                ("signed_by", models.CharField(max_length=60, verbose_name="签名")),
                ("signed_at", models.DateTimeField(verbose_name="签署时间")),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="cases.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "审批意见",
                "ordering": ("place",),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("step", "place"), name="opinion_once")],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "待确认"),
                            ("confirmed", "已确认"),
                            ("denied", "否认到场"),
                            ("lapsed", "逾期未确认"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=6)),
                ("asked_at", models.DateTimeField(verbose_name="请求时间")),
                ("due_at", models.DateTimeField(verbose_name="期限")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="cases.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.officer"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="cases.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "到场确认",
                "ordering": ("id",),
                "default_permissions": (),
                "indexes": [
                    models.Index(condition=models.Q(("status", "asked")), fields=["due_at"], name="presence_asked")
                ],
                "constraints": [models.UniqueConstraint(fields=("step", "officer"), name="presence_once")],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("declared_by", models.CharField(max_length=60, verbose_name="提出人")),
                ("declared_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recusals", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "回避",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("case", "person"), name="recusal_once")],
            },
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("status__in", ("waiting", "active"))), fields=["case"], name="task_open_of_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskperson",
            constraint=models.UniqueConstraint(fields=("task", "person", "part"), name="task_person_once"),
        ),
        migrations.CreateModel(
            name="CalendarSeen",
            fields=[
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organs.calendar",
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
            options={"default_permissions": ()},
        ),
    )
