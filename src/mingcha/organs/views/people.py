# SPDX-License-Identifier: Apache-2.0
"""Pages of persons: their accounts, their posts, a look at a full number (security.md A11, D3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.organs import oidc, shown
from mingcha.organs.access import find, requires
from mingcha.organs.actions.people import (
    create_person,
    disable_person,
    edit_person,
    enable_person,
    give_password,
    reveal,
)
from mingcha.organs.elevation import elevated
from mingcha.organs.factors import factors_of
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.forms.people import PersonEditForm, PersonForm, RevealForm
from mingcha.organs.lists import PEOPLE
from mingcha.organs.models import Person, Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Form

EDITED = ("name", "username", "organ", "version")


def crumbs(person: Person | None, here: str = "") -> list[dict[str, str]]:
    """Where a page of persons stands."""
    way = [{"label": _("人员"), "url": reverse("organs:person-list")}]
    if person:
        way.append({"label": person.name, "url": person.get_absolute_url() if here else ""})
    return [*way, {"label": here, "url": ""}] if here else way


@require_safe
@requires(Perm.ORGANS_PERSON_READ)
def person_list(request: StaffRequest) -> HttpResponse:
    """The persons of the organs within reach; numbers only masked."""
    acts = []
    if request.post.may(Perm.ORGANS_PERSON_EDIT):
        url = reverse("organs:person-new")
        paste = {"label": _("粘贴"), "url": reverse("organs:people-paste"), "icon": "clipboard-check"}
        acts = [paste, {"label": _("登记人员"), "url": url, "icon": "plus", "primary": True}]
    return PEOPLE.show(request, acts=acts)


@require_safe
@requires(Perm.ORGANS_PERSON_READ)
def person_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: facts, account, posts."""
    person = find(Person.objects.select_related("organ"), request.post, pk, Perm.ORGANS_PERSON_READ)
    posts = person.posts.select_related("organ", "role").order_by("status", "-valid_from", "-id")
    has_identity = person.identities.exists()
    context = {
        "title": person.name,
        "person": person,
        "crumbs": crumbs(person),
        "posts": posts,
        "endable": set(Post.objects.within(request.post).filter(person=person).values_list("pk", flat=True)),
        "may_edit": request.post.may(Perm.ORGANS_PERSON_EDIT),
        "may_grant": request.post.may(Perm.ORGANS_POST_GRANT),
        "may_reveal": request.post.may(Perm.ORGANS_PERSON_REVEAL),
        "has_factor": factors_of(person).exists(),
        "has_identity": has_identity,
        "login_acts": _login_acts(request.post, person, has_identity=has_identity),
    }
    return render(request, "organs/person_detail.html", context)


def _login_acts(post: Post, person: Person, *, has_identity: bool) -> list[dict[str, str]]:
    """What the security administrator may do for her login."""
    acts = [
        (Perm.ORGANS_SESSION_END, "session-end", _("强制下线")),
        (Perm.ORGANS_FACTOR_RESET, "factor-reset", _("重置二次验证")),
    ]
    if oidc.is_on():
        acts.append((Perm.ORGANS_IDENTITY_BIND, "identity-bind", _("绑定统一身份")))
    if has_identity:
        acts.append((Perm.ORGANS_IDENTITY_BIND, "identity-unbind", _("解除统一身份")))
    return [
        {"label": label, "url": reverse(f"organs:person-{name}", args=(person.pk,))}
        for perm, name, label in acts
        if post.may(perm)
    ]


@requires(Perm.ORGANS_PERSON_EDIT)
def person_new(request: StaffRequest) -> HttpResponse:
    """Register a person."""
    page = {
        "title": _("登记人员"),
        "lead": _("登记后，在其页面上生成初始密码，并由安全管理员授予岗位"),
        "crumbs": crumbs(None, _("登记人员")),
        "cancel": reverse("organs:person-list"),
        "two": True,
        "done": _("人员已登记"),
    }
    form = PersonForm(request.post, request.POST or None, initial={"organ": request.post.organ_id})
    return edited(request, form, lambda given: create_person(given, by=request.post), page)


