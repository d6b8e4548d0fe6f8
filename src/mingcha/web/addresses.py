# SPDX-License-Identifier: Apache-2.0
"""From where a request comes: the address that limits count by, at the login page and on the portal (security.md A4)."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def neighbourhood(address: str) -> str:
    """What counts as one address: whoever has one of IPv6 has its whole /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def client_address(request: HttpRequest) -> str:
    """The address that the last proxy of ours saw; what a client writes into X-Forwarded-For itself is not believed."""
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    hops = settings.TRUSTED_PROXIES
    return str(passed[-hops] if 0 < hops <= len(passed) else request.META.get("REMOTE_ADDR", ""))
