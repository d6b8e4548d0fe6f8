# SPDX-License-Identifier: Apache-2.0
"""The first page of the settings: what there is, how much of it, and the way to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from mingcha.organs.access import requires
from mingcha.organs.actions.sessions import ONLINE
from mingcha.organs.dormant import NOTICE, idle
from mingcha.organs.models import (
    Calendar,
    CalendarYear,
    Dictionary,
    Person,
    Post,
    Presence,
    Region,
    RegionProfile,
    Role,
)
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def setting_list(request: StaffRequest) -> HttpResponse:
    """One line for each kind of setting."""
    region = request.post.organ.region
    rows = [
        _regions(region),
        _line(pgettext("several", "角色"), "user-shield", "role-list", _("{n} 个角色").format(n=Role.objects.count())),
        _calendars(),
        _line(_("字典"), "vocabulary", "dictionary-list", _("{n} 部字典").format(n=Dictionary.objects.count())),
        _profile(region),
        *_watching(request.post),
    ]
    gates = {"label": _("审核岗位"), "icon": "user-check", "url": reverse("catalog:gate-list")}
    rows.append(gates | {"says": _("事项草案的每一环节由谁审核")})
    clocks = {"label": _("监督文书期限"), "icon": "clock", "url": reverse("oversight:clock-list")}
    rows.append(clocks | {"says": _("监督文书的回复、异议和复查期限，单位自查安排")})
    if request.post.may(Perm.EXCHANGE_CLIENT_EDIT):
        url = reverse("exchange:client-list")
        rows.append({"label": _("接入系统"), "icon": "link", "url": url, "says": _("别的系统以自己的名义调用接口")})
    if request.post.may(Perm.INBOX_DELIVERY_READ):
        url = reverse("inbox:delivery-list")
        rows.append({"label": _("邮件和短信"), "icon": "bell", "url": url, "says": _("发出的和未送达的，可以重新发送")})
    return render(request, "organs/setting_list.html", {"title": _("设置"), "rows": rows})


def _line(label: str, icon: str, view: str, says: str, *args: str) -> dict[str, Any]:
    return {"label": label, "icon": icon, "url": reverse(f"organs:{view}", args=args), "says": says}


def _regions(region: Region) -> dict[str, Any]:
    first, last = region.span
    below = Region.objects.filter(code__range=(f"{first:012}", f"{last:012}")).exclude(pk=region.pk).count()
    says = _("{name}，下级 {n} 个").format(name=region.name, n=below)
    return _line(_("行政区划"), "map-2", "region-detail", says, region.code)


def _calendars() -> dict[str, Any]:
    years = dict(CalendarYear.objects.order_by("year").values_list("year", "standing"))
    local = Calendar.objects.count() - 1
    says = _("还没有导入")
    if years:
        says = _("{first} 至 {last} 年").format(first=min(years), last=max(years))
        provisional = [str(year) for year, standing in years.items() if standing == CalendarYear.Standing.PROVISIONAL]
        says += _("，") + _("{years} 年暂定").format(years=_("、").join(provisional)) if provisional else ""
        says += _("，") + _("地方日历 {n} 个").format(n=local) if local else ""
    return _line(_("工作日历"), "calendar-event", "calendar-list", says)


def _profile(region: Region) -> dict[str, Any]:
    is_small = RegionProfile.objects.filter(region=region, small_county=True).exists()
    mode = _("小县模式") if is_small else _("一般模式")
    says = _("{where}：{what}").format(where=region.name, what=mode)
    return _line(_("地区配置"), "adjustments", "profile-detail", says, region.code)


def _watching(post: Post) -> list[dict[str, Any]]:
    """Who logs in and who does not, for those who may see it."""
    rows = []
    if post.may(Perm.ORGANS_LOGIN_READ):
        online = Presence.objects.within(post).filter(seen_at__gte=timezone.now() - ONLINE).count()
        rows += [
            _line(_("登录记录"), "history", "login-list", _("成功和失败的登录")),
            _line(_("在线用户"), "users", "online-list", _("{n} 个登录").format(n=online)),
        ]
    if post.may(Perm.ORGANS_PERSON_READ):
        soon = idle(Person.objects.within(post), timezone.now(), before=NOTICE).count()
        rows.append(_line(_("长期未登录"), "moon", "dormant-list", _("{n} 个账户即将停用").format(n=soon)))
    return rows
