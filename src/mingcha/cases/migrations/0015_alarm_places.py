# SPDX-License-Identifier: Apache-2.0
"""Of which item and at which step an alarm is, on its own row; the days whose alarms are to be counted, all of them at first."""

from __future__ import annotations

from django.db import migrations, models

import mingcha.organs.fields
from mingcha.ledger.columns import AddColumn

STEP_OF_DECISION = "SELECT COALESCE(s.act, d.act) FROM cases_decision d LEFT JOIN cases_step s ON s.id = d.step_id"
FILL = f"""
UPDATE cases_alarm SET
    item = (SELECT c.item_code FROM cases_case c WHERE c.id = cases_alarm.case_id),
    act = COALESCE(CASE object_kind
        WHEN 'step' THEN (SELECT s.act FROM cases_step s WHERE s.id = cases_alarm.object_id)
        WHEN 'decision' THEN ({STEP_OF_DECISION} WHERE d.id = cases_alarm.object_id)
        WHEN 'penalty' THEN ({STEP_OF_DECISION} JOIN cases_penalty p ON p.decision_id = d.id WHERE p.id = cases_alarm.object_id)
        WHEN 'execution' THEN ({STEP_OF_DECISION} JOIN cases_execution e ON e.decision_id = d.id WHERE e.id = cases_alarm.object_id)
    END, '')
"""
NOTE = "INSERT INTO cases_alarmday (day) SELECT DISTINCT occurred_at / 86400 FROM cases_alarm"


class Migration(migrations.Migration):
    dependencies = (("cases", "0014_late"),)

    operations = (
        migrations.CreateModel(
            name="AlarmDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", mingcha.organs.fields.DayField()),
            ],
            options={"default_permissions": ()},
        ),
        AddColumn(
            model_name="alarm",
            name="item",
            field=models.CharField(editable=False, max_length=60, null=True, verbose_name="事项"),
        ),
        AddColumn(
            model_name="alarm",
            name="act",
            field=models.CharField(editable=False, max_length=100, null=True, verbose_name="环节"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    )
