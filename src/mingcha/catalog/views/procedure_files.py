# SPDX-License-Identifier: Apache-2.0
"""A procedure as a BPMN file: out of a draft or of a version, and into a draft after a look at what would change (S4-07)."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions import save_procedure
from mingcha.catalog.draft_page import crumbs
from mingcha.catalog.lint import lint
from mingcha.catalog.models import Draft, ItemVersion, PowerItem
from mingcha.catalog.procedure.bpmn_in import read_bpmn
from mingcha.catalog.procedure.bpmn_out import bpmn
from mingcha.catalog.procedure.drawing import drawing, role_names
from mingcha.catalog.procedure.forms import BpmnForm, ProposalForm
from mingcha.catalog.procedure.proposal import changes, filled
from mingcha.catalog.views.procedure import EDIT, OF_POINTS, READ, draft_of
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited


def _file(document: dict[str, Any], name: str) -> HttpResponse:
    answer = HttpResponse(bpmn(document, role_names()), content_type="application/xml; charset=utf-8")
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "_" for letter in name)
    answer["Content-Disposition"] = f'attachment; filename="{safe[:60]}.bpmn"'
    return answer


@require_safe
@requires(READ)
def draft_steps_export(request: StaffRequest, pk: int) -> HttpResponse:
    """The procedure of a draft."""
    draft = draft_of(request, pk, READ)
    return _file(draft.document, draft.code)


@require_safe
@requires(Perm.CATALOG_ITEM_READ)
def item_procedure(request: StaffRequest, pk: int, version: int) -> HttpResponse:
    """The procedure of a version of an item."""
    item = find(PowerItem, request.post, pk, Perm.CATALOG_ITEM_READ)
    found = ItemVersion.objects.filter(item=item, pk=version).first()
    if found is None:
        raise Http404
    return _file(found.document, f"{item.code}-{found.number}")


@requires(EDIT)
def draft_steps_import(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a file and show what it would change; nothing is written."""
    draft = draft_of(request, pk, EDIT)
    page = {
        "title": _("导入流程图"),
        "lead": draft.name,
        "object": draft,
        "crumbs": crumbs(draft, _("导入流程图")),
        "cancel": reverse("catalog:draft-steps", args=(draft.pk,)),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        roles = {name: key for key, name in role_names().items()}
        found = read_bpmn(given["file"].read(), roles)
        steps = filled(found, draft.document)
        return _preview(request, draft, {"steps": steps, "ways": found.ways}, {**page, "notes": found.notes})

    form = BpmnForm(request.POST or None, request.FILES or None, initial={"version": draft.version})
    return edited(request, form, act, page, template="catalog/draft_steps_import.html")


def _preview(request: StaffRequest, draft: Draft, given: dict[str, Any], page: dict[str, Any]) -> HttpResponse:
    document = {**draft.document, "step": given["steps"], "transition": given["ways"]}
    form = ProposalForm(initial={"version": draft.version, "proposal": json.dumps(given, ensure_ascii=False)})
    context = {
        **page,
        "form": form,
        "changes": changes(draft.document, given["steps"], given["ways"]),
        "found": [
            each for each in lint(document) if each.path.startswith(("step", "transition")) or each.code in OF_POINTS
        ],
        "drawing": drawing(document, {}),
        "count": len(given["steps"]),
        "action": reverse("catalog:draft-steps-replace", args=(draft.pk,)),
    }
    return render(request, "catalog/draft_steps_preview.html", context)


@require_POST
@requires(EDIT)
def draft_steps_replace(request: StaffRequest, pk: int) -> HttpResponse:
    """Put what was shown in the place of the draft's procedure."""
    draft = draft_of(request, pk, EDIT)
    page = {
        "title": _("导入流程图"),
        "object": draft,
        "crumbs": crumbs(draft, _("导入流程图")),
        "cancel": reverse("catalog:draft-steps", args=(draft.pk,)),
        "submit": _("替换环节"),
        "done": _("已导入"),
    }

    def act(given: dict[str, Any]) -> str:
        steps, ways = given["proposal"]["steps"], given["proposal"]["ways"]
        save_procedure(draft, steps, ways, given["version"], by=request.post)
        return reverse("catalog:draft-steps", args=(draft.pk,))

    return edited(request, ProposalForm(request.POST), act, page, template="web/confirm.html")
