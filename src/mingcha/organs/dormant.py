# SPDX-License-Identifier: Apache-2.0
"""Accounts that nobody has used for long: 90 days, or what the region has settled (GB/T 22239 身份鉴别, 访问控制)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from mingcha.organs.models import Identity, Login, Person, RegionProfile

DAYS: Final = RegionProfile._meta.get_field("dormant_days").get_default()
NOTICE: Final = timedelta(days=14)
"""How long before its end an account is listed."""


def idle(people: QuerySet[Person], now: datetime, before: timedelta = timedelta(0)) -> QuerySet[Any]:
    """Those who could log in and have not; ``awake`` is since when, ``days`` how long that may be.

    A new password and being enabled count as a login does: whoever comes back has the whole time again.
    """
    last = Login.objects.filter(person_id=OuterRef("pk"), result=Login.Result.IN).order_by("-id").values("at")[:1]
    settled = RegionProfile.objects.filter(region_id=OuterRef("organ__region_id")).values("dormant_days")[:1]
    never = Value(datetime.fromtimestamp(0, now.tzinfo))
    awake = Greatest(
        Coalesce(Subquery(last), never), Coalesce("password_changed_at", never), Coalesce("enabled_at", never)
    )
    can_log_in = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Exists(
        Identity.objects.filter(person_id=OuterRef("pk"))
    )
    able = people.filter(can_log_in, status=Person.Status.ACTIVE)
    over = Q()
    for days in {DAYS, *RegionProfile.objects.values_list("dormant_days", flat=True)}:
        over |= Q(days=days, awake__lte=now - timedelta(days=days) + before)
    return able.annotate(awake=awake, days=Coalesce(Subquery(settled), Value(DAYS))).filter(over)
