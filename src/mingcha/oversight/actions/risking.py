# SPDX-License-Identifier: Apache-2.0
"""The register of risk points: drawn from the catalogue, added for organs, reckoned by alarms, reviewed every year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.models import ItemVersion
from mingcha.ledger import By, Invalid, NotAllowed, WrongState, heads, move, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.duties import Merge, may_be_one
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight import risk_notices as notices
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.liability_people import justice_of
from mingcha.oversight.models import RiskPoint, RiskReview
from mingcha.oversight.months import months_on
from mingcha.oversight.risk_figures import reckon

EVERY: Final = 600.0
"""Seconds between two looks whether a new day has begun."""
YEAR: Final = 12
"""Months from one review to the next."""
EARLY: Final = timedelta(days=30)
"""So long before its term an organ is told of a review."""
LONGEST: Final = 1_000
"""Letters of whatever is written of a risk."""
EDITED: Final = ("step", "level", "description", "measure", "holder")
OF_CATALOGUE: Final = ("step", "description")
"""What only a new version of the item changes. Level, measure and holder are first the catalogue's, then its organ's review's."""


@dataclass(frozen=True)
class Assessment:
    """How risky, what is done against it, who answers for it, and why."""

    level: str
    measure: str
    holder: str
    words: str = ""


@transaction.atomic
def draw_risks(day: date, *, by: By = notices.CLOCK) -> int:
    """Take the risk points of the items in force over into the register; what left the catalogue is retired, what comes back
    stands again. Gives how many changed."""
    versions = ItemVersion.objects.filter(valid_from__lte=day).exclude(valid_to__lt=day)
    known = {(row.item_id, row.key): row for row in RiskPoint.objects.filter(item__isnull=False).select_for_update()}
    count, there = 0, set()
    for version in versions.select_related("item__organ", "written").order_by("pk").iterator(chunk_size=100):
        for line in version.document.get("risk") or ():
            there.add((version.item_id, line["key"]))
            count += _drawn(version, line, known.get((version.item_id, line["key"])), day, by)
    for key, row in known.items():
        if key not in there and row.status != RiskPoint.Status.RETIRED:
            _retire(row, by)
            count += 1
    return count


def _drawn(version: ItemVersion, line: dict[str, Any], row: RiskPoint | None, day: date, by: By) -> int:
    told = {name: str(line.get(name) or "") for name in EDITED}
    if row is None:
        made = RiskPoint(
            organ=version.item.organ, item=version.item, key=line["key"], due_on=months_on(day, YEAR), **told
        )
        made.save()
        record("draw_risk", made, by=by, item=version.item.code, step=made.step, level=made.level)
        return 1
    if row.status == RiskPoint.Status.RETIRED:
        move(row, RiskPoint.Status.CURRENT, act="draw_risk", by=by, fields={"due_on": months_on(day, YEAR), **told})
        return 1
    if changed := {name: told[name] for name in OF_CATALOGUE if getattr(row, name) != told[name]}:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        record("draw_risk", row, by=by, item=version.item.code, **changed)
    return int(bool(changed))


@transaction.atomic
def add_risk(
    organ: Organ, description: str, assessment: Assessment, *, step: str = "", day: date | None = None, by: Post
) -> RiskPoint:
    """Add a risk of an organ as a whole: such as posts through which everything passes.

    Raises:
        NotAllowed: no right, or the organ is out of reach. Invalid: something is missing.
    """
    require(by, Perm.OVERSIGHT_RISK_EDIT, organ)
    given = _assessed(assessment) | {
        "description": words_of(description, "description", LONGEST),
        "step": step.strip()[:100],
    }
    row = RiskPoint(organ=organ, due_on=months_on(day or timezone.localdate(), YEAR), **given)
    row.save()
    record("add_risk", row, by=by, organ=organ.name, level=row.level)
    return row


@transaction.atomic
def assess_risk(
    risk: RiskPoint, assessment: Assessment, seen: int, *, now: datetime | None = None, by: Post
) -> RiskReview:
    """The organ reviews a risk 年度复核: confirms it as it stands or changes it. It holds when the overseer has agreed.

    Raises:
        NotAllowed: no right or out of reach. WrongState: it waits already, or is retired. Invalid, Conflict as ever.
    """
    now, said = now or timezone.now(), words_of(assessment.words, "words", LONGEST)
    require(by, Perm.OVERSIGHT_RISK_EDIT, risk)
    check_version(risk, seen)
    fresh, given = locked(risk), _assessed(assessment)
    if fresh.status != RiskPoint.Status.CURRENT:
        raise WrongState(_("这个风险点正在审核，或者已经退出"), "not_current")
    changed = any(getattr(fresh, name) != value for name, value in given.items())
    move(fresh, RiskPoint.Status.SUBMITTED, act="assess_risk", by=by, changed=changed, level=given["level"])
    row = RiskReview(risk=fresh, was=fresh.level, changed=changed, words=said, by=by, at=now, **given)
    row.save()
    notices.assessed(fresh, justice_of(fresh.organ))
    return row


