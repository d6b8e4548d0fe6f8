# SPDX-License-Identifier: Apache-2.0
"""Documents 文书 of a case: made of the template that the organ uses, under a number of their word (S4-30, feature 20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.models import Case, Paper, Step, TaskPerson
from mingcha.cases.paper_values import values_for
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.actions.numbers import take_number
from mingcha.catalog.models import Template
from mingcha.catalog.papers.filling import fill
from mingcha.catalog.papers.inheriting import in_force
from mingcha.files.actions import keep, take
from mingcha.ledger import Invalid, WrongState, record
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm


@transaction.atomic
def make_paper(case: Case, key: str, *, now: datetime | None = None, by: Post) -> Paper:
    """Make a document of the latest run of its step. Made anew it is the next edition, under the same number.

    Raises:
        NotAllowed: no right, or out of reach.
        Invalid: the item has no such document.
        WrongState: she does no step of the case, the step has not begun, the case is closed, or no template is in force.
    """
    now = now or timezone.now()
    require(by, Perm.CASES_CASE_WORK, case)
    rows = Case.objects.select_for_update(of=("self",)).select_related(
        "item_version__item__organ__parent", "organ", "file"
    )
    case = rows.get(pk=case.pk)
    procedure = procedure_of(case.item_version)
    line = line_of(procedure, key)
    if line is None:
        raise Invalid(_("本事项没有这种文书"), "paper_unknown")
    step, template = _ready(case, line, by)
    earlier = Paper.objects.filter(step=step, key=key).order_by("-edition").first()
    day = timezone.localdate(now)
    number = earlier.number if earlier else _number(case, line, day, by)
    values = values_for(case, step, (line["name"], number), day)
    content = SimpleUploadedFile(f"{line['name']}.docx", fill(template.file.path(), values))
    paper = Paper.objects.create(
        case=case,
        step=step,
        key=key,
        name=line["name"],
        number=number,
        edition=earlier.edition + 1 if earlier else 1,
        template=template,
        stored=keep(take(content, accept=("docx",)), by=by),
        made_by=by.person.name,
        made_at=now,
    )
    proof = paper.stored.proof
    record("make_paper", case, by=by, document=paper.name, number=number, edition=paper.edition, file=proof)
    return paper


def line_of(procedure: Procedure, key: str) -> Mapping[str, Any] | None:
    """What the item says about a document."""
    return next((line for line in procedure.document.get("document", ()) if line["key"] == key), None)


def _ready(case: Case, line: Mapping[str, Any], by: Post) -> tuple[Step, Template]:
    """The step and the template by which it can be made now."""
    if case.status != Case.Status.OPEN:
        raise WrongState(_("案件已办结，不能再制作文书"), "case_closed")
    parts = (TaskPerson.Part.LEAD, TaskPerson.Part.SECOND)
    if not TaskPerson.objects.filter(task__case=case, person_id=by.person_id, part__in=parts).exists():
        raise WrongState(_("只有本案的办理人能制作文书"), "not_yours")
    step = case.steps.filter(act=line["step"]).order_by("-seq").first()
    if step is None:
        words = _("“{act}”还没有开始，不能制作“{name}”")
        raise WrongState(words.format(act=line["step"], name=line["name"]), "step_ahead")
    template = in_force(case.organ).get(str(line["template"]))
    if template is None:
        raise WrongState(_("没有可用的文书范本“{key}”").format(key=line["template"]), "template_unknown")
    return step, template


def _number(case: Case, line: Mapping[str, Any], day: Any, by: Post) -> str:
    return take_number(case.item_version.item.organ, line["word"], day, by) if line.get("word") else ""
