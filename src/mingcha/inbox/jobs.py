# SPDX-License-Identifier: Apache-2.0
"""Deliveries go out in jobs, since a server may let each wait. Run twice, or killed at any place, nothing is lost: what was sent
but not kept goes once more under the same ``ref``."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from mingcha.inbox.models import Delivery
from mingcha.inbox.outward import channels
from mingcha.inbox.outward.actions import keep_failure, keep_sent, put_off
from mingcha.inbox.outward.channels import Undelivered


def deliver(rows: Sequence[Sequence[int]]) -> None:
    """Send each delivery, given as its number and how often it has been tried: one that was tried since is another's."""
    for pk, tries in rows:
        waiting = Delivery.objects.select_related("person__organ")
        delivery = waiting.filter(pk=pk, tries=tries, status=Delivery.Status.QUEUED).first()
        if delivery is None or put_off(delivery, timezone.now()):
            continue
        try:
            channels.deliver(delivery)
        except Undelivered as failed:
            keep_failure(delivery, failed, timezone.now())
        else:
            keep_sent(delivery)
