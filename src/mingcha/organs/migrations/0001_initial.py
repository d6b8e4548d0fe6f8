# SPDX-License-Identifier: Apache-2.0
"""The tables of regions, organs, people, officers, calendars, dictionaries and profiles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mingcha.organs.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="用户名")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("id_number", mingcha.organs.fields.EncryptedField(blank=True, default="", verbose_name="身份证号")),
                (
                    "id_number_index",
                    mingcha.organs.fields.IndexField(
                        blank=True, db_index=True, editable=False, max_length=90, of="id_number"
                    ),
                ),
                ("phone", mingcha.organs.fields.EncryptedField(blank=True, default="", verbose_name="手机号")),
                (
                    "phone_index",
                    mingcha.organs.fields.IndexField(
                        blank=True, db_index=True, editable=False, max_length=90, of="phone"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "在用"), ("disabled", "停用")],
                        default="active",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("large_text", models.BooleanField(default=False, verbose_name="长辈版")),
                ("search_text", models.TextField(default="", editable=False)),
                ("must_change_password", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "verbose_name": "人员",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="代号")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("digest", models.CharField(default="", editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "工作日历",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Dictionary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="代号")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
            ],
            options={
                "verbose_name": "字典",
                "ordering": ("key",),
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="代号")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("rights", models.JSONField(default=list, verbose_name="权限")),
            ],
            options={
                "verbose_name": "角色",
                "ordering": ("key",),
            },
        ),
        migrations.CreateModel(
            name="DictionaryVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("effective", "生效"), ("retired", "停用")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("effective_at", models.DateTimeField(blank=True, null=True, verbose_name="生效时间")),
                (
                    "dictionary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="organs.dictionary"
                    ),
                ),
            ],
            options={
                "verbose_name": "字典版本",
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="LoginAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=90)),
                ("address", models.CharField(max_length=90)),
                ("failed", models.BooleanField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "at"], name="organs_logi_account_c3a42f_idx"),
                    models.Index(fields=["address", "at"], name="organs_logi_address_aa5ea1_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organ",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("short", models.CharField(max_length=40, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "人民政府"),
                            ("justice", "司法行政机关"),
                            ("enforcement", "行政执法机关"),
                            ("entrusted", "受委托组织"),
                            ("authorised", "法律法规授权组织"),
                            ("town", "乡镇街道"),
                            ("hall", "政务服务机构"),
                            ("unit", "内设机构"),
                        ],
                        max_length=20,
                        verbose_name="性质",
                    ),
                ),
                ("uscc", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")),
                ("path", models.CharField(editable=False, max_length=200)),
                ("city", models.CharField(editable=False, max_length=12)),
                ("county", models.CharField(editable=False, max_length=12)),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "运行中"), ("closed", "已撤并")],
                        default="active",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="organs.organ",
                        verbose_name="上级机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构",
                "ordering": ("path",),
            },
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                (
                    "kind",
                    models.CharField(
                        choices=[("officer", "执法人员"), ("auxiliary", "辅助人员"), ("unregistered", "未登记人员")],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "在岗"), ("left", "离岗")],
                        default="active",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officer",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账户",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officers",
                        to="organs.organ",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "执法人员",
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="person",
            name="organ",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="organs.organ",
                verbose_name="所在机构",
            ),
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="区划代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "省级"), (2, "市级"), (3, "县级"), (4, "乡级")], verbose_name="级别"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organs.region",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政区划",
                "ordering": ("code",),
            },
        ),
        migrations.AddField(
            model_name="organ",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="organs.region", verbose_name="所在地区"
            ),
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="执法证号")),
                ("category", models.CharField(max_length=60, verbose_name="执法类别")),
                ("area_lo", models.BigIntegerField(editable=False)),
                ("area_hi", models.BigIntegerField(editable=False)),
                ("valid_from", mingcha.organs.fields.DayField(verbose_name="有效期起")),
                ("valid_to", mingcha.organs.fields.DayField(blank=True, null=True, verbose_name="有效期止")),
                (
                    "status",
                    models.CharField(
                        choices=[("valid", "有效"), ("revoked", "已注销")],
                        default="valid",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="organs.officer",
                        verbose_name="执法人员",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="organs.region", verbose_name="执法区域"
                    ),
                ),
            ],
            options={
                "verbose_name": "执法证",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="RegionProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "small_county",
                    models.BooleanField(
                        default=False,
                        help_text="监督机构只有两人时，相邻的审核环节可以合并；提交人仍不得审核自己的事项",
                        verbose_name="小县模式",
                    ),
                ),
                ("categories", models.JSONField(blank=True, default=list, verbose_name="显示的权力类别")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="说明")),
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile",
                        to="organs.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "地区配置",
            },
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=20)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("self", "本人经办"),
                            ("organ", "本机构"),
                            ("below", "本机构及下级"),
                            ("region", "本地区及下级"),
                        ],
                        max_length=10,
                        verbose_name="范围",
                    ),
                ),
                ("ceiling", models.PositiveSmallIntegerField(default=0, verbose_name="密级上限")),
                ("valid_from", models.DateField(verbose_name="起")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "在任"), ("ended", "已卸任")],
                        default="active",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organs.organ",
                        verbose_name="机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organs.role",
                        verbose_name="角色",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("place", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="organs.dictionaryversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "词条",
                "ordering": ("place", "id"),
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", mingcha.organs.fields.DayField(verbose_name="日期")),
                ("is_work", models.BooleanField(verbose_name="工作日")),
                ("wd", models.IntegerField()),
                ("next_work_day", mingcha.organs.fields.DayField(null=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="organs.calendar",
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "constraints": [models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once")],
            },
        ),
        migrations.CreateModel(
            name="CalendarMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", mingcha.organs.fields.DayField(verbose_name="日期")),
                ("is_work", models.BooleanField(verbose_name="工作日")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="节假日")),
                (
                    "standing",
                    models.CharField(
                        choices=[("official", "正式"), ("provisional", "暂定")], max_length=12, verbose_name="性质"
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="organs.calendar",
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "constraints": [models.UniqueConstraint(fields=("calendar", "day"), name="calendar_mark_once")],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                (
                    "standing",
                    models.CharField(
                        choices=[("official", "正式"), ("provisional", "暂定")], max_length=12, verbose_name="性质"
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="years", to="organs.calendar"
                    ),
                ),
            ],
            options={
                "ordering": ("-year",),
                "constraints": [models.UniqueConstraint(fields=("calendar", "year"), name="calendar_year_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="dictionaryversion",
            constraint=models.UniqueConstraint(fields=("dictionary", "number"), name="dictionary_numbered"),
        ),
        migrations.AddConstraint(
            model_name="dictionaryversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "effective")), fields=("dictionary",), name="dictionary_in_force_once"
            ),
        ),
        migrations.AddIndex(
            model_name="officer",
            index=models.Index(fields=["organ", "name"], name="organs_offi_organ_i_a178a0_idx"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("id_number_index", ""), _negated=True),
                fields=("id_number_index",),
                name="person_known_once",
            ),
        ),
        migrations.AddIndex(
            model_name="organ",
            index=models.Index(fields=["path"], name="organs_orga_path_4f2e64_idx"),
        ),
        migrations.AddIndex(
            model_name="organ",
            index=models.Index(fields=["city", "county"], name="organs_orga_city_dfe42a_idx"),
        ),
        migrations.AddConstraint(
            model_name="organ",
            constraint=models.UniqueConstraint(fields=("name", "parent"), name="organ_named_once"),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(fields=["by", "at"], name="organs_reve_by_id_f1ba11_idx"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("reach__in", ("self", "organ", "below", "region"))), name="post_reaches_somewhere"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "active")), fields=("person", "organ", "role"), name="post_held_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="term_coded_once"),
        ),
    ]
