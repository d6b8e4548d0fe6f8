# SPDX-License-Identifier: Apache-2.0
"""What the security administrator does for somebody's login: a lost factor, an identity of another service (security.md A5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mingcha.organs import oidc
from mingcha.organs.access import find, requires
from mingcha.organs.actions.factors import reset_factors
from mingcha.organs.actions.identities import bind_identity, unbind_identities
from mingcha.organs.elevation import elevated
from mingcha.organs.factors import factors_of
from mingcha.organs.forms.factors import SubjectForm
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.models import Person
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.organs.views.people import crumbs
from mingcha.web.editing import edited


def _page(person: Person, verb: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "title": verb,
        "text": text,
        "facts": [(_("姓名"), person.name), (_("用户名"), person.username)],
        "crumbs": crumbs(person, verb),
        "cancel": person.get_absolute_url(),
        "submit": verb,
        **more,
    }


@requires(Perm.ORGANS_FACTOR_RESET)
@elevated
def factor_reset(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the factors of somebody who lost hers."""
    person = find(Person, request.post, pk, Perm.ORGANS_FACTOR_RESET)
    text = _("验证器、安全密钥和恢复码全部失效，所有登录立即退出；本人用密码登录后重新设置。请先核实是本人。")
    page = _page(person, _("重置二次验证"), text, danger=True, done=_("二次验证已重置"))
    page["facts"].append((_("现有"), str(factors_of(person).count())))

    def act(given: dict[str, Any]) -> Person:
        reset_factors(person, given["reason"], by=request.post)
        return person

    return edited(request, ReasonForm(request.POST or None), act, page, template="web/confirm.html")


@requires(Perm.ORGANS_IDENTITY_BIND)
@elevated
def identity_bind(request: StaffRequest, pk: int) -> HttpResponse:
    """Bind a subject of the other service."""
    person = find(Person, request.post, pk, Perm.ORGANS_IDENTITY_BIND)
    text = _("以这个标识通过统一身份认证的人，将作为此账户登录。标识只以密文摘要保存，之后不能再查看。")
    page = _page(person, _("绑定统一身份"), text, done=_("统一身份已绑定"))

    def act(given: dict[str, Any]) -> Person:
        bind_identity(person, oidc.hidden(given["subject"]), by=request.post)
        return person

    return edited(request, SubjectForm(request.POST or None), act, page, template="web/confirm.html")


@requires(Perm.ORGANS_IDENTITY_BIND)
@elevated
def identity_unbind(request: StaffRequest, pk: int) -> HttpResponse:
    """Take all bound subjects away."""
    person = find(Person, request.post, pk, Perm.ORGANS_IDENTITY_BIND)
    page = _page(person, _("解除统一身份"), _("此后只能用密码登录。"), danger=True, done=_("统一身份已解除"))

    def act(given: dict[str, Any]) -> Person:
        unbind_identities(person, given["reason"], by=request.post)
        return person

    return edited(request, ReasonForm(request.POST or None), act, page, template="web/confirm.html")
