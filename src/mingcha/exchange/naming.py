# SPDX-License-Identifier: Apache-2.0
"""The fields of a log as the mapping page calls them, in the order in which people think of them."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Named(NamedTuple):
    """A field of ``[columns]``, what it is called, and what to know of it."""

    key: str
    label: Promise
    note: Promise | str = ""
    often: bool = False


FIELDS: Final = (
    Named("case", _("案号"), _("必填。同一案号的各行是一个案件"), often=True),
    Named("activity", _("环节"), _("必填。每行办理的是哪个环节"), often=True),
    Named("time", _("办理时间"), _("只有一个时间时填这里；有开始和办结时间时填下面两项"), often=True),
    Named("start", _("开始时间"), _("与“办理时间”只填一种"), often=True),
    Named("end", _("办结时间"), _("空白表示还在办理"), often=True),
    Named("assigned", _("分派时间")),
    Named("persons", _("承办人"), often=True),
    Named("certificate", _("执法证号")),
    Named("role", _("人员角色")),
    Named("organ", _("承办机构"), _("按全称或简称找到机构；不选则归入来源所属机关"), often=True),
    Named("title", _("案件名称"), often=True),
    Named("party", _("当事人"), often=True),
    Named("item", _("事项编码"), _("日志没有事项时，在下面选择"), often=True),
    Named("version", _("事项版本")),
    Named("category", _("执法类别")),
    Named("area", _("区划代码")),
    Named("accepted", _("立案或受理时间"), often=True),
    Named("promised", _("承诺办结时间"), _("只有日期时，指当日终了"), often=True),
    Named("closed", _("结案时间"), often=True),
    Named("back_from", _("退回自")),
    Named("outcome", _("处理结果")),
    Named("violation", _("违法行为")),
    Named("tier", _("裁量阶次")),
    Named("bases", _("决定依据")),
    Named("decided", _("决定时间")),
    Named("receipt", _("票据号")),
    Named("lifecycle", _("事件类型"), _("XES 的 lifecycle:transition：start、complete 等")),
    Named("seq", _("序号")),
    Named("event", _("事件编号")),
)
"""Every field of audit.fields.LOG but ``promised_day``, which only the mapping's text can say."""
