# SPDX-License-Identifier: Apache-2.0
"""The lists of imports and of the systems they come from (S0-47)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.exchange.filters import ClientFilter, ImportFilter, SourceFilter
from mingcha.exchange.models import Client, Import, Source
from mingcha.exchange.show import LEVELS, Status
from mingcha.organs.perms import Perm
from mingcha.web.listing import Column, Listing


def _grade(batches: Sequence[Import]) -> None:
    """Put on each import the colour of its state."""
    for batch in batches:
        batch.level = LEVELS[Status(batch.status)]  # type: ignore[attr-defined]


def _mapped(source: Source) -> str:
    if not source.mapping:
        return _("尚未核对")
    return _("已核对（第 {version} 版）").format(version=source.version)


IMPORTS: Final = Listing(
    key="imports",
    title=gettext_lazy("导入"),
    lead=gettext_lazy("别的系统的办件日志从这里进来：先识别各列，再试运行，没有错误才写入。"),
    view="exchange:import-list",
    perm=Perm.EXCHANGE_IMPORT_READ,
    rows=lambda post: (
        Import.objects.visible_to(post, Perm.EXCHANGE_IMPORT_READ)
        .select_related("source__organ")
        .prefetch_related("files__stored")
    ),
    filters=ImportFilter,
    row="exchange/import_row.html",
    prepare=_grade,
    columns=(
        Column(gettext_lazy("状态"), lambda batch: batch.get_status_display()),
        Column(gettext_lazy("来源"), lambda batch: batch.source.name),
        Column(gettext_lazy("文件"), lambda batch: _("、").join(file.stored.name for file in batch.files.all())),
        Column(gettext_lazy("办件"), lambda batch: batch.summary.get("cases"), num=True),
        Column(gettext_lazy("提交人"), lambda batch: batch.by_name),
        Column(gettext_lazy("提交时间"), lambda batch: localtime(batch.made_at), num=True),
    ),
    empty={"title": gettext_lazy("还没有导入")},
)

SOURCES: Final = Listing(
    key="sources",
    title=gettext_lazy("数据来源"),
    lead=gettext_lazy("每个来源是一个送来日志的系统；案号在来源之内唯一。"),
    view="exchange:source-list",
    perm=Perm.EXCHANGE_IMPORT_READ,
    rows=lambda post: Source.objects.visible_to(post, Perm.EXCHANGE_IMPORT_READ).select_related("organ"),
    filters=SourceFilter,
    row="exchange/source_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda source: source.name),
        Column(gettext_lazy("代号"), lambda source: source.key),
        Column(gettext_lazy("所属机关"), lambda source: source.organ.name),
        Column(gettext_lazy("映射"), _mapped),
        Column(gettext_lazy("未知机关"), lambda source: source.get_unknown_organs_display()),
    ),
    empty={"title": gettext_lazy("还没有来源"), "text": gettext_lazy("第一次上传日志时也可以新建。")},
)


def _days(client: Client) -> str:
    until = client.valid_to.isoformat() if client.valid_to else _("长期")
    return f"{client.valid_from.isoformat()} – {until}"


CLIENTS: Final = Listing(
    key="clients",
    title=gettext_lazy("接入系统"),
    lead=gettext_lazy("别的系统以自己的名义调用接口；每个有自己的密钥、范围和权限"),
    view="exchange:client-list",
    perm=Perm.EXCHANGE_CLIENT_EDIT,
    rows=lambda post: Client.objects.visible_to(post, Perm.EXCHANGE_CLIENT_EDIT).select_related("organ", "application"),
    filters=ClientFilter,
    row="exchange/client_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda client: client.name),
        Column(gettext_lazy("客户端编号"), lambda client: client.application.client_id),
        Column(gettext_lazy("所属机关"), lambda client: client.organ.name),
        Column(gettext_lazy("范围"), lambda client: client.get_reach_display()),
        Column(gettext_lazy("有效期"), _days),
        Column(gettext_lazy("状态"), lambda client: client.get_status_display()),
    ),
    empty={
        "title": gettext_lazy("还没有接入系统"),
        "text": gettext_lazy("登记后得到客户端编号和密钥，供对方系统换取令牌。"),
    },
)
