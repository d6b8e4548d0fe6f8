# SPDX-License-Identifier: Apache-2.0
"""Projects of special and individual supervision, what they collect, and the problems they list."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mingcha.cases.lists import ALARMS, CASES
from mingcha.files.handing import handed
from mingcha.organs.access import BIGGEST, find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight import forms_projects as forms
from mingcha.oversight.actions import projects as actions
from mingcha.oversight.lists_projects import PROBLEMS, PROJECTS
from mingcha.oversight.models import Problem, Project, ProjectItem
from mingcha.oversight.views.papers import no_supervisors
from mingcha.oversight.waits import problem_waits, project_waits
from mingcha.web.editing import edited
from mingcha.web.listing import CHOSEN

READ: Final = Perm.OVERSIGHT_PROJECT_READ
RUN: Final = Perm.OVERSIGHT_PROJECT_RUN
ITEMS: Final = 200
"""Rows of a project that its page shows."""


def tabs_of(current: str, request: StaffRequest) -> list[dict[str, Any]]:
    """The lists of this room, those that the post may read."""
    tabs = [("oversight:project-list", _("监督项目"), READ), ("oversight:problem-list", _("问题清单"), READ)]
    tabs.append(("oversight:check-list", _("单位自查"), Perm.OVERSIGHT_CHECK_READ))
    return [
        {"label": label, "url": reverse(view), "current": view == current}
        for view, label, perm in tabs
        if request.post.may(perm)
    ]


@require_safe
@requires(READ)
def project_list(request: StaffRequest) -> HttpResponse:
    """Projects within reach."""
    new = {"label": _("立项"), "url": reverse("oversight:project-new"), "icon": "plus", "primary": True}
    acts = [new] if request.post.may(RUN) else []
    return PROJECTS.show(request, acts=acts, tabs=tabs_of("oversight:project-list", request))


@require_safe
@requires(READ)
def problem_list(request: StaffRequest) -> HttpResponse:
    """Problems within reach: what an organ has to put right."""
    return PROBLEMS.show(request, tabs=tabs_of("oversight:problem-list", request))


@requires(RUN)
def project_new(request: StaffRequest) -> HttpResponse:
    """Begin a project."""
    form = forms.ProjectForm(request.post, request.POST or None)

    def act(_given: dict[str, Any]) -> str:
        return actions.begin_project(form.made, by=request.post).get_absolute_url()

    page = _page(_("监督项目立项"), _("已立项")) | {"submit": _("立项"), "two": True}
    if not form.fields["team"].queryset.exists():  # type: ignore[attr-defined]
        page["nothing"] = no_supervisors()
    return edited(request, form, act, page)


@require_safe
@requires(READ)
def project_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One project: what it collects, what was found, what can be done next."""
    project = find(Project.objects.select_related("organ", "begun_by__person"), request.post, pk, READ)
    runs = request.post.may(RUN) and project.organ_id == request.post.organ_id
    running = project.status == Project.Status.RUNNING
    items = list(project.items.select_related("organ")[: ITEMS + 1])
    opened = {"case": request.post.may(Perm.CASES_CASE_READ), "alarm": request.post.may(Perm.CASES_ALARM_READ)}
    page = {
        "title": project.theme,
        "project": project,
        "waits": project_waits(project, timezone.now()),
        "runs": runs and running,
        "may_close": not project.problems.exclude(status=Problem.Status.PASSED).exists(),
        "may_refuse": runs and request.post.may(Perm.OVERSIGHT_PAPER_DRAFT),
        "team": project.team.select_related("person"),
        "items": [{"row": item, "may_open": opened[item.kind]} for item in items[:ITEMS]],
        "more": len(items) > ITEMS,
        "problems": project.problems.select_related("organ").order_by("place"),
        "crumbs": _crumbs(project.theme),
    }
    return render(request, "oversight/project_detail.html", page)


@requires(RUN)
def project_close(request: StaffRequest, pk: int) -> HttpResponse:
    """End a project."""
    project = find(Project, request.post, pk, RUN)
    form = forms.SummaryForm(request.POST or None, initial={"version": project.version})

    def act(given: dict[str, Any]) -> str:
        return actions.close_project(project, given["summary"], given["version"], by=request.post).get_absolute_url()

    page = _page(_("办结监督项目"), _("已办结")) | {"lead": project.theme, "object": project}
    return edited(request, form, act, page | {"cancel": project.get_absolute_url(), "submit": _("办结")})


@requires(RUN)
def collect_cases(request: StaffRequest) -> HttpResponse:
    """Put the cases that were ticked in their list into a project."""
    return _collect(request, ProjectItem.Kind.CASE, CASES.key, "cases:case-list")


@requires(RUN)
def collect_alarms(request: StaffRequest) -> HttpResponse:
    """Put the alarms that were ticked in their list into a project."""
    return _collect(request, ProjectItem.Kind.ALARM, ALARMS.key, "cases:alarm-list")


