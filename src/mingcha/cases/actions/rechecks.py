# SPDX-License-Identifier: Apache-2.0
"""Writes of re-checks: ordered, cut in slices, each slice kept once, shown; and applied by the ordinary judgement, case by case
(decision 0026). Before somebody applies it nothing of it touches an alarm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import judge_all
from mingcha.cases.actions.backtests import LANES, LOST, added
from mingcha.cases.models import Alarm, Case, Recheck, RecheckRow
from mingcha.cases.rechecking.comparing import Difference, rules_now
from mingcha.inbox.actions import send
from mingcha.ledger import Conflict, Invalid, System, move, record
from mingcha.ledger.jobs import later
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

Status = Recheck.Status
FRESH: Final = timedelta(hours=24)
"""After so long what was shown is no longer what would be done."""
SLICE: Final = 300
"""Cases applied in one transaction."""
WRITTEN: Final = 500
Scope = Mapping[str, Any]
"""``reason``; and one of ``of_version``, ``calendar``, or neither for all; ``since`` a day or None."""


@transaction.atomic
def begin_recheck(scope: Scope, *, by: Post, now: datetime | None = None) -> Recheck:
    """Order a re-check of the cases within reach.

    Raises:
        Invalid: no reason; a version and a calendar at once.
        Conflict: another one of this organ still runs.
    """
    require(by, Perm.CASES_RECHECK_RUN)
    if not str(scope.get("reason", "")).strip():
        raise Invalid(_("请填写复查原因"), "required", "reason")
    if scope.get("of_version") and scope.get("calendar"):
        raise Invalid(_("事项版本和工作日历请只选一项"), "both", "calendar")
    locked(by.organ)
    fresh = Recheck.objects.filter(organ=by.organ, made_at__gt=timezone.now() - LOST)
    if fresh.filter(status__in=Recheck.BUSY).exists():
        raise Conflict(_("本机关的复查正在进行，请等它完成"), "running")
    row = Recheck.objects.create(organ=by.organ, post=by, digest=rules_now(), now=now or timezone.now(), **scope)
    what = {"of_version": row.of_version_id, "calendar": row.calendar_id, "since": row.since, "digest": row.digest}
    record("begin_recheck", row, by=by, reason=row.reason, **what)
    later("mingcha.cases.jobs_recheck.run", row.pk, by=by)
    return row


@transaction.atomic
def lay_out(row: Recheck, bounds: Sequence[int], total: int, *, by: System) -> bool:
    """Note which cases there are, and order the slices beside the first. Gives whether there is any to judge."""
    if locked(row).status != Status.QUEUED:
        return False
    fields = {"bounds": list(bounds), "left": list(range(len(bounds))), "total": total}
    move(row, Status.RUNNING, act="lay_out_recheck", by=by, fields=fields, total=total)
    for number in range(1, min(LANES, len(bounds))):
        later("mingcha.cases.jobs_recheck.run", row.pk, number, by=by)
    if not bounds:
        _show(row, by)
    return bool(bounds)


@transaction.atomic
def keep_slice(row: Recheck, number: int, judged: int, found: Difference, *, by: System) -> bool:
    """Add what a slice came to, and order the next or end. Gives whether it was kept: what runs twice is kept once."""
    row = locked(row)
    if row.status != Status.RUNNING or number not in row.left:
        return False
    row.counts = added(row.counts, found.counts)
    row.done += judged
    row.left = [one for one in row.left if one != number]
    row.save(update_fields=["counts", "done", "left"])
    for start in range(0, len(found.rows), WRITTEN):
        some = found.rows[start : start + WRITTEN]
        organs = dict(Case.objects.filter(pk__in={one["case_id"] for one in some}).values_list("pk", "organ_id"))
        RecheckRow.objects.bulk_create(
            [RecheckRow(recheck=row, organ_id=organs[one["case_id"]], **one) for one in some]
        )
    if number + LANES < len(row.bounds):
        later("mingcha.cases.jobs_recheck.run", row.pk, number + LANES, by=by)
    if not row.left:
        _show(row, by)
    return True


def _show(row: Recheck, by: System) -> None:
    """All cases are judged; whoever ordered it looks at the difference."""
    differs = row.rows.exists()
    status, told = (Status.READY, _("复查已完成，请查看差异")) if differs else (Status.SAME, _("复查已完成，没有差异"))
    move(row, status, act="preview_recheck", by=by, fields={"ended_at": timezone.now()}, counts=row.counts)
    send(row.post.person, told, row.reason, row.get_absolute_url())


@transaction.atomic
def fail_recheck(row: Recheck, message: str, *, by: System) -> None:
    """It cannot go on."""
    fields = {"ended_at": timezone.now(), "fault": message[:500]}
    move(row, Status.FAILED, act="fail_recheck", by=by, fields=fields)
    send(row.post.person, _("复查没有完成"), message, row.get_absolute_url())


@transaction.atomic
def apply_recheck(row: Recheck, version: int, *, by: Post) -> Recheck:
    """Have the difference carried out. Raises NotAllowed, WrongState, Conflict ``stale`` and ``outdated``: rules have changed
    since, or it is more than a day old."""
    require(by, Perm.CASES_RECHECK_RUN, row)
    if locked(row).status == Status.READY:
        check_version(row, version)
    if (why := outdated(row)) and row.status == Status.READY:
        raise Conflict(why, "outdated")
    moved: Recheck = move(row, Status.APPLYING, act="apply_recheck", by=by, digest=row.digest, counts=row.counts)
    later("mingcha.cases.jobs_recheck.carry", row.pk, by=by)
    return moved


def outdated(row: Recheck) -> str:
    """Why what is shown is no longer what would be done; empty where it is."""
    if row.digest != rules_now():
        return _("复查以后规则、法规或日历又有改动，请重新复查")
    if timezone.now() - row.made_at > FRESH:
        return _("复查结果已超过一天，请重新复查")
    return ""


@transaction.atomic
def carry_slice(row: Recheck, now: datetime, *, by: System) -> bool:
    """Judge the next cases that differ, each as whatever changes it would judge it. Gives whether any are left."""
    row = locked(row)
    if row.status != Status.APPLYING:
        return False
    after = RecheckRow.objects.filter(recheck=row, case_id__gt=row.last).order_by("case_id")
    ids = list(after.values_list("case_id", flat=True).distinct()[:SLICE])
    if not ids:
        what: dict[str, Any] = {"raised": row.raised, "ended": row.ended, "back": row.back}
        move(row, Status.APPLIED, act="finish_recheck", by=by, fields={"ended_at": timezone.now()}, **what)
        send(row.post.person, _("复查结果已采用"), row.reason, row.get_absolute_url())
        return False
    changes = judge_all(list(Case.objects.filter(pk__in=ids).order_by("pk").select_for_update()), now, by=by)
    row.last = ids[-1]
    row.raised += changes.raised
    row.back += changes.moved.get(Alarm.Status.OPEN, 0)
    row.ended += sum(n for status, n in changes.moved.items() if status != Alarm.Status.OPEN)
    row.save(update_fields=["last", "raised", "back", "ended"])
    return True


def worker(row: Recheck) -> System:
    """Who acts in a job: the system, in the name of whoever ordered it."""
    return System("recheck", row.post.actor)
