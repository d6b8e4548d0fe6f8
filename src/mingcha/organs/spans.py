# SPDX-License-Identifier: Apache-2.0
"""The intervals in which a certificate counts: its days without those on which it was suspended or not verified (S4-09)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from mingcha.organs.models import Certificate, CertificateSpan

DAY = timedelta(days=1)
Span = tuple[date, date | None]


def counted(first: date, last: date | None, pauses: Iterable[Span]) -> list[Span]:
    """What pauses leave of the days from ``first`` to ``last``, both included; ``None`` is no end."""
    left: list[Span] = []
    start: date | None = first
    for begins, ends in sorted(pauses, key=lambda pause: pause[0]):
        if start is not None and begins > start:
            left.append((start, begins - DAY))
        if start is not None:
            start = None if ends is None else max(start, ends + DAY)
    if start is not None:
        left.append((start, None))
    cut = [(since, until if last is None else min(until or last, last)) for since, until in left]
    return [(since, until) for since, until in cut if until is None or since <= until]


def write_spans(certificate: Certificate) -> None:
    """Bring the rows that the engine reads up to date. None are needed where all its own days count."""
    last = certificate.valid_to
    if certificate.revoked_on is not None:
        before = certificate.revoked_on - DAY
        last = before if last is None else min(last, before)
    pauses = certificate.pauses.values_list("first_day", "last_day")
    spans = counted(certificate.valid_from, last, pauses)
    certificate.spans.all().delete()
    if spans == [(certificate.valid_from, certificate.valid_to)]:
        return
    never = [(certificate.valid_from, certificate.valid_from - DAY)]  # a row that holds on no day
    rows = [
        CertificateSpan(certificate=certificate, valid_from=since, valid_to=until) for since, until in spans or never
    ]
    CertificateSpan.objects.bulk_create(rows)
