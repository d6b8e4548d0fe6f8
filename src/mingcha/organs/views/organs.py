# SPDX-License-Identifier: Apache-2.0
"""Pages of organs (S0-49)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from mingcha.organs.access import find, key_of, requires
from mingcha.organs.actions.organs import close_organ, create_organ, edit_organ, reopen_organ
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.forms.organs import OrganEditForm, OrganForm
from mingcha.organs.lists import ORGANS
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

EDITED = ("name", "short", "kind", "uscc")


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of organs stands."""
    way = [(pgettext("several", "机构"), reverse("organs:organ-list")), *further]
    return [{"label": label, "url": url} for label, url in way]


@require_safe
@requires(Perm.ORGANS_ORGAN_READ)
def organ_list(request: StaffRequest) -> HttpResponse:
    """The organs within reach, as a tree."""
    acts = []
    if request.post.may(Perm.ORGANS_ORGAN_EDIT):
        acts = [{"label": _("新增机构"), "url": reverse("organs:organ-new"), "icon": "plus", "primary": True}]
    return ORGANS.show(request, acts=acts)


@require_safe
@requires(Perm.ORGANS_ORGAN_READ)
def organ_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One organ: facts, units, who holds which post."""
    rows = Organ.objects.select_related("region", "parent")
    organ = find(rows, request.post, pk, Perm.ORGANS_ORGAN_READ)
    posts = Post.objects.visible_to(request.post, Perm.ORGANS_PERSON_READ)
    context = {
        "title": organ.name,
        "organ": organ,
        "crumbs": crumbs((organ.name, "")),
        "above": Organ.objects.within(request.post).filter(units=organ).first(),
        "units": Organ.objects.within(request.post).filter(parent=organ).order_by("name")[:100],
        "posts": posts.filter(organ=organ, status=Post.Status.ACTIVE)
        .select_related("person", "role")
        .order_by("role__name", "person__name")[:100],
        "may_edit": request.post.may(Perm.ORGANS_ORGAN_EDIT),
        "may_read_officers": request.post.may(Perm.ORGANS_OFFICER_READ),
    }
    return render(request, "organs/organ_detail.html", context)


@requires(Perm.ORGANS_ORGAN_EDIT)
def organ_new(request: StaffRequest) -> HttpResponse:
    """Create an organ, or a unit of the one that ``parent`` names."""
    initial: dict[str, Any] = {}
    if (above := key_of(request.GET.get("parent", ""))) is not None:
        parent = find(Organ, request.post, above, Perm.ORGANS_ORGAN_EDIT)
        initial = {"parent": parent, "kind": Organ.Kind.UNIT, "region": parent.region_id}
    form = OrganForm(request.post, request.POST or None, initial=initial)
    page = {
        "title": _("新增机构"),
        "crumbs": crumbs((_("新增机构"), "")),
        "cancel": reverse("organs:organ-list"),
        "two": True,
        "done": _("机构已新增"),
    }
    return edited(request, form, lambda given: create_organ(given, by=request.post), page)


@requires(Perm.ORGANS_ORGAN_EDIT)
def organ_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what may change."""
    organ = find(Organ, request.post, pk, Perm.ORGANS_ORGAN_EDIT)
    initial = {name: getattr(organ, name) for name in (*EDITED, "version")}
    form = OrganEditForm(request.POST or None, initial=initial)
    page = {
        "title": _("编辑机构"),
        "object": organ,
        "crumbs": crumbs((organ.name, organ.get_absolute_url()), (_("编辑"), "")),
        "cancel": organ.get_absolute_url(),
        "two": True,
        "done": _("已保存"),
    }

    def act(given: dict[str, Any]) -> Organ:
        return edit_organ(organ, given.pop("version"), given, by=request.post)

    return edited(request, form, act, page)


@requires(Perm.ORGANS_ORGAN_EDIT)
def organ_close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close an organ, or open a closed one again."""
    organ = find(Organ, request.post, pk, Perm.ORGANS_ORGAN_EDIT)
    closing = organ.status == Organ.Status.ACTIVE
    verb, action = (_("撤并机构"), close_organ) if closing else (_("恢复机构"), reopen_organ)
    text = _("撤并后不能再授予岗位、登记人员；已有记录不变。") if closing else _("恢复后可以重新授予岗位。")
    page = {
        "title": verb,
        "text": text,
        "facts": [(_("机构"), organ.name)],
        "crumbs": crumbs((organ.name, organ.get_absolute_url()), (verb, "")),
        "cancel": organ.get_absolute_url(),
        "submit": verb,
        "danger": closing,
        "done": _("已撤并") if closing else _("已恢复"),
    }
    form = ReasonForm(request.POST or None)
    return edited(
        request, form, lambda given: action(organ, given["reason"], by=request.post), page, template="web/confirm.html"
    )
