# SPDX-License-Identifier: Apache-2.0
"""The tables of to-dos and messages."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("body", models.TextField(blank=True, max_length=2000, verbose_name="内容")),
                ("link", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("read_at", models.DateTimeField(null=True, verbose_name="已读时间")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["person", "-id"], name="message_of_person"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["person"], name="message_unread"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Todo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="事项")),
                ("object_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=300, verbose_name="内容")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="机关")),
                ("link", models.CharField(max_length=200)),
                ("perm", models.CharField(blank=True, max_length=60)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC), verbose_name="期限"
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="开始时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="todos",
                        to="organs.organ",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="todos",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "待办",
                "ordering": ("due_at", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["organ", "due_at", "id"],
                        name="todo_open_of_organ",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["person", "due_at", "id"],
                        name="todo_open_of_person",
                    ),
                    models.Index(fields=["kind", "object_id"], name="todo_object"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organ", None), ("perm", ""), ("person__isnull", False)),
                            models.Q(("organ__isnull", False), ("person", None), models.Q(("perm", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="todo_waits_for_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), ("person", None)),
                        fields=("kind", "object_id", "organ", "perm"),
                        name="todo_of_organ_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), ("organ", None)),
                        fields=("kind", "object_id", "person"),
                        name="todo_of_person_once",
                    ),
                ],
            },
        ),
    ]
