# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_late"),
        ("files", "0001_initial"),
        ("organs", "0005_revoked"),
        ("oversight", "0003_accountability"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "每月"), ("quarter", "每季度")], max_length=10, verbose_name="周期"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="期满后报送天数")),
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "自查安排",
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                            ("notice", "行政执法监督通知书"),
                            ("opinion", "行政执法监督意见书"),
                            ("decision", "行政执法监督决定书"),
                            ("advice", "监察建议书"),
                        ],
                        max_length=10,
                        verbose_name="文书种类",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("daily", "日常监督"),
                            ("key", "重点监督"),
                            ("special", "专项监督"),
                            ("single", "个案监督"),
                        ],
                        max_length=10,
                        verbose_name="监督方式",
                    ),
                ),
                ("matter", models.CharField(max_length=120, verbose_name="事由")),
                ("facts", models.TextField(max_length=4000, verbose_name="事实")),
                ("basis", models.TextField(max_length=2000, verbose_name="依据")),
                ("demands", models.TextField(max_length=2000, verbose_name="要求")),
                ("revised", models.TextField(blank=True, max_length=2000, verbose_name="复查后的要求")),
                ("report_days", models.PositiveSmallIntegerField(verbose_name="回复期限")),
                ("report_unit", models.CharField(choices=[("wd", "个工作日"), ("cd", "日（自然日）")], max_length=2)),
                ("objection_days", models.PositiveSmallIntegerField(verbose_name="提出异议期限")),
                (
                    "objection_unit",
                    models.CharField(choices=[("wd", "个工作日"), ("cd", "日（自然日）")], max_length=2),
                ),
                ("review_days", models.PositiveSmallIntegerField(verbose_name="复查期限")),
                ("review_unit", models.CharField(choices=[("wd", "个工作日"), ("cd", "日（自然日）")], max_length=2)),
                ("drafted_at", models.DateTimeField(verbose_name="拟稿时间")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文书号")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="用印时间")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="核验码")),
                ("served_on", mingcha.organs.fields.DayField(null=True, verbose_name="送达日期")),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "直接送达"),
                            ("online", "平台签收"),
                            ("mail", "邮寄送达"),
                            ("left", "留置送达"),
                            ("entrusted", "委托送达"),
                        ],
                        max_length=10,
                        verbose_name="送达方式",
                    ),
                ),
                ("receiver", models.CharField(blank=True, max_length=60, verbose_name="收件人")),
                ("objection_due", models.DateTimeField(null=True, verbose_name="提出异议期限")),
                ("review_due", models.DateTimeField(null=True, verbose_name="复查期限")),
                ("report_due", models.DateTimeField(null=True, verbose_name="回复期限")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="回复时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("remind_at", models.DateTimeField(editable=False, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟稿"),
                            ("handed_in", "待核稿"),
                            ("checked", "待签发"),
                            ("signed", "待编号用印"),
                            ("issued", "待送达"),
                            ("served", "待回复"),
                            ("objected", "异议复查中"),
                            ("reported", "已回复"),
                            ("closed", "已办结"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="核稿人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="发出机关",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="回复单位",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "verbose_name": "监督文书",
                "ordering": ("-drafted_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="PaperTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafted", "拟稿"),
                            ("handed_in", "送审"),
                            ("checked", "核稿"),
                            ("signed", "签发"),
                            ("returned", "退回"),
                            ("issued", "编号用印"),
                            ("served", "送达"),
                            ("objected", "提出异议"),
                            ("upheld", "复查维持"),
                            ("changed", "复查变更"),
                            ("withdrawn", "复查撤销"),
                            ("reported", "回复"),
                            ("sent_back", "退回回复"),
                            ("reminded", "自动催办"),
                            ("closed", "办结"),
                        ],
                        max_length=10,
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
                ("files", models.ManyToManyField(related_name="+", to="files.stored")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="oversight.paper"
                    ),
                ),
            ],
            options={
                "verbose_name": "监督文书经过",
                "ordering": ("at", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Problem",
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
                ("place", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("found", models.TextField(max_length=2000, verbose_name="问题")),
                ("basis", models.CharField(max_length=500, verbose_name="依据")),
                ("demand", models.TextField(max_length=2000, verbose_name="整改要求")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("due_at", models.DateTimeField(verbose_name="整改期限")),
                ("rectified_at", models.DateTimeField(null=True, verbose_name="整改时间")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "待整改"), ("rectified", "待复查"), ("passed", "复查通过")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="回复单位",
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
                "verbose_name": "监督发现的问题",
                "ordering": ("-found_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ProblemTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("found", "列入问题清单"),
                            ("rectified", "整改"),
                            ("failed", "复查未通过"),
                            ("passed", "复查通过"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
                ("files", models.ManyToManyField(related_name="+", to="files.stored")),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="oversight.problem"
                    ),
                ),
            ],
            options={
                "verbose_name": "问题整改经过",
                "ordering": ("at", "id"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Project",
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
                ("theme", models.CharField(max_length=120, verbose_name="主题")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("daily", "日常监督"),
                            ("key", "重点监督"),
                            ("special", "专项监督"),
                            ("single", "个案监督"),
                        ],
                        max_length=10,
                        verbose_name="监督方式",
                    ),
                ),
                ("plan", models.TextField(max_length=2000, verbose_name="方案")),
                ("first_day", mingcha.organs.fields.DayField(verbose_name="开始日期")),
                ("last_day", mingcha.organs.fields.DayField(verbose_name="结束日期")),
                ("begun_at", models.DateTimeField(verbose_name="立项时间")),
                ("summary", models.TextField(blank=True, max_length=4000, verbose_name="总结")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "status",
                    models.CharField(
                        choices=[("running", "进行中"), ("closed", "已办结")],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="立项人",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
                ("organs", models.ManyToManyField(related_name="+", to="organs.organ", verbose_name="监督对象")),
            ],
            options={
                "verbose_name": "监督项目",
                "ordering": ("-begun_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="problem",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="problems",
                to="oversight.project",
                verbose_name="监督项目",
            ),
        ),
        migrations.CreateModel(
            name="ProjectItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("case", "办件"), ("alarm", "报警")], max_length=10)),
                ("object_id", models.BigIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.post"),
                ),
                (
                    "organ",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="oversight.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "监督项目的材料",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="problem",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="oversight.projectitem",
                verbose_name="材料",
            ),
        ),
        migrations.CreateModel(
            name="Refusal",
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
                    "about",
                    models.CharField(
                        choices=[("order", "督办"), ("paper", "监督文书"), ("project", "监督项目")],
                        max_length=10,
                        verbose_name="事项种类",
                    ),
                ),
                ("object_id", models.BigIntegerField(editable=False)),
                ("label", models.CharField(max_length=200, verbose_name="监督事项")),
                ("refused_at", models.DateTimeField(verbose_name="拒绝时间")),
                ("reason", models.TextField(max_length=2000, verbose_name="单位陈述的理由")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("judged_at", models.DateTimeField(null=True, verbose_name="认定时间")),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="认定意见")),
                (
                    "status",
                    models.CharField(
                        choices=[("recorded", "待认定"), ("justified", "有正当理由"), ("unjustified", "无正当理由")],
                        default="recorded",
                        max_length=12,
                        verbose_name="认定",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="认定人",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.organ"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="记录人",
                    ),
                ),
            ],
            options={
                "verbose_name": "拒绝监督",
                "ordering": ("-refused_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="SelfCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organ_1", models.BigIntegerField(editable=False, null=True)),
                ("organ_2", models.BigIntegerField(editable=False, null=True)),
                ("organ_3", models.BigIntegerField(editable=False, null=True)),
                ("county", models.CharField(editable=False, max_length=12)),
                ("city", models.CharField(editable=False, max_length=12)),
                ("province", models.CharField(editable=False, max_length=12)),
                ("secrecy", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("period", mingcha.organs.fields.DayField(verbose_name="自查期间")),
                ("checked", models.TextField(max_length=2000, verbose_name="自查范围")),
                ("found", models.TextField(max_length=2000, verbose_name="发现的问题")),
                ("filed_at", models.DateTimeField(verbose_name="报送时间")),
                ("alarms", models.PositiveIntegerField(verbose_name="未消除报警")),
                ("orders", models.PositiveIntegerField(verbose_name="超期督办")),
                ("status", models.CharField(default="filed", editable=False, max_length=10)),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.post",
                        verbose_name="报送人",
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
                "verbose_name": "自查",
                "ordering": ("-filed_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(max_length=500, verbose_name="原因")),
                ("words", models.CharField(max_length=500, verbose_name="整改措施")),
                (
                    "alarm",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.alarm"),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="oversight.selfcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改措施",
                "ordering": ("id",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Supervisor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="监督证号")),
                ("issued_by", models.CharField(max_length=120, verbose_name="发证机关")),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="有效期起")),
                ("valid_to", mingcha.organs.fields.DayField(null=True, verbose_name="有效期止")),
                (
                    "status",
                    models.CharField(
                        choices=[("valid", "有效"), ("suspended", "已暂扣"), ("revoked", "已注销")],
                        default="valid",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.organ",
                        verbose_name="机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "监督人员",
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="project",
            name="team",
            field=models.ManyToManyField(related_name="+", to="oversight.supervisor", verbose_name="监督人员"),
        ),
        migrations.AddField(
            model_name="paper",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="oversight.supervisor",
                verbose_name="监督人员",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="oversight.supervisor",
                verbose_name="监督人员",
            ),
        ),
        migrations.CreateModel(
            name="PaperClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "行政执法监督通知书"),
                            ("opinion", "行政执法监督意见书"),
                            ("decision", "行政执法监督决定书"),
                            ("advice", "监察建议书"),
                        ],
                        max_length=10,
                        verbose_name="文书种类",
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        choices=[("report", "回复（整改报告）"), ("objection", "提出异议"), ("review", "复查答复")],
                        max_length=10,
                        verbose_name="期限",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="天数")),
                (
                    "unit",
                    models.CharField(
                        choices=[("wd", "个工作日"), ("cd", "日（自然日）")], max_length=2, verbose_name="单位"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "监督文书期限",
                "ordering": ("kind", "event"),
                "constraints": [models.UniqueConstraint(fields=("region", "kind", "event"), name="paper_clock_once")],
            },
        ),
        migrations.CreateModel(
            name="PaperSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("alarm", "报警"),
                            ("order", "督办"),
                            ("problem", "专项监督问题"),
                            ("paper", "监督文书"),
                        ],
                        max_length=10,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("label", models.CharField(max_length=200)),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="oversight.paper",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "default_permissions": (),
                "indexes": [models.Index(fields=["kind", "object_id"], name="paper_source_object")],
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "kind", "object_id"), name="paper_source_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="projectitem",
            constraint=models.UniqueConstraint(fields=("project", "kind", "object_id"), name="project_item_once"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["organ", "found_at", "id", "status", "secrecy"], name="problem_organ"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "found_at", "id", "status", "secrecy"],
                name="problem_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "found_at", "id", "status", "secrecy"],
                name="problem_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "found_at", "id", "status", "secrecy"],
                name="problem_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["county", "found_at", "id", "status", "secrecy"], name="problem_county"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["city", "found_at", "id", "status", "secrecy"], name="problem_city"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["province", "found_at", "id", "status", "secrecy"], name="problem_province"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["city", "status", "found_at", "id"], name="problem_city_status"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["province", "status", "found_at", "id"], name="problem_province_status"),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(fields=("project", "place"), name="problem_place_once"),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["organ", "refused_at", "id", "status", "secrecy"], name="refusal_organ"),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "refused_at", "id", "status", "secrecy"],
                name="refusal_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "refused_at", "id", "status", "secrecy"],
                name="refusal_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "refused_at", "id", "status", "secrecy"],
                name="refusal_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["county", "refused_at", "id", "status", "secrecy"], name="refusal_county"),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["city", "refused_at", "id", "status", "secrecy"], name="refusal_city"),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["province", "refused_at", "id", "status", "secrecy"], name="refusal_province"),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["city", "status", "refused_at", "id"], name="refusal_city_status"),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["province", "status", "refused_at", "id"], name="refusal_province_status"),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(fields=["organ", "filed_at", "id", "status", "secrecy"], name="selfcheck_organ"),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "filed_at", "id", "status", "secrecy"],
                name="selfcheck_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "filed_at", "id", "status", "secrecy"],
                name="selfcheck_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "filed_at", "id", "status", "secrecy"],
                name="selfcheck_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(fields=["county", "filed_at", "id", "status", "secrecy"], name="selfcheck_county"),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(fields=["city", "filed_at", "id", "status", "secrecy"], name="selfcheck_city"),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(fields=["province", "filed_at", "id", "status", "secrecy"], name="selfcheck_province"),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(fields=["city", "status", "filed_at", "id"], name="selfcheck_city_status"),
        ),
        migrations.AddIndex(
            model_name="selfcheck",
            index=models.Index(fields=["province", "status", "filed_at", "id"], name="selfcheck_province_status"),
        ),
        migrations.AddConstraint(
            model_name="selfcheck",
            constraint=models.UniqueConstraint(fields=("organ", "period"), name="self_check_once"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(fields=("check_of", "alarm"), name="measure_once"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["organ", "begun_at", "id", "status", "secrecy"], name="project_organ"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "begun_at", "id", "status", "secrecy"],
                name="project_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "begun_at", "id", "status", "secrecy"],
                name="project_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "begun_at", "id", "status", "secrecy"],
                name="project_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["county", "begun_at", "id", "status", "secrecy"], name="project_county"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["city", "begun_at", "id", "status", "secrecy"], name="project_city"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["province", "begun_at", "id", "status", "secrecy"], name="project_province"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["city", "status", "begun_at", "id"], name="project_city_status"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["province", "status", "begun_at", "id"], name="project_province_status"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["organ", "drafted_at", "id", "status", "secrecy"], name="opaper_organ"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("organ_1__isnull", False)),
                fields=["organ_1", "drafted_at", "id", "status", "secrecy"],
                name="opaper_organ_1",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("organ_2__isnull", False)),
                fields=["organ_2", "drafted_at", "id", "status", "secrecy"],
                name="opaper_organ_2",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("organ_3__isnull", False)),
                fields=["organ_3", "drafted_at", "id", "status", "secrecy"],
                name="opaper_organ_3",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["county", "drafted_at", "id", "status", "secrecy"], name="opaper_county"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["city", "drafted_at", "id", "status", "secrecy"], name="opaper_city"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["province", "drafted_at", "id", "status", "secrecy"], name="opaper_province"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["city", "status", "drafted_at", "id"], name="opaper_city_status"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["province", "status", "drafted_at", "id"], name="opaper_province_status"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="opaper_reminder"
            ),
        ),
    ]
