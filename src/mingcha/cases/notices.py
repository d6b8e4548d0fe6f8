# SPDX-License-Identifier: Apache-2.0
"""What people are told about acts of others on a case: to-dos in both languages, and messages (S1-27, S1-29)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse

from mingcha.cases.models import Case, ExtensionRequest, Task, TaskPerson
from mingcha.inbox.actions import open_todo, open_todos_of, send
from mingcha.organs.models import Organ, Person
from mingcha.organs.perms import Perm

COSIGN: Final = "cosign"
EXTENSION: Final = "extension"
OPINION: Final = "opinion"
FIRST: Final = "经办人"
"""The column of an approval sheet of whoever does the step; the others are signed by those who may sign."""
HEAD: Final = "机构负责人"


def ask_signers(case: Case, task: Task, persons: Iterable[int]) -> None:
    """Each signer has it to do."""
    words = _words(case, act=task.act)
    link = reverse("cases:step-countersign", args=[task.pk])
    english = "Sign jointly “{act}”: {case}".format(**words)
    open_todos_of(
        COSIGN, task, "请会签“{act}”：{case}".format(**words), persons, link=link, place=case.number, title_en=english
    )


def ask_opinion(case: Case, task: Task, column: str) -> None:
    """Whoever may sign the column of the approval sheet has it to do: the head of a unit sits in it, everybody further up in
    the organ that it is part of."""
    organ = case.organ
    if column != HEAD and organ.kind == Organ.Kind.UNIT and organ.parent is not None:
        organ = organ.parent
    words = _words(case, column=column)
    open_todo(
        OPINION,
        task,
        "请签署“{column}”意见：{case}".format(**words),
        organ=organ,
        perm=Perm.CASES_CASE_SIGN,
        link=_page(case),
        place=case.number,
        title_en="Sign the column “{column}”: {case}".format(**words),
    )


def ask_for_time(case: Case, request: ExtensionRequest) -> None:
    """Whoever in the organ may sign decides on more time."""
    words = _words(case, limit=request.limit)
    open_todo(
        EXTENSION,
        request,
        "请审批延期：{limit}（{case}）".format(**words),
        organ=case.organ,
        perm=Perm.CASES_CASE_SIGN,
        link=reverse("cases:extension-decide", args=[request.pk]),
        place=case.number,
        title_en="Decide on more time: {limit} ({case})".format(**words),
    )


def tell_decided(case: Case, request: ExtensionRequest) -> None:
    """Whoever asked for more time hears what became of it."""
    words = _words(case, limit=request.limit)
    granted = request.status == ExtensionRequest.Status.APPROVED
    title = "延期已批准：{limit}（{case}）" if granted else "延期未批准：{limit}（{case}）"
    send(request.asked_by.person, title.format(**words), request.answer, _page(case))


def tell_signed(case: Case, task: Task) -> None:
    """Whoever does the step hears that all have signed."""
    title = "会签已完成：{act}（{case}）".format(**_words(case, act=task.act))
    for row in task.people.filter(part=TaskPerson.Part.LEAD).select_related("person"):
        send(row.person, title, "", _page(case))


def tell_copies(case: Case, task: Task, persons: Iterable[Person], words: str) -> None:
    """Those who are to know of a step."""
    for person in persons:
        send(person, "抄送：{act}（{case}）".format(**_words(case, act=task.act)), words, _page(case))


def urge(case: Case, task: Task, persons: Iterable[Person], words: str) -> None:
    """Those for whom a step waits are urged."""
    for person in persons:
        send(person, "催办：{act}（{case}）".format(**_words(case, act=task.act)), words, _page(case))


def _words(case: Case, **more: str) -> dict[str, Any]:
    return {"case": case.title or case.number, **more}


def _page(case: Case) -> str:
    return reverse("cases:case-detail", args=[case.pk])
