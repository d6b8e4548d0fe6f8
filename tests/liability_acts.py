# SPDX-License-Identifier: Apache-2.0
"""Matters of accountability and admonitions over the cast, each as far as a test wants it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from mingcha.organs.models import Person, Post, Role
from mingcha.oversight.actions import deciding, proposing
from mingcha.oversight.actions.admonishing import admonish
from mingcha.oversight.actions.deciding import Verdict
from mingcha.oversight.actions.proposing import Proposal
from mingcha.oversight.models import Admonition, Liability

FACTS = "受理后没有出具受理承诺单，当事人两次来窗口询问。"


def second(cast: Any) -> Post:
    """Another overseer."""
    first = cast.post("overseer")
    person = Person.objects.create(username="second", name="复核人", organ=first.organ)
    role, since = Role.objects.get(key="overseer"), date(2020, 1, 1)
    return Post.objects.create(person=person, organ=first.organ, role=role, reach=first.reach, valid_from=since)


def proposed(cast: Any, **more: Any) -> Liability:
    handler = cast.post("handler")
    given = {"causes": ["s03"], "facts": FACTS, "staff": [handler.person_id]} | more
    return proposing.propose_liability(handler.organ, Proposal(**given), by=cast.post("overseer"))


def reviewed(cast: Any, **more: Any) -> Liability:
    matter = proposed(cast, **more)
    return proposing.review_liability(matter, "事实清楚", 5, matter.version, by=second(cast))


def heard(cast: Any, **more: Any) -> Liability:
    """Past the term of the defence, decided on by the leader."""
    matter = reviewed(cast, **more)
    Liability.objects.filter(pk=matter.pk).update(state_until=timezone.now() - timedelta(minutes=1))
    return Liability.objects.get(pk=matter.pk)


def decided(cast: Any, *forms: str, **more: Any) -> Liability:
    matter = heard(cast, **more)
    every = {row.pk: [(form, "在本单位通报") for form in forms] for row in matter.liables.all()}
    return deciding.decide_liability(matter, Verdict("情况属实", every), matter.version, by=cast.post("leader"))


def admonished(cast: Any, post: Any = None, days: int = 0, kind: str = "written") -> Admonition:
    post = post or cast.post("handler")
    now = timezone.now() - timedelta(days=days)
    return admonish(cast.organ("unit"), post.person, kind, "再次未一次性告知", now=now, by=cast.post("overseer"))
