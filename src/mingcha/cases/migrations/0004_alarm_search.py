# SPDX-License-Identifier: Apache-2.0
"""The index by which alarms are found by the words of their cases, and those by which the tabs above them count."""

from __future__ import annotations

from django.db import migrations, models

from mingcha.organs.search_index import Index, put, take_away

INDEXES = (
    Index(
        "cases_alarm",
        at="occurred_at",
        facets=(
            ("o", "organ_id"),
            ("a", "organ_1"),
            ("b", "organ_2"),
            ("d", "organ_3"),
            ("n", "county"),
            ("y", "city"),
            ("p", "province"),
            ("s", "secrecy"),
            ("t", "status"),
            ("l", "level"),
            ("k", "kind"),
        ),
        of=("cases_case", "case_id"),
    ),
)


class Migration(migrations.Migration):
    dependencies = (("cases", "0003_search"),)
    operations = (
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                fields=["city", "status", "level", "kind", "secrecy"],
                condition=models.Q(raised_at__isnull=False),
                name="alarm_city_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                fields=["province", "status", "level", "kind", "secrecy"],
                condition=models.Q(raised_at__isnull=False),
                name="alarm_province_standing",
            ),
        ),
        migrations.RunPython(put(INDEXES), take_away(INDEXES)),
    )
