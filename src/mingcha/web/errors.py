# SPDX-License-Identifier: Apache-2.0
"""Error pages: what happened, what to do, and a reference number that the log knows (security.md G10)."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingcha.web.api.problems import TITLES, missing_here, of_programs, problem


def error_page(request: HttpRequest, status: int, message: str, code: str = "") -> HttpResponse:
    """A page for a refused or failed request; to a program the same as problem+json (RFC 9457)."""
    if of_programs(request):
        return problem(request, status, message, code)
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
    if of_programs(request):
        return missing_here(request)
    return error_page(request, 404, _("没有这一页，或者不在当前岗位的管辖范围内"))


def broken(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500, _("系统出错，未保存任何内容。请把编号告诉管理员"))
