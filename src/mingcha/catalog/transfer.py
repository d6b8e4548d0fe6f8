# SPDX-License-Identifier: Apache-2.0
"""An item in one file, to be taken elsewhere (feature 6): exported with everything that it needs, imported as a draft.

The file is told about in full before anything is written: every clash with what is here, and every fault of the document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.actions.drafts import OPEN
from mingcha.catalog.document import HEAD, MORE, SECTIONS, digest_of
from mingcha.catalog.lint import lint
from mingcha.catalog.models import Draft, PowerItem
from mingcha.catalog.papers.faults import document_faults
from mingcha.catalog.papers.inheriting import in_force
from mingcha.catalog.parts import storable
from mingcha.catalog.procedure.reading import entries, names_of
from mingcha.ledger import Invalid
from mingcha.organs.dictionaries import terms
from mingcha.organs.models import Organ, Role

FORMAT: Final = "mingcha-item"
MOST_BYTES: Final = 2_000_000
KNOWN: Final = frozenset({*SECTIONS, "pauses"})


@dataclass(frozen=True)
class Clash:
    """``level`` error stops the import; a warning is something to look after in the draft."""

    level: str
    path: str
    message: str


def package_of(document: Mapping[str, Any], organ: Organ) -> dict[str, Any]:
    """What the file says: format, where it comes from, the document and its hash."""
    return {"format": FORMAT, "edition": 1, "from": organ.name, "digest": digest_of(document), "document": document}


def read_package(content: bytes) -> dict[str, Any]:
    """The package of a file. Raises Invalid: too large, no JSON, of another format, or changed on its way."""
    if len(content) > MOST_BYTES:
        raise Invalid(_("文件超过 2 MB"), "too_large", "file")
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid(_("不是由本系统导出的事项文件"), "not_json", "file") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT or given.get("edition") != 1:
        raise Invalid(_("不是由本系统导出的事项文件"), "format_unknown", "file")
    if not storable(given):
        raise Invalid(_("不是由本系统导出的事项文件"), "not_json", "file")
    document = given.get("document")
    if not isinstance(document, dict) or not isinstance(document.get("catalog"), dict):
        raise Invalid(_("文件里没有事项"), "no_document", "file")
    if given.get("digest") != digest_of(document):
        raise Invalid(_("文件内容与导出时的校验值不一致，可能被改动过"), "digest_wrong", "file")
    return given


def clashes(document: Mapping[str, Any], organ: Organ) -> list[Clash]:
    """Everything that stands against taking the item in here, and everything to look after."""
    found = [*lint(document), *document_faults(document, in_force(organ))]
    return [*_against(document), *(Clash(one.level, one.path, one.message) for one in found)]


def _against(document: Mapping[str, Any]) -> Iterator[Clash]:
    head = document["catalog"]
    for name in sorted(set(document) - KNOWN):
        yield Clash("error", name, _("不认识这一部分"))
    for name in sorted(set(head) - {*HEAD, *MORE}):
        yield Clash("error", f"catalog.{name}", _("不认识这一项"))
    code = str(head.get("code") or "")
    there = PowerItem.objects.filter(code=code).select_related("organ").first()
    if there is not None:
        words = _("事项编码“{code}”已由“{organ}”使用；要改这个事项，请从它的页面开始修改")
        yield Clash("error", "catalog.code", words.format(code=code, organ=there.organ))
    if Draft.objects.filter(code=code, status__in=OPEN).exists():
        yield Clash("error", "catalog.code", _("这个编码已有一份草案"))
    names = [name for _code, name in terms("power_category")]
    if names and head.get("category") not in names:
        yield Clash("error", "catalog.category", _("字典中没有权力类别“{name}”").format(name=head.get("category")))
    known = set(Role.objects.values_list("key", flat=True))
    for number, step in entries(document.get("step")):
        for role in names_of(step, "roles"):
            if role not in known:
                yield Clash("warning", f"step[{number}].roles", _("本系统没有角色“{name}”").format(name=role))
