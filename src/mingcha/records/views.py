# SPDX-License-Identifier: Apache-2.0
"""The ledger's read pages and the incidents (security.md C, architecture.md section 5): who did what, and whether it is as sealed."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.ledger import Refused, export, heads, jobs
from mingcha.ledger.models import Batch, Entry, Unsealed
from mingcha.organs.access import BIGGEST, key_of, requires
from mingcha.organs.elevation import elevated
from mingcha.organs.perms import Perm
from mingcha.records import status
from mingcha.records.actions import accept_head, verify_seals
from mingcha.records.acts import act_name, job_name
from mingcha.records.changes import rows_of
from mingcha.records.filters import OBJECT
from mingcha.records.forms import AcceptForm
from mingcha.records.lists import ENTRIES, INCIDENTS, SEALS
from mingcha.records.objects import kind_name, page_of
from mingcha.records.proof import checks_of, proof_of
from mingcha.records.reach import find_entry, incidents_of, overdue_of
from mingcha.web.editing import edited


@require_GET
@requires(Perm.LEDGER_ENTRY_READ)
def show_entries(request: HttpRequest) -> HttpResponse:
    """The acts done within reach, the newest first."""
    acts = [{"label": _("封存批次"), "url": reverse("records:seal-list"), "icon": "stack"}]
    return ENTRIES.show(request, acts=acts, lead=_object_asked(request) or ENTRIES.lead)


def _object_asked(request: HttpRequest) -> str:
    asked = OBJECT.fullmatch(request.GET.get("object", ""))
    return _("只列出关于这一对象的记录：{kind}").format(kind=kind_name(asked[1])) if asked else ""


@require_GET
@requires(Perm.LEDGER_ENTRY_READ)
def show_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what changed, and whether it is what was sealed."""
    post = request.post  # type: ignore[attr-defined]
    entry = find_entry(post, pk)
    name = act_name(entry.act)
    context = {
        "title": name,
        "crumbs": [{"label": _("操作记录"), "url": reverse("records:entry-list")}, {"label": str(entry.pk)}],
        "entry": entry,
        "rows": rows_of(entry),
        "proof": proof_of(entry),
        "object_url": page_of(entry, post),
        "object_key": f"{entry.object_kind}:{entry.object_id}" if entry.object_id is not None else "",
    }
    return render(request, "records/entry_detail.html", context)


@require_GET
@requires(Perm.LEDGER_ENTRY_READ)
def show_seals(request: HttpRequest) -> HttpResponse:
    """The batches, the newest first. Their heads tell nothing of what is in them, so they know no reach."""
    context: dict[str, Any] = {
        "crumbs": [{"label": _("操作记录"), "url": reverse("records:entry-list")}, {"label": _("封存批次")}],
        "acts": [{"label": _("下载批次的头"), "url": reverse("records:seal-download"), "icon": "download"}],
        "waiting": Unsealed.objects.count(),
        "verified": _last_verdict(),
    }
    return SEALS.show(request, template="records/seal_list.html", **context)


def _last_verdict() -> Entry | None:
    return Entry.objects.filter(object_kind=Batch._meta.label_lower, act="verify_seals").order_by("-id").first()


@require_GET
@requires(Perm.LEDGER_ENTRY_READ)
def show_seal(request: HttpRequest, number: int) -> HttpResponse:
    """One batch, checked while one waits."""
    batch = Batch.objects.filter(number=min(number, BIGGEST)).first()
    if batch is None:
        raise Http404
    crumbs = [
        {"label": _("操作记录"), "url": reverse("records:entry-list")},
        {"label": _("封存批次"), "url": reverse("records:seal-list")},
        {"label": str(batch.number)},
    ]
    title = _("第 {number} 批").format(number=batch.number)
    checks = checks_of(batch)
    context = {"title": title, "crumbs": crumbs, "batch": batch, "checks": checks, "ok": all(one.ok for one in checks)}
    return render(request, "records/seal_detail.html", context)


