# SPDX-License-Identifier: Apache-2.0
"""Who logs in, who is here, who has not been for long; ending sessions (security.md A3, A9; GB/T 22239 安全审计)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.organs.access import find, requires, signed_in
from mingcha.organs.actions.sessions import force_logout, log_out_everywhere
from mingcha.organs.elevation import elevated
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.lists_watching import DORMANT, LOGINS, MY_LOGINS, ONLINE_NOW
from mingcha.organs.models import Person
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.organs.views.people import crumbs
from mingcha.web.editing import edited
from mingcha.web.forms import Form


def settings_crumbs(here: str) -> list[dict[str, str]]:
    """Where these lists stand."""
    return [{"label": _("设置"), "url": reverse("organs:setting-list")}, {"label": here, "url": ""}]


@require_safe
@requires(Perm.ORGANS_LOGIN_READ)
def login_list(request: StaffRequest) -> HttpResponse:
    """The login log of the people within reach."""
    return LOGINS.show(request, crumbs=settings_crumbs(_("登录记录")))


@signed_in
@require_safe
def my_logins(request: StaffRequest) -> HttpResponse:
    """One's own logins, so that a stranger's shows."""
    page = MY_LOGINS.page(request, request.user.logins.select_related("person"))
    acts = [{"label": _("退出所有登录"), "url": reverse("account_sessions_end"), "icon": "logout"}]
    return MY_LOGINS.show(request, page, acts=acts)


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
    here: dict[str, Any] = {
        "crumbs": settings_crumbs(_("在线用户")),
        "may_end": request.post.may(Perm.ORGANS_SESSION_END),
    }
    return ONLINE_NOW.show(request, **here)


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
    return DORMANT.show(request, crumbs=settings_crumbs(_("长期未登录")))
