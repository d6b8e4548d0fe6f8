# SPDX-License-Identifier: Apache-2.0
"""To-dos say in English too what waits; those that were there say it in Chinese."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = [
        migrations.AddField("todo", "title_en", models.CharField(blank=True, default="", max_length=300)),
    ]
