# SPDX-License-Identifier: Apache-2.0
"""Acts entered after they were done 补录: how late is late, what it needs, what it must not contradict (corpus D03, D04; C6).

The engine counts by the day on which a thing happened; the ledger and ``LateEntry`` keep when it was entered, and why so late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.cases.models import Case, LateEntry, Opinion, Step, StepOfficer
from mingcha.ledger import Invalid
from mingcha.organs.models import Post

TOLERANCE: Final = timedelta(hours=24)
"""What is entered within a day of its happening is entered in time (security.md C6)."""
LONGEST: Final = 300


@dataclass(frozen=True)
class Late:
    """When something happened, if not just now, and why it is entered only now."""

    at: datetime | None = None
    reason: str = ""
    afterwards: bool = False
    """To a step that is over: late, however soon."""

    def happened(self, now: datetime, field: str = "happened_at") -> datetime:
        """When it happened. Raises Invalid: later than now, or longer ago than a day without a reason."""
        if self.at is None and self.afterwards:
            raise Invalid(_("本环节已经完成，请填写取得时间"), "required", field)
        if self.at is None:
            return now
        if self.at > now:
            raise Invalid(_("时间不能晚于现在"), "claimed_future", field)
        if self.is_late(now) and not self.reason.strip():
            over = _("本环节已经完成，请填写补录理由")
            words = over if self.afterwards else _("超过 24 小时才录入的属于补录，请填写补录理由")
            raise Invalid(words, "required", "late_reason")
        return self.at

    def is_late(self, now: datetime) -> bool:
        """Whether it is entered so late that it has to say so."""
        return self.at is not None and (self.afterwards or now - self.at > TOLERANCE)

    def told(self, now: datetime) -> dict[str, str]:
        """What the ledger keeps of it; nothing where it is entered as it happens."""
        if self.at is None:
            return {}
        happened = {"happened_at": self.at.isoformat()}
        return happened | {"late_reason": self.reason.strip()} if self.is_late(now) else happened


def keep_late(late: Late, now: datetime, by: Post, *, case: Case, step: Step | None = None, **about: int) -> None:
    """Keep that something was entered late; nothing for what was entered in time. ``about``: the id of an item of evidence."""
    if late.at is not None and late.is_late(now):
        LateEntry.objects.create(
            case=case,
            step=step,
            happened_at=late.at,
            entered_at=now,
            entered_by=by.person.name,
            reason=late.reason.strip()[:LONGEST],
            **about,
        )


def in_order(case: Case, step: Step, at: datetime, by: Post) -> datetime:
    """When the step ended, if it can have ended then: not before it began or was given to whoever enters it, not before its
    sheet was signed, not while the case stood still. People type minutes: within the same minute the later counts.

    Raises:
        Invalid: it cannot have.
    """
    hers = StepOfficer.objects.filter(step=step, officer__person=by.person_id, released_at=None)
    given = hers.aggregate(at=Max("assigned_at"))["at"]
    signed = Opinion.objects.filter(step=step).aggregate(at=Max("signed_at"))["at"]
    for since, words in (
        (step.started_at, _("办理时间不能早于本环节开始的时间（{time}）")),
        (step.assigned_at, _("办理时间不能早于本环节安排办理人的时间（{time}）")),
        (given, _("办理时间不能早于您接办本环节的时间（{time}）")),
        (signed, _("办理时间不能早于审批表签署的时间（{time}）")),
    ):
        if since is not None and at < since.replace(second=0, microsecond=0):
            raise Invalid(words.format(time=f"{localtime(since):%Y-%m-%d %H:%M}"), "date_order", "happened_at")
        at = max(at, since or at)
    if case.suspensions.filter(Q(to_at=None) | Q(to_at__gt=at), from_at__lte=at).exists():
        raise Invalid(_("案件当时处于中止状态，不能办理"), "date_order", "happened_at")
    return at


def not_before_others(case: Case, at: datetime) -> datetime:
    """What needs all branches of a case begins, or ends, with the last of them, whichever is entered last."""
    last = case.steps.aggregate(at=Max("ended_at"))["at"]
    return max(at, last) if last else at
