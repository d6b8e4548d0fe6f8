# SPDX-License-Identifier: Apache-2.0
"""To-dos as pages show them: how soon, what, where, and the verb (ux.md; web/todos.html)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mingcha.inbox.models import Todo


class Kind(NamedTuple):
    """What a kind of to-do is called, and the verb on its button."""

    label: Promise
    verb: Promise


_ORDER, _PAPER = gettext_lazy("督办"), gettext_lazy("监督文书")
_PROBLEM, _LIABILITY, _RISK = gettext_lazy("问题"), gettext_lazy("追责"), gettext_lazy("风险")
KINDS: Final[dict[str, Kind]] = {
    "alarm": Kind(pgettext_lazy("one", "报警"), gettext_lazy("查看")),
    "cosign": Kind(gettext_lazy("会签"), gettext_lazy("签署")),
    "draft": Kind(gettext_lazy("事项"), gettext_lazy("审核")),
    "extension": Kind(gettext_lazy("延期"), gettext_lazy("审批")),
    "liability_decide": Kind(_LIABILITY, gettext_lazy("决定")),
    "liability_draft": Kind(_LIABILITY, gettext_lazy("补充")),
    "liability_objection": Kind(_LIABILITY, gettext_lazy("答复")),
    "liability_review": Kind(_LIABILITY, gettext_lazy("复核")),
    "liability_state": Kind(_LIABILITY, gettext_lazy("陈述")),
    "opinion": Kind(gettext_lazy("审批"), gettext_lazy("签署")),
    "order": Kind(_ORDER, gettext_lazy("回复")),
    "order_answered": Kind(_ORDER, gettext_lazy("审阅")),
    "order_doubted": Kind(_ORDER, gettext_lazy("复核")),
    "paper_check": Kind(_PAPER, gettext_lazy("核稿")),
    "paper_issue": Kind(_PAPER, gettext_lazy("用印")),
    "paper_read": Kind(_PAPER, gettext_lazy("审阅")),
    "paper_receive": Kind(_PAPER, gettext_lazy("签收")),
    "paper_redraft": Kind(_PAPER, gettext_lazy("修改")),
    "paper_report": Kind(_PAPER, gettext_lazy("回复")),
    "paper_review": Kind(_PAPER, gettext_lazy("复查")),
    "paper_sign": Kind(_PAPER, gettext_lazy("签发")),
    "presence": Kind(gettext_lazy("到场"), gettext_lazy("确认")),
    "problem": Kind(_PROBLEM, gettext_lazy("整改")),
    "problem_recheck": Kind(_PROBLEM, gettext_lazy("复查")),
    "refusal": Kind(gettext_lazy("拒绝监督"), gettext_lazy("认定")),
    "register": Kind(gettext_lazy("清单"), gettext_lazy("审核")),
    "risk_due": Kind(_RISK, gettext_lazy("复核")),
    "risk_review": Kind(_RISK, gettext_lazy("审核")),
    "standard": Kind(gettext_lazy("裁量基准"), gettext_lazy("审核")),
    "task": Kind(gettext_lazy("环节"), gettext_lazy("办理")),
}
"""The kinds that apps open."""


def shown(todos: Iterable[Todo], now: datetime) -> list[dict[str, Any]]:
    """One dict a row: pk, level, due, kind, title, url, where, verb."""
    return [_row(todo, now) for todo in todos]


def _row(todo: Todo, now: datetime) -> dict[str, Any]:
    kind = KINDS.get(todo.kind)
    level, due = due_words(todo.due, now)
    return {
        "pk": todo.pk,
        "level": level,
        "due": due,
        "kind": kind.label if kind else "",
        "title": todo.said,
        "url": todo.link,
        "where": todo.place,
        "verb": kind.verb if kind else "",
    }


def due_words(due: datetime | None, now: datetime) -> tuple[str, str]:
    """Level and words of a term: 超期 3 日, 今天到期, 12-02 到期."""
    if due is None:
        return "prompt", _("不限期")
    day, today = timezone.localtime(due).date(), timezone.localtime(now).date()
    if due < now:
        days = (today - day).days
        return "red", _("超期 {days} 日").format(days=days) if days else _("今天已超期")
    if day == today:
        return "yellow", _("今天到期")
    return "prompt", _("{day} 到期").format(day=f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}")
