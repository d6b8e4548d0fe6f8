# SPDX-License-Identifier: Apache-2.0
"""What entries are about: names of kinds and fields, and the page of an object where the post may open it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.ledger import heads
from mingcha.ledger.jobs import KIND
from mingcha.ledger.models import Entry
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

PAGES: Final[dict[str, Perm]] = {
    "cases.alarm": Perm.CASES_ALARM_READ,
    "cases.backtest": Perm.CATALOG_DRAFT_READ,
    "cases.case": Perm.CASES_CASE_READ,
    "cases.recheck": Perm.CASES_RECHECK_RUN,
    "catalog.draft": Perm.CATALOG_DRAFT_READ,
    "catalog.law": Perm.CATALOG_ITEM_READ,
    "catalog.poweritem": Perm.CATALOG_ITEM_READ,
    "catalog.register": Perm.CATALOG_ITEM_READ,
    "catalog.standard": Perm.CATALOG_ITEM_READ,
    "exchange.client": Perm.EXCHANGE_CLIENT_EDIT,
    "exchange.import": Perm.EXCHANGE_IMPORT_READ,
    "organs.officer": Perm.ORGANS_OFFICER_READ,
    "organs.organ": Perm.ORGANS_ORGAN_READ,
    "organs.person": Perm.ORGANS_PERSON_READ,
    "organs.role": Perm.ORGANS_SETTING_READ,
    "oversight.admonition": Perm.OVERSIGHT_LIABILITY_READ,
    "oversight.comparison": Perm.OVERSIGHT_LIABILITY_OVERSEE,
    "oversight.liability": Perm.OVERSIGHT_LIABILITY_READ,
    "oversight.order": Perm.OVERSIGHT_ORDER_READ,
    "oversight.riskpoint": Perm.OVERSIGHT_RISK_READ,
    "oversight.paper": Perm.OVERSIGHT_PAPER_READ,
    "oversight.problem": Perm.OVERSIGHT_PROJECT_READ,
    "oversight.project": Perm.OVERSIGHT_PROJECT_READ,
    "oversight.refusal": Perm.OVERSIGHT_PAPER_READ,
    "oversight.selfcheck": Perm.OVERSIGHT_CHECK_READ,
}
"""The kinds of object that have a page of their own, and the right that opens it."""
OTHERS: Final[dict[str, Promise]] = {
    KIND: _("后台任务"),
    heads.KIND: _("台账的头"),
    "ledger.backup": _("备份"),
    "organs.calendar": _("工作日历"),
}
"""Kinds that are no model, or are named by text."""


@cache
def model_of(kind: str) -> type[Model] | None:
    """The model that an entry names; None for one that is no longer there."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def kind_name(kind: str) -> str:
    """机构, 办件 … ; empty for an act upon nothing in particular."""
    model = model_of(kind)
    return str(model._meta.verbose_name) if model else str(OTHERS.get(kind, kind))


def field_of(kind: str, name: str) -> Field[Any, Any] | None:
    """The field that an entry names; None for what is no field (any more)."""
    model = model_of(kind)
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def page_of(entry: Entry, post: Post | None) -> str:
    """The address of the object's page, where it has one, still is there, and the post may open it; else empty."""
    perm, model = PAGES.get(entry.object_kind), model_of(entry.object_kind)
    if post is None or perm is None or model is None or entry.object_id is None or not post.may(perm):
        return ""
    manager: Any = model._default_manager
    rows = manager.within(post) if hasattr(manager, "within") else manager.all()
    obj: Any = rows.filter(pk=entry.object_id).first()
    return str(obj.get_absolute_url()) if hasattr(obj, "get_absolute_url") else ""
