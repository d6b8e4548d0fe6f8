# SPDX-License-Identifier: Apache-2.0
"""Lines of a draft that are found by their place or key: a form knows again the line that it was opened with (S0-48, corpus W08).

Whoever was second is told and may send once more; meanwhile another line may stand in that place. The version is renewed
then, the mark is not: what she typed never lands on a line that she has not seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingcha.ledger import Conflict
from mingcha.web.editing import Act, edited
from mingcha.web.forms import Versioned, add_faults


class Marked(Versioned):
    """A form that edits a line, or moves it, or takes it away."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)


def mark_of(line: Any) -> str:
    """The digest of a line. A draft may hold whatever JSON can say, so nothing is refused here."""
    return hashlib.sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()


def same(request: HttpRequest, line: Any) -> bool:
    """Whether the form was opened with the line that stands there now."""
    return line is not None and request.POST.get("was") == mark_of(line)


def check_there(request: HttpRequest, line: Any) -> None:
    """Raises Http404 where there is no line, unless one was there when the form that is sent was opened."""
    if line is None and not (request.method == "POST" and request.POST.get("was")):
        raise Http404


def kind_of(request: HttpRequest, line: Mapping[str, Any] | None, name: str, kinds: Container[str]) -> str:
    """The kind of line for which the form was made, by which it is drawn again. Raises Http404 where nobody can tell."""
    told = (line or {}).get(name)
    if request.method == "POST" and not same(request, line):
        told = request.POST.get(name) or told
    if not isinstance(told, str) or told not in kinds:
        raise Http404
    return told


def edited_line(
    request: HttpRequest,
    form: Marked,
    line: Any,
    act: Act,
    page: Mapping[str, Any],
    *,
    template: str = "web/form_page.html",
) -> HttpResponse:
    """``edited`` of a form that was opened with a line; ``line`` is what stands there now, None where nothing does."""
    if request.method != "POST" or same(request, line) or not (request.POST.get("was") or form.is_valid()):
        return edited(request, form, act, page, template=template)
    words = _("这一行已被他人修改、移动或删除，没有保存。您填写的内容仍然保留，请从列表重新打开后再改。")
    refused = Conflict(words, "line_changed")
    form.errors.clear()  # they are about the line that stands there now, which she has not seen
    add_faults(form, refused)
    return render(request, template, {**page, "facts": [], "form": form}, status=refused.status)
