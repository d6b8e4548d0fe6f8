# SPDX-License-Identifier: Apache-2.0
"""An item out into a file, and in from one: first everything that it would do, then all or nothing (feature 6)."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mingcha.catalog.actions.transfer import import_draft
from mingcha.catalog.draft_page import crumbs
from mingcha.catalog.models import PowerItem
from mingcha.catalog.transfer import clashes, package_of, read_package
from mingcha.catalog.views.drafts import found
from mingcha.ledger import Invalid
from mingcha.organs.access import find, requires
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.forms import Form, add_faults


class PackageForm(Form):
    """The file, or what was read of it once it has been shown."""

    file = forms.FileField(label=gettext_lazy("事项文件"), required=False)
    package = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        file = given.get("file")
        content = file.read() if file else str(given.get("package") or "").encode()
        if not content:
            raise forms.ValidationError({"file": _("请选择文件")}, code="required")
        given["read"] = read_package(content)
        return given

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except Invalid as bad:
            add_faults(self, bad)


def _file(package: dict[str, Any], code: str) -> HttpResponse:
    answer = JsonResponse(package, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer.headers["Content-Disposition"] = _disposition(f"{code}.json")
    return answer


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return str(content_disposition_header(as_attachment=True, filename=name))


@require_safe
@requires(Perm.CATALOG_ITEM_READ)
def item_export(request: StaffRequest, pk: int) -> HttpResponse:
    """The version in force (or the latest) in one file."""
    item = find(PowerItem.objects.select_related("organ"), request.post, pk, Perm.CATALOG_ITEM_READ)
    version = item.versions.first()
    if version is None:
        raise Http404
    return _file(package_of(version.document, item.organ), item.code)


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def draft_export(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft in one file."""
    draft = found(request, pk)
    return _file(package_of(draft.document, draft.organ), draft.code)


@requires(Perm.CATALOG_DRAFT_EDIT)
def draft_import(request: StaffRequest) -> HttpResponse:
    """Choose a file; see what it would do; take it in."""
    organ = request.post.organ
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, {}, organ, 422 if request.method == "POST" else 200)
    package = form.cleaned_data["read"]
    if not form.cleaned_data.get("package") or form.cleaned_data.get("file"):
        return _page(request, form, package, organ, 200)
    try:
        draft = import_draft(package["document"], organ=organ, by=request.post)
    except Invalid:
        return _page(request, form, package, organ, 422)  # the page tells all of it anyway
    messages.success(request, _("已导入为草案"))
    return redirect(draft)


def _page(request: StaffRequest, form: PackageForm, package: dict[str, Any], organ: Organ, status: int) -> HttpResponse:
    document = package.get("document") or {}
    told = clashes(document, organ) if document else []
    context = {
        "title": _("导入事项"),
        "crumbs": crumbs(None, _("导入")),
        "form": form,
        "package": json.dumps(package, ensure_ascii=False) if package else "",
        "origin": package.get("from", ""),
        "head": document.get("catalog") or {},
        "counts": [(name, len(lines)) for name, lines in document.items() if isinstance(lines, list)],
        "clashes": told,
        "stopped": any(clash.level == "error" for clash in told),
        "cancel": reverse("catalog:draft-list"),
    }
    return render(request, "catalog/draft_import.html", context, status=status)
