# SPDX-License-Identifier: Apache-2.0
"""A POST is done once, however often it arrives: after a double click, a lost answer, a retry (corpus W06, W07; F5).

The form carries a random ``_key``. The first entry of the request stores it in the act's own transaction, so the key
is there if and only if the act is done. Who comes again with the same body is sent where the first was sent; with
another body is refused. Of two at the same time the database lets one insert the key; the other rolls back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import Conflict, Invalid, Refused
from .hashing import canonical
from .keys import ring

if TYPE_CHECKING:
    from .actor import By
    from .models import Answer, Entry

FIELD: Final = "_key"
HEADER: Final = "Idempotency-Key"
KEPT: Final = timedelta(days=7)
"""How long a retry is known for one: longer than a phone stays offline."""
LONGEST: Final = 2_000
_SHAPE: Final = re.compile(r"[0-9A-Za-z_-]{8,64}")
_NOT_BODY: Final = (FIELD, "csrfmiddlewaretoken")
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(eq=False)
class Current:
    """The POST that this thread works on."""

    actor_kind: str
    actor_id: int
    key: str
    body_hash: str
    answer_id: int | None = None
    committed: bool = False

    def confirm(self) -> None:
        self.committed = True

    def is_kept(self) -> bool:
        """Whether the key is stored, or will be with the transaction that is open: a rollback forgets our callback."""
        return self.committed or any(callback[1] == self.confirm for callback in connection.run_on_commit)


_current: ContextVar[Current | None] = ContextVar("current", default=None)


def current_key() -> str:
    current = _current.get()
    return current.key if current else ""


def keep(entry: Entry) -> None:
    """Store the key of the POST with its first entry. Raises Conflict when another request has stored it meanwhile."""
    from .models import Answer

    current = _current.get()
    if current is None or current.is_kept():
        return
    answer = Answer(
        actor_kind=current.actor_kind,
        actor_id=current.actor_id,
        key=current.key,
        body_hash=current.body_hash,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        at=entry.at,
    )
    try:
        answer.save(force_insert=True)
    except IntegrityError as error:
        raise _mismatch() from error  # if it was the very same, the middleware gives its answer instead
    current.answer_id = answer.pk
    transaction.on_commit(current.confirm)


def replay(actor: tuple[str, int], key: str, body_hash: str) -> str | None:
    """Where the answer to this key stands; None if nobody has sent it. Raises Conflict if it came with another body."""
    from .models import Answer

    answer = Answer.objects.filter(actor_kind=actor[0], actor_id=actor[1], key=key).first()
    if answer is None:
        return None
    if answer.body_hash != body_hash:
        raise _mismatch()
    return answer.location or _page_of(answer)


def _mismatch() -> Conflict:
    return Conflict(_("这一页已经提交过，内容不同。请刷新后重新填写。"), "idempotency_mismatch")


def forget() -> int:
    """A tick: delete the answers that nobody will ask for any more; the acts stay in the ledger. Gives their number."""
    from .models import Answer

    return Answer.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


class OnceMiddleware:
    """Gives a repeated POST the first one's answer. Stands inside whatever names the actor, and inside the refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _current.set(None)
        try:
            response = self.get_response(request)
            current = _current.get()
            return response if current is None else _ended(request, response, current)
        finally:
            _current.reset(token)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> HttpResponse | None:
        """After the checks of the outer layers: a stranger learns nothing by a key."""
        if getattr(view, "asks_once", False):
            return None  # it calls done_once itself: its answer is no page to go to
        key = request.headers.get(HEADER) or request.POST.get(FIELD)
        if not key or request.method != "POST":
            return None
        try:
            _check_shape(key)
            actor, body_hash = _actor(request), body_hash_of(request)
            if (location := replay(actor, key, body_hash)) is not None:
                return _sent_to(request, location)
        except Refused as refusal:
            return Refusal(refusal)
        _current.set(Current(*actor, key, body_hash))
        return None


def done_once(request: HttpRequest, actor: tuple[str, int], key: str, act: Callable[[], str]) -> str:
    """For what is no page: do the act, which gives the address of its result, or give the address that it gave before.

    Raises Conflict ``idempotency_mismatch`` where the key came with something else, Invalid for what is no key.
    """
    _check_shape(key)
    body_hash = body_hash_of(request)
    if (location := replay(actor, key, body_hash)) is not None:
        return location
    current = Current(*actor, key, body_hash)
    token = _current.set(current)
    try:
        location = act()
    except Refused:
        if (again := replay(actor, key, body_hash)) is None:  # its twin was not first: it was refused for itself
            raise
        return again
    finally:
        _current.reset(token)
    _keep_location(current, location)
    return location


def _check_shape(key: str) -> None:
    if not _SHAPE.fullmatch(key):
        raise Invalid(_("请求标识不正确，请刷新页面后重试。"), "key_invalid")


def _keep_location(current: Current, location: str) -> None:
    from .models import Answer

    if current.answer_id is not None and 0 < len(location) <= LONGEST:
        Answer.objects.filter(pk=current.answer_id).update(location=location)


class Refusal(HttpResponse):
    """A view's answer that is a refusal: Django hands what its drawing raises to the outer layers, as a view's error."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(status=refusal.status)
        self.refusal = refusal

    def render(self) -> HttpResponse:
        raise self.refusal


def body_hash_of(request: HttpRequest) -> str:
    """A keyed hash of what was sent, and where to: a body holds personal values, so a bare hash could be guessed."""
    if request.content_type not in _FORMS:
        sent: object = hashlib.sha256(request.body).hexdigest()
    else:
        fields = {name: values for name, values in request.POST.lists() if name not in _NOT_BODY}
        files = {name: [_file(one) for one in several] for name, several in request.FILES.lists()}
        sent = [fields, files]
    return ring().index(canonical([request.method, request.get_full_path(), sent]), "once")


def _file(upload: UploadedFile[Any]) -> list[object]:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return [upload.name, upload.size, digest.hexdigest()]


def _actor(request: HttpRequest) -> tuple[str, int]:
    """Whose keys they are: two people may send the same one. ``request.post`` is what the request acts as."""
    by: By | None = getattr(request, "post", None)
    return (by.actor.kind, by.actor.id or 0) if by else ("public", 0)


def _ended(request: HttpRequest, response: HttpResponseBase, current: Current) -> HttpResponseBase:
    """Store where the answer stands; or, if this one was refused because its twin was first, give the twin's answer."""
    if current.answer_id is not None:
        _keep_location(current, response.headers.get("Location") or response.headers.get("HX-Redirect") or "")
        return response
    try:
        again = replay((current.actor_kind, current.actor_id), current.key, current.body_hash)
    except Conflict:
        return response
    return response if again is None else _sent_to(request, again)


def _sent_to(request: HttpRequest, location: str) -> HttpResponse:
    target = location or request.headers.get("Referer") or "/"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _page_of(answer: Answer) -> str:
    """Where the object is shown, for the case that the first one fell between its commit and its answer."""
    try:
        model = apps.get_model(answer.object_kind)
    except (LookupError, ValueError):  # about nothing in particular, or about what is no row
        return ""
    obj = model._base_manager.filter(pk=answer.object_id).first()
    page = getattr(obj, "get_absolute_url", None)
    return str(page()) if page else ""
