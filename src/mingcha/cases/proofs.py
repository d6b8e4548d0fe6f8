# SPDX-License-Identifier: Apache-2.0
"""What in the case an alarm rests on, kind by kind: what is there, and what is not (S1-41)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.cases.models import Alarm, Decision, Evidence, Execution, OrderToCorrect, Penalty, Step, StepOfficer
from mingcha.catalog.models import Article, Tier
from mingcha.catalog.rules import rule_of


class Proof(NamedTuple):
    """A line: what, what is known of it, and whether it is as it should be (None: merely a fact)."""

    name: str
    detail: str
    good: bool | None = None
    state: str = ""


def proofs(alarm: Alarm) -> list[Proof]:
    """The lines for an alarm. A few queries, by its kind."""
    return list(_OF_KIND[alarm.kind](alarm))


def step_of(alarm: Alarm) -> Step | None:
    """The step that an alarm stands at: its own, or that of the decision it is about."""
    if alarm.object_kind == "step":
        return Step.objects.filter(pk=alarm.object_id).first()
    decision = decision_of(alarm)
    return decision.step if decision else None


def acts_of(alarms: Sequence[Alarm]) -> dict[int, str]:
    """The act at which each alarm of a page stands, by the alarm's number; two queries. A stage has none."""
    steps = {alarm.object_id for alarm in alarms if alarm.object_kind == "step"}
    cases = {alarm.case_id for alarm in alarms if alarm.object_kind in ("decision", "penalty", "execution")}
    named = dict(Step.objects.filter(pk__in=steps).order_by().values_list("pk", "act"))
    decided: dict[tuple[str, int], str] = {}
    rows = (
        Decision.objects.filter(case_id__in=cases).prefetch_related("penalties", "execution_set").select_related("step")
    )
    for decision in rows:
        act = decision.step.act if decision.step else decision.act or ""
        decided["decision", decision.pk] = act
        decided |= {("penalty", row.pk): act for row in decision.penalties.all()}
        decided |= {("execution", row.pk): act for row in decision.execution_set.all()}
    found = {alarm.pk: decided.get((alarm.object_kind, alarm.object_id), "") for alarm in alarms}
    return found | {alarm.pk: named.get(alarm.object_id, "") for alarm in alarms if alarm.object_kind == "step"}


def decision_of(alarm: Alarm) -> Decision | None:
    pk = alarm.object_id
    ways: dict[str, dict[str, Any]] = {
        "decision": {"pk": pk},
        "penalty": {"penalties__pk": pk},
        "execution": {"pk__in": Execution.objects.filter(pk=pk).values("decision_id")},
    }
    way = ways.get(alarm.object_kind)
    return Decision.objects.filter(**way).select_related("step").first() if way else None


def _moment(value: Any) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M}" if value else "—"


def _time(alarm: Alarm) -> Iterator[Proof]:
    step = step_of(alarm)
    if step:
        yield Proof(_("{act} 开始").format(act=step.act), _moment(step.started_at))
        yield Proof(
            _("{act} 完成").format(act=step.act), _moment(step.ended_at), None if step.ended_at else False, _("没有")
        )
    case = alarm.case
    if alarm.mode == "stage":
        yield from _stage(alarm)
    if alarm.mode == "promise":
        yield Proof(_("承诺办结"), _moment(case.promised_at))
        yield Proof(_("办结"), _moment(case.closed_at), None if case.closed_at else False, _("没有"))
    for row in case.suspensions.all():
        yield Proof(_("中止：{kind}").format(kind=row.kind), f"{_moment(row.from_at)} → {_moment(row.to_at)}")
    for extension in case.extensions.all():
        yield Proof(_("延长决定 +{n}").format(n=extension.amount), _moment(extension.approved_at))


def _stage(alarm: Alarm) -> Iterator[Proof]:
    """What began the stage and what would end it: done when, or not yet."""
    acts = rule_of(alarm.point).acts
    last = {step.act: step for step in alarm.case.steps.order_by("seq")}
    for act in acts.get("start", ()):
        if step := last.get(act):
            yield Proof(_("{act} 完成").format(act=act), _moment(step.ended_at or step.started_at))
    for act in acts.get("end", ()):
        done = last[act].ended_at if act in last else None
        yield Proof(_("{act} 完成").format(act=act), _moment(done), None if done else False, "" if done else _("没有"))


def _people(alarm: Alarm) -> Iterator[Proof]:
    """Each officer of the step with the certificates that the register knows."""
    on = step_of(alarm)
    day = localtime(on.ended_at or on.started_at).date() if on and (on.ended_at or on.started_at) else None
    people = StepOfficer.objects.filter(step=on).select_related("officer").prefetch_related("officer__certificates")
    for row in people:
        held = [each for each in row.officer.certificates.all() if day is None or _valid(each, day)]
        numbers = _("、").join(
            _("{number}（{category}，{until}）").format(
                number=each.number, category=each.category, until=each.valid_to or _("长期")
            )
            for each in row.officer.certificates.all()
        )
        auxiliary = row.role == "auxiliary"
        state = _("辅助人员") if auxiliary else _("有证") if held else _("当日无有效证件")
        yield Proof(row.officer.name, numbers or _("没有登记执法证"), bool(held) and not auxiliary, state)


