# SPDX-License-Identifier: Apache-2.0
"""What certificates say on a day, in a level and words: ``{% load officers %}`` (S1-09)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import template
from django.utils.translation import gettext as _

from mingcha.organs.forms.officers import SOON
from mingcha.organs.models import Certificate, Officer

register: Final = template.Library()
FOREVER: Final = date.max


@register.simple_tag
def standing_of(certificate: Certificate, today: date) -> dict[str, Any]:
    """One certificate: level (empty where colour says nothing) and words."""
    until = certificate.valid_to or FOREVER
    if certificate.status == Certificate.Status.SUSPENDED:
        return {"level": "red", "words": certificate.get_status_display()}
    if certificate.status == Certificate.Status.REVOKED:
        return {"level": "", "words": certificate.get_status_display()}
    if until < today:
        return {"level": "red", "words": _("已过期")}
    if certificate.valid_from > today:
        return {"level": "prompt", "words": _("尚未生效")}
    if until <= today + SOON:
        return {"level": "yellow", "words": _("{days} 天后到期").format(days=(until - today).days)}
    return {"level": "ok", "words": _("有效")}


@register.simple_tag
def standing(officer: Officer, today: date) -> dict[str, Any]:
    """An officer by the certificate that holds longest; ``until`` is its last day as text."""
    if officer.kind == Officer.Kind.AUXILIARY:
        return {"level": "", "words": _("不适用"), "until": ""}
    certificates = sorted(
        officer.certificates.all(),
        key=lambda one: (
            one.status == Certificate.Status.VALID,
            one.valid_from <= today,
            one.valid_to or FOREVER,
        ),
    )
    if not certificates:
        return {"level": "red", "words": _("没有执法证"), "until": ""}
    best = certificates[-1]
    until = best.valid_to.isoformat() if best.valid_to else _("长期")
    return {**standing_of(best, today), "until": until}
