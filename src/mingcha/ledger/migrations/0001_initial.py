# SPDX-License-Identifier: Apache-2.0
"""The tables of the ledger."""

import django.db.models.deletion
from django.db import migrations, models

import mingcha.ledger.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "number",
                    models.BigIntegerField(editable=False, primary_key=True, serialize=False, verbose_name="批次"),
                ),
                ("made_at", models.DateTimeField(editable=False, verbose_name="封存时间")),
                ("size", models.PositiveIntegerField(editable=False, verbose_name="记录数")),
                ("root", models.CharField(editable=False, max_length=128, verbose_name="根")),
                ("previous", models.CharField(editable=False, max_length=128, verbose_name="前一批摘要")),
                ("head", models.CharField(editable=False, max_length=128, unique=True, verbose_name="头")),
                ("signature", models.CharField(editable=False, max_length=256, verbose_name="签名")),
                ("key_id", models.CharField(editable=False, max_length=32, verbose_name="密钥编号")),
                ("algo", models.CharField(editable=False, max_length=16, verbose_name="算法")),
            ],
            options={
                "verbose_name": "封存批次",
                "verbose_name_plural": "封存批次",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(editable=False, max_length=32, unique=True, verbose_name="编号")),
                ("at", models.DateTimeField(editable=False, verbose_name="时间")),
                ("actor_kind", models.CharField(editable=False, max_length=8, verbose_name="行为人类别")),
                ("actor_id", models.BigIntegerField(editable=False, null=True, verbose_name="行为人")),
                ("actor_name", models.CharField(editable=False, max_length=200, verbose_name="行为人姓名")),
                ("post_id", models.BigIntegerField(editable=False, null=True, verbose_name="岗位")),
                ("organ", models.CharField(editable=False, max_length=200, verbose_name="单位")),
                ("organ_path", models.CharField(editable=False, max_length=255, verbose_name="单位路径")),
                ("city", models.CharField(editable=False, max_length=12, verbose_name="市")),
                ("county", models.CharField(editable=False, max_length=12, verbose_name="县")),
                ("act", models.CharField(editable=False, max_length=64, verbose_name="行为")),
                ("object_kind", models.CharField(editable=False, max_length=64, verbose_name="对象类别")),
                ("object_id", models.BigIntegerField(editable=False, null=True, verbose_name="对象")),
                ("object_name", models.CharField(editable=False, max_length=200, verbose_name="对象名称")),
                ("what", mingcha.ledger.models.CanonicalField(editable=False, verbose_name="内容")),
                ("key", models.CharField(editable=False, max_length=64, verbose_name="请求标识")),
                ("algo", models.CharField(default="sm3", editable=False, max_length=16, verbose_name="算法")),
                ("leaf", models.CharField(editable=False, max_length=128, verbose_name="摘要")),
            ],
            options={
                "verbose_name": "台账记录",
                "verbose_name_plural": "台账记录",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.BigIntegerField(db_index=True, editable=False, verbose_name="对象")),
            ],
            options={
                "verbose_name": "涉及对象",
                "verbose_name_plural": "涉及对象",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("name", models.CharField(editable=False, max_length=32, primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "轮值",
                "verbose_name_plural": "轮值",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_kind", models.CharField(editable=False, max_length=8)),
                ("actor_id", models.BigIntegerField(default=0, editable=False)),
                ("key", models.CharField(editable=False, max_length=64)),
                ("body_hash", models.CharField(editable=False, max_length=128)),
                ("object_kind", models.CharField(editable=False, max_length=64)),
                ("object_id", models.BigIntegerField(editable=False, null=True)),
                ("location", models.CharField(default="", editable=False, max_length=2000)),
                ("at", models.DateTimeField(db_index=True, editable=False)),
            ],
            options={
                "verbose_name": "请求结果",
                "verbose_name_plural": "请求结果",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("actor_kind", "actor_id", "key"), name="one_answer_a_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="sealed",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("position", models.PositiveIntegerField(editable=False, verbose_name="位置")),
            ],
            options={
                "verbose_name": "已封存记录",
                "verbose_name_plural": "已封存记录",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "待封存记录",
                "verbose_name_plural": "待封存记录",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["object_kind", "object_id", "-id"], name="entry_of_object"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["actor_id", "-id"], name="entry_of_actor"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["organ_path", "-id"], name="entry_of_organ"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["city", "-id"], name="entry_of_city"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["county", "-id"], name="entry_of_county"),
        ),
        migrations.AddField(
            model_name="touched",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="ledger.entry"
            ),
        ),
        migrations.AddField(
            model_name="sealed",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="members",
                to="ledger.batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealed",
            constraint=models.UniqueConstraint(fields=("batch", "position"), name="one_entry_a_place"),
        ),
    ]
