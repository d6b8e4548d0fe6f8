# SPDX-License-Identifier: Apache-2.0
"""The days whose cases are to be counted, all of them at first; alarms that were revoked as false; a re-check without a difference."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

import mingcha.organs.fields
from mingcha.ledger.columns import AddColumn

NOTE = """
INSERT INTO cases_caseday (day)
SELECT came_at / 86400 FROM cases_case UNION SELECT closed_at / 86400 FROM cases_case WHERE closed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0017_alarm_pursued")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="CaseDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", mingcha.organs.fields.DayField()),
            ],
            options={"default_permissions": ()},
        ),
        AddColumn(
            model_name="alarm",
            name="withdrawn",
            field=models.BooleanField(default=False, editable=False, verbose_name="误报"),
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=("closed_at",), name="case_closed", condition=models.Q(closed_at__isnull=False)),
        ),
        migrations.AlterField(
            model_name="recheck",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "排队中"),
                    ("running", "复查中"),
                    ("ready", "待采用"),
                    ("same", "没有差异"),
                    ("applying", "正在采用"),
                    ("applied", "已采用"),
                    ("failed", "未完成"),
                ],
                default="queued",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
