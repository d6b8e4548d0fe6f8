# SPDX-License-Identifier: Apache-2.0
"""A certificate counts in the intervals that suspension and verification leave of it."""

from __future__ import annotations

from django.db import migrations

from mingcha.cases.engine_views import replace_view

PUT, BACK = replace_view("certificates")
"""Statements one after the other: what is gone, what is there."""


class Migration(migrations.Migration):
    dependencies = (("cases", "0004_alarm_search"), ("organs", "0004_certificates"))
    operations = tuple(migrations.RunSQL(put, back) for put, back in zip(PUT, reversed(BACK), strict=True))
