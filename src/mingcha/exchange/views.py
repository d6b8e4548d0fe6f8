# SPDX-License-Identifier: Apache-2.0
"""Pages of imports: from a file that somebody has to cases with alarms, in four steps that say what they did."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.exchange import actions, show, template
from mingcha.exchange.filters import ImportFilter, SourceFilter
from mingcha.exchange.forms import MappingForm, SourceForm, TextForm, UploadForm, field_of, save_faults
from mingcha.exchange.models import Import, Source
from mingcha.ledger import Conflict, Invalid, Refused
from mingcha.organs.access import find, requires
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.web.forms import add_faults
from mingcha.web.lists import ListPage

READ, RUN = Perm.EXCHANGE_IMPORT_READ, Perm.EXCHANGE_IMPORT_RUN


def _post(request: HttpRequest) -> Post:
    post: Post = request.post  # type: ignore[attr-defined]
    return post


def _batch(request: HttpRequest, pk: int, perm: Perm) -> Import:
    rows = Import.objects.select_related("source__organ", "post__organ", "post__person")
    batch: Import = find(rows, _post(request), pk, perm)
    return batch


@requires(READ)
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """The imports within reach, newest first."""
    rows = Import.objects.visible_to(_post(request), READ).select_related("source__organ")
    page = ListPage(request, rows.prefetch_related("files__stored"), filters=ImportFilter)
    return render(request, "web/list.html", show.import_list(page, may_run=_post(request).may(RUN)))


@requires(READ)
@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """The sources within reach."""
    rows = Source.objects.visible_to(_post(request), READ).select_related("organ")
    page = ListPage(request, rows, filters=SourceFilter)
    return render(request, "web/list.html", show.source_list(page, may_run=_post(request).may(RUN)))


@requires(RUN)
def source_new(request: HttpRequest) -> HttpResponse:
    """Make a source before its first log comes."""
    form = SourceForm(request.POST or None, post=_post(request))
    if form.is_valid():
        try:
            actions.create_source(form.source(), by=_post(request))
        except Refused as refused:
            add_faults(form, refused)
        else:
            return redirect("exchange:source-list")
    context = {"title": _("新建来源"), "form": form, "submit": _("新建"), "cancel": reverse("exchange:source-list")}
    return render(request, "web/form_page.html", context | {"crumbs": show.crumbs(_("新建来源"), sources=True)})


@requires(RUN)
def import_new(request: HttpRequest) -> HttpResponse:
    """Upload a log."""
    form = UploadForm(request.POST or None, request.FILES or None, post=_post(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            batch = actions.upload_import(form.chosen(), given["logs"], given["sides"], by=_post(request))
        except Refused as refused:
            add_faults(form, refused)
        else:
            return redirect(batch)
    context = {"title": _("导入日志"), "form": form, "crumbs": show.crumbs(_("导入日志"))}
    return render(request, "exchange/import_new.html", context)


@requires(READ)
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How an import stands, what is wrong with it or what it would bring, and what to do next."""
    batch = _batch(request, pk, READ)
    return render(request, "exchange/import_detail.html", show.detail(batch, may_run=_post(request).may(RUN)))


@requires(READ)
@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """A small number that changes whenever the import does: the page asks for it every few seconds."""
    version = str(_batch(request, pk, READ).version)
    if request.headers.get("If-None-Match") == f'"{version}"':
        return HttpResponseNotModified()
    return HttpResponse(version, content_type="text/plain", headers={"ETag": f'"{version}"'})


@requires(RUN)
def import_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what. Saving it tries the import."""
    batch = _batch(request, pk, RUN)
    form = MappingForm(request.POST or None, batch=batch, post=_post(request))
    if form.is_valid():
        try:
            actions.save_mapping(batch, form.text(), version=form.cleaned_data["version"], by=_post(request))
        except Invalid as refused:
            save_faults(form, refused, field_of(form))
        except Conflict as refused:
            add_faults(form, refused)
        else:
            return redirect(batch)
    return render(request, "exchange/import_mapping.html", show.mapping(batch, form))


@requires(RUN)
def import_mapping_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The mapping as it is written, for what the table of columns cannot say."""
    batch = _batch(request, pk, RUN)
    form = TextForm(request.POST or None, initial={"text": batch.mapping, "version": batch.version})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.save_mapping(batch, given["text"], version=given["version"], by=_post(request))
        except Invalid as refused:
            save_faults(form, refused, lambda place: "text")
        except Conflict as refused:
            add_faults(form, refused)
        else:
            return redirect(batch)
    return render(request, "exchange/import_mapping_text.html", show.mapping(batch, form))


@requires(RUN)
@require_POST
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Try it again."""
    batch = _batch(request, pk, RUN)
    actions.start_check(batch, by=_post(request))
    return redirect(batch)


@requires(RUN)
@require_POST
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it."""
    batch = _batch(request, pk, RUN)
    actions.start_import(batch, by=_post(request))
    return redirect(batch)


@requires(RUN)
@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    batch = _batch(request, pk, RUN)
    actions.drop_import(batch, by=_post(request))
    messages.success(request, _("已放弃这次导入，没有写入任何办件"))
    return redirect(batch)


@requires(READ)
@require_safe
def import_file(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """A file as it came: to be kept, never to be opened by the browser (security.md F-4)."""
    batch = _batch(request, pk, READ)
    file = batch.files.select_related("stored").filter(place=place).first() if place < 1_000 else None
    if file is None or not file.stored.path().is_file():
        raise Http404
    stored = file.stored
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    kind = "application/octet-stream"
    content = stored.path().open("rb")
    return FileResponse(content, as_attachment=True, filename=stored.name, content_type=kind, headers=headers)  # type: ignore[return-value]


@requires(RUN)
@require_safe
def template_file(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        template.write_template(path)
        content = path.read_bytes()
    headers: dict[str, Any] = {"Content-Disposition": "attachment; filename*=UTF-8''" + _quoted(_("办件日志模板.xlsx"))}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name)
