# SPDX-License-Identifier: Apache-2.0
"""Pages of imports: from a file that somebody has to cases with alarms, in four steps that say what they did."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.exchange import actions, show, template
from mingcha.exchange.forms import SourceForm, TextForm, UploadForm
from mingcha.exchange.lists import IMPORTS, SOURCES
from mingcha.exchange.mapping_form import MappingForm
from mingcha.exchange.models import Import
from mingcha.files.handing import handed
from mingcha.ledger import Invalid
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.polling import small_number

READ, RUN = Perm.EXCHANGE_IMPORT_READ, Perm.EXCHANGE_IMPORT_RUN


def _batch(request: StaffRequest, pk: int, perm: Perm) -> Import:
    rows = Import.objects.select_related("source__organ", "post__organ", "post__person", "client__organ")
    batch: Import = find(rows, request.post, pk, perm)
    return batch


@requires(READ)
@require_safe
def import_list(request: StaffRequest) -> HttpResponse:
    """The imports within reach, newest first."""
    return IMPORTS.show(request, **show.import_list(may_run=request.post.may(RUN)))


@requires(READ)
@require_safe
def source_list(request: StaffRequest) -> HttpResponse:
    """The sources within reach."""
    return SOURCES.show(request, **show.source_list(may_run=request.post.may(RUN)))


@requires(RUN)
def source_new(request: StaffRequest) -> HttpResponse:
    """Make a source before its first log comes."""
    form = SourceForm(request.POST or None, post=request.post)
    title, way = _("新建来源"), reverse("exchange:source-list")
    page = {"title": title, "submit": _("新建"), "cancel": way, "crumbs": show.crumbs(title, sources=True)}

    def act(_given: dict[str, Any]) -> str:
        actions.create_source(form.source(), by=request.post)
        return way

    return edited(request, form, act, page | {"done": _("已新建来源")})


@requires(RUN)
def import_new(request: StaffRequest) -> HttpResponse:
    """Upload a log."""
    given = {"source": request.GET.get("source", "")}
    form = UploadForm(request.POST or None, request.FILES or None, post=request.post, initial=given)
    page = {"title": _("导入日志"), "crumbs": show.crumbs(_("导入日志"))}

    def act(given: dict[str, Any]) -> Import:
        return actions.upload_import(form.chosen(), given["logs"], given["sides"], by=request.post)

    return edited(request, form, act, page, template="exchange/import_new.html")


@requires(READ)
@require_safe
def import_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How an import stands, what is wrong with it or what it would bring, and what to do next."""
    batch = _batch(request, pk, READ)
    return render(request, "exchange/import_detail.html", show.detail(batch, may_run=request.post.may(RUN)))


@requires(READ)
@require_safe
def import_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """A small number that changes whenever the import does: the page asks for it every few seconds."""
    return small_number(request, _batch(request, pk, READ).version)


@requires(RUN)
def import_mapping(request: StaffRequest, pk: int) -> HttpResponse:
    """Which column is what. Saving it tries the import."""
    batch = _batch(request, pk, RUN)
    form = MappingForm(request.POST or None, batch=batch, post=request.post)

    def act(given: dict[str, Any]) -> Import:
        said = {"version": given["version"], "unknown_organs": given["unknown_organs"]}
        with _beside(form.field_of):
            actions.save_mapping(batch, form.text(), by=request.post, **said)
        return batch

    return edited(request, form, act, show.mapping(batch), template="exchange/import_mapping.html")


@requires(RUN)
def import_mapping_text(request: StaffRequest, pk: int) -> HttpResponse:
    """The mapping as it is written, for what the table of columns cannot say."""
    batch = _batch(request, pk, RUN)
    form = TextForm(request.POST or None, initial={"text": batch.mapping, "version": batch.version})

    def act(given: dict[str, Any]) -> Import:
        with _beside(lambda place: "text"):
            actions.save_mapping(batch, given["text"], version=given["version"], by=request.post)
        return batch

    return edited(request, form, act, show.mapping(batch), template="exchange/import_mapping_text.html")


@contextmanager
def _beside(field_of: Callable[[str], str | None]) -> Iterator[None]:
    """Faults of a mapping name places in its text; here they are about fields of a form."""
    try:
        yield
    except Invalid as refused:
        faults = [(field_of(each.field or ""), each.code, each.message) for each in refused.faults]
        raise Invalid.many(faults) from refused


@requires(RUN)
@require_POST
def import_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Try it again."""
    batch = _batch(request, pk, RUN)
    actions.start_check(batch, by=request.post)
    return redirect(batch)


@requires(RUN)
@require_POST
def import_run(request: StaffRequest, pk: int) -> HttpResponse:
    """Write it."""
    batch = _batch(request, pk, RUN)
    actions.start_import(batch, by=request.post)
    return redirect(batch)


@requires(RUN)
@require_POST
def import_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Give it up."""
    batch = _batch(request, pk, RUN)
    actions.drop_import(batch, by=request.post)
    messages.success(request, _("已放弃这次导入，没有写入任何办件"))
    return redirect(batch)


@requires(READ)
@require_safe
def import_file(request: StaffRequest, pk: int, place: int) -> HttpResponse:
    """A file as it came: to be kept, never to be opened by the browser (security.md F-4)."""
    batch = _batch(request, pk, READ)
    file = batch.files.select_related("stored").filter(place=place).first() if place < 1_000 else None
    if file is None:
        raise Http404
    return handed(file.stored.path(), file.stored.name)


@requires(RUN)
@require_safe
def template_file(request: StaffRequest) -> HttpResponse:
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
