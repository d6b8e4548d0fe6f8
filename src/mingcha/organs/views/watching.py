# SPDX-License-Identifier: Apache-2.0
"""Who logs in, who is here, who has not been for long; ending sessions (security.md A3, A9; GB/T 22239 安全审计)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mingcha.organs.access import find, requires, signed_in
from mingcha.organs.actions.sessions import ONLINE, force_logout, log_out_everywhere
from mingcha.organs.dormant import NOTICE, idle
from mingcha.organs.elevation import elevated
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.forms.logins import LoginFilter
from mingcha.organs.models import Login, Person, Presence
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.organs.views.people import crumbs
from mingcha.web.editing import edited
from mingcha.web.forms import Form
from mingcha.web.lists import ListPage


def settings_crumbs(here: str) -> list[dict[str, str]]:
    """Where these lists stand."""
    return [{"label": _("设置"), "url": reverse("organs:setting-list")}, {"label": here, "url": ""}]


LOGIN_COLUMNS = (
    {"label": gettext_lazy("时间")},
    {"label": gettext_lazy("人员")},
    {"label": gettext_lazy("来自")},
    {"label": gettext_lazy("浏览器")},
    {"label": gettext_lazy("结果")},
)


@require_safe
@requires(Perm.ORGANS_LOGIN_READ)
def login_list(request: StaffRequest) -> HttpResponse:
    """The login log of the people within reach."""
    rows = Login.objects.visible_to(request.post, Perm.ORGANS_LOGIN_READ).select_related("person")
    context = {
        "title": _("登录记录"),
        "crumbs": settings_crumbs(_("登录记录")),
        "page": ListPage(request, rows, filters=LoginFilter, order=("-id",)),
        "row_template": "organs/login_row.html",
        "columns": LOGIN_COLUMNS,
    }
    return render(request, "web/list.html", context)


@signed_in
@require_safe
def my_logins(request: StaffRequest) -> HttpResponse:
    """One's own logins, so that a stranger's shows."""
    context = {
        "title": _("我的登录"),
        "lead": _("有不是自己的登录，请马上退出所有登录并修改密码"),
        "page": ListPage(request, request.user.logins.select_related("person"), order=("-id",)),
        "row_template": "organs/login_row.html",
        "columns": LOGIN_COLUMNS,
        "acts": [{"label": _("退出所有登录"), "url": reverse("account_sessions_end"), "icon": "logout"}],
    }
    return render(request, "web/list.html", context)


@signed_in
def sessions_end(request: StaffRequest) -> HttpResponse:
    """Log out everywhere, here too."""
    page = {
        "title": _("退出所有登录"),
        "text": _("包括这里在内，所有设备上的登录都立即失效。"),
        "cancel": reverse("account_logins"),
        "submit": _("退出所有登录"),
        "danger": True,
    }

    def act(_given: dict[str, Any]) -> HttpResponse:
        log_out_everywhere(request.user)
        logout(request)
        return HttpResponseRedirect(settings.LOGIN_URL, headers={"Clear-Site-Data": '"storage"'})

    return edited(request, Form(request.POST or None), act, page, template="web/confirm.html")


@require_safe
@requires(Perm.ORGANS_LOGIN_READ)
def online_list(request: StaffRequest) -> HttpResponse:
    """Whose session lasts, within reach."""
    rows = Presence.objects.visible_to(request.post, Perm.ORGANS_LOGIN_READ)
    here = rows.filter(seen_at__gte=timezone.now() - ONLINE).select_related("person__organ")
    context = {
        "title": _("在线用户"),
        "lead": _("半小时内有操作的登录"),
        "crumbs": settings_crumbs(_("在线用户")),
        "page": ListPage(request, here, order=("-id",)),
        "row_template": "organs/presence_row.html",
        "columns": [
            {"label": _("姓名")},
            {"label": _("所在机构")},
            {"label": _("登录时间")},
            {"label": _("最近操作")},
            {"label": _("来自")},
            {"label": _("浏览器")},
            {"label": _("操作")},
        ],
        "may_end": request.post.may(Perm.ORGANS_SESSION_END),
    }
    return render(request, "web/list.html", context)


@requires(Perm.ORGANS_SESSION_END)
@elevated
def session_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End all sessions of a person."""
    person = find(Person, request.post, pk, Perm.ORGANS_SESSION_END)
    page = {
        "title": _("强制下线"),
        "text": _("这个人的所有登录立即失效，没有保存的内容会丢失；账户不变，可以重新登录。"),
        "facts": [(_("姓名"), person.name), (_("用户名"), person.username)],
        "crumbs": crumbs(person, _("强制下线")) if request.post.may(Perm.ORGANS_PERSON_READ) else [],
        "cancel": reverse("organs:online-list"),
        "submit": _("强制下线"),
        "danger": True,
        "done": _("已强制下线"),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        force_logout(person, given["reason"], by=request.post)
        return redirect("organs:online-list")

    return edited(request, ReasonForm(request.POST or None), act, page, template="web/confirm.html")


@require_safe
@requires(Perm.ORGANS_PERSON_READ)
def dormant_list(request: StaffRequest) -> HttpResponse:
    """Accounts that will soon be disabled because nobody has logged in, and how long that has been."""
    rows = idle(Person.objects.visible_to(request.post, Perm.ORGANS_PERSON_READ), timezone.now(), before=NOTICE)
    page = ListPage(request, rows.select_related("organ"), order=("id",))
    for row in page:
        row.until = row.awake + timedelta(days=row.days)
    context = {
        "title": _("长期未登录"),
        "lead": _("到期前 {days} 天列在这里，到期自动停用").format(days=NOTICE.days),
        "crumbs": settings_crumbs(_("长期未登录")),
        "page": page,
        "row_template": "organs/dormant_row.html",
        "columns": [
            {"label": _("姓名")},
            {"label": _("用户名")},
            {"label": _("所在机构")},
            {"label": _("上次登录")},
            {"label": _("自动停用")},
        ],
        "empty": {"text": _("没有快要停用的账户")},
    }
    return render(request, "web/list.html", context)
