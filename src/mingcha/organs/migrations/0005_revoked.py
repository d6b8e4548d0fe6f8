# SPDX-License-Identifier: Apache-2.0
"""Certificates that were revoked before count up to the day before, as far as the ledger tells the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone


def end(apps: Any, _editor: Any) -> None:
    told = apps.get_model("ledger", "Entry").objects.filter(act="revoke_certificate")
    days = dict(told.order_by("id").values_list("object_id", "at"))
    span = apps.get_model("organs", "CertificateSpan")
    for one in apps.get_model("organs", "Certificate").objects.filter(status="revoked", pk__in=days):
        one.revoked_on = timezone.localdate(days[one.pk])
        one.save(update_fields=["revoked_on"])
        last = one.revoked_on - timedelta(days=1)
        last = last if one.valid_to is None else min(last, one.valid_to)
        span.objects.create(certificate=one, valid_from=one.valid_from, valid_to=last)


class Migration(migrations.Migration):
    dependencies = (("organs", "0004_certificates"), ("ledger", "0001_initial"))
    operations = (migrations.RunPython(end, migrations.RunPython.noop),)
