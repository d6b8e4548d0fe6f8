# SPDX-License-Identifier: Apache-2.0
"""Pages of roles (S1-43)."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from mingcha.organs.access import BIGGEST, requires
from mingcha.organs.actions.roles import create_role, edit_role
from mingcha.organs.duties import duties, named
from mingcha.organs.elevation import elevated
from mingcha.organs.forms.roles import RoleEditForm, RoleForm, grouped_rights
from mingcha.organs.lists import ROLES
from mingcha.organs.models import Role
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

FORM: Final = "organs/role_form.html"


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of roles stands."""
    way = [
        (_("设置"), reverse("organs:setting-list")),
        (pgettext("several", "角色"), reverse("organs:role-list")),
        *further,
    ]
    return [{"label": label, "url": url} for label, url in way]


def found(pk: int) -> Role:
    """A role; every region has the same ones."""
    return get_object_or_404(Role, pk=min(pk, BIGGEST))


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def role_list(request: StaffRequest) -> HttpResponse:
    """All roles."""
    here: dict[str, Any] = {"crumbs": [crumbs()[0], {"label": pgettext("several", "角色"), "url": ""}]}
    if request.post.may(Perm.ORGANS_ROLE_EDIT):
        url = reverse("organs:role-new")
        here["acts"] = [{"label": _("新增角色"), "url": url, "icon": "plus", "primary": True}]
    return ROLES.show(request, **here)


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def role_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One role: what it may do."""
    role = found(pk)
    context = {
        "title": role.name,
        "role": role,
        "duty": named(duties(role.rights)),
        "crumbs": crumbs((role.name, "")),
        "groups": [(app, [(label, key in role.rights) for key, label in rights]) for app, rights in grouped_rights()],
        "may_edit": request.post.may(Perm.ORGANS_ROLE_EDIT),
    }
    return render(request, "organs/role_detail.html", context)


@requires(Perm.ORGANS_ROLE_EDIT)
@elevated
def role_new(request: StaffRequest) -> HttpResponse:
    """Make a role."""
    page = {
        "title": _("新增角色"),
        "crumbs": crumbs((_("新增角色"), "")),
        "cancel": reverse("organs:role-list"),
        "done": _("角色已新增"),
    }
    form = RoleForm(request.POST or None)
    return edited(request, form, lambda given: create_role(given, by=request.post), page, template=FORM)


@requires(Perm.ORGANS_ROLE_EDIT)
@elevated
def role_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a role."""
    role = found(pk)
    page = {
        "title": _("编辑角色"),
        "lead": role.key,
        "object": role,
        "crumbs": crumbs((role.name, role.get_absolute_url()), (_("编辑"), "")),
        "cancel": role.get_absolute_url(),
        "done": _("已保存"),
    }
    initial = {"name": role.name, "rights": role.rights, "version": role.version}

    def act(given: dict[str, Any]) -> Role:
        return edit_role(role, given.pop("version"), given, by=request.post)

    return edited(request, RoleEditForm(request.POST or None, initial=initial), act, page, template=FORM)
