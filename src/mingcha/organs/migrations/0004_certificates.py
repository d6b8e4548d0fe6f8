# SPDX-License-Identifier: Apache-2.0
"""Exams, yearly verification and suspension, and the intervals that they leave of a certificate."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0003_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="revoked_on",
            field=mingcha.organs.fields.DayField(blank=True, editable=False, null=True, verbose_name="注销日期"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="term_to",
            field=mingcha.organs.fields.DayField(blank=True, editable=False, null=True, verbose_name="证载有效期止"),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="status",
            field=models.CharField(
                choices=[("valid", "有效"), ("suspended", "已暂扣"), ("revoked", "已注销")],
                default="valid",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.CreateModel(
            name="CertificatePause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("suspended", "暂扣"), ("lapsed", "逾期未审验")], max_length=10, verbose_name="种类"
                    ),
                ),
                ("first_day", mingcha.organs.fields.DayField(verbose_name="起")),
                ("last_day", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="止")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="organs.certificate"
                    ),
                ),
            ],
            options={
                "verbose_name": "不计入有效的日子",
                "ordering": ("first_day", "id"),
            },
        ),
        migrations.CreateModel(
            name="CertificateSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="起")),
                ("valid_to", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="止")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="spans", to="organs.certificate"
                    ),
                ),
            ],
            options={
                "verbose_name": "有效期间",
                "ordering": ("valid_from", "id"),
            },
        ),
        migrations.CreateModel(
            name="Exam",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", mingcha.organs.fields.DayField(verbose_name="考试日期")),
                ("passed", models.BooleanField(verbose_name="合格")),
                ("organiser", models.CharField(max_length=100, verbose_name="组织单位")),
                ("score", models.CharField(blank=True, max_length=20, verbose_name="成绩")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exams",
                        to="organs.officer",
                        verbose_name="执法人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "资格考试",
                "ordering": ("-on", "-id"),
                "constraints": [models.UniqueConstraint(fields=("officer", "on"), name="exam_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="审验年度")),
                ("on", mingcha.organs.fields.DayField(verbose_name="审验日期")),
                ("passed", models.BooleanField(verbose_name="合格")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="organs.certificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度审验",
                "ordering": ("-year", "-id"),
                "constraints": [models.UniqueConstraint(fields=("certificate", "year"), name="verified_once_a_year")],
            },
        ),
    ]
