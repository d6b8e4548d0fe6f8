# SPDX-License-Identifier: Apache-2.0
"""The closed vocabularies of a procedure and their Chinese words (S1-04): kinds of step, units, split and join."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, Promise]] = {
    "accept": _("受理"),
    "investigate": _("调查"),
    "review": _("审核"),
    "decide": _("决定"),
    "serve": _("送达"),
    "execute": _("执行"),
    "close": _("结案"),
    "other": _("其他"),
}
UNITS: Final[dict[str, Promise]] = {"working_day": _("工作日"), "calendar_day": _("日"), "hour": _("小时")}
SPLITS: Final[dict[str, Promise]] = {"one": _("选一条路走"), "all": _("几条路同时走")}
JOINS: Final[dict[str, Promise]] = {"any": _("来一条就开始"), "all": _("等几条路都到齐")}
OPINIONS: Final = ("经办人", "机构负责人", "法制", "分管领导", "主要负责人")
"""The columns of an approval sheet in their usual order (architecture.md section 8). They are names in a document, not words
of a page: what a sheet is headed with stays as it was written."""
