# SPDX-License-Identifier: Apache-2.0
"""What every request to the API passes before a room is asked, and every answer before it goes (docs/api.md).

A room's ``api.py`` has a ``Router`` of functions; each carries its rule (``organs.access.rights``), and none without one
is mounted. All that is refused leaves as problem+json.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.operation import Operation, PathView
from ninja.renderers import JSONRenderer
from ninja.security.base import AuthBase

from mingcha.web.api.bodies import Strict, check_text, parsed
from mingcha.web.api.etags import answer_known, keep_version
from mingcha.web.api.limits import caller_of, take_turn, tell_turns
from mingcha.web.api.pages import refuse_unknown
from mingcha.web.api.problems import RULE, Problem, told

SAFE: Final = ("GET", "HEAD")
JSON, FORM = "application/json", "multipart/form-data"


class Session(AuthBase):
    """The cookie of a browser; writes carry the token against forged requests too."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        caller = caller_of(request)
        return caller if caller and caller[0] == "person" else None


class Client(AuthBase):
    """The token of another system (OAuth2 client credentials)."""

    openapi_type = "oauth2"

    def __call__(self, request: HttpRequest) -> Any:
        caller = caller_of(request)
        return caller if caller and caller[0] == "client" else None


class Plain(JSONRenderer):
    """Chinese as it is written."""

    json_dumps_params: Mapping[str, Any] = MappingProxyType({"ensure_ascii": False})

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        keep_version(request, data)
        return super().render(request, data, response_status=response_status)


class Shell(NinjaAPI):
    """The API as a whole. ``mounted`` gives its addresses with the shell around each of them."""

    def __init__(self, **options: Any) -> None:
        ways = [Session(), Client()]
        super().__init__(auth=ways, parser=Strict(), renderer=Plain(), docs_url=None, openapi_url=None, **options)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        answer = told(request, exc)
        if answer is None:
            raise exc
        return answer

    def mounted(self) -> list[URLPattern]:
        """The addresses. Raises TypeError for an operation that nobody gave a rule."""
        found = []
        for where, operation, view in self._each():
            if not hasattr(operation.view_func, "guard"):
                raise TypeError(f"{operation.view_func.__module__}.{operation.view_func.__name__} has no rule")
            route = where.lstrip("/").replace("{", "<").replace("}", ">")
            found.append(path(route, _guarded(view), name=operation.view_func.__name__))
        return found

    def operations(self) -> list[tuple[str, Operation]]:
        """Every operation with its path."""
        return [(where, operation) for where, operation, _view in self._each()]

    def _each(self) -> Iterator[tuple[str, Operation, PathView]]:
        for router in self._get_bound_routers():
            for where, view in router.path_operations.items():
                for operation in view.operations:
                    yield where, operation, view


def _guarded(several: PathView) -> Callable[..., HttpResponseBase]:
    """The operations of one address behind the shell."""

    def view(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        try:
            operation = _chosen(request, several)
            _admit(request, operation)
            answer = operation.run(request, **arguments)
        except Exception as error:
            refused = told(request, error)
            if refused is None:
                raise
            answer = refused
        return _finished(request, answer)

    view.csrf_exempt = True  # type: ignore[attr-defined] # the shell asks for the token where a cookie says who it is
    view.rule = RULE  # type: ignore[attr-defined]
    view.asks_once = True  # type: ignore[attr-defined]
    return view


def _chosen(request: HttpRequest, several: PathView) -> Operation:
    method = "GET" if request.method == "HEAD" else request.method
    found = next((one for one in several.operations if method in one.methods), None)
    if found is None:
        allowed = ", ".join(sorted({method for one in several.operations for method in one.methods}))
        raise Problem(405, "method", _("这个地址只接受 {methods}").format(methods=allowed), {"Allow": allowed})
    return found


def _admit(request: HttpRequest, operation: Operation) -> None:
    """Everything that can be said before the room is asked, the cheapest first."""
    caller = caller_of(request)
    take_turn(request, caller)
    if caller is None:
        _refuse_stranger(request)
    operation.view_func.guard(request)  # type: ignore[attr-defined]
    if not request.accepts(JSON):
        raise Problem(406, "accept", _("只提供 application/json"))
    listing = getattr(operation.view_func, "listing", None)
    refuse_unknown(request, listing.names if listing else set())
    _read(request, operation)
    if caller and caller[0] == "person" and request.method not in SAFE:
        _refuse_forged(request)


def _refuse_stranger(request: HttpRequest) -> None:
    given = request.headers.get("Authorization", "")
    scheme = 'Bearer realm="mingcha"' + (', error="invalid_token"' if given else "")
    words = _("令牌无效、已过期或已作废") if given else _("请先登录，或者在 Authorization 中给出令牌")
    raise Problem(401, "invalid_token" if given else "login_required", words, {"WWW-Authenticate": scheme})


def _answered(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _refuse_forged(request: HttpRequest) -> None:
    """Another site can make a browser send the cookie, but not the token."""
    if CsrfViewMiddleware(_answered).process_view(request, _answered, (), {}) is not None:
        raise Problem(403, "csrf", _("请在 X-CSRFToken 中给出页面的令牌"))


def _read(request: Any, operation: Operation) -> None:
    """Look at the body's size and kind before anything reads it, then read it."""
    sends_files = getattr(operation.view_func, "sends_files", False)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > (settings.MAX_UPLOAD if sends_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        raise Problem(413, "body_too_large", _("提交的内容太大"))
    wanted = FORM if sends_files else JSON
    if (length or sends_files) and request.method not in SAFE and request.content_type != wanted:
        raise Problem(415, "content_type", _("请求体应为 {kind}").format(kind=wanted))
    if sends_files:
        _read_form(request)
        return
    request.parsed = parsed(request.body) if length else None
    takes = any(model.__ninja_param_source__ == "body" for model in operation.models)
    if not takes and request.parsed not in (None, {}):
        given = next(iter(request.parsed), "") if isinstance(request.parsed, dict) else ""
        raise Problem(422, "unknown_field", _("这项操作没有请求体"), field=str(given)[:40] or None)


def _read_form(request: HttpRequest) -> None:
    """A form with files has the same limits as those of pages (corpus T06, T08, T21)."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (TooManyFieldsSent, TooManyFilesSent) as error:
        raise Problem(400, "too_many_fields", _("提交的字段或文件太多")) from error
    except MultiPartParserError as error:
        raise Problem(400, "bad_request", _("提交的内容无法识别")) from error
    for name, value in fields:
        check_text(value, name)


def _finished(request: Any, answer: HttpResponseBase) -> HttpResponseBase:
    if isinstance(answer, HttpResponse):
        answer = answer_known(request, answer)
        tell_turns(request, answer)
    if address := getattr(request, "next_page", ""):
        answer["Link"] = f'<{address}>; rel="next"'
    if address := getattr(request, "made_at", ""):
        answer["Location"] = address
        answer["Idempotency-Replayed"] = "true" if request.is_repeated else "false"
    return answer
