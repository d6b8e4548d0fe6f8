# SPDX-License-Identifier: Apache-2.0
"""What a point demands, in a sentence (S1-07 … S1-19)."""

from __future__ import annotations

from collections.abc import Sequence

from mingcha.audit.report.markup import Content, Html, both, fill, html, name, two
from mingcha.audit.report.parts import joined
from mingcha.audit.report.words import UNITS
from mingcha.engine.points import EVERY, Point

MOST = 6
"""How many acts of a list are named."""


def demand(point: Point) -> Html:
    """The rule of a point in both languages."""
    at = _acts(point.acts.get("at", ()))
    match point.kind:
        case "time_limit":
            return _time_limit(point)
        case "qualification":
            acts = _acts(point.acts.get("second") or point.acts["at"])
            category = fill("（{}）", name(point.category)) if point.category else None
            return both(
                f"{{}} 须有 {point.k} 名持有效执法证的人员{{}}。",
                f"{{}}: {point.k} officers with a valid certificate{{}}.",
                acts,
                category,
            )
        case "rollback":
            pairs = [fill("{} → {} × {}", name(a), name(b), n) for a, b, n in point.exempt[:MOST]]
            free = both("免报：{}。", " Exempt: {}.", joined(pairs, "；")) if pairs else None
            return html([both("退回到 {} 即报。", "Each return to {}.", at), free])
        case "evidence":
            kinds = joined([fill("{} × {}", name(kind), n) for kind, n in point.require.items()], "、")
            return both("{} 办结时须有：{}。", "When {} ends: {}.", at, kinds)
        case "basis":
            negative = (
                both("须说明理由的结果：{}。", " Outcomes to be explained: {}.", _acts(point.negative))
                if point.negative
                else None
            )
            return html(
                [
                    both("{} 的决定须引用当日有效的条文。", "Decisions at {} cite articles in force that day.", at),
                    negative,
                ]
            )
        case "discretion":
            return both("{} 决定的罚款须在裁量档次的幅度之内。", "Fines decided at {} lie within their tier.", at)
        case "execution":
            return both(
                "{} 办结后，执行须与决定相符并有凭据。",
                "After {}, what was executed equals what was decided, with vouchers.",
                at,
            )
        case "separation":
            return _separation(point)
        case _:
            return at


def _time_limit(point: Point) -> Html:
    if point.unit == "promise":
        return two("在承诺日期之前办结。", "Finished by the promised day.")
    zh, en = UNITS[point.unit or "hour"]
    limit = [f"{point.limit} {'个' if point.unit != 'calendar_day' else ''}{zh}", f"{point.limit} {en}"]
    if "at" in point.acts:
        said = both(f"{{}}：{limit[0]}内办结。", f"{{}}: {limit[1]}.", _acts(point.acts["at"]))
    else:
        ends = (_acts(point.acts["start"]), _acts(point.acts["end"]))
        said = both(f"由 {{}} 到 {{}}：{limit[0]}内办结。", f"From {{}} to {{}}: {limit[1]}.", *ends)
    pauses = both("可以中止：{}。", " May pause for: {}.", _acts(point.pauses)) if point.pauses else None
    return html([said, pauses])


def _separation(point: Point) -> Html:
    acts = (_acts(point.acts["first"]), _acts(point.acts["second"]))
    if point.option == "all":
        return both("{} 与 {} 不得都只由同一人办理。", "{} and {} are not both done by one person alone.", *acts)
    return both("{} 与 {} 不得由同一人办理。", "{} and {} are done by different people.", *acts)


def _acts(acts: Sequence[str]) -> Html:
    """The acts by name; of a long list the first ones."""
    if EVERY in acts:
        return two("任一环节", "any act")
    shown: list[Content] = [name(act) for act in acts[:MOST]]
    more = two(f"等 {len(acts)} 个", f" and {len(acts) - MOST} more") if len(acts) > MOST else None
    return html([joined(shown, "、"), more])