@requires(Perm.ORGANS_PERSON_EDIT)
def person_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what is known of a person."""
    person = find(Person, request.post, pk, Perm.ORGANS_PERSON_EDIT)
    page = {
        "title": _("编辑人员"),
        "object": person,
        "crumbs": crumbs(person, _("编辑")),
        "cancel": person.get_absolute_url(),
        "two": True,
        "done": _("已保存"),
    }

    def act(given: dict[str, Any]) -> Person:
        return edit_person(person, given.pop("version"), given, by=request.post)

    initial = {name: getattr(person, name) for name in EDITED}
    return edited(request, PersonEditForm(request.post, request.POST or None, initial=initial), act, page)


@requires(Perm.ORGANS_PERSON_EDIT)
def person_disable(request: StaffRequest, pk: int) -> HttpResponse:
    """Disable an account, or enable a disabled one."""
    person = find(Person, request.post, pk, Perm.ORGANS_PERSON_EDIT)
    ending = person.status == Person.Status.ACTIVE
    verb, action = (_("停用账户"), disable_person) if ending else (_("启用账户"), enable_person)
    page = {
        "title": verb,
        "text": _("停用后立即不能使用系统；岗位和记录不变。") if ending else _("启用后可以用原来的密码登录。"),
        "facts": [(_("姓名"), person.name), (_("用户名"), person.username)],
        "crumbs": crumbs(person, verb),
        "cancel": person.get_absolute_url(),
        "submit": verb,
        "danger": ending,
        "done": _("账户已停用") if ending else _("账户已启用"),
    }
    form = ReasonForm(request.POST or None)
    return edited(
        request, form, lambda given: action(person, given["reason"], by=request.post), page, template="web/confirm.html"
    )


@requires(Perm.ORGANS_PERSON_EDIT)
@elevated
def person_password(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a first or a new password."""
    person = find(Person, request.post, pk, Perm.ORGANS_PERSON_EDIT)
    verb = _("生成密码")
    page = {
        "title": verb,
        "text": _("系统生成一个密码，只显示一次；原密码随即失效，本人登录后必须先修改。"),
        "facts": [(_("姓名"), person.name), (_("用户名"), person.username)],
        "crumbs": crumbs(person, verb),
        "cancel": person.get_absolute_url(),
        "submit": verb,
        "danger": True,
    }

    def act(_given: dict[str, Any]) -> HttpResponse:
        secret = give_password(person, by=request.post)
        return shown.hand_over(request, secret, reverse("organs:person-secret", args=(person.pk,)))

    return edited(request, Form(request.POST or None), act, page, template="web/confirm.html")


@requires(Perm.ORGANS_PERSON_REVEAL)
@elevated
def person_reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """Look at a full number: counted, with a reason."""
    person = find(Person, request.post, pk, Perm.ORGANS_PERSON_REVEAL)
    page = {
        "title": _("查看完整号码"),
        "text": _("每次查看都计数并写入操作记录，每人每天最多 20 次。"),
        "facts": [(_("姓名"), person.name)],
        "crumbs": crumbs(person, _("查看完整号码")),
        "cancel": person.get_absolute_url(),
        "submit": _("查看"),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        number = reveal(person, given["field"], given["reason"], by=request.post)
        return shown.hand_over(request, number, reverse("organs:person-secret", args=(person.pk,)))

    return edited(request, RevealForm(request.POST or None), act, page, template="web/confirm.html")


@require_safe
@requires(Perm.ORGANS_PERSON_READ)
def person_secret(request: StaffRequest, pk: int) -> HttpResponse:
    """What the act before this page made: shown once, gone when the page is loaded again."""
    person = find(Person, request.post, pk, Perm.ORGANS_PERSON_READ)
    context = {
        "title": person.name,
        "person": person,
        "secret": shown.taken(request),
        "crumbs": crumbs(person, _("只显示一次")),
    }
    return shown.forget(request, render(request, "organs/person_secret.html", context))
