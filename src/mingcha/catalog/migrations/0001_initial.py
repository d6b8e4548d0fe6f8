# SPDX-License-Identifier: Apache-2.0
"""The tables of the catalogue."""

import django.db.models.deletion
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("number", models.CharField(max_length=20, verbose_name="版本")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="生效日期")),
                ("digest", models.CharField(editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "事项版本",
                "ordering": ("-valid_from", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article_id", models.CharField(db_index=True, max_length=200, verbose_name="条文")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="施行日期")),
                ("valid_to", mingcha.organs.fields.DayField(null=True, verbose_name="失效日期")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("article_id", "valid_from"), name="article_valid_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, verbose_name="代号")),
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
                ("name", models.CharField(blank=True, max_length=200, verbose_name="名称")),
                ("law", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("rule", models.JSONField()),
                ("limit_n", models.BigIntegerField(null=True)),
                ("unit", models.CharField(max_length=20, null=True)),
                ("start_edge", models.CharField(max_length=10)),
                ("n_end", models.BigIntegerField()),
                ("warn_seconds", models.BigIntegerField(null=True)),
                ("k", models.BigIntegerField()),
                ("category", models.CharField(max_length=200, null=True)),
                ("option", models.CharField(max_length=20, null=True)),
                ("effect", models.CharField(max_length=10)),
                (
                    "item_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="points", to="catalog.itemversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "监察点",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="PointAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=100)),
                ("part", models.CharField(max_length=10)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="catalog.point"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PointEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=200)),
                ("n", models.BigIntegerField()),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="catalog.point"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PointExempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_act", models.CharField(max_length=100)),
                ("to_act", models.CharField(max_length=100)),
                ("times", models.BigIntegerField()),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exempt", to="catalog.point"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PointLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                ("level", models.CharField(max_length=10)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="catalog.point"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PointNegative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.CharField(max_length=200)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="negative", to="catalog.point"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PointPauseKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=200)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pause_kinds", to="catalog.point"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PowerItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="事项编码")),
                ("name", models.CharField(max_length=200, verbose_name="事项名称")),
                ("category", models.CharField(max_length=40, verbose_name="权力类别")),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="organs.organ",
                        verbose_name="实施机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "权力事项",
                "ordering": ("category", "code"),
            },
        ),
        migrations.AddField(
            model_name="itemversion",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalog.poweritem"
            ),
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=100, verbose_name="环节")),
                ("place", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "item_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="catalog.itemversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "环节",
                "ordering": ("place", "id"),
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("violation", models.CharField(max_length=200, verbose_name="违法行为")),
                ("tier", models.CharField(max_length=40, verbose_name="阶次")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="施行日期")),
                ("valid_to", mingcha.organs.fields.DayField(null=True, verbose_name="失效日期")),
                ("min_amt", models.BigIntegerField(null=True, verbose_name="最低")),
                ("max_amt", models.BigIntegerField(null=True, verbose_name="最高")),
                ("needs_order", models.BooleanField(default=False, verbose_name="须先责令改正")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("violation", "tier", "valid_from"), name="tier_valid_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.UniqueConstraint(fields=("item_version", "key"), name="point_key_once"),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.UniqueConstraint(fields=("item", "number"), name="item_version_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("item_version", "act"), name="step_act_once"),
        ),
    ]
