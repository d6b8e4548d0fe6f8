# SPDX-License-Identifier: Apache-2.0
"""The sheets of the workbook: what the page draws, as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from mingcha.analysis import charts
from mingcha.analysis.page import Dashboard
from mingcha.engine.kinds import LEVELS
from mingcha.files.tables import Cell
from mingcha.web.templatetags.web import level_name

Sheet = tuple[str, Sequence[str], list[list[Cell]]]


def sheets(board: Dashboard) -> Iterator[Sheet]:
    """Each a title, a head of columns and rows."""
    now, last = _("本期"), _("去年同期")
    whole = [*map(_tile, board.tiles), *_more(board)]
    yield _("概况"), (_("指标"), now, last, _("变化或基数")), whole
    heads = [head for level in LEVELS for head in (level_name(level), f"{level_name(level)} {last}")]
    days: list[list[Cell]] = [
        [row["name"], *(value for cell in row["cells"] for value in (cell["n"], cell["was"]))]
        for row in board.days["rows"]
    ]
    yield _("每日报警"), (_("日期"), *heads), days
    for group in board.groups:
        rows: list[list[Cell]] = [
            [bar["row"].label, bar["row"].n, bar["row"].last, bar["row"].note + bar["row"].was] for bar in group["all"]
        ]
        yield group["title"], (_("名称"), now, last, _("说明")), rows
    hops: list[list[Cell]] = [[bar["row"].label, bar["row"].n, bar["row"].last, bar["row"].note] for bar in board.hops]
    yield _("督办漏斗"), (_("环节"), now, last, _("说明")), hops
    organs: list[list[Cell]] = [
        [name, one.orders, one.alarms, one.answered, one.revoked, one.false, one.late, one.to_answer]
        for name, one in board.organs_of_orders
    ]
    heads = [_("机关"), _("督办"), _("报警"), _("已回复"), _("已撤销"), _("误报"), _("逾期未回复"), _("平均回复日数")]
    yield _("各机关督办"), heads, organs
    yield _("报告文字"), (_("文字"),), [[board.words]]


def _more(board: Dashboard) -> Iterator[list[Cell]]:
    """What stands on the page beside its charts."""
    counts = [each.levels() for each in board.both]
    rows = [(_("报警"), *(each.total() for each in counts))]
    rows += [
        (_("报警：{level}").format(level=level_name(level)), *(each[level] for each in counts)) for level in LEVELS
    ]
    rows.append((_("办结办件"), *(each.closed for each in board.works)))
    rows.append((_("发起督办"), *(each.orders for each in board.orders)))
    yield from ([label, now, last, charts.change(now, last)] for label, now, last in rows)


def _tile(tile: dict[str, Any]) -> list[Cell]:
    unit = f" {tile['unit']}" if tile.get("unit") else ""
    return [f"{tile['label']}{unit}", *tile["numbers"], tile["change"]]
