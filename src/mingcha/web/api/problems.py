# SPDX-License-Identifier: Apache-2.0
"""Whatever is refused at the API is told as problem+json (RFC 9457): a status, a code for programs, a sentence for people.

``ref`` is the number that the log knows; ``errors`` names each field that is wrong, all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import ValidationError

from mingcha.ledger import Refused
from mingcha.ledger.errors import Fault
from mingcha.web.api.words import words_of

KIND: Final = "application/problem+json"
RULE: Final = "api"
"""What stands on a view that answers programs, in place of a right: each operation has its own, and the tokens' door lets in all."""
UNDER: Final = ("/api/", "/oauth/")
"""Where programs ask: nothing there is answered by a page."""
TITLES: Final[dict[int, Promise]] = {
    400: gettext_lazy("请求无法识别"),
    401: gettext_lazy("没有登录"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不支持的操作"),
    406: gettext_lazy("不提供这种格式"),
    409: gettext_lazy("已有变化，未能办理"),
    413: gettext_lazy("内容太大"),
    415: gettext_lazy("不接受这种内容"),
    422: gettext_lazy("填写有误"),
    428: gettext_lazy("没有说明版本"),
    429: gettext_lazy("操作太频繁"),
    500: gettext_lazy("系统出错"),
    503: gettext_lazy("暂时不能办理"),
    507: gettext_lazy("存储空间已满"),
}
NAMED: Final[dict[str, Promise]] = {"elevation_required": gettext_lazy("需要重新验证身份")}
"""Titles of codes that say more than their status does."""
CODES: Final = {
    400: "bad_request",
    403: "not_allowed",
    404: "not_found",
    405: "method",
    413: "body_too_large",
    500: "bug",
}
"""The codes of what no room has named."""


class Problem(Exception):  # noqa: N818 - the shell refuses; the program is in order
    """What the shell itself refuses, before a room is asked. ``headers`` go with the answer."""

    def __init__(
        self, answer: int, code: str, detail: str, headers: Mapping[str, str] | None = None, field: str | None = None
    ) -> None:
        self.answer, self.code, self.detail, self.headers = answer, code, detail, dict(headers or {})
        self.faults = [Fault(field, code, detail)] if field else []
        super().__init__(detail)


def of_programs(request: HttpRequest) -> bool:
    """Whether a program asks, which reads no pages."""
    return request.path.startswith(UNDER)


def problem(
    request: HttpRequest, answer: int, detail: str, code: str = "", faults: Sequence[Fault] = ()
) -> HttpResponse:
    """The answer in the form of RFC 9457."""
    code = code or CODES.get(answer, "refused")
    told: dict[str, Any] = {
        "type": f"urn:mingcha:problem:{code}",
        "title": str(NAMED.get(code) or TITLES.get(answer, TITLES[400])),
        "status": answer,
        "detail": detail,
        "code": code,
        "ref": getattr(request, "ref", ""),
    }
    named = [fault for fault in faults if fault.field]
    if named:
        told["field"] = named[0].field
    if faults:
        told["errors"] = [{"field": fault.field, "code": fault.code, "detail": fault.message} for fault in faults]
    return JsonResponse(told, status=answer, content_type=KIND, json_dumps_params={"ensure_ascii": False})


def told(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to what was raised; None for a bug, which Django logs and answers with 500."""
    if isinstance(error, Problem):
        response = problem(request, error.answer, error.detail, error.code, error.faults)
        for name, value in error.headers.items():
            response[name] = value
        return response
    if isinstance(error, Refused):
        return problem(request, error.status, error.message, error.code, error.faults)
    if isinstance(error, ValidationError):
        faults = [words_of(one) for one in error.errors]
        return problem(request, 422, faults[0].message, faults[0].code, faults)
    return _of_django(request, error)


def _of_django(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if isinstance(error, Http404):
        return missing_here(request)
    if isinstance(error, RequestDataTooBig):
        return problem(request, 413, _("提交的内容太大"))
    if isinstance(error, BadRequest):
        return problem(request, 400, str(error))
    if isinstance(error, SuspiciousOperation):
        return problem(request, 400, _("提交的内容无法识别"))
    return problem(request, 403, _("没有这项操作的权限")) if isinstance(error, PermissionDenied) else None


def missing_here(request: HttpRequest) -> HttpResponse:
    """The same for what is not there and for what is out of reach (corpus A06)."""
    return problem(request, 404, _("没有这个对象，或者不在管辖范围内"))
