# SPDX-License-Identifier: Apache-2.0
"""The pages on which cases are worked: a step, its people, its approval sheet, presence (S1-30 … S1-32, S1-42)."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingcha.cases import notices
from mingcha.cases.actions.assigning import assign_step
from mingcha.cases.actions.gates import columns_of, sign_opinion
from mingcha.cases.actions.presence import confirm_presence, deny_presence, lock_presence
from mingcha.cases.actions.submitting import submit_step
from mingcha.cases.discretion import tiers_at
from mingcha.cases.forms.working import AssignForm, OpinionForm, PresenceForm, WorkForm, work_form
from mingcha.cases.models import Case, Presence, Task
from mingcha.cases.people import candidates, helpers_of
from mingcha.cases.procedure import procedure_of
from mingcha.catalog.actions.formdrafts import Rule, drop_form_draft, keep_form_draft, kept_form_draft
from mingcha.catalog.stepforms import drawing
from mingcha.ledger import Refused, WrongState
from mingcha.organs.access import find, requires
from mingcha.organs.actions.logins import begin_attempt, pass_attempt
from mingcha.organs.attempts import PAIR_LIMIT, failures, seen_account, seen_address
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import add_faults

READ = Perm.CASES_CASE_READ


@requires(Perm.CASES_CASE_WORK)
def step_work(request: StaffRequest, pk: int) -> HttpResponse:
    """Do a step: its form, its risks, where the case goes, and who goes on."""
    task, case = task_within(request, pk)
    procedure = procedure_of(case.item_version)
    today = timezone.localdate()
    ways = procedure.graph.forward[task.act]
    people = {way.end: candidates(case, procedure, way.end, today) for way in ways}
    drawn = work_form(procedure, task.act, people, helpers_of(case.organ), request.post)
    page = {
        "title": task.act,
        "case": case,
        "task": task,
        "line": procedure.form(task.act),
        "risks": [risk for risk in procedure.document.get("risk", ()) if risk.get("step") == task.act],
        "tiers": tiers_at(procedure, task.act, today),
        "unsigned": columns_of(procedure, task.act)[task.step.opinions.count() :],
        "first": notices.FIRST,
        "cancel": reverse("cases:case-detail", args=[case.pk]),
        "crumbs": crumbs_of(case, task.act),
    }
    if request.method == "POST":
        return _worked(request, task, drawn, page)
    kept = kept_form_draft(task, task.act, request.post)
    initial = {"version": task.version}
    form = (
        drawing.restored(drawn, {**json.loads(kept.typed), "version": [str(task.version)]})
        if kept
        else drawn(initial=initial)
    )
    return render(request, "cases/step_work.html", page | {"form": form, "kept": kept})


def _worked(request: StaffRequest, task: Task, drawn: type[WorkForm], page: dict[str, Any]) -> HttpResponse:
    what, rule = request.POST.get("_act", ""), Rule(Perm.CASES_CASE_WORK, page["case"])
    if what == "keep":
        keep_form_draft(task, task.act, drawing.typed(request.POST), by=request.post, rule=rule)
        messages.success(request, _("已暂存，只有您能看到；选择的文件不会暂存"))
        return redirect(request.path)
    if what == "drop":
        drop_form_draft(task, task.act, by=request.post, rule=rule)
        return redirect(request.path)
    form, status = drawn(request.POST, request.FILES), 422
    if form.is_valid():
        try:
            changes = submit_step(task, form.submitted(request.post), form.cleaned_data["version"], by=request.post)
        except Refused as refused:
            add_faults(form, refused)
            status = refused.status
            if refused.code == "stale":
                task.refresh_from_db(fields=["version"])
                form.renew(task.version)
        else:
            if changes.raised:
                messages.warning(request, _("本环节产生 {n} 条报警，请查看原因和整改办法").format(n=changes.raised))
            messages.success(request, _("已提交“{act}”").format(act=task.act))
            return redirect("cases:case-detail", pk=task.case_id)
    return render(request, "cases/step_work.html", page | {"form": form}, status=status)


@requires(Perm.CASES_CASE_ASSIGN)
def step_assign(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose who does a step."""
    task, case = task_within(request, pk, Perm.CASES_CASE_ASSIGN)
    procedure = procedure_of(case.item_version)
    people = candidates(case, procedure, task.act, timezone.localdate())
    page = {
        "title": _("环节授权：{act}").format(act=task.act),
        "lead": f"{case.title} · {case.number}",
        "object": task,
        "crumbs": crumbs_of(case, task.act),
        "cancel": reverse("cases:case-detail", args=[case.pk]),
        "submit": _("授权"),
        "done": _("已安排办理人"),
    }
    chosen = [str(row.person_id) for row in task.people.all()]
    initial = {"version": task.version, "people": chosen}
    form = AssignForm(people, helpers_of(case.organ), request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        assign_step(task, form.chosen, given["version"], by=request.post)
        return reverse("cases:case-detail", args=[case.pk])

    return edited(request, form, act, page)


@requires(READ)
def opinion_sign(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign the next column of a step's approval sheet."""
    task, case = task_within(request, pk, READ)
    columns = columns_of(procedure_of(case.item_version), task.act)
    place = task.step.opinions.count()
    if place >= len(columns):
        return redirect("cases:case-detail", pk=case.pk)
    page = {
        "title": _("审批意见：{column}").format(column=columns[place]),
        "lead": f"{case.title} · {task.act}",
        "crumbs": crumbs_of(case, task.act),
        "cancel": reverse("cases:case-detail", args=[case.pk]),
        "submit": _("签署"),
        "done": _("已签署"),
    }

    def act(given: dict[str, Any]) -> str:
        sign_opinion(task, given["place"], given["text"], agrees=given["agrees"], by=request.post)
        return reverse("cases:case-detail", args=[case.pk])

    return edited(request, OpinionForm(request.POST or None, initial={"place": place}), act, page)


@requires(Perm.CASES_CASE_WORK)
def presence(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that one was there, with the code that the colleague shows (S1-42)."""
    row = _presence(request, pk)
    page = {
        "title": _("到场确认：{act}").format(act=row.step.act),
        "lead": f"{row.case.title} · {row.case.number}",
        "row": row,
        "submit": _("我在现场，确认"),
        "cancel": reverse("cases:home"),
        "done": _("已确认"),
    }

    def act(given: dict[str, Any]) -> str:
        _confirmed(request, row, given["code"])
        return reverse("cases:home")

    initial = {"code": request.GET.get("code", "")[:6]}
    return edited(
        request, PresenceForm(request.POST or None, initial=initial), act, page, template="cases/presence.html"
    )


def _confirmed(request: StaffRequest, row: Presence, code: str) -> None:
    """Confirm, counting guesses: six digits are soon tried through by whoever does not see them. Raises as confirm_presence."""
    account = seen_account(request.post.person.username, "presence")
    if failures(account=account) >= PAIR_LIMIT:
        words = _("确认码已输错 {most} 次，请 15 分钟后再试").format(most=PAIR_LIMIT)
        raise WrongState(words, "too_many_attempts", "code")
    attempt = begin_attempt(account, seen_address(request))
    try:
        confirm_presence(row, code, by=request.post)
    except Refused as refused:
        if refused.code == "wrong_code" and failures(account=account) == PAIR_LIMIT:
            lock_presence(row, by=request.post)
        raise
    pass_attempt(attempt)


@require_POST
@requires(Perm.CASES_CASE_WORK)
def presence_deny(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that one was not there."""
    row = _presence(request, pk)
    deny_presence(row, by=request.post)
    messages.success(request, _("已记录：您没有参加"))
    return redirect("cases:home")


def task_within(request: StaffRequest, pk: int, perm: Perm = Perm.CASES_CASE_WORK) -> tuple[Task, Case]:
    """A task of a case within reach, with the case."""
    task = Task.objects.select_related("step").filter(pk=pk).first() if pk < 2**63 else None
    if task is None:
        raise Http404
    case = find(Case.objects.select_related("item_version__item", "organ__parent"), request.post, task.case_id, perm)
    return task, case


def _presence(request: StaffRequest, pk: int) -> Presence:
    """The question that was put to her; to everybody else there is none."""
    rows = Presence.objects.select_related("step", "case").filter(person_id=request.post.person_id)
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    return row


def crumbs_of(case: Case | None, here: str) -> list[dict[str, str]]:
    way = [{"label": _("办件"), "url": reverse("cases:case-list")}]
    if case is not None:
        way.append({"label": case.number, "url": reverse("cases:case-detail", args=[case.pk])})
    return [*way, {"label": here, "url": ""}]


def nothing(case: Case, words: str) -> dict[str, Any]:
    """What a page says instead of a form, where there is nothing to choose, with the way back to the case."""
    back = reverse("cases:case-detail", args=[case.pk])
    return {"nothing": {"title": words, "url": back, "label": _("返回")}}
