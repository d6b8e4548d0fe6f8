# SPDX-License-Identifier: Apache-2.0
"""Hours of messages that a region settles."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0005_revoked"),
    ]

    operations = [
        migrations.AddField(
            model_name="regionprofile",
            name="digest_hour",
            field=models.PositiveSmallIntegerField(default=9, verbose_name="消息汇总时间"),
        ),
        migrations.AddField(
            model_name="regionprofile",
            name="quiet_from",
            field=models.PositiveSmallIntegerField(default=20, verbose_name="免打扰开始"),
        ),
        migrations.AddField(
            model_name="regionprofile",
            name="quiet_to",
            field=models.PositiveSmallIntegerField(default=8, verbose_name="免打扰结束"),
        ),
    ]
