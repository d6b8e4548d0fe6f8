# SPDX-License-Identifier: Apache-2.0
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("organs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                ("source", models.CharField(blank=True, max_length=60, verbose_name="来源系统")),
                ("number", models.CharField(max_length=120, verbose_name="案号")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="案由")),
                ("party", models.CharField(blank=True, max_length=200, verbose_name="当事人")),
                ("item_code", models.CharField(max_length=60)),
                ("item_number", models.CharField(max_length=20)),
                ("power", models.CharField(max_length=40, verbose_name="权力类别")),
                ("category", models.CharField(max_length=60, null=True, verbose_name="执法类别")),
                ("area", models.BigIntegerField(null=True, verbose_name="地区")),
                ("came_at", mingcha.organs.fields.LogTimeField(verbose_name="收到时间")),
                ("accepted_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="立案或受理时间")),
                ("closed_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="办结时间")),
                ("promised_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="承诺办结时间")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "在办"), ("closed", "已办结")], max_length=10, verbose_name="状态"
                    ),
                ),
                ("content", models.CharField(editable=False, max_length=64)),
                ("import_id", models.BigIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "calendar",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.calendar",
                    ),
                ),
                (
                    "item_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemversion",
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
                "verbose_name": "办件",
                "ordering": ("-came_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Alarm",
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
                        verbose_name="监察种类",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("red", "红"), ("yellow", "黄"), ("prompt", "提示")],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("point_key", models.CharField(max_length=60)),
                ("object_kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=200, null=True)),
                ("mode", models.CharField(max_length=30, null=True)),
                ("value", models.BigIntegerField(null=True)),
                ("bound", models.BigIntegerField(null=True)),
                ("occurred_at", mingcha.organs.fields.LogTimeField(verbose_name="发生时间")),
                ("raised_at", models.DateTimeField(verbose_name="发现时间")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "待处理"),
                            ("acknowledged", "已知悉"),
                            ("cured", "已整改"),
                            ("upgraded", "已升级"),
                            ("expired", "已到期"),
                        ],
                        default="open",
                        max_length=14,
                        verbose_name="状态",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.officer"
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.point",
                        verbose_name="监察点",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "报警",
                "ordering": ("-occurred_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="CasePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("came_at", mingcha.organs.fields.LogTimeField()),
                ("status", models.CharField(max_length=10)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="insiders", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=100, null=True)),
                ("outcome", models.CharField(max_length=100, null=True, verbose_name="处理结果")),
                ("violation", models.CharField(max_length=200, null=True, verbose_name="违法行为")),
                ("tier", models.CharField(max_length=40, null=True, verbose_name="裁量阶次")),
                ("decided_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="决定时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DecisionBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article_id", models.CharField(max_length=200, verbose_name="条文")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bases", to="cases.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bases",
                        to="cases.decision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Execution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("exec_type", models.CharField(max_length=40, verbose_name="种类")),
                ("amount", models.BigIntegerField(null=True, verbose_name="数额")),
                ("receipt", models.CharField(max_length=100, null=True, verbose_name="凭证")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="executions", to="cases.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to="cases.decision"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Goods",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                ("listed", models.BigIntegerField(null=True)),
                ("returned", models.BigIntegerField(null=True)),
                ("destroyed", models.BigIntegerField(null=True)),
                ("confiscated", models.BigIntegerField(null=True)),
                ("transferred", models.BigIntegerField(null=True)),
                ("disposed_at", mingcha.organs.fields.LogTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goods", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderToCorrect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("violation", models.CharField(max_length=200, null=True, verbose_name="违法行为")),
                ("served_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="送达时间")),
                ("due_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="改正期限")),
                ("recheck", models.CharField(max_length=40, null=True, verbose_name="复查结论")),
                ("rechecked_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="复查时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="orders_to_correct", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Penalty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.CharField(max_length=40, verbose_name="种类")),
                ("amount", models.BigIntegerField(null=True, verbose_name="数额")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="penalties", to="cases.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="penalties",
                        to="cases.decision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=100, verbose_name="环节")),
                ("ord", models.IntegerField(null=True)),
                ("seq", models.IntegerField()),
                ("run", models.IntegerField()),
                ("parallel", models.BooleanField(default=False)),
                ("assigned_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="分派时间")),
                ("started_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="开始时间")),
                ("ended_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="完成时间")),
                ("back_from", models.CharField(max_length=100, null=True, verbose_name="退回自")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "环节",
                "ordering": ("seq", "id"),
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point_key", models.CharField(max_length=60, null=True)),
                ("amount", models.BigIntegerField(verbose_name="延长")),
                ("approved_at", mingcha.organs.fields.LogTimeField(verbose_name="批准时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="cases.case"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to="cases.step"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="种类")),
                ("added_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="取得时间")),
                ("removed_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="移除时间")),
                ("superseded_by", models.BigIntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="cases.case"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to="cases.step"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="decision",
            name="step",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to="cases.step"
            ),
        ),
        migrations.CreateModel(
            name="StepOfficer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20, null=True, verbose_name="角色")),
                ("assigned_at", mingcha.organs.fields.LogTimeField(null=True)),
                ("released_at", mingcha.organs.fields.LogTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="cases.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="organs.officer"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="cases.step",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="事由")),
                ("from_at", mingcha.organs.fields.LogTimeField(verbose_name="中止时间")),
                ("to_at", mingcha.organs.fields.LogTimeField(null=True, verbose_name="恢复时间")),
                ("cap_at", mingcha.organs.fields.LogTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suspensions", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organ", "came_at", "id", "status", "secrecy"], name="case_organ"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "came_at", "id", "status", "secrecy"],
                name="case_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "came_at", "id", "status", "secrecy"],
                name="case_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "came_at", "id", "status", "secrecy"],
                name="case_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["county", "came_at", "id", "status", "secrecy"], name="case_county"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["city", "came_at", "id", "status", "secrecy"], name="case_city"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["province", "came_at", "id", "status", "secrecy"], name="case_province"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["city", "status", "came_at", "id"], name="case_city_status"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["province", "status", "came_at", "id"], name="case_province_status"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("source", "number"), name="case_numbered_once"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["organ", "occurred_at", "id", "status", "secrecy"], name="alarm_organ"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "occurred_at", "id", "status", "secrecy"],
                name="alarm_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "occurred_at", "id", "status", "secrecy"],
                name="alarm_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "occurred_at", "id", "status", "secrecy"],
                name="alarm_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["county", "occurred_at", "id", "status", "secrecy"], name="alarm_county"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["city", "occurred_at", "id", "status", "secrecy"], name="alarm_city"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["province", "occurred_at", "id", "status", "secrecy"], name="alarm_province"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["city", "status", "occurred_at", "id"], name="alarm_city_status"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["province", "status", "occurred_at", "id"], name="alarm_province_status"),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                fields=("case", "object_kind", "object_id", "point_key", "code"), name="alarm_once"
            ),
        ),
        migrations.AddIndex(
            model_name="caseperson",
            index=models.Index(fields=["person", "came_at", "case", "status"], name="insider_cases"),
        ),
        migrations.AddConstraint(
            model_name="caseperson",
            constraint=models.UniqueConstraint(fields=("person", "case"), name="insider_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("case", "act", "run"), name="case_step_once"),
        ),
    ]