def _collect(request: StaffRequest, kind: str, key: str, back: str) -> HttpResponse:
    chosen = request.session.get(CHOSEN, {}).get(key, [])
    ids = [one for one in map(str, chosen) if one.isascii() and one.isdigit()][: actions.MOST]
    form = forms.CollectForm(request.post, request.POST or None, initial={"ids": ",".join(ids)})

    def act(given: dict[str, Any]) -> str:
        count = actions.collect(given["project"], kind, given["ids"], by=request.post)
        kept = request.session.get(CHOSEN, {})
        if kept.pop(key, None) is not None:
            request.session[CHOSEN] = kept
        told = ngettext("已列入 {n} 条", "已列入 {n} 条", count)
        messages.success(request, told.format(n=count))
        url: str = given["project"].get_absolute_url()
        return url

    lead = ngettext("已选择 {n} 条", "已选择 {n} 条", len(ids)).format(n=len(ids))
    page = _page(_("列入监督项目")) | {"lead": lead, "cancel": reverse(back), "submit": _("列入")}
    if not ids:
        page["nothing"] = {
            "title": _("没有选择"),
            "text": _("请在列表中勾选，再列入监督项目。"),
            "url": reverse(back),
            "label": _("返回列表"),
        }
    return edited(request, form, act, page)


@requires(RUN)
def problem_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a problem into the list of a project."""
    project = find(Project, request.post, pk, RUN)
    form = forms.ProblemForm(project, request.POST or None)

    def act(_given: dict[str, Any]) -> str:
        actions.add_problem(project, form.made, by=request.post)
        return project.get_absolute_url()

    page = _page(_("列入问题清单"), _("已列入")) | {"lead": project.theme, "cancel": project.get_absolute_url()}
    return edited(request, form, act, page)


@require_safe
@requires(READ)
def problem_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One problem with what was said of it."""
    problem, post = problem_within(request, pk), request.post
    ours = problem.project.organ_id == post.organ_id
    page = {
        "title": str(problem),
        "problem": problem,
        "waits": problem_waits(problem, timezone.now()),
        "turns": problem.turns.select_related("by__person").prefetch_related("files").order_by("-at", "-id"),
        "may_rectify": problem.status == Problem.Status.OPEN
        and post.may(Perm.OVERSIGHT_PROJECT_ANSWER)
        and post.organ.path.startswith(problem.office.path),
        "may_examine": problem.status == Problem.Status.RECTIFIED and post.may(RUN) and ours,
        "may_draft": post.may(Perm.OVERSIGHT_PAPER_DRAFT) and ours,
        "may_open": ours and post.may(READ),
        "crumbs": [
            {"label": _("监督问题清单"), "url": reverse("oversight:problem-list")},
            {"label": str(problem), "url": ""},
        ],
    }
    return render(request, "oversight/problem_detail.html", page)


@requires(Perm.OVERSIGHT_PROJECT_ANSWER)
def problem_rectify(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what was put right."""
    problem = problem_within(request, pk, Perm.OVERSIGHT_PROJECT_ANSWER)
    form = forms.RectifyForm(request.POST or None, request.FILES or None, initial={"version": problem.version})

    def act(given: dict[str, Any]) -> str:
        actions.rectify_problem(problem, given["words"], given["uploads"], given["version"], by=request.post)
        return problem.get_absolute_url()

    return edited(request, form, act, _of_problem(problem, _("整改"), _("已提交整改情况")))


@requires(RUN)
def problem_examine(request: StaffRequest, pk: int) -> HttpResponse:
    """Look again."""
    problem = problem_within(request, pk, RUN)
    form = forms.AgainForm(request.POST or None, initial={"version": problem.version})

    def act(given: dict[str, Any]) -> str:
        again = actions.Again(given["passed"] == "yes", given["words"], given["days"])
        actions.examine_problem(problem, again, given["version"], by=request.post)
        return problem.get_absolute_url()

    return edited(request, form, act, _of_problem(problem, _("复查"), _("已复查")))


@require_safe
@requires(READ)
def problem_file(request: StaffRequest, pk: int, file: int) -> HttpResponse:
    """A file that came with what was put right."""
    problem = problem_within(request, pk)
    turn = problem.turns.filter(Q(files=file)).first() if file <= BIGGEST else None
    if turn is None:
        raise Http404
    stored = turn.files.get(pk=file)
    return handed(stored.path(), stored.name)


def problem_within(request: StaffRequest, pk: int, perm: Perm = READ) -> Problem:
    """A problem within reach."""
    rows = Problem.objects.select_related("organ", "office", "project__organ", "item")
    return find(rows, request.post, pk, perm)


def _of_problem(problem: Problem, title: str, done: str) -> dict[str, Any]:
    crumbs = [{"label": _("监督问题清单"), "url": reverse("oversight:problem-list")}]
    crumbs += [{"label": str(problem), "url": problem.get_absolute_url()}, {"label": title, "url": ""}]
    page = {"title": title, "lead": problem.found, "object": problem, "crumbs": crumbs, "done": done, "submit": title}
    return page | {"cancel": problem.get_absolute_url()}


def _crumbs(here: str) -> list[dict[str, str]]:
    return [{"label": _("专项监督"), "url": reverse("oversight:project-list")}, {"label": here, "url": ""}]


def _page(title: str, done: str = "") -> dict[str, Any]:
    return {"title": title, "crumbs": _crumbs(title), "cancel": reverse("oversight:project-list"), "done": done}
