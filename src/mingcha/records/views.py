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
from mingcha.organs.access import BIGGEST, requires
from mingcha.organs.elevation import elevated
from mingcha.organs.perms import Perm
from mingcha.records import status
from mingcha.records.actions import accept_head, verify_seals
from mingcha.records.acts import act_name, job_name
from mingcha.records.changes import rows_of
from mingcha.records.filters import OBJECT, EntryFilter
from mingcha.records.forms import AcceptForm
from mingcha.records.objects import kind_name, page_of
from mingcha.records.proof import checks_of, proof_of
from mingcha.records.reach import entries_of, find_entry
from mingcha.web.editing import edited
from mingcha.web.lists import ListPage


@require_GET
@requires(Perm.LEDGER_ENTRY_READ)
def show_entries(request: HttpRequest) -> HttpResponse:
    """The acts done within reach, the newest first."""
    rows = entries_of(request.post).defer("what").select_related("sealed")  # type: ignore[attr-defined]
    page = ListPage(request, rows, filters=EntryFilter, order=("-id",))
    labels = (_("时间"), _("行为"), _("行为人 · 单位"), _("对象"), _("封存"))
    context = {
        "title": _("操作记录"),
        "lead": _object_asked(request) or _("谁在何时做了什么；写下以后谁也不能更改，每十秒封存一次"),
        "page": page,
        "row_template": "records/entry_row.html",
        "columns": [{"label": label} for label in labels],
        "acts": [{"label": _("封存批次"), "url": reverse("records:seal-list"), "icon": "stack"}],
        "empty": {"text": _("这里列出管辖范围内的每一次操作。")},
    }
    return render(request, "web/list.html", context)


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
    labels = (_("批次"), _("封存时间"), _("记录数"), _("头"), _("密钥"))
    context = {
        "title": _("封存批次"),
        "lead": _("批次的头包含前一批的头并有签名；由其他单位留存的头，才能证明台账没有被整个改写"),
        "crumbs": [{"label": _("操作记录"), "url": reverse("records:entry-list")}, {"label": _("封存批次")}],
        "page": ListPage(request, Batch.objects.all(), order=("-number",)),
        "row_template": "records/seal_row.html",
        "columns": [{"label": label, "num": place == 2} for place, label in enumerate(labels)],
        "acts": [{"label": _("下载批次的头"), "url": reverse("records:seal-download"), "icon": "download"}],
        "empty": {"text": _("这里列出封存的批次；后台任务运行时，每十秒封存一次新的操作记录。")},
        "waiting": Unsealed.objects.count(),
        "verified": _last_verdict(),
    }
    return render(request, "records/seal_list.html", context)


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
    since = request.GET.get("since", "0")
    if set(request.GET) - {"since"} or not (since.isascii() and since.isdigit() and len(since) < 19):
        raise BadRequest(_("since 应为批次的编号"))
    lines = (f"{line}\n" for line in export.heads(int(since)))
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
    page = ListPage(request, jobs.incidents(), order=("-stopped", "id"))
    for task in page:
        task.label, task.reason = job_name(task.func), _last_line(task.result)
    labels = (_("任务"), _("原因"), _("失败时间"), _("已尝试次数"))
    overdue = [one | {"label": job_name(one["func"])} for one in jobs.overdue(timezone.now())]
    context = {
        "title": _("故障"),
        "lead": _("后台任务失败三次后列在这里；排除原因后重试"),
        "page": page,
        "row_template": "records/incident_row.html",
        "columns": [{"label": label, "num": place == 3} for place, label in enumerate(labels)] + [{"label": ""}],
        "empty": {"title": _("没有故障"), "text": _("后台任务都已完成。失败的任务会列在这里。")},
        "may_retry": post.may(Perm.LEDGER_INCIDENT_RETRY),
        "overdue": overdue,
        "acts": [{"label": _("运行状态"), "url": reverse("records:status"), "icon": "clipboard-check"}]
        if post.may(Perm.LEDGER_STATUS_READ)
        else [],
    }
    return render(request, "records/incident_list.html", context)


def _last_line(result: Any) -> str:
    """What went wrong, without the way there."""
    lines = str(result or "").strip().splitlines()
    return lines[-1][:300] if lines else ""


@require_POST
@requires(Perm.LEDGER_INCIDENT_RETRY)
def retry_incident(request: HttpRequest, task: str) -> HttpResponse:
    """Queue a failed job once more."""
    try:
        jobs.retry(task, by=request.post)  # type: ignore[attr-defined]
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
