# SPDX-License-Identifier: Apache-2.0
"""Alarms under an order are few among many: found without a look at the others, and counted from an index alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0016_alarm_places")]

    operations: ClassVar = [
        *(
            operation
            for place in ("city", "province")
            for operation in (
                migrations.RemoveIndex("alarm", f"alarm_{place}_standing"),
                migrations.AddIndex(
                    "alarm",
                    models.Index(
                        fields=(place, "status", "level", "kind", "secrecy", "supervised"),
                        name=f"alarm_{place}_standing",
                        condition=models.Q(raised_at__isnull=False),
                    ),
                ),
            )
        ),
        migrations.AddIndex(
            "alarm",
            models.Index(fields=("id",), name="alarm_pursued", condition=models.Q(supervised=True)),
        ),
    ]
