# SPDX-License-Identifier: Apache-2.0
"""Whether an order is out for an alarm, and the status of one that was revoked."""

from __future__ import annotations

from django.db import migrations, models

from mingcha.ledger.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = (("cases", "0011_watched"),)

    operations = (
        AddColumn(
            model_name="alarm",
            name="supervised",
            field=models.BooleanField(default=False, editable=False, verbose_name="督办中"),
        ),
        migrations.AlterField(
            model_name="alarm",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "待处理"),
                    ("acknowledged", "已知悉"),
                    ("cured", "已整改"),
                    ("upgraded", "已升级"),
                    ("expired", "已到期"),
                    ("revoked", "已撤销"),
                ],
                default="open",
                max_length=14,
                verbose_name="状态",
            ),
        ),
    )
