# SPDX-License-Identifier: Apache-2.0
"""One of everything that documents, projects, self-checks and refusals have, for the world of the tests of access."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from case_logs import NOW
from mingcha.files.actions import store
from mingcha.organs.testing import SINCE
from mingcha.oversight.models import (
    Measure,
    Paper,
    PaperTurn,
    Problem,
    ProblemTurn,
    Project,
    ProjectItem,
    Refusal,
    SelfCheck,
    Supervisor,
)


def furnish_papers(world: Any, place: Any, alarm: Any, seen: frozenset[str]) -> None:
    """A document that is served, a project with a problem, a self-check and a refusal, all of the place."""
    holders = [
        Supervisor.objects.create(
            person=person,
            organ=place.organ,
            number=place.marked(f"监督{n}"),
            issued_by=place.marked("发证机关"),
            valid_from=SINCE,
        )
        for n, person in enumerate((place.handler, place.by.person))
    ]
    file = store(SimpleUploadedFile(place.marked("整改.png"), b"\x89PNG\r\n\x1a\n"), by=place.by, accept=("png",))
    paper = _paper(place, holders)
    paper.turns.create(kind=PaperTurn.Kind.SERVED, words=place.marked("送达"), by=place.by, at=NOW).files.add(file)
    project, problem = _project(place, holders, alarm)
    turn = problem.turns.create(kind=ProblemTurn.Kind.FOUND, words=place.marked("整改"), by=place.by, at=NOW)
    turn.files.add(file)
    world.put("oversight paper", place.name, seen, pk=paper.pk)
    world.put("oversight paper act", place.name, seen, pk=paper.pk, act="report")
    world.put("oversight paper file", place.name, seen, pk=paper.pk, file=file.pk)
    world.put("supervisor", place.name, seen, pk=holders[0].pk)
    world.put("project", place.name, seen, pk=project.pk)
    world.put("problem", place.name, seen, pk=problem.pk)
    world.put("problem file", place.name, seen, pk=problem.pk, file=file.pk)
    world.put("self-check", place.name, seen, pk=_check(place, alarm).pk)
    world.put("refusal", place.name, seen, pk=_refusal(place, paper).pk)
    world.put("refused paper", place.name, seen, about="paper", pk=paper.pk)


def _paper(place: Any, holders: list[Supervisor]) -> Paper:
    terms = {
        f"{event}_{part}": value
        for event in ("report", "objection", "review")
        for part, value in (("days", 9), ("unit", "wd"))
    }
    paper = Paper(kind="opinion", mode="daily", first=holders[0], second=holders[1], **terms)
    for name in ("matter", "facts", "basis", "demands", "number", "receiver"):
        setattr(paper, name, place.marked("监督"))
    paper.issuer = paper.office = place.organ
    paper.drafted_by, paper.drafted_at, paper.issued_at, paper.report_due = place.by, NOW, NOW, NOW
    paper.status = Paper.Status.SERVED
    paper.belong_to(place.organ)
    paper.save()
    return paper


def _project(place: Any, holders: list[Supervisor], alarm: Any) -> tuple[Project, Problem]:
    project = Project(
        theme=place.marked("专项"), plan=place.marked("方案"), mode="special", first_day=SINCE, last_day=SINCE
    )
    project.begun_by, project.begun_at = place.by, NOW
    project.belong_to(place.organ)
    project.save()
    project.organs.add(place.organ)
    project.team.add(*holders)
    label = place.marked("报警")
    item = ProjectItem(project=project, kind="alarm", object_id=alarm.pk, organ=place.organ, label=label)
    item.added_by, item.added_at = place.by, NOW
    item.save()
    problem = Problem(project=project, place=1, office=place.organ, item=item, found_at=NOW, due_at=NOW)
    problem.found, problem.basis, problem.demand = (place.marked(word) for word in ("问题", "依据", "要求"))
    problem.belong_to(place.organ)
    problem.save()
    return project, problem


def _check(place: Any, alarm: Any) -> SelfCheck:
    check = SelfCheck(period=SINCE, checked=place.marked("范围"), found=place.marked("发现"), alarms=1, orders=0)
    check.filed_by, check.filed_at = place.by, NOW
    check.belong_to(place.organ)
    check.save()
    Measure.objects.create(check_of=check, alarm=alarm, cause=place.marked("原因"), words=place.marked("措施"))
    return check


def _refusal(place: Any, paper: Paper) -> Refusal:
    row = Refusal(about="paper", object_id=paper.pk, label=place.marked("文书"), refused_at=NOW, recorded_at=NOW)
    row.reason, row.recorded_by = place.marked("理由"), place.by
    row.belong_to(place.organ)
    row.save()
    return row
