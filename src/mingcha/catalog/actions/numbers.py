# SPDX-License-Identifier: Apache-2.0
"""Numbers of documents 文书号: each taken in the act that uses it, without a gap; blocks for work without a line (S4-30, H3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.models import Block, Series
from mingcha.catalog.papers.section import WORD
from mingcha.catalog.parts import Errors, longest, text
from mingcha.ledger import By, Conflict, Invalid, WrongState, record
from mingcha.organs.access import require
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm

BLOCK: Final = 50
"""How many numbers a terminal takes with it."""
EDIT: Final = Perm.CATALOG_TEMPLATE_EDIT
"""Whoever keeps the documents of an organ hands their numbers out, too."""


def take_number(organ: Organ, word: str, day: date, by: By) -> str:
    """The next number of the year, such as 呼市监罚决〔2026〕12号. It stands or falls with the act in whose transaction it is
    taken: whoever is undone leaves no gap. Others who want one of the same word wait until then.

    Raises:
        Invalid: the word is none.
        RuntimeError: there is no transaction.
    """
    series = _locked(organ, word, day)
    series.last += 1
    series.save(update_fields=["last"])
    number = written(series, series.last)
    record("take_number", series, by=by, number=number, organ=organ.name)
    return number


@transaction.atomic
def reserve_block(organ: Organ, word: str, day: date, terminal: str, by: By) -> Block:
    """Set aside the next numbers for a terminal that will work without a line.

    Raises:
        Conflict: it has a block of this word already, and must bring it back first.
        Invalid: the word or the terminal's name is none.
    """
    require(by, EDIT, organ)
    errors: Errors = []
    terminal = text("terminal", terminal, longest(Block, "terminal"), errors)
    _refuse(errors)
    series = _locked(organ, word, day)
    if series.blocks.filter(terminal=terminal, settled_at=None).exists():
        raise Conflict(_("终端“{name}”还有没有交回的号段").format(name=terminal), "block_open")
    block = Block(series=series, terminal=terminal, first=series.last + 1, last=series.last + BLOCK)
    series.last = block.last
    series.save(update_fields=["last"])
    block.save()
    record("reserve_block", series, by=by, terminal=terminal, first=block.first, last=block.last)
    return block


@transaction.atomic
def settle_block(block: Block, used: Collection[int], reason: str, by: By) -> list[str]:
    """The terminal is back and tells which numbers it used. Gives those that it did not: they stay gaps, with the reason.

    Raises:
        Invalid: a number that is not of the block; or some are unused and no reason is given.
        WrongState: the block is settled already.
    """
    require(by, EDIT, block.series.organ)
    reason = _checked(used, reason)
    block = Block.objects.select_for_update().get(pk=block.pk)
    if block.settled_at is not None:
        raise WrongState(_("这个号段已经交回"), "block_settled")
    own = range(block.first, block.last + 1)
    if strange := sorted(set(used) - set(own)):
        raise Invalid(_("{n} 不在这个号段内").format(n=strange[0]), "block_number", "used")
    block.unused = sorted(set(own) - set(used))
    if block.unused and not reason:
        raise Invalid(_("请填写未用文书号的原因"), "required", "reason")
    block.settled_at, block.reason = timezone.now(), reason
    block.save(update_fields=["settled_at", "unused", "reason"])
    unused = [written(block.series, number) for number in block.unused]
    record("settle_block", block.series, by=by, terminal=block.terminal, unused=block.unused, reason=block.reason)
    return unused


def _checked(used: Collection[int], reason: str) -> str:
    """The reason, where what is given is of the right kind and length."""
    errors: Errors = []
    if len(used) > BLOCK or any(type(number) is not int for number in used):
        errors.append(("used", _("应为至多 {most} 个文书号").format(most=BLOCK)))
    said = text("reason", reason, longest(Block, "reason"), errors) if str(reason).strip() else ""
    _refuse(errors)
    return said


def _refuse(errors: Errors) -> None:
    if errors:
        raise Invalid.many((path, "number_invalid", message) for path, message in errors)


def gaps(series: Series) -> list[tuple[int, str]]:
    """The numbers of a series that no document has, each with the reason."""
    settled = series.blocks.exclude(settled_at=None)
    return [(number, block.reason) for block in settled for number in block.unused]


def written(series: Series, number: int) -> str:
    """呼市监罚决〔2026〕12号: GB/T 9704-2012 7.2.5, hexagonal brackets, no leading zeros."""
    return f"{series.word}〔{series.year}〕{number}号"


def _locked(organ: Organ, word: str, day: date) -> Series:
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction of the act that uses it")
    if not WORD.fullmatch(word):
        raise Invalid(_("文书字只能是 30 个以内的汉字、字母和数字"), "word", "word")
    made, _new = Series.objects.get_or_create(organ=organ, word=word, year=day.year)
    return Series.objects.select_for_update().get(pk=made.pk)
