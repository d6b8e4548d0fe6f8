# SPDX-License-Identifier: Apache-2.0
"""Granting posts, ending them, and putting on another of one's own (S1-43, S0-49)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingcha.organs.access import find, requires, signed_in
from mingcha.organs.actions.posts import end_post, grant_post
from mingcha.organs.elevation import elevated
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.forms.posts import PostForm
from mingcha.organs.middleware import KEY
from mingcha.organs.models import Person, Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.organs.views.people import crumbs
from mingcha.web.editing import edited


@signed_in
@require_POST
def post_switch(request: StaffRequest) -> HttpResponse:
    """Wear another of one's posts; home shows what waits for that one."""
    worn = request.POST.get("post", "")
    if worn not in {str(post.pk) for post in request.posts}:
        raise Http404
    request.session[KEY] = int(worn)
    return redirect("/")


@requires(Perm.ORGANS_POST_GRANT)
@elevated
def post_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Grant a person a post."""
    person = find(Person, request.post, pk, Perm.ORGANS_POST_GRANT)
    page = {
        "title": _("授予岗位"),
        "lead": person.name,
        "crumbs": crumbs(person, _("授予岗位")),
        "cancel": person.get_absolute_url(),
        "submit": _("授予"),
        "two": True,
        "done": _("岗位已授予"),
    }

    def act(given: dict[str, object]) -> Person:
        grant_post(person, given, by=request.post)
        return person

    form = PostForm(request.post, request.POST or None, initial={"organ": person.organ_id, "reach": Post.Reach.ORGAN})
    return edited(request, form, act, page)


@requires(Perm.ORGANS_POST_GRANT)
@elevated
def post_end(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a post back."""
    rows = Post.objects.select_related("person", "organ", "role")
    post = find(rows, request.post, pk, Perm.ORGANS_POST_GRANT)
    person = post.person
    page = {
        "title": _("收回岗位"),
        "text": _("收回后，下一次操作起不再有这个岗位的权限。"),
        "facts": [(_("姓名"), person.name), (_("岗位"), str(post)), (_("范围"), post.get_reach_display())],
        "crumbs": crumbs(person, _("收回岗位")),
        "cancel": person.get_absolute_url(),
        "submit": _("收回"),
        "danger": True,
        "done": _("岗位已收回"),
    }

    def act(given: dict[str, str]) -> Person:
        end_post(post, given["reason"], by=request.post)
        return person

    return edited(request, ReasonForm(request.POST or None), act, page, template="web/confirm.html")
