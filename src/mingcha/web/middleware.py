# SPDX-License-Identifier: Apache-2.0
"""What holds for every request: headers, limits on bodies, refusals as pages (security.md E9, G10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingcha.ledger import Refused
from mingcha.ledger.attempts import note_refused
from mingcha.web.api.problems import RULE
from mingcha.web.errors import error_page

Answer = Callable[[HttpRequest], HttpResponse]
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that nobody types: they break databases and logs, or make text read as something else (corpus T06-T09)."""
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS: Final = frozenset({"GET", "HEAD", "POST"})
EDITS: Final = frozenset({"PUT", "PATCH", "DELETE"})
"""What operations of the API may have besides."""
API: Final = "/api/"
WAYS: Final = (301, 302, 303, 307, 308)
UNREAD: Final = "\ufffd"
"""What stands for bytes that are not UTF-8: kept, they would be silently lost text (corpus T08, T15)."""


def headers(answer: Answer) -> Answer:
    """A strict content policy on every page; nothing of a signed-in page is kept by caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def programs(answer: Answer) -> Answer:
    """What an inner layer answers to a program by a page, or by the way to one, is told in the API's own form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        match = request.resolver_match
        if match is None or getattr(match.func, "rule", "") != RULE:
            return response
        if response.status_code in WAYS:
            return error_page(request, 403, _("请先在网页上登录，并完成改密或二次验证"), "finish_login")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code >= 400 and is_page:
            return error_page(request, response.status_code, _("不能办理"), "refused")
        return response

    return middleware


def limits(answer: Answer) -> Answer:
    """Refuse methods that no page has and bodies that no form sends, before anything reads them (corpus T11, T21, T25).

    The API looks at bodies itself, once it knows who sends them (web/api/shell.py).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        at_api = request.path.startswith(API)
        if request.method not in (METHODS | EDITS if at_api else METHODS):
            return error_page(request, 405, _("不支持这种请求方式"))
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit():
            return error_page(request, 400, _("请求头不正确"), "bad_header")
        if at_api:
            return _odd_address(request) or answer(request)
        # Only whoever is logged in has files to send: a stranger's would be taken in before anybody refuses her.
        upload = request.content_type == "multipart/form-data" and SESSION_KEY in request.session
        if int(length) > (settings.MAX_UPLOAD if upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return error_page(request, 413, _("提交的内容太大"), "body_too_large")
        try:
            fault = _unreadable(request)
        except (TooManyFieldsSent, TooManyFilesSent):
            return error_page(request, 400, _("提交的字段或文件太多"), "too_many_fields")
        except RequestDataTooBig:
            return error_page(request, 413, _("提交的内容太大"), "body_too_large")
        except (SuspiciousOperation, UnicodeError):
            return error_page(request, 400, _("提交的内容无法识别"), "bad_request")
        return fault or answer(request)

    return middleware


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """Refuse fields with characters that nobody types. An address with them is that of nothing."""
    return _odd_address(request) or _odd_fields(request, request.POST.lists())


def _odd_address(request: HttpRequest) -> HttpResponse | None:
    if CONTROL.search(request.path_info):
        raise Http404
    return _odd_fields(request, request.GET.lists())


def _odd_fields(request: HttpRequest, several: Iterable[tuple[str, Iterable[object]]]) -> HttpResponse | None:
    for name, values in several:
        texts, shown = [name, *map(str, values)], CONTROL.sub("", name)[:40]
        if any(map(CONTROL.search, texts)):
            words = _("“{field}”含有不可见字符，请删去后重试").format(field=shown)
            return error_page(request, 422, words, "control_char")
        if any(UNREAD in text for text in texts):
            words = _("“{field}”中有无法识别的字符（不是 UTF-8 编码），请重新填写").format(field=shown)
            return error_page(request, 422, words, "bad_unicode")
    return None  # names of files come without such characters: Django's parser leaves them out


def _note_attempt(request: HttpRequest, status: int) -> None:
    """Somebody who is known tried to change what she may not, or what is out of her reach (S3-28)."""
    by, match = getattr(request, "post", None), request.resolver_match
    if by is None or match is None:
        return
    names = [name[:60] for name in request.POST if name not in ("csrfmiddlewaretoken", "_key")]
    biggest = {name: value for name, value in match.kwargs.items() if not isinstance(value, int) or value < 2**63}
    note_refused(by, match.view_name, biggest, names, status)


def refusals(answer: Answer) -> Answer:
    """A refusal that no form shows beside its field becomes a page with its reason and its status."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.method not in READING and response.status_code in (403, 404):
            _note_attempt(request, response.status_code)
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return error_page(request, error.status, str(error), error.code)
        if isinstance(error, BadRequest | Http404 | PermissionDenied | SuspiciousOperation):
            return None  # Django answers these by our own pages
        return None  # a bug: Django answers 500 and logs it, under the request's number

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
