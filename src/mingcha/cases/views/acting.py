# SPDX-License-Identifier: Apache-2.0
"""The pages of acts on a step: back, on to others, joint signing, copies, urging, standing still, more time, keeping out (S1-30)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingcha.cases.actions.consulting import copy_task, countersign, name_signers, urge_task
from mingcha.cases.actions.extending import ask_extension, decide_extension, limits_of
from mingcha.cases.actions.passing import delegate_task, hand_over_all, hand_over_task
from mingcha.cases.actions.pausing import lawful_kinds, resume_case, suspend_case
from mingcha.cases.actions.recusing import declare_recusal
from mingcha.cases.actions.returning import previous, return_step, targets
from mingcha.cases.forms import acting as forms
from mingcha.cases.models import Case, ExtensionRequest, Task, TaskPerson
from mingcha.cases.people import candidates, posts_with
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.cases.views.working import crumbs_of, nothing, task_within
from mingcha.catalog.models import Point
from mingcha.catalog.words import length
from mingcha.organs.access import find, requires
from mingcha.organs.models import Organ, Person, Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

READ, WORK = Perm.CASES_CASE_READ, Perm.CASES_CASE_WORK
SHOWN = 20
"""Results that a page tells one by one."""


@requires(WORK)
def step_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a step back."""
    task, case = task_within(request, pk)
    procedure = procedure_of(case.item_version)
    found = targets(task, procedure)
    form = forms.ReturnForm(_named(task, procedure, found), request.POST or None, initial=_seen(task))
    page = _page(case, task, _("退回"), _("已退回")) | {"danger": True}

    def act(given: dict[str, Any]) -> str:
        changes = return_step(task, given["to"], given["reason"], given["version"], by=request.post)
        if changes.raised:
            messages.warning(request, _("本环节产生 {n} 条报警，请查看原因和整改办法").format(n=changes.raised))
        return _back(case)

    return edited(request, form, act, page)


def _named(task: Task, procedure: Procedure, found: list[str]) -> list[tuple[str, str]]:
    """The steps to which one can return, the one before first, with what they are."""
    before = previous(task, found)
    made = []
    for act in sorted(found, key=lambda act: act != before):
        if act == before:
            made.append((act, _("{act}（上一环节）").format(act=act)))
        elif act in procedure.graph.starts:
            made.append((act, _("{act}（起始环节）").format(act=act)))
        else:
            made.append((act, act))
    return made


@requires(WORK)
def step_hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Give one's place on a step to another."""
    task, case = task_within(request, pk)
    form, page = _person_form(request, case, task), _page(case, task, _("转办"), _("已转办"))
    form.fields["reason"].help_text = _("转办后您不再办理本环节")

    def act(given: dict[str, Any]) -> str:
        hand_over_task(task, given["person"], given["reason"], given["version"], by=request.post)
        return _back(case)

    return edited(request, form, act, page | _nobody(case, form))


@requires(WORK)
def step_delegate(request: StaffRequest, pk: int) -> HttpResponse:
    """Take another in on a step."""
    task, case = task_within(request, pk)
    form, page = _person_form(request, case, task), _page(case, task, _("委派"), _("已委派"))
    form.fields["reason"].help_text = _("委派后您和所选的人共同办理本环节")

    def act(given: dict[str, Any]) -> str:
        delegate_task(task, given["person"], given["reason"], given["version"], by=request.post)
        return _back(case)

    return edited(request, form, act, page | _nobody(case, form))


