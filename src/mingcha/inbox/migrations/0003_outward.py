# SPDX-License-Identifier: Apache-2.0
"""What leaves the site: choices of people, deliveries, the state of channels. The table of messages stays where it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingcha.inbox.models
import mingcha.organs.fields
from mingcha.ledger.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0002_title_en"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelState",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "邮件"), ("sms", "短信")], max_length=10, primary_key=True, serialize=False
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "发送渠道",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(choices=[("email", "邮件"), ("sms", "短信")], max_length=10, verbose_name="渠道"),
                ),
                ("key", models.CharField(editable=False, max_length=40)),
                (
                    "ref",
                    models.CharField(
                        default=mingcha.inbox.models._new_ref,
                        editable=False,
                        max_length=32,
                        unique=True,
                        verbose_name="编号",
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="标题")),
                ("body", models.TextField(verbose_name="内容")),
                ("due_at", models.DateTimeField(verbose_name="下次发送")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="已尝试次数")),
                ("error", models.CharField(blank=True, default="", max_length=200, verbose_name="原因")),
                (
                    "status",
                    models.CharField(
                        choices=[("queued", "待发送"), ("sent", "已发送"), ("dead", "未送达")],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="提交时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="完成时间")),
            ],
            options={
                "verbose_name": "发送",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Held",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=[("email", "邮件"), ("sms", "短信")], max_length=10)),
            ],
            options={
                "verbose_name": "待汇总的消息",
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("email", mingcha.organs.fields.EncryptedField(blank=True, default="", verbose_name="邮箱")),
                (
                    "email_red",
                    models.CharField(
                        choices=[("instant", "即时"), ("digest", "每日汇总"), ("off", "不发")],
                        default="instant",
                        max_length=10,
                        verbose_name="红色报警",
                    ),
                ),
                (
                    "email_yellow",
                    models.CharField(
                        choices=[("instant", "即时"), ("digest", "每日汇总"), ("off", "不发")],
                        default="digest",
                        max_length=10,
                        verbose_name="黄色报警",
                    ),
                ),
                (
                    "email_prompt",
                    models.CharField(
                        choices=[("instant", "即时"), ("digest", "每日汇总"), ("off", "不发")],
                        default="off",
                        max_length=10,
                        verbose_name="提示和其他消息",
                    ),
                ),
                (
                    "sms_red",
                    models.CharField(
                        choices=[("instant", "即时"), ("digest", "每日汇总"), ("off", "不发")],
                        default="instant",
                        max_length=10,
                        verbose_name="红色报警",
                    ),
                ),
                (
                    "sms_yellow",
                    models.CharField(
                        choices=[("instant", "即时"), ("digest", "每日汇总"), ("off", "不发")],
                        default="off",
                        max_length=10,
                        verbose_name="黄色报警",
                    ),
                ),
                (
                    "sms_prompt",
                    models.CharField(
                        choices=[("instant", "即时"), ("digest", "每日汇总"), ("off", "不发")],
                        default="off",
                        max_length=10,
                        verbose_name="提示和其他消息",
                    ),
                ),
                ("digest_hour", models.PositiveSmallIntegerField(default=9, verbose_name="汇总时间")),
                ("quiet_from", models.PositiveSmallIntegerField(default=20, verbose_name="免打扰开始")),
                ("quiet_to", models.PositiveSmallIntegerField(default=8, verbose_name="免打扰结束")),
                ("red_always", models.BooleanField(default=False, verbose_name="红色报警不受限")),
                ("paused_to", models.DateField(blank=True, null=True, verbose_name="暂停至")),
            ],
            options={
                "verbose_name": "消息方式",
            },
        ),
        AddColumn(
            model_name="message",
            name="level",
            field=models.CharField(
                choices=[("red", "红"), ("yellow", "黄"), ("prompt", "提示")],
                default="prompt",
                max_length=10,
                verbose_name="级别",
            ),
        ),
        AddColumn(
            model_name="message",
            name="number",
            field=models.PositiveIntegerField(default=1, verbose_name="件数"),
        ),
        AddColumn(
            model_name="message",
            name="place",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="机关"),
        ),
        AddColumn(
            model_name="message",
            name="waiting",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("waiting", True)), fields=["id"], name="message_waiting"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="收件人",
            ),
        ),
        migrations.AddField(
            model_name="held",
            name="message",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inbox.message"),
        ),
        migrations.AddField(
            model_name="held",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="person",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="preference",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("status", "queued")), fields=["due_at", "id"], name="delivery_due"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("status", "dead")), fields=["-id"], name="delivery_dead"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("person", "channel", "key"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="held",
            constraint=models.UniqueConstraint(fields=("person", "channel", "message"), name="held_once"),
        ),
    ]