@transaction.atomic
def review_risk(
    risk: RiskPoint, words: str, seen: int, *, agreed: bool, now: datetime | None = None, by: Post
) -> RiskPoint:
    """The overseer agrees, and what the organ wrote holds for a year; or sends it back 退回.

    Raises:
        NotAllowed: no right, out of reach, or she reviewed it herself. WrongState: nothing waits. Conflict: stale.
    """
    now, said = now or timezone.now(), words_of(words, "words", LONGEST)
    require(by, Perm.OVERSIGHT_RISK_REVIEW, risk)
    check_version(risk, seen)
    fresh = locked(risk)
    row = RiskReview.objects.select_for_update().filter(risk=fresh, outcome="").first()
    if row is None or fresh.status != RiskPoint.Status.SUBMITTED:
        raise WrongState(_("没有待审核的复核"), "not_submitted")
    if not _is_second(fresh, row, by):
        raise NotAllowed(_("复核人不得审核自己的复核"), "second_person_required")
    row.outcome = RiskReview.Outcome.AGREED if agreed else RiskReview.Outcome.RETURNED
    row.answer, row.answered_by, row.answered_at = said, by, now
    row.save()
    if agreed:
        day = timezone.localdate(now)
        fields = {"level": row.level, "measure": row.measure, "holder": row.holder}
        dates = {"reviewed_on": day, "due_on": months_on(day, YEAR), "reminded": False}
        move(
            fresh,
            RiskPoint.Status.CURRENT,
            act="agree_risk",
            by=by,
            fields=fields | dates,
            was=row.was,
            level=row.level,
        )
    else:
        move(fresh, RiskPoint.Status.CURRENT, act="return_risk", by=by, was=row.was, level=row.level)
    notices.reviewed(fresh)
    if not agreed:
        notices.ask(fresh)
    return fresh


def _is_second(risk: RiskPoint, row: RiskReview, by: Post) -> bool:
    return row.by.person_id != by.person_id or may_be_one(
        risk.organ, Merge.SECOND_PERSON, person=by.person_id, submitter=row.by.person_id
    )


@transaction.atomic
def retire_risk(risk: RiskPoint, words: str, seen: int, *, by: Post) -> RiskPoint:
    """Take a risk of an organ out of the register. Those of items leave it with the catalogue.

    Raises:
        NotAllowed, Conflict as ever. WrongState: it is an item's, or was retired before.
    """
    said = words_of(words, "words")
    require(by, Perm.OVERSIGHT_RISK_REVIEW, risk)
    check_version(risk, seen)
    if risk.item_id:
        raise WrongState(_("目录中的风险点随事项版本变更"), "of_catalogue")
    return _retire(risk, by, reason=said)


def _retire(risk: RiskPoint, by: By, **why: Any) -> RiskPoint:
    """Out of the register, and nothing of it waits: a risk that comes back is reviewed anew."""
    RiskReview.objects.filter(risk=risk, outcome="").update(outcome=RiskReview.Outcome.RETURNED)
    notices.forget(risk)
    return move(risk, RiskPoint.Status.RETIRED, act="retire_risk", by=by, **why)


def _assessed(given: Assessment) -> dict[str, str]:
    if given.level not in RiskPoint.Level.values:
        raise Invalid(_("请选择风险等级"), "required", "level")
    return {
        "level": given.level,
        "measure": words_of(given.measure, "measure", LONGEST),
        "holder": words_of(given.holder, "holder", 100),
    }


@transaction.atomic
def remind_risks(day: date) -> int:
    """Tell organs of what is due for review within thirty days, once. Gives how many there were."""
    rows = RiskPoint.objects.filter(status=RiskPoint.Status.CURRENT, reminded=False, due_on__lte=day + EARLY)
    found = list(rows.select_for_update(of=("self",)).select_related("organ").order_by("pk")[:1_000])
    for row in found:
        notices.ask(row)
        record("remind_risk", row, by=notices.CLOCK, due=row.due_on.isoformat())
    RiskPoint.objects.filter(pk__in=[row.pk for row in found]).update(reminded=True)
    return len(found)


@transaction.atomic
def keep_register(now: datetime) -> None:
    """What a day brings: the register as the catalogue has it, its figures, and who is told."""
    day = timezone.localdate(now)
    draw_risks(day)
    reckon(day)
    remind_risks(day)


def tick() -> None:
    """One turn of the loop of ``mingcha work``: once a day."""
    day = timezone.localdate()
    stale = RiskPoint.objects.exclude(status=RiskPoint.Status.RETIRED).exclude(reckoned_on=day).exists()
    if not heads.read_only() and (stale or not RiskPoint.objects.filter(reckoned_on=day).exists()):
        keep_register(timezone.now())