@requires(WORK)
def step_signers(request: StaffRequest, pk: int) -> HttpResponse:
    """Say who signs a step jointly."""
    task, case = task_within(request, pk)
    people = {row.person_id: row for row in task.people.filter(part=TaskPerson.Part.SIGNER)}
    initial = _seen(task) | {"people": [str(person) for person in people]}
    form = forms.SignersForm(_choices(_colleagues(case.organ)), request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        name_signers(task, given["people"], given["version"], by=request.post)
        return _back(case)

    return edited(request, form, act, _page(case, task, _("会签"), _("已保存会签人")) | {"submit": _("保存")})


@requires(READ)
def step_countersign(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign a step jointly."""
    task, case = task_within(request, pk, READ)

    def act(given: dict[str, Any]) -> str:
        countersign(task, given["text"], by=request.post)
        return _back(case)

    page = _page(case, task, _("签署会签意见"), _("已签署"))
    return edited(request, forms.CountersignForm(request.POST or None), act, page)


@requires(WORK)
def step_copy(request: StaffRequest, pk: int) -> HttpResponse:
    """Let others know of a step."""
    task, case = task_within(request, pk)

    def act(given: dict[str, Any]) -> str:
        copy_task(task, given["people"], given["words"], by=request.post)
        return _back(case)

    form = forms.CopyForm(_choices(_colleagues(case.organ)), request.POST or None)
    return edited(request, form, act, _page(case, task, _("抄送"), _("已抄送")))


@requires(READ)
def step_urge(request: StaffRequest, pk: int) -> HttpResponse:
    """Urge those for whom a step waits."""
    task, case = task_within(request, pk, READ)

    def act(given: dict[str, Any]) -> str:
        count = urge_task(task, given["words"], by=request.post)
        messages.success(request, ngettext("已催办 {n} 人", "已催办 {n} 人", count).format(n=count))
        return _back(case)

    form = forms.UrgeForm(request.POST or None, initial={"words": _("请抓紧办理“{act}”").format(act=task.act)})
    return edited(request, form, act, _page(case, task, _("催办")))


@requires(WORK)
def step_suspend(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the case stand still."""
    task, case = task_within(request, pk)
    kinds = lawful_kinds(procedure_of(case.item_version), task.act)
    form = forms.StillForm(kinds, request.POST or None, initial=_seen(task))

    def act(given: dict[str, Any]) -> str:
        suspend_case(task, form.still, given["version"], by=request.post)
        return _back(case)

    return edited(request, form, act, _page(case, task, _("中止"), _("已中止，恢复前不能提交")))


@requires(WORK)
def step_resume(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the case go on."""
    task, case = task_within(request, pk)

    def act(given: dict[str, Any]) -> str:
        resume_case(task, given["reason"], by=request.post)
        return _back(case)

    form = forms.ReasonForm(request.POST or None, initial=_seen(task))
    return edited(request, form, act, _page(case, task, _("恢复办理"), _("已恢复")))


@requires(WORK)
def step_extend(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for more time."""
    task, case = task_within(request, pk)
    running = {each.rule.key: each for each in limits_of(case, procedure_of(case.item_version), task.step_id)}
    points = list(Point.objects.filter(item_version_id=case.item_version_id, key__in=running))
    choices = [(row.key, _limit(row)) for row in points]
    form = forms.MoreForm(
        choices, request.POST or None, initial=_seen(task) | ({"point": choices[0][0]} if len(choices) == 1 else {})
    )

    def act(given: dict[str, Any]) -> str:
        ask_extension(task, form.more, given["version"], by=request.post)
        return _back(case)

    page = _page(case, task, _("申请延期"), _("已提交延期申请，批准后生效"))
    return edited(request, form, act, page | (nothing(case, _("没有正在计算的期限")) if not choices else {}))


@requires(Perm.CASES_CASE_SIGN)
def extension_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve or refuse more time."""
    rows = ExtensionRequest.objects.select_related("step", "asked_by__person")
    asked = rows.filter(pk=pk).first() if pk < 2**63 else None
    if asked is None:
        raise Http404
    case = find(Case.objects.select_related("organ"), request.post, asked.case_id, Perm.CASES_CASE_SIGN)
    words = _("{name} 申请将“{limit}”延长 {amount}：{reason}").format(
        name=asked.asked_by.person, limit=asked.limit, amount=length(asked.amount, asked.unit), reason=asked.reason
    )
    page = {
        "title": _("审批延期"),
        "lead": _("{name}（{about}）").format(name=words, about=asked.get_status_display())
        if asked.decided_at
        else words,
        "crumbs": crumbs_of(case, asked.step.act),
        "cancel": _back(case),
        "submit": _("提交"),
        "done": _("已审批"),
    }

    def act(given: dict[str, Any]) -> str:
        decide_extension(asked, given["answer"], approves=given["approves"], by=request.post)
        return _back(case)

    return edited(request, forms.DecideForm(request.POST or None), act, page)


@requires(READ)
def case_recuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep somebody out of a case."""
    case = find(Case.objects.select_related("organ__parent"), request.post, pk, READ)
    me = request.post.person
    choices = [(str(me.pk), _("{name}（本人）").format(name=me))]
    if request.post.may(Perm.CASES_CASE_ASSIGN):
        choices += [(key, name) for key, name in _choices(_colleagues(case.organ)) if key != str(me.pk)]
    form = forms.RecuseForm(choices, request.POST or None, initial={"person": me.pk})

    def act(given: dict[str, Any]) -> str:
        declare_recusal(case, Person.objects.get(pk=given["person"]), given["reason"], by=request.post)
        return _back(case)

    page = {
        "title": _("回避"),
        "lead": f"{case.title} · {case.number}",
        "crumbs": crumbs_of(case, _("回避")),
        "cancel": _back(case),
        "submit": _("记录回避"),
        "done": _("已记录回避"),
    }
    return edited(request, form, act, page)


@requires(Perm.CASES_CASE_ASSIGN)
def all_hand_over(request: StaffRequest) -> HttpResponse:
    """Give everything of a colleague to another."""
    form = forms.AllForm(_choices(_within_reach(request.post)), request.POST or None)

    def act(given: dict[str, Any]) -> str:
        leaving = Person.objects.get(pk=given["leaving"])
        told = hand_over_all(leaving, given["person"], given["reason"], by=request.post)
        done = [each for each in told if not each.refused]
        messages.success(request, ngettext("已交接 {n} 个环节", "已交接 {n} 个环节", len(done)).format(n=len(done)))
        for each in told[:SHOWN]:
            words = f"{each.case.number} · {each.task.act}"
            if each.refused:
                messages.warning(request, _("{path}：{message}").format(path=words, message=each.refused))
            else:
                messages.info(request, words)
        return reverse("cases:case-list")

    page = {
        "title": _("工作交接"),
        "lead": _("把一名同事正在办理的全部环节交给另一名同事"),
        "crumbs": crumbs_of(None, _("工作交接")),
        "cancel": reverse("cases:case-list"),
        "submit": _("交接"),
    }
    return edited(request, form, act, page)


def _person_form(request: StaffRequest, case: Case, task: Task) -> forms.PersonForm:
    """Candidates for the step who are not on it yet."""
    there = {row.person_id for row in task.people.all() if row.part in (TaskPerson.Part.LEAD, TaskPerson.Part.SECOND)}
    found = candidates(case, procedure_of(case.item_version), task.act, timezone.localdate())
    return forms.PersonForm(
        [each for each in found if each.person.pk not in there], request.POST or None, initial=_seen(task)
    )


def _nobody(case: Case, form: forms.PersonForm) -> dict[str, Any]:
    """Where nobody else may do the step, the page says so in place of an empty choice."""
    return nothing(case, _("没有其他人可以办理这个环节")) if form.nobody else {}


def _colleagues(organ: Organ) -> dict[int, str]:
    """Everybody with a post in the organ, in those below it, and in the one that it is part of."""
    posts = posts_with(organ, (), timezone.localdate())
    named = {post.person_id: f"{post.person.name} · {post.organ.short}" for post in posts}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def _within_reach(by: Post) -> dict[int, str]:
    """Those of them whom she may know of, whatever the case: whoever is within her reach."""
    near = _colleagues(by.organ)
    known = set(Person.objects.within(by).filter(pk__in=near).values_list("pk", flat=True))
    return {pk: name for pk, name in near.items() if pk in known}


def _limit(point: Point) -> str:
    return _("{name}（{about}）").format(name=point, about=length(point.limit_n or 0, point.unit or ""))


def _seen(task: Task) -> dict[str, Any]:
    return {"version": task.version}


def _back(case: Case) -> str:
    return reverse("cases:case-detail", args=[case.pk])


def _page(case: Case, task: Task, title: str, done: str = "") -> dict[str, Any]:
    """The context of a page that is one form about one step."""
    return {
        "title": _("{title}：{act}").format(title=title, act=task.act),
        "lead": f"{case.title} · {case.number}",
        "object": task,
        "crumbs": crumbs_of(case, title),
        "cancel": _back(case),
        "submit": title,
        "done": done,
    }


def _choices(named: dict[int, str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in named.items()]
