# SPDX-License-Identifier: Apache-2.0
"""Installations with people in them: the cast, an item of the catalogue whose decisions may take three days, a known source."""

from __future__ import annotations

from pathlib import Path

from installation import PASSWORD, Installation

STEPS = ("立案", "调查", "决定")
_CAST = """
from django.db import transaction
from allauth.mfa.models import Authenticator
from mingcha.organs.models import Person
from mingcha.organs.testing import cast
with transaction.atomic():
    cast()
    Authenticator.objects.all().delete()
    for person in Person.objects.filter(username__in={usernames!r}):
        person.set_password({password!r})
        person.save()
"""
_ITEM = """
from datetime import date
from django.db import transaction
from mingcha.catalog.actions import load_item
from mingcha.ledger import System
from mingcha.organs.models import Organ
point = {{"key": "decide", "kind": "time_limit", "start": ["立案"], "end": ["决定"], "limit": 3, "unit": "working_day"}}
steps = [{{"act": act, "place": place}} for place, act in enumerate({steps!r}, 1)]
head = {{"code": "CF-1", "name": "行政处罚", "category": "行政处罚", "version": "1", "valid_from": date(2000, 1, 1)}}
document = {{"catalog": head, "step": steps, "point": [point]}}
with transaction.atomic():
    load_item(document, organ=Organ.objects.get(kind="enforcement", city__startswith="9901"), by=System("test"))
"""
_MAPPING = """
[columns]
case = "案号"
activity = "环节"
time = "时间"
persons = "承办人"

[acts]
order = ["立案", "调查", "决定"]
unknown = "error"

[close]
by = "last_event"

[defaults]
item = "CF-1"
version = "1"
"""
_SOURCE = """
from mingcha.exchange.models import Source
from mingcha.organs.models import Organ
organ = Organ.objects.get(kind="enforcement", city__startswith="9901")
Source.objects.create(key="old", name="旧系统", organ=organ, mapping={mapping!r})
"""


def with_cast(home: Path, *usernames: str, **settings: str) -> Installation:
    """An installation with the cast in it (organs/testing.py); those who are named can log in with PASSWORD alone.

    That administrators may is what the demonstration mode is for; ``MINGCHA_DEMO="0"`` asks for their second factor.
    """
    made = Installation(home, {"MINGCHA_DEMO": "1", **settings})
    made.lay()
    made.ask(_CAST.format(usernames=usernames, password=PASSWORD))
    return made


def with_item(made: Installation) -> Installation:
    """Adds 行政处罚 (CF-1) of the home enforcement organ: three steps, and three working days from the first to the last."""
    made.ask(_ITEM.format(steps=STEPS))
    return made


def with_source(made: Installation) -> Installation:
    """Adds a source whose columns are known, so that its logs are tried at once."""
    made.ask(_SOURCE.format(mapping=_MAPPING))
    return made
