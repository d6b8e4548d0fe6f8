# SPDX-License-Identifier: Apache-2.0
"""What every page of a draft shows: where it stands between the gates, its parts, what lint finds (S1-20 … S1-24, picture 06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mingcha.catalog.actions.drafts import check_open
from mingcha.catalog.actions.gates import AT, RIGHTS, check_holder
from mingcha.catalog.draft_lint import lint_draft
from mingcha.catalog.lint import Found
from mingcha.catalog.models import Draft, Review
from mingcha.ledger import NotAllowed, Refused
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

Status, Gate = Draft.Status, Review.Gate
WAY: Final = (Status.DRAFTING, Status.LEGAL, Status.READY, Status.FIRST, Status.FINAL, Status.PUBLISHED)
NAMES: Final[dict[str, Promise]] = {
    Status.DRAFTING: gettext_lazy("起草"),
    Status.LEGAL: gettext_lazy("合法性审查"),
    Status.READY: gettext_lazy("送审监察点"),
    Status.FIRST: gettext_lazy("监察室初审"),
    Status.FINAL: gettext_lazy("监察机关审定"),
    Status.PUBLISHED: gettext_lazy("生效"),
}


class Part(NamedTuple):
    """A part of a draft with a page of its own; ``sections`` are the parts of the document that it edits."""

    label: Promise
    view: str
    sections: tuple[str, ...]


PARTS: Final = (
    Part(gettext_lazy("概览"), "catalog:draft-detail", ()),
    Part(gettext_lazy("基本信息"), "catalog:draft-head", ("catalog",)),
    Part(gettext_lazy("服务指南"), "catalog:draft-guide", ("guide",)),
    Part(pgettext_lazy("several", "环节"), "catalog:draft-steps", ("step", "transition")),
    Part(pgettext_lazy("several", "材料"), "catalog:material-list", ("material",)),
    Part(gettext_lazy("表单"), "catalog:form-list", ("form",)),
    Part(gettext_lazy("文书"), "catalog:document-list", ("document",)),
    Part(pgettext_lazy("several", "监察点"), "catalog:point-list", ("point",)),
    Part(pgettext_lazy("several", "风险点"), "catalog:risk-list", ("risk",)),
)


def shell(draft: Draft, post: Post, here: str = "", found: list[Found] | None = None) -> dict[str, Any]:
    """The context of ``catalog/draft.html``; ``here`` is the view of the part shown."""
    found = lint_draft(draft) if found is None else found
    return {
        "draft": draft,
        "title": draft.name,
        "crumbs": crumbs(draft),
        "gates": list(_gates(draft)),
        "gate_line": _gate_line(draft),
        "parts": list(_parts(draft, here, found)),
        "faults": sum(one.level == "error" for one in found),
        "warnings": sum(one.level != "error" for one in found),
        "number": draft.document["catalog"].get("version", ""),
        "may_edit": post.may(Perm.CATALOG_DRAFT_EDIT),
    }


def crumbs(draft: Draft | None, here: str = "") -> list[dict[str, str]]:
    """Where a page of drafts stands."""
    way = [
        {"label": _("目录"), "url": reverse("catalog:item-list")},
        {"label": _("事项草案"), "url": reverse("catalog:draft-list")},
    ]
    if draft:
        way.append({"label": draft.code, "url": draft.get_absolute_url()})
    if here:
        way.append({"label": here, "url": ""})
    way[-1]["url"] = ""
    return way


def _gates(draft: Draft) -> Iterable[dict[str, Any]]:
    """The stations of the way and how far the draft is."""
    place = WAY.index(Status(draft.status)) if draft.status in WAY else -1
    for number, status in enumerate(WAY):
        state = "done" if number < place or draft.status == Status.PUBLISHED else "now" if number == place else "todo"
        yield {"name": NAMES[status], "state": state, "note": ""}


def _gate_line(draft: Draft) -> str:
    """The same in a line, for a phone."""
    if draft.status not in WAY:
        return str(draft.get_status_display())
    status = Status(draft.status)
    words = _("第 {n} 步，共 {all} 步：{name}")
    return words.format(n=WAY.index(status) + 1, all=len(WAY), name=NAMES[status])


def _parts(draft: Draft, here: str, found: Iterable[Found]) -> Iterable[dict[str, Any]]:
    wrong = Counter(one.path.split("[")[0].split(".")[0] for one in found)
    for part in PARTS:
        lines = [draft.document.get(section) for section in part.sections[:1]]
        count = sum(len(one) for one in lines if isinstance(one, list))
        yield {
            "label": part.label,
            "url": reverse(part.view, args=(draft.pk,)),
            "current": part.view == here,
            "count": count if any(isinstance(one, list) for one in lines) else None,
            "wrong": sum(wrong[section] for section in part.sections),
        }


def may_edit(draft: Draft, section: str, post: Post) -> bool:
    """Whether this part can be edited by this post now; its page shows no buttons otherwise."""
    try:
        check_open(draft, section)
    except Refused:
        return False
    return post.may(Perm.CATALOG_DRAFT_EDIT)


def gate_of(draft: Draft, post: Post) -> dict[str, Any] | None:
    """The gate where the draft stands, if this post may decide there; why not, if it has the right but may not."""
    gate = AT.get(Status(draft.status))
    if gate is None or not post.may(RIGHTS[gate]):
        return None
    try:
        check_holder(draft, gate, post)
    except NotAllowed as refused:
        return {"label": gate.label, "why": refused.message}
    return {"label": gate.label, "why": "", "submits": gate == Gate.SUBMIT}
