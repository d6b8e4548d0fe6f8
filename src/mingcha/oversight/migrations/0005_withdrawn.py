# SPDX-License-Identifier: Apache-2.0
"""Alarms whose orders were cancelled as false say so on their own row."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FILL = """
UPDATE cases_alarm SET withdrawn = TRUE WHERE status = 'revoked' AND id IN (
    SELECT a.alarm_id FROM oversight_orderalarm a JOIN oversight_order o ON o.id = a.order_id
    WHERE o.outcome = 'false' AND o.status = 'cancelled'
)
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("oversight", "0004_papers"), ("cases", "0018_case_days")]

    operations: ClassVar = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
