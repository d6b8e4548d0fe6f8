# SPDX-License-Identifier: Apache-2.0
"""Error pages: what happened, what to do, and a reference number that the log knows (security.md G10)."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TITLES: Final[dict[int, Promise]] = {
    400: gettext_lazy("请求无法识别"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不支持的操作"),
    409: gettext_lazy("已有变化，未能办理"),
    413: gettext_lazy("内容太大"),
    422: gettext_lazy("填写有误"),
    429: gettext_lazy("操作太频繁"),
    500: gettext_lazy("系统出错"),
    503: gettext_lazy("暂时不能办理"),
    507: gettext_lazy("存储空间已满"),
}


def error_page(request: HttpRequest, status: int, message: str, code: str = "") -> HttpResponse:
    """A page for a refused or failed request; the same words as a bare line where even the page cannot be drawn."""
    context = {"status": status, "title": TITLES.get(status, TITLES[400]), "message": message, "code": code}
    return render(request, "web/error.html", context | {"ref": getattr(request, "ref", "")}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    told = str(exception) if type(exception) is BadRequest else ""
    return error_page(request, 400, told or _("请求无法识别，请返回后重试"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, _("当前岗位不能打开这一页"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403, _("页面已过期，请返回上一页刷新后再提交；填写的内容仍在"), "csrf")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404, _("没有这一页，或者不在当前岗位的管辖范围内"))


def broken(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500, _("系统出错，未保存任何内容。请把编号告诉管理员"))