def _valid(certificate: Any, day: date) -> bool:
    return certificate.valid_from <= day and (certificate.valid_to is None or day <= certificate.valid_to)


def _course(alarm: Alarm) -> Iterator[Proof]:
    step = step_of(alarm)
    for other in alarm.case.steps.filter(act=step.act) if step else ():
        again = other.pk == alarm.object_id
        yield Proof(
            _("{act} 第 {n} 次").format(act=other.act, n=other.run),
            _moment(other.started_at),
            False if again else None,
            _("回退"),
        )
    if step and step.back_from:
        yield Proof(_("退回自"), step.back_from)


def _evidence(alarm: Alarm) -> Iterator[Proof]:
    wanted = rule_of(alarm.point).require
    items = Evidence.objects.filter(case=alarm.case, step_id=alarm.object_id)
    if alarm.object_kind != "step":
        items = Evidence.objects.filter(pk=alarm.object_id)
    there = list(items.order_by("added_at", "pk"))
    for item in there:
        gone = item.removed_at is not None
        yield Proof(item.kind, _moment(item.added_at), not gone, _("已移除") if gone else _("在卷"))
    for kind, n in wanted.items():
        present = sum(1 for item in there if item.kind == kind and item.removed_at is None)
        if present < n:
            yield Proof(kind, _("要求 {n} 件，现有 {present} 件").format(n=n, present=present), False, _("没有"))


def _basis(alarm: Alarm) -> Iterator[Proof]:
    decision = decision_of(alarm)
    if decision is None:
        return
    day = localtime(decision.decided_at).date() if decision.decided_at else None
    yield Proof(_("处理结果"), decision.outcome or "—")
    yield Proof(_("决定时间"), _moment(decision.decided_at))
    cited = list(decision.bases.values_list("article_id", flat=True))
    known = Article.objects.filter(article_id__in=cited)
    for name in cited:
        spans = [row for row in known if row.article_id == name]
        inside = any(day is None or _valid(row, day) for row in spans)
        state = _("有效") if inside else _("当日不在有效期内") if spans else _("法规库中没有")
        yield Proof(name, _("决定引用的依据"), inside, state)
    if not cited:
        yield Proof(_("法律依据"), _("决定没有引用任何条文"), False, _("没有"))


def _discretion(alarm: Alarm) -> Iterator[Proof]:
    decision = decision_of(alarm)
    if decision is None:
        return
    for penalty in Penalty.objects.filter(decision=decision):
        yield Proof(penalty.type, _money(penalty.amount), penalty.pk != alarm.object_id, "")
    yield Proof(_("违法行为"), decision.violation or "—")
    tiers = Tier.objects.filter(violation=decision.violation or "", tier=decision.tier or "")
    for tier in tiers:
        yield Proof(_("裁量阶次 {tier}").format(tier=tier.tier), f"{_money(tier.min_amt)} – {_money(tier.max_amt)}")
    if not tiers:
        yield Proof(_("裁量阶次"), decision.tier or "—", False, _("没有"))
    for order in OrderToCorrect.objects.filter(case=alarm.case):
        yield Proof(_("责令改正"), f"{_moment(order.served_at)} {order.recheck or ''}")


def _execution(alarm: Alarm) -> Iterator[Proof]:
    for penalty in Penalty.objects.filter(case=alarm.case):
        yield Proof(_("决定：{type}").format(type=penalty.type), _money(penalty.amount))
    for paid in Execution.objects.filter(case=alarm.case):
        yield Proof(
            _("执行：{type}").format(type=paid.exec_type),
            _money(paid.amount),
            bool(paid.receipt),
            paid.receipt or _("没有凭证"),
        )
    for goods in alarm.case.goods.all():
        yield Proof(goods.name, _("清单 {n}").format(n=(goods.listed or 0) / 1000))


def _separation(alarm: Alarm) -> Iterator[Proof]:
    acts = rule_of(alarm.point).acts
    wanted = [*acts["first"], *acts["second"]]
    people = StepOfficer.objects.filter(case=alarm.case, step__act__in=wanted).select_related("officer", "step")
    both = {row.officer_id for row in people if row.step and row.step.act in acts["first"]}
    for row in people.order_by("step__seq"):
        if row.step:
            clash = row.officer_id in both and row.step.act in acts["second"]
            yield Proof(row.step.act, row.officer.name, not clash, _("同一人") if clash else "")


def _money(cents: int | None) -> str:
    return "—" if cents is None else f"¥{cents / 100:,.2f}"


_OF_KIND: Final[dict[str, Callable[[Alarm], Iterator[Proof]]]] = {
    "time_limit": _time,
    "qualification": _people,
    "rollback": _course,
    "evidence": _evidence,
    "basis": _basis,
    "discretion": _discretion,
    "execution": _execution,
    "separation": _separation,
}
