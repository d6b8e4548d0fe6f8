# SPDX-License-Identifier: Apache-2.0
"""What a point demands, as one sentence in the language of the page (S1-04, S1-05)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mingcha.engine.points import EVERY, Point

EFFECTS: Final[dict[str, Promise]] = {"alarm": gettext_lazy("报警"), "block": gettext_lazy("阻止")}


def length(n: int, unit: str) -> str:
    """So many units of a limit; nothing for a unit that is not counted."""
    units = {
        "working_day": ngettext("{n} 个工作日", "{n} 个工作日", n),
        "calendar_day": ngettext("{n} 日", "{n} 日", n),
        "hour": ngettext("{n} 小时", "{n} 小时", n),
    }
    return units[unit].format(n=n) if unit in units else ""


def demand(point: Point) -> str:
    """The rule in words; lawful pauses and exemptions with it."""
    return _DEMANDS[point.kind](point)


def place(point: Point) -> str:
    """The acts that the point sits on, in words."""
    acts = seat(point)
    if EVERY in acts:
        return _("每个环节")
    return _listed(acts) if acts else _("整个办件")


def seat(point: Point) -> tuple[str, ...]:
    """The acts where the seal of the point stands: where it is judged. None for the whole case."""
    return next((point.acts[part] for part in ("at", "end", "second") if part in point.acts), ())


def _time_limit(point: Point) -> str:
    if point.unit == "promise":
        told = _("在承诺的日期前办结")
    elif "start" in point.acts:
        words = _("自“{start}”开始起 {time}内完成“{end}”")
        if point.start_edge == "end":
            words = _("自“{start}”办结起 {time}内完成“{end}”")
        told = words.format(start=_listed(point.acts["start"]), time=_time(point), end=_listed(point.acts["end"]))
    else:
        told = _("{time}内办结").format(time=_time(point))
    if point.option == "next_work_day":
        told += _("；期满之日不是工作日的，顺延至下一工作日")
    return told + (_("；可以扣除：{kinds}").format(kinds=_("、").join(point.pauses)) if point.pauses else "")


def _time(point: Point) -> str:
    return length(point.limit or 0, point.unit or "hour")


def _qualification(point: Point) -> str:
    judged = point.acts.get("second", point.acts["at"])
    words = _("“{act}”须有 {n} 名持有效执法证的人员")
    told = words.format(act=_listed(judged), n=point.k)
    return told + (_("，执法类别为“{category}”").format(category=point.category) if point.category else "")


def _rollback(point: Point) -> str:
    told = _("退回到这里即报警")
    for from_act, to_act, times in point.exempt:
        words = _("；由“{from_act}”退回“{to_act}”前 {n} 次除外")
        told += words.format(from_act=from_act, to_act=to_act, n=times)
    return told


def _evidence(point: Point) -> str:
    kinds = (_("{kind} {n} 件").format(kind=kind, n=n) for kind, n in sorted(point.require.items()))
    return _("办结时须有：{kinds}").format(kinds=_("、").join(kinds))


def _basis(point: Point) -> str:
    told = _("决定须写明在施行期内的依据")
    return told + (_("；{outcomes}须说明理由").format(outcomes=_("、").join(point.negative)) if point.negative else "")


def _discretion(point: Point) -> str:
    return _("罚款须在裁量阶次的幅度之内")


def _execution(point: Point) -> str:
    return _("执行须与决定一致，并有凭据")


def _separation(point: Point) -> str:
    words = _("“{first}”与“{second}”不得由同一人办理")
    if point.option == "all":
        words = _("“{first}”与“{second}”不得始终只有同一人办理")
    return words.format(first=_listed(point.acts["first"]), second=_listed(point.acts["second"]))


def _listed(acts: Iterable[str]) -> str:
    return _("每个环节") if EVERY in acts else _("、").join(acts)


_DEMANDS: Final[dict[str, Callable[[Point], str]]] = {
    "time_limit": _time_limit,
    "qualification": _qualification,
    "rollback": _rollback,
    "evidence": _evidence,
    "basis": _basis,
    "discretion": _discretion,
    "execution": _execution,
    "separation": _separation,
}
