# SPDX-License-Identifier: Apache-2.0
"""Writes of back-tests: ordered, cut in slices, each slice kept once, ended (feature 36, architecture.md section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.models import BackTest, BackTestRow
from mingcha.cases.replay import Outcome, read_rules, rules_of
from mingcha.catalog.document import digest_of
from mingcha.catalog.models import Draft, ItemVersion
from mingcha.inbox.actions import send
from mingcha.ledger import By, Conflict, Invalid, System, move, record
from mingcha.ledger.jobs import later
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

Status = BackTest.Status
RUN: Final = "mingcha.cases.jobs.run"
LANES: Final = 2
"""So many slices are judged side by side, where there are workers: each lane orders its next when one is kept."""
LOST: Final = timedelta(hours=1)
"""One that runs so long has met a fault, which stands among the incidents; another may begin."""
LONGEST: Final = 500


@transaction.atomic
def begin_backtest(
    draft: Draft, since: date | None, batch: int | None = None, *, now: datetime | None = None, by: By
) -> BackTest:
    """Order a run of the draft's points over the cases of its organ and those below: since a day, or of an import.

    Raises:
        Invalid: points that cannot judge, each fault with its place; neither a day nor an import.
        Conflict: one of this draft is still running.
    """
    require(by, Perm.CATALOG_DRAFT_READ, draft)
    if since is None and batch is None:
        raise Invalid(_("请选择起始日期或者一次导入"), "required", "since")
    locked(draft)
    fresh = BackTest.objects.filter(draft=draft, made_at__gt=timezone.now() - LOST)
    if fresh.filter(status__in=BackTest.BUSY).exists():
        raise Conflict(_("这份草案的回测正在进行，请等它完成"), "running")
    rules = rules_of(draft.document)
    read_rules(rules)
    test = BackTest.objects.create(
        draft=draft,
        organ=draft.organ,
        post=by if isinstance(by, Post) else None,
        live=in_force(draft),
        number=str(draft.document["catalog"].get("version") or "")[:20],
        rules=rules,
        digest=digest_of(rules),
        since=None if batch else since,
        batch=batch,
        now=now or timezone.now(),
    )
    record("begin_backtest", test, by=by, draft=draft.pk, digest=test.digest, since=test.since, batch=batch)
    later(RUN, test.pk, by=by)
    return test


def in_force(draft: Draft) -> ItemVersion | None:
    """The version whose points judge today, beside which the draft's are put."""
    if draft.item is None:
        return None
    today = timezone.localdate()
    begun = draft.item.versions.filter(valid_from__lte=today)
    return begun.exclude(valid_to__lt=today).first()


@transaction.atomic
def lay_out(test: BackTest, bounds: Sequence[int], total: int, *, by: By) -> bool:
    """Note which cases there are, and order the slices beside the first. Gives whether there is any to judge."""
    if locked(test).status != Status.QUEUED:
        return False
    fields = {"bounds": list(bounds), "left": list(range(len(bounds))), "total": total}
    move(test, Status.RUNNING, act="lay_out_backtest", by=by, fields=fields, total=total)
    for number in range(1, min(LANES, len(bounds))):
        later(RUN, test.pk, number, by=by)
    if not bounds:
        finish_backtest(test, by=by)
    return bool(bounds)


@transaction.atomic
def keep_slice(test: BackTest, number: int, judged: int, outcome: Outcome, *, by: By) -> bool:
    """Add what a slice came to, and order the next or end. Gives whether it was kept: what runs twice is kept once."""
    row = locked(test)
    if row.status != Status.RUNNING or number not in row.left:
        return False
    row.counts = added(row.counts, outcome.counts)
    row.alarmed += outcome.alarmed
    row.alarmed_live += outcome.alarmed_live
    row.done += judged
    row.left = [one for one in row.left if one != number]
    row.save(update_fields=["counts", "alarmed", "alarmed_live", "done", "left", "version"])
    BackTestRow.objects.bulk_create([_row(row, told) for told in outcome.rows], batch_size=LONGEST)
    if number + LANES < len(row.bounds):
        later(RUN, row.pk, number + LANES, by=by)
    if not row.left:
        finish_backtest(row, by=by)
    return True


def added(counts: list[list[Any]], more: Iterable[tuple[str, str, str, int]]) -> list[list[Any]]:
    """Counts as they are kept, [kind, level, mark, how many], with those of one more slice."""
    sums: Counter[tuple[str, ...]] = Counter({tuple(key): n for *key, n in counts})
    for kind, level, mark, n in more:
        sums[kind, level, mark] += n
    return [[*key, n] for key, n in sorted(sums.items())]


def _row(test: BackTest, told: Mapping[str, Any]) -> BackTestRow:
    facts = dict(told)
    made = BackTestRow(test=test, place=facts.pop("point_id"), act=str(facts.pop("act"))[:100])
    for name, value in facts.items():
        setattr(made, name, value)
    return made


@transaction.atomic
def finish_backtest(test: BackTest, *, by: By) -> None:
    """All cases are judged; tell whoever ordered it."""
    what: dict[str, Any] = {"total": test.total, "alarmed": test.alarmed, "alarmed_before": test.alarmed_live}
    move(test, Status.DONE, act="finish_backtest", by=by, fields={"ended_at": timezone.now()}, **what)
    _tell(test, _("回测已完成：{name}").format(name=test.draft.name))


@transaction.atomic
def fail_backtest(test: BackTest, message: str, *, by: By) -> None:
    """It cannot go on; the draft can be tested again."""
    fields = {"ended_at": timezone.now(), "fault": message[:LONGEST]}
    move(test, Status.FAILED, act="fail_backtest", by=by, fields=fields)
    _tell(test, _("回测没有完成：{name}").format(name=test.draft.name), message)


def _tell(test: BackTest, title: str, body: str = "") -> None:
    if test.post is not None:
        send(test.post.person, title, body, test.get_absolute_url())


def worker(test: BackTest) -> System:
    """Who acts in a job: the system, in the name of whoever ordered it."""
    return System("backtest", test.post.actor if test.post else None)
