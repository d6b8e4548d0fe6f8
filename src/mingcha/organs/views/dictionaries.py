# SPDX-License-Identifier: Apache-2.0
"""Pages of dictionaries: what is in force, earlier versions, the draft of the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.organs.access import BIGGEST, requires
from mingcha.organs.actions.dictionaries import open_draft, publish_dictionary, save_terms
from mingcha.organs.forms.dictionaries import TermsForm, text_of
from mingcha.organs.lists import DICTIONARIES
from mingcha.organs.models import Dictionary, DictionaryVersion
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

Status = DictionaryVersion.Status


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of dictionaries stands; the last is the page itself."""
    way = [(_("设置"), reverse("organs:setting-list")), (_("字典"), reverse("organs:dictionary-list")), *further]
    last, _url = way.pop()
    return [*({"label": label, "url": url} for label, url in way), {"label": last, "url": ""}]


def found(key: str, number: int) -> DictionaryVersion:
    """A version by key and number."""
    versions = DictionaryVersion.objects.select_related("dictionary")
    version = versions.filter(dictionary__key=key, number=number).first() if number <= BIGGEST else None
    if version is None:
        raise Http404
    return version


def address(version: DictionaryVersion) -> str:
    """Its page."""
    return reverse("organs:dictionary-version", args=(version.dictionary.key, version.number))


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def dictionary_list(request: StaffRequest) -> HttpResponse:
    """All dictionaries."""
    return DICTIONARIES.show(request, crumbs=crumbs())


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def dictionary_detail(request: StaffRequest, key: str) -> HttpResponse:
    """The version in force, or the newest where none is."""
    newest = DictionaryVersion.objects.filter(dictionary__key=key).order_by("-number")
    version = newest.filter(status=Status.EFFECTIVE).first() or newest.first()
    if version is None:
        raise Http404
    return dictionary_version(request, key, version.number)


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def dictionary_version(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """The terms of a version, and the others beside it."""
    version = found(key, number)
    versions = list(version.dictionary.versions.order_by("-number"))
    draft = next((one for one in versions if one.status == Status.DRAFT), None)
    context = {
        "title": version.dictionary.name,
        "version": version,
        "versions": versions,
        "draft": draft,
        "terms": version.terms.all(),
        "may_edit": request.post.may(Perm.ORGANS_DICTIONARY_EDIT),
        "crumbs": crumbs((version.dictionary.name, "")),
    }
    return render(request, "organs/dictionary_detail.html", context)


@require_POST
@requires(Perm.ORGANS_DICTIONARY_EDIT)
def dictionary_draft(request: StaffRequest, key: str) -> HttpResponse:
    """Begin the next version."""
    dictionary = Dictionary.objects.filter(key=key).first()
    if dictionary is None:
        raise Http404
    draft = open_draft(dictionary, by=request.post)
    return redirect("organs:dictionary-edit", key, draft.number)


@requires(Perm.ORGANS_DICTIONARY_EDIT)
def dictionary_edit(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Write the terms of a draft."""
    version = found(key, number)
    terms = version.terms.values_list("code", "name")
    form = TermsForm(request.POST or None, initial={"version": version.version, "terms": text_of(terms)})
    page = {
        "title": _("编辑草稿"),
        "lead": f"{version.dictionary.name} · {_('第 {n} 版').format(n=number)}",
        "object": version,
        "crumbs": crumbs((version.dictionary.name, address(version)), (_("编辑草稿"), "")),
        "cancel": address(version),
        "done": _("草稿已保存"),
    }

    def act(given: dict[str, Any]) -> str:
        save_terms(version, given["terms"], given["version"], by=request.post)
        return address(version)

    return edited(request, form, act, page)


@require_POST
@requires(Perm.ORGANS_DICTIONARY_EDIT)
def dictionary_publish(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Put a draft in force."""
    version = publish_dictionary(found(key, number), by=request.post)
    messages.success(request, _("第 {n} 版已生效").format(n=version.number))
    return redirect(address(version))
