# SPDX-License-Identifier: Apache-2.0
"""The ways through four of the sample items, step by step with who does it, and what is typed into a form on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DAY = "2026-01-05"
ROUTES = {
    "permit": "申请 handler, 材料审查 handler, 受理 handler, 派发核查 head, 现场核查 both, 审核 head, 决定 head, 制证送达 handler",
    "seizure": "报批 handler, 现场实施 both, 清点 both, 决定书交付 both, 保管 filler, 处理 head, 结案 handler",
    "inspection": "下达任务 head, 抽取对象 handler, 抽取人员 handler, 检查审批 head, 现场检查 both, 结果告知 handler, 结果公示 filler, "
    "办结 head",
    "ordinary": "案源登记 handler, 核查 both, 立案 both, 责令改正 both, 调查取证 both, 调查终结报告 both, 法制审核 reviewer, 告知 both, "
    "决定 head, 送达 handler, 公示 filler, 执行 handler, 结案 handler",
    "ordinary refused": "案源登记 handler, 核查 both, 不予立案 head",
}
CHOSEN = {"ordinary refused": {"结论": "建议不予立案"}}


def route_of(name: str) -> list[tuple[str, str]]:
    """The steps of a way in their order, each with who does it; ``both`` are the two officers."""
    return [(act, who) for act, who in (stop.rsplit(" ", 1) for stop in ROUTES[name].split(", "))]


def lead_of(who: str) -> str:
    return "handler" if who == "both" else who


def team_of(who: str) -> tuple[str, ...]:
    return ("handler", "second") if who == "both" else (who,)


def signers_of(columns: list[str], first: str, lead: str) -> list[tuple[str, str]]:
    """Every column of an approval sheet in its order with who signs it: nobody twice, the legal reviewer where it is hers."""
    left = [name for name in ("head", "分管", "主管", "局长", "reviewer") if name != lead]
    signers = []
    for column in columns:
        name = lead if column == first or (column == "法制" and lead == "reviewer") else left[0]
        name = "reviewer" if column == "法制" else name
        left = [other for other in left if other != name]
        signers.append((column, name))
    return signers


def typed_in(fields: Any, chosen: Mapping[str, str]) -> dict[str, str]:
    """Something that fits for each field that has to be filled, by the name that it has on the page."""
    given: dict[str, str] = {}
    for field in fields:
        if field.get("required") or field.get("fact") == "basis":
            given |= _typed(field, chosen)
    return given


def _typed(field: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, str]:
    key, kind = field["key"], field["type"]
    if kind == "party":
        return {f"{key}_kind": "other", f"{key}_name": "王某"}
    if kind == "table":
        return {f"{key}-0-{column['key']}": _typed(column, {})[column["key"]] for column in field["columns"]}
    if kind == "choice":
        return {key: chosen.get(key, field["choices"][0])}
    return {key: {"date": DAY, "number": "1", "money": "100"}.get(kind, "《中华人民共和国行政处罚法》第五十四条")}
