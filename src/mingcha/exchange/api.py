# SPDX-License-Identifier: Apache-2.0
"""Logs of other systems come in by the API too (S3-03, S4-32): the same four steps as on the pages; and who is asking."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from mingcha.exchange import actions
from mingcha.exchange.filters import ImportFilter, SourceFilter
from mingcha.exchange.forms import LONGEST, SendForm
from mingcha.exchange.models import Import, ImportFile, Source
from mingcha.exchange.tokens import Acting
from mingcha.organs.access import anybody, find, rights
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import ApiRequest
from mingcha.web.api.etags import edited_version, needs_version
from mingcha.web.api.fields import Body, Named, cleaned, one_of, says
from mingcha.web.api.files import sends_files
from mingcha.web.api.pages import Page, listed
from mingcha.web.api.repeats import once

router = Router(tags=["exchange"])
READ, RUN = Perm.EXCHANGE_IMPORT_READ, Perm.EXCHANGE_IMPORT_RUN


class SourceShown(Schema):
    """A system that sends logs; ``mapping`` is how they are read, once somebody has settled it."""

    id: int
    version: int
    key: str
    name: str
    organ: Named
    unknown_organs: str = one_of(Source.Unknown)
    is_mapped: bool


class FileShown(Schema):
    """A file of an import, by its hash."""

    name: str = Field(alias="stored.name")
    part: str = one_of(ImportFile.Part)
    size: int = Field(alias="stored.size")
    sha256: str = Field(alias="stored.sha256")
    sm3: str = Field(alias="stored.sm3")


class ImportShown(Schema):
    """A log on its way in. ``done`` of ``slices`` are written; nothing of it is written before it runs."""

    id: int
    version: int
    source: Named
    status: str = one_of(Import.Status)
    is_busy: bool
    by_name: str
    made_at: datetime
    slices: int
    done: int
    fault_total: int


class FaultShown(Schema):
    """What is wrong with a log, and where."""

    code: str = ""
    where: str = ""
    column: str = ""
    message: str = ""


class ImportWhole(ImportShown):
    """An import with its files, its mapping, what the dry run found and what was written."""

    files: list[FileShown]
    mapping: str
    faults: list[FaultShown]
    notes: list[str]
    summary: dict[str, Any]


class MappingBody(Body):
    """Which column is what: the text of a mapping (docs/mapping.md)."""

    mapping: str = Field(max_length=LONGEST)
    unknown_organs: str = one_of(Source.Unknown, default="")


class Whoami(Schema):
    """Whom a request acts as: a person in a post, or another system."""

    kind: str = Field(json_schema_extra={"enum": ["person", "client"]})
    name: str
    organ: Named | None
    reach: str
    rights: list[str]
    valid_to: date | None
    rate: int = Field(description="requests a minute")


def batches(perm: Perm, request: ApiRequest) -> QuerySet[Import]:
    return Import.objects.visible_to(request.post, perm).select_related("source__organ")


@router.get("/whoami", response=Whoami)
@says(_("当前是谁，能做什么"))
@anybody()
def whoami(request: ApiRequest) -> dict[str, Any]:
    """Whom the request acts as."""
    from django.conf import settings

    worn: Any = request.post
    if isinstance(worn, Acting):
        held: dict[str, Any] = {"kind": "client", "name": worn.client.name, "valid_to": worn.client.valid_to}
        given = [right for right in worn.client.rights if worn.may(right)]
    else:
        held = {"kind": "person", "name": request.user.name, "valid_to": worn and worn.valid_to}  # type: ignore[union-attr]
        given = sorted(worn.role.rights) if worn else []
    place = {"organ": worn and worn.organ, "reach": worn.reach if worn else ""}
    return held | place | {"rights": given, "rate": settings.API_RATE}


@router.get("/sources", response=Page[SourceShown])
@says(_("数据来源列表"))
@rights(READ)
@listed(SourceFilter, ("-id",))
def source_list(request: ApiRequest) -> QuerySet[Source]:
    """The systems within reach that send logs."""
    return Source.objects.visible_to(request.post, READ).select_related("organ")


@router.get("/imports", response=Page[ImportShown])
@says(_("导入列表，新的在前"))
@rights(READ)
@listed(ImportFilter)
def import_list(request: ApiRequest) -> QuerySet[Import]:
    """The imports within reach."""
    return batches(READ, request)


@router.get("/imports/{int:pk}", response=ImportWhole)
@says(_("一次导入：进度、试运行结果、写入数"))
@rights(READ)
def import_detail(request: ApiRequest, pk: int) -> Import:
    """One import. Ask again with ``If-None-Match`` while it is busy: until it has changed the answer is 304."""
    return find(Import.objects.select_related("source").prefetch_related("files__stored"), request.post, pk, READ)


@router.post("/imports", response={201: ImportWhole})
@says(_("上传日志，识别各列"))
@rights(READ, RUN)
@sends_files(source="integer", logs="files", sides="files")
@once(import_detail)
def import_new(request: ApiRequest) -> int:
    """Send a log of a source that is known. Where its columns were settled before, the dry run begins by itself."""
    given = cleaned(SendForm(request.POST, request.FILES, post=request.post))
    return actions.upload_import(given["source"], given["logs"], given["sides"], by=worn(request)).pk


@router.put("/imports/{int:pk}/mapping", response=ImportWhole)
@says(_("说明各列是什么，并试运行"))
@rights(READ, RUN)
@needs_version
def import_map(request: ApiRequest, pk: int, given: MappingBody) -> Import:
    """Settle which column is what, here and for the next log of the source: ``If-Match`` carries the ETag that was read."""
    version = edited_version(request)
    batch = find(batches(RUN, request), request.post, pk, RUN)
    by, unknown = worn(request), given.unknown_organs
    actions.save_mapping(batch, given.mapping, version=version, by=by, unknown_organs=unknown)
    return import_detail(request, pk)


@router.post("/imports/{int:pk}/check", response=ImportWhole)
@says(_("再次试运行"))
@rights(READ, RUN)
@once(import_detail)
def import_check(request: ApiRequest, pk: int) -> int:
    """Try it again without writing anything."""
    actions.start_check(find(batches(RUN, request), request.post, pk, RUN), by=worn(request))
    return pk


@router.post("/imports/{int:pk}/run", response=ImportWhole)
@says(_("写入试运行无误的日志"))
@rights(READ, RUN)
@once(import_detail)
def import_run(request: ApiRequest, pk: int) -> int:
    """Write what the dry run found to be right."""
    actions.start_import(find(batches(RUN, request), request.post, pk, RUN), by=worn(request))
    return pk


@router.post("/imports/{int:pk}/drop", response=ImportWhole)
@says(_("放弃导入"))
@rights(READ, RUN)
@once(import_detail)
def import_drop(request: ApiRequest, pk: int) -> int:
    """Give it up before it was written."""
    actions.drop_import(find(batches(RUN, request), request.post, pk, RUN), by=worn(request))
    return pk


def worn(request: ApiRequest) -> actions.Beginner:
    """Behind ``rights`` it is one of both."""
    assert isinstance(request.post, Post | Acting)
    return request.post