@require_GET
@requires(Perm.LEDGER_ENTRY_READ)  # type: ignore[arg-type]  # a stream is a response too
def download_heads(request: HttpRequest) -> HttpResponseBase:
    """The heads as ``mingcha ledger verify --heads`` reads them, all or those after batch ``since``."""
    since = key_of(request.GET.get("since", "0"))
    if set(request.GET) - {"since"} or since is None:
        raise BadRequest(_("since 应为批次的编号"))
    lines = (f"{line}\n" for line in export.heads(since))
    name = f"mingcha-heads-{timezone.localtime():%Y%m%d-%H%M}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="application/x-ndjson", headers=headers)


@require_POST
@requires(Perm.LEDGER_ENTRY_READ)
def verify(request: HttpRequest) -> HttpResponse:
    """Check the newest batches now."""
    try:
        verdict = verify_seals(request.post)  # type: ignore[attr-defined]
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("records:seal-list")
    for flaw in verdict.flaws:
        messages.error(request, flaw)
    if not verdict.flaws:
        words = _("第 {first} 至 {last} 批共 {entries} 条记录与封存时相同")
        messages.success(request, words.format(first=verdict.first, last=verdict.last, entries=verdict.entries))
    return redirect("records:seal-list")


@require_GET
@requires(Perm.LEDGER_INCIDENT_READ)
def show_incidents(request: HttpRequest) -> HttpResponse:
    """Jobs that failed and wait for somebody, and those that wait too long."""
    post = request.post  # type: ignore[attr-defined]
    overdue = [one | {"label": job_name(one["func"])} for one in overdue_of(post)]
    context = {
        "may_retry": post.may(Perm.LEDGER_INCIDENT_RETRY),
        "overdue": overdue,
        "acts": [{"label": _("运行状态"), "url": reverse("records:status"), "icon": "clipboard-check"}]
        if post.may(Perm.LEDGER_STATUS_READ)
        else [],
    }
    return INCIDENTS.show(request, template="records/incident_list.html", **context)


@require_POST
@requires(Perm.LEDGER_INCIDENT_RETRY)
def retry_incident(request: HttpRequest, task: str) -> HttpResponse:
    """Queue a failed job once more."""
    post = request.post  # type: ignore[attr-defined]
    if not incidents_of(post).filter(pk=task).exists():
        raise Http404
    try:
        jobs.retry(task, by=post)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("任务已重新排队"))
    return redirect("records:incident-list")


@require_GET
@requires(Perm.LEDGER_STATUS_READ)
def show_status(request: HttpRequest) -> HttpResponse:
    """How the installation fares, and what waits to be accepted."""
    post = request.post  # type: ignore[attr-defined]
    context = {
        "title": _("运行状态"),
        "lines": status.lines(),
        "waiting": status.waiting_heads(),
        "may_accept": post.may(Perm.LEDGER_HEAD_ACCEPT),
        "incidents": post.may(Perm.LEDGER_INCIDENT_READ),
        "version": version("mingcha"),
    }
    return render(request, "records/status.html", context)


@require_http_methods(["GET", "POST"])
@requires(Perm.LEDGER_HEAD_ACCEPT)
@elevated
def accept(request: HttpRequest) -> HttpResponse:
    """Accept to go on without the heads that are missing, with a reason."""
    form = AcceptForm(request.POST or None)
    crumbs = [{"label": _("运行状态"), "url": reverse("records:status")}, {"label": _("确认恢复的台账")}]
    context = {"title": _("确认恢复的台账"), "crumbs": crumbs, "submit": _("确认"), "done": _("已确认")}

    def act(found: dict[str, Any]) -> str:
        accept_head(found["reason"], by=request.post)  # type: ignore[attr-defined]
        return reverse("records:status")

    return edited(request, form, act, context | {"lead": heads.words()})
