# SPDX-License-Identifier: Apache-2.0
"""That new alarms have come is said on an open alarm centre within five seconds, and nothing that was ticked is lost by it."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.cases.models import Alarm
from mingcha.organs.access import key_of, requires
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.web.polling import small_number

BACK: Final = 500
"""So many numbers before the newest are looked at again: who took a lower number may commit later."""
MOST: Final = 1_000


def news(post: Post) -> dict[str, int]:
    """From which number on a page looks for new alarms, and how many there are within reach when it is drawn."""
    newest = Alarm.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    after = max(newest - BACK, 0)
    return {"after": after, "seen": _count(post, after)}


def _count(post: Post, after: int) -> int:
    rows = Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ).filter(pk__gt=after).order_by()
    return int(rows[:MOST].count())


def _number(request: HttpRequest, name: str) -> int:
    number = key_of(request.GET.get(name, "0"))
    if number is None:
        raise BadRequest(_("地址不完整，请刷新报警中心"))
    return number


@require_GET
@requires(Perm.CASES_ALARM_READ)
def alarm_news(request: HttpRequest) -> HttpResponse:
    """A small number that grows with each new alarm within reach; where the page then asks for a part of itself, how many have
    come since it was drawn, and the way to see them."""
    count = _count(request.post, _number(request, "after"))  # type: ignore[attr-defined]
    if request.headers.get("HX-Request"):
        return render(request, "cases/alarm_news.html", {"fresh": max(count - _number(request, "seen"), 0)})
    return small_number(request, count)
