# SPDX-License-Identifier: Apache-2.0
"""The table of stored files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stored",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, editable=False, max_length=64)),
                ("sm3", models.CharField(editable=False, max_length=64)),
                ("size", models.BigIntegerField(editable=False, verbose_name="大小")),
                ("media_type", models.CharField(editable=False, max_length=100, verbose_name="类型")),
                ("name", models.CharField(editable=False, max_length=255, verbose_name="文件名")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("by_id", models.BigIntegerField(editable=False, null=True)),
                ("by_name", models.CharField(editable=False, max_length=200, verbose_name="上传人")),
                ("organ_path", models.CharField(editable=False, max_length=255)),
            ],
            options={
                "verbose_name": "文件",
                "default_permissions": (),
            },
        ),
    ]
