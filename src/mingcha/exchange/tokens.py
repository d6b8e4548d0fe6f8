# SPDX-License-Identifier: Apache-2.0
"""Who another system is when it calls the API: its token, what it may do, and from where (security.md B10, A9).

The OAuth package issues tokens for client credentials and keeps their hashes. Whether a token is good is asked anew at each
request of the row that the administrators keep, so that a client which was disabled is gone at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

from django.utils import timezone
from oauth2_provider.models import AccessToken
from oauth2_provider.scopes import BaseScopes

from mingcha.exchange.models import Client
from mingcha.ledger import Actor
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm

GRANTABLE: Final = (
    Perm.CASES_ALARM_ACKNOWLEDGE,
    Perm.CASES_ALARM_READ,
    Perm.CASES_CASE_READ,
    Perm.CATALOG_ITEM_READ,
    Perm.EXCHANGE_IMPORT_READ,
    Perm.EXCHANGE_IMPORT_RUN,
    Perm.LEDGER_ENTRY_READ,
    Perm.ORGANS_OFFICER_READ,
    Perm.ORGANS_ORGAN_EDIT,
    Perm.ORGANS_ORGAN_READ,
    Perm.ORGANS_SETTING_READ,
)
"""The rights that operations of the API ask for; no other means anything to a system."""


@dataclass(frozen=True)
class Acting:
    """A client as a request wears it (organs.scope.Worn): its row, and what its token was asked for."""

    client: Client
    scopes: frozenset[str]

    @property
    def organ(self) -> Organ:
        return self.client.organ

    @property
    def reach(self) -> str:
        return self.client.reach

    @property
    def ceiling(self) -> int:
        return self.client.ceiling

    @property
    def person_id(self) -> int:
        return self.client.person_id

    @property
    def actor(self) -> Actor:
        return self.client.actor

    def may(self, perm: str) -> bool:
        return self.client.may(perm) and perm in self.scopes


class Rights(BaseScopes):  # type: ignore[misc]
    """The scopes of a client are its rights; who asks for none is given all of them."""

    def get_all_scopes(self) -> dict[str, str]:
        return {str(perm): str(perm.label) for perm in GRANTABLE}

    def get_available_scopes(self, application: Any = None, request: Any = None, *_: Any, **__: Any) -> list[str]:
        return list(application.client.rights)

    get_default_scopes = get_available_scopes


def acting(token: str, address: str) -> Acting | None:
    """Whom a token stands for, if it is good today and comes from where it may."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    rows = AccessToken.objects.filter(token_checksum=digest, expires__gt=timezone.now())
    found = rows.select_related("application__client__organ").first()
    client = getattr(found.application, "client", None) if found and found.application else None
    if client is None or not is_welcome(client, address):
        return None
    return Acting(client, frozenset(found.scope.split()))


def is_welcome(client: Client, address: str) -> bool:
    """Whether the client is in force and the address is in one of its networks, if any are named."""
    return client.in_force(timezone.localdate()) and is_within(address, client.networks)


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of the networks; no network named is any."""
    several = list(networks)
    if not several:
        return True
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    if isinstance(asked, IPv6Address) and asked.ipv4_mapped:
        asked = asked.ipv4_mapped
    return any(asked in ip_network(network) for network in several)
