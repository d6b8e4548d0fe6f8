# SPDX-License-Identifier: Apache-2.0
"""Everything that happened in a case, newest first, from the rows of its log and its alarms (S1-30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mingcha.cases.case_parts import doers, signed_at
from mingcha.cases.models import Alarm, Case, LateEntry, Paper, Step

SHOWN = 200
"""A page holds no more; a case has a dozen steps, not thousands."""


def events_of(
    case: Case,
    steps: Sequence[Step],
    alarms: Sequence[Alarm],
    papers: Sequence[Paper] = (),
    late: Sequence[LateEntry] = (),
) -> list[dict[str, Any]]:
    """Events as ``web/timeline.html`` takes them, with the group by which the page is filtered."""
    known = {row.step_id for row in late if row.step_id and not row.evidence_id}
    events = [*_steps(steps, known), *_signed(steps), *_pauses(case), *_decided(case), *_made(papers), *_raised(alarms)]
    events += _entered_late(steps, late)
    return sorted(events, key=lambda event: event["at"], reverse=True)[:SHOWN]


def tabs_of(events: Sequence[dict[str, Any]], shown: str) -> list[dict[str, Any]]:
    """The filters above the timeline, with counts."""
    labels = {
        "all": _("全部"),
        "step": pgettext("several", "环节"),
        "decision": _("决定"),
        "paper": _("文书"),
        "alarm": _("报警"),
    }
    made = []
    for group, label in labels.items():
        count = sum(1 for event in events if group in ("all", event["group"]))
        if count or group != "paper":  # a case from elsewhere has none
            made.append({"label": label, "count": count, "url": f"?show={group}", "current": group == shown})
    return made


def _event(group: str, at: Any, text: str, **more: Any) -> dict[str, Any]:
    return {"group": group, "at": at, "text": text, "who": "", "state": ""} | more


def _steps(steps: Sequence[Step], told: Collection[int | None]) -> Iterator[dict[str, Any]]:
    """Where steps began and ended; ``told`` are those whose end is told with why it was entered late."""
    comma = _("、")
    for step in steps:
        who = comma.join(name for _officer, name, _role in doers(step))
        again = _("（第 {n} 次）").format(n=step.run) if step.run > 1 else ""
        if step.started_at:
            if step.back_from:
                text = _("{from_act} → {act}{again}").format(from_act=step.back_from, act=step.act, again=again)
                yield _event("step", step.started_at, text, who=who, state="back")
            elif step.started_at != step.ended_at:
                yield _event("step", step.started_at, _("开始 {act}{again}").format(act=step.act, again=again), who=who)
        if step.ended_at and step.pk not in told:
            yield _event("step", step.ended_at, _("完成 {act}{again}").format(act=step.act, again=again), who=who)


def _entered_late(steps: Sequence[Step], late: Sequence[LateEntry]) -> Iterator[dict[str, Any]]:
    """What was entered late 补录, at the time at which it happened, with when and why it was entered; files given together once."""
    steps_by = {step.pk: step for step in steps}
    together = Counter(_entry(row) for row in late)
    for row in {_entry(row): row for row in late}.values():
        note = _("{time} 录入：{reason}").format(time=f"{localtime(row.entered_at):%Y-%m-%d %H:%M}", reason=row.reason)
        text = _late_act(row, steps_by.get(row.step_id or 0), together[_entry(row)])
        yield _event("step", row.happened_at, text, who=row.entered_by, state="prompt", label=_("补录"), note=note)


def _entry(row: LateEntry) -> tuple[Any, ...]:
    return (row.step_id, row.evidence and row.evidence.kind, row.entered_at)


def _late_act(row: LateEntry, step: Step | None, count: int) -> str:
    if step is None:
        return _("收到线索")
    if row.evidence is not None:
        return _("{act}：提取证据 {kind} {n} 件").format(act=step.act, kind=row.evidence.kind, n=count)
    again = _("（第 {n} 次）").format(n=step.run) if step.run > 1 else ""
    return _("完成 {act}{again}").format(act=step.act, again=again)


def _signed(steps: Sequence[Step]) -> Iterator[dict[str, Any]]:
    for step in steps:
        for row in signed_at(step):
            words = _("{act}：{column}同意") if row.agrees else _("{act}：{column}不同意")
            yield _event("step", row.signed_at, words.format(act=step.act, column=row.column), who=row.signed_by)


def _made(papers: Sequence[Paper]) -> Iterator[dict[str, Any]]:
    for paper in papers:
        url = reverse("cases:paper-pdf", args=[paper.pk])
        text = _("制作《{name}》{number}").format(name=paper.name, number=paper.number)
        yield _event("paper", paper.made_at, text, who=paper.made_by, url=url)


def _pauses(case: Case) -> Iterator[dict[str, Any]]:
    for row in case.suspensions.all():
        yield _event("step", row.from_at, _("中止计时：{kind}").format(kind=row.kind))
        if row.to_at:
            yield _event("step", row.to_at, _("恢复计时：{kind}").format(kind=row.kind))
    for extension in case.extensions.all():
        yield _event("step", extension.approved_at, _("批准延长 {n}").format(n=extension.amount))


def _decided(case: Case) -> Iterator[dict[str, Any]]:
    for decision in case.decisions.all():
        if decision.decided_at:
            text = _("作出决定：{outcome}").format(outcome=decision.outcome or decision.act or "—")
            yield _event("decision", decision.decided_at, text)


def _raised(alarms: Sequence[Alarm]) -> Iterator[dict[str, Any]]:
    for alarm in alarms:
        url = reverse("cases:alarm-detail", args=[alarm.pk])
        text, label = alarm.headline, alarm.get_level_display()  # type: ignore[attr-defined]
        yield _event("alarm", alarm.occurred_at, text, state=alarm.level, label=label, url=url, note=alarm.number)
