# SPDX-License-Identifier: Apache-2.0
"""Writes of roles: those a new installation begins with, and what organs make of them (S1-43)."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from django.db import transaction

from mingcha.ledger import By, record
from mingcha.organs.models import Role


def first_roles() -> dict[str, dict[str, Any]]:
    """The roles of a new installation by key: name and rights."""
    return tomllib.loads(files("mingcha.organs").joinpath("data/roles.toml").read_text("utf-8"))


@transaction.atomic
def load_roles(by: By) -> int:
    """Add the first roles that are missing; what organs have changed since is left alone. Gives how many were added."""
    there = set(Role.objects.values_list("key", flat=True))
    missing = [
        Role(key=key, name=role["name"], rights=sorted(role["rights"]))
        for key, role in first_roles().items()
        if key not in there
    ]
    if missing:
        Role.objects.bulk_create(missing)
        record("load_roles", None, by=by, keys=[role.key for role in missing])
    return len(missing)
