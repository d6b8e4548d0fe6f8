# SPDX-License-Identifier: Apache-2.0
"""The engine's views over our tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from mingcha.cases.engine_views import create_views, drop_views


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0001_initial"), ("catalog", "0001_initial"), ("organs", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(sql, reverse_sql=reverse) for sql, reverse in zip(create_views(), drop_views(), strict=True)
    ]
