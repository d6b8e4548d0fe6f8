# SPDX-License-Identifier: Apache-2.0
"""Pages of document templates 文书范本: read and inherited, brought in, put in force, looked at as PDF (S4-30, feature 19)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.catalog.actions.templates import enforce_template, retire_template, upload_template
from mingcha.catalog.forms.papers import EditionForm, RetireForm, TemplateForm
from mingcha.catalog.lists_papers import TEMPLATES
from mingcha.catalog.models import Template
from mingcha.catalog.papers import variables
from mingcha.catalog.papers.filling import fill
from mingcha.catalog.papers.inheriting import in_force, locked_above
from mingcha.catalog.papers.pdf import pdf_of
from mingcha.files.handing import handed
from mingcha.organs.access import find, require, requires
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Form

EDIT, READ = Perm.CATALOG_TEMPLATE_EDIT, Perm.CATALOG_ITEM_READ


def _template(request: StaffRequest, pk: int, perm: Perm) -> Template:
    rows = Template.objects.get_queryset().select_related("organ", "file")
    template: Template = find(rows, request.post, pk, perm)
    if perm == EDIT:
        require(request.post, EDIT, template.organ)  # what is inherited is only read
    return template


def _own(request: StaffRequest, template: Template) -> bool:
    """Whether the post may change it: it is of an organ within reach, not inherited."""
    return request.post.may(EDIT) and Organ.objects.within(request.post).filter(pk=template.organ_id).exists()


def _crumbs(template: Template | None, here: str = "") -> list[dict[str, str]]:
    way = [
        {"label": _("目录"), "url": reverse("catalog:item-list")},
        {"label": _("文书范本"), "url": reverse("catalog:template-list")},
    ]
    if template is not None:
        way.append({"label": template.name, "url": template.get_absolute_url() if here else ""})
    return [*way, {"label": here}] if here else way


@require_safe
@requires(READ)
def template_list(request: StaffRequest) -> HttpResponse:
    """The templates of one's own organs and those that they inherit."""
    acts = []
    if request.post.may(EDIT):
        acts = [{"label": _("上传范本"), "url": reverse("catalog:template-new"), "icon": "upload", "primary": True}]
    return TEMPLATES.show(request, crumbs=_crumbs(None), acts=acts)


@require_safe
@requires(READ)
def template_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One edition: whose it is, what it names, and which edition the organ uses."""
    template = _template(request, pk, READ)
    editions = Template.objects.within(request.post).filter(organ=template.organ, key=template.key).order_by("-edition")
    context = {
        "title": template.name,
        "template": template,
        "crumbs": _crumbs(template),
        "used": in_force(request.post.organ).get(template.key),
        "above": locked_above(template.organ, template.key),
        "editions": editions,
        "ours": [name for name in template.variables if not name.startswith(f"{variables.FORM}.")],
        "fields": [name for name in template.variables if name.startswith(f"{variables.FORM}.")],
        "may_edit": _own(request, template),
    }
    return render(request, "catalog/template_detail.html", context)


@require_safe
@requires(READ)
def template_words(request: StaffRequest) -> HttpResponse:
    """What a template may name, with an example each."""
    context = {
        "title": _("范本中可用的变量"),
        "crumbs": _crumbs(None, _("变量")),
        "names": variables.names(),
        "filters": variables.FILTERS_SHOWN,
    }
    return render(request, "catalog/template_words.html", context)


@requires(EDIT)
def template_new(request: StaffRequest) -> HttpResponse:
    """Bring in a template that is new to an organ."""
    page = {
        "title": _("上传范本"),
        "lead": _("先用 Word 写好，把要填写的地方写成 {{ 当事人.名称 }} 的样子"),
        "crumbs": _crumbs(None, _("上传范本")),
        "cancel": reverse("catalog:template-list"),
        "submit": _("上传"),
        "two": True,
        "done": _("已上传，启用后生效"),
    }

    def act(given: dict[str, Any]) -> Template:
        return upload_template(given["organ"], given, given["file"], by=request.post)

    form = TemplateForm(
        request.post, request.POST or None, request.FILES or None, initial={"organ": request.post.organ_id}
    )
    return edited(request, form, act, page)


@requires(EDIT)
def template_edition(request: StaffRequest, pk: int) -> HttpResponse:
    """Bring in the next edition of one that is there."""
    template = _template(request, pk, EDIT)
    page = {
        "title": _("上传新版"),
        "lead": template.organ.name,
        "crumbs": _crumbs(template, _("上传新版")),
        "cancel": template.get_absolute_url(),
        "submit": _("上传"),
        "two": True,
        "done": _("已上传，启用后生效"),
    }

    def act(given: dict[str, Any]) -> Template:
        return upload_template(template.organ, {**given, "key": template.key}, given["file"], by=request.post)

    initial = {name: getattr(template, name) for name in ("name", "word", "locked")}
    return edited(request, EditionForm(request.POST or None, request.FILES or None, initial=initial), act, page)


@requires(EDIT)
def template_enforce(request: StaffRequest, pk: int) -> HttpResponse:
    """Put an edition in force."""
    template = _template(request, pk, EDIT)
    page = {
        "title": _("启用范本"),
        "text": _("启用后，本机关和下级机关都按这一版制作文书，原来的版本停用。"),
        "facts": [(_("名称"), template.name), (_("版次"), template.edition), (_("制定机关"), template.organ.name)],
        "crumbs": _crumbs(template, _("启用")),
        "cancel": template.get_absolute_url(),
        "submit": _("启用"),
        "done": _("已启用"),
    }
    return edited(
        request,
        Form(request.POST or None),
        lambda _given: enforce_template(template, by=request.post),
        page,
        template="web/confirm.html",
    )


@requires(EDIT)
def template_retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an edition out of force."""
    template = _template(request, pk, EDIT)
    page = {
        "title": _("停用范本"),
        "text": _("停用后不能再用它制作文书；已制作的文书不受影响。"),
        "facts": [(_("名称"), template.name), (_("版次"), template.edition)],
        "crumbs": _crumbs(template, _("停用")),
        "cancel": template.get_absolute_url(),
        "submit": _("停用"),
        "danger": True,
        "done": _("已停用"),
    }
    return edited(
        request,
        RetireForm(request.POST or None),
        lambda given: retire_template(template, given["reason"], by=request.post),
        page,
        template="web/confirm.html",
    )


@require_safe
@requires(READ)
def template_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The Word file as it was given."""
    template = _template(request, pk, READ)
    return handed(template.file.path(), f"{template.name}-{template.edition}.docx", template.file.media_type)


@require_safe
@requires(READ)
def template_preview(request: StaffRequest, pk: int) -> HttpResponse:
    """How a document made from it looks, with made-up values."""
    template = _template(request, pk, READ)
    values = variables.stand_ins(template.variables)
    values["文书"] = {**values["文书"], "名称": template.name}
    return as_pdf(fill(template.file.path(), values), template.name)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A document as an answer that the browser shows."""
    answer = HttpResponse(pdf_of(content, name), content_type="application/pdf")
    answer.headers["Content-Disposition"] = "inline"
    return answer
