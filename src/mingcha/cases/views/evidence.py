# SPDX-License-Identifier: Apache-2.0
"""Pages of evidence: several files added to a step, one looked at, taken away or replaced (S1-14, S1-15)."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.actions.evidence import add_evidence, remove_evidence
from mingcha.cases.evidence import choices_at, gone, lacking_at
from mingcha.cases.forms.evidence import EvidenceForm, RemovalForm
from mingcha.cases.mending import missing_at
from mingcha.cases.models import Alarm, Case, Evidence, Task
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.procedure import procedure_of
from mingcha.cases.views.working import crumbs_of, task_within
from mingcha.files.handing import UNKNOWN, handed
from mingcha.organs.access import find, requires
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

READ, WORK = Perm.CASES_CASE_READ, Perm.CASES_CASE_WORK
SHOWN: Final = frozenset({"image/jpeg", "image/png"})
"""What a page may show as it is; everything else is only handed back, never opened here (security.md F-4)."""


@requires(WORK)
def evidence_add(request: StaffRequest, pk: int) -> HttpResponse:
    """Add files to a step, while it is being done or later."""
    task, case = task_within(request, pk)
    over = task.status == Task.Status.DONE
    procedure = procedure_of(case.item_version)
    rows = list(Evidence.objects.filter(step_id=task.step_id))
    lacking = lacking_at(procedure, task.step, rows)
    back = reverse("cases:case-detail", args=[case.pk])
    page = {
        "title": _("添加证据：{act}").format(act=task.act),
        "lead": f"{case.title} · {case.number}",
        "lacking": [(kind, n) for kind, n in lacking.items()],
        "over": task.step.ended_at if over else None,
        "crumbs": crumbs_of(case, _("添加证据")),
        "cancel": back,
        "submit": _("添加"),
    }
    kinds = choices_at(procedure, task.step, rows)
    form = EvidenceForm(kinds, request.POST or None, request.FILES or None, over=over)

    def act(_given: dict[str, Any]) -> str:
        add_evidence(task, form.evidence, by=request.post)
        if over and Alarm.objects.filter(missing_at(task.step_id), status__in=STANDING).exists():
            messages.warning(request, _("缺少证据的报警仍然保留：环节完成前取得的证据还不足"))
        return back

    return edited(request, form, act, page | {"done": _("已添加证据")}, template="cases/evidence_add.html")


@require_safe
@requires(READ)
def evidence_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One item: what it is, whose, and by which hash it can be told."""
    row = _evidence(request, pk)
    page = {
        "title": row.kind,
        "row": row,
        "stored": row.exhibit.stored,
        "picture": row.exhibit.stored.media_type in SHOWN,
        "gone": gone(row),
        "late": row.late_entries.first(),
        "may_remove": not gone(row) and _may_remove(row, request.post),
        "crumbs": crumbs_of(row.case, _("证据")),
    }
    return render(request, "cases/evidence_detail.html", page)


@require_safe
@requires(READ)
def evidence_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The file of an item: a picture for the page that shows it, anything else to be kept, never to be opened by the browser."""
    stored = _evidence(request, pk).exhibit.stored
    return handed(stored.path(), stored.name, stored.media_type if stored.media_type in SHOWN else UNKNOWN)


@requires(WORK)
def evidence_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an item away, or replace it."""
    row = _evidence(request, pk, WORK)
    page = {
        "title": _("移除证据"),
        "text": _("移除前的记录和文件都保留。本环节要求的证据被移除又没有替换的，会产生报警。"),
        "facts": [(_("种类"), row.kind), (_("文件"), row.exhibit.stored.name)],
        "crumbs": crumbs_of(row.case, _("移除证据")),
        "cancel": reverse("cases:evidence-detail", args=[row.pk]),
        "submit": _("移除"),
        "danger": True,
        "done": _("已移除"),
    }

    def act(given: dict[str, Any]) -> str:
        new = remove_evidence(row, given["reason"], given.get("replacement"), by=request.post)
        if new is not None:
            return reverse("cases:evidence-detail", args=[new.pk])
        return reverse("cases:case-detail", args=[row.case_id])

    form = RemovalForm(request.POST or None, request.FILES or None)
    return edited(request, form, act, page, template="web/confirm.html")


def _evidence(request: StaffRequest, pk: int, perm: Perm = READ) -> Evidence:
    """An item with a file, of a case within reach; there is no other way to it."""
    rows = Evidence.objects.select_related("exhibit__stored", "step__task").filter(exhibit__isnull=False)
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    row.case = find(Case, request.post, row.case_id, perm)
    return row


def _may_remove(row: Evidence, post: Post) -> bool:
    task = getattr(row.step, "task", None)
    if task is None or task.status != Task.Status.ACTIVE or not post.may(WORK):
        return False
    return bool(task.people.filter(person_id=post.person_id).exists())
