# SPDX-License-Identifier: Apache-2.0
"""Second factors, elevated sessions, the login log, presences, former passwords, foreign identities."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def begin_counting(apps: Any, schema_editor: Any) -> None:
    """Nobody's password is too old, and nobody has been away too long, on the day on which that begins to count."""
    apps.get_model("organs", "Person").objects.update(password_changed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="enabled_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="password_changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="password_profile",
            field=models.CharField(
                choices=[("mlps3", "等保三级"), ("citizen", "公众")],
                default="mlps3",
                editable=False,
                max_length=10,
                verbose_name="密码规则",
            ),
        ),
        migrations.AddField(
            model_name="regionprofile",
            name="dormant_days",
            field=models.PositiveSmallIntegerField(default=90, verbose_name="长期未登录的天数"),
        ),
        migrations.AddField(
            model_name="regionprofile",
            name="second_factor",
            field=models.CharField(
                choices=[("optional", "管理员必须，其他人自愿"), ("required", "所有人必须")],
                default="optional",
                max_length=10,
                verbose_name="二次验证",
            ),
        ),
        migrations.CreateModel(
            name="FormerPassword",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=90, unique=True)),
                ("bound_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "外部身份",
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("begun_at", models.DateTimeField(verbose_name="登录时间")),
                ("seen_at", models.DateTimeField(db_index=True, verbose_name="最近操作")),
                ("place", models.CharField(max_length=40, verbose_name="来自")),
                ("browser", models.CharField(max_length=40, verbose_name="浏览器")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "在线用户",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Elevation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("factor", models.CharField(max_length=20)),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="elevations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "提升的会话",
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["until"], name="elevation_open")
                ],
            },
        ),
        migrations.CreateModel(
            name="Login",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("address", models.CharField(max_length=90)),
                ("place", models.CharField(max_length=40, verbose_name="来自")),
                ("browser", models.CharField(max_length=40, verbose_name="浏览器")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("in", "登录成功"),
                            ("password", "密码不对"),
                            ("factor", "二次验证不对"),
                            ("stopped", "次数过多，已限制"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "登录记录",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["person", "-id"], name="organs_logi_person__03a97f_idx"),
                    models.Index(fields=["person", "result", "at"], name="organs_logi_person__48d220_idx"),
                ],
            },
        ),
        migrations.RunPython(begin_counting, migrations.RunPython.noop),
    ]
