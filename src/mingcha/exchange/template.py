# SPDX-License-Identifier: Apache-2.0
"""The workbook that organs without a case system fill in: a sheet for the log, sheets for what stands beside it, and notes.

Its columns are known, so that it is read without any mapping work; columns that are not needed may be deleted. The same
headings are looked for in side tables of other systems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from mingcha.audit import fields
from mingcha.files.tables import write_book

LOG_SHEET: Final = "办件日志"
NOTES_SHEET: Final = "填写说明"
OWN_BOOK: Final = "log"
"""As the file of a side table: a sheet of the log's own workbook."""


class Column(NamedTuple):
    """A heading, the field of the mapping that it is (``penalties.fine`` for an amount), and how it is filled in."""

    heading: str
    field: str
    note: str
    required: bool = False


_INSTANT: Final = "如 2026-11-21 14:05"
LOG: Final = (
    Column("案号", "case", "每个案件唯一；同一案件的各环节各占一行", required=True),
    Column("案件名称", "title", "如 涉嫌无照经营"),
    Column("当事人", "party", "单位名称或个人姓名"),
    Column("承办机构", "organ", "机构全称或简称；不填即为来源所属机关"),
    Column("事项编码", "item", "权力事项目录中的编码；整列不填时在导入时选择"),
    Column("事项版本", "version", "目录中的版本号"),
    Column("环节", "activity", "如 立案、调查取证、决定、送达、结案", required=True),
    Column("分派时间", "assigned", _INSTANT),
    Column("开始时间", "start", _INSTANT, required=True),
    Column("办结时间", "end", f"{_INSTANT}；还在办理的留空", required=True),
    Column("退回自", "back_from", "从哪个环节退回到本环节"),
    Column("承办人", "persons", "几个人用顿号分开"),
    Column("执法证号", "certificate", "与承办人一一对应，用顿号分开"),
    Column("人员角色", "role", "辅助人员写“辅助人员”，与承办人一一对应"),
    Column("执法类别", "category", "如 市场监管"),
    Column("区划代码", "area", "2、4、6、9 或 12 位数字"),
    Column("立案时间", "accepted", _INSTANT),
    Column("结案时间", "closed", f"{_INSTANT}；未结案的留空；删去整列则以最后一个环节为结案"),
    Column("承诺办结日期", "promised", "如 2026-12-01，指当日终了"),
    Column("处理结果", "outcome", "如 处罚、不予处罚"),
    Column("违法行为", "violation", "与裁量基准中的名称一致"),
    Column("裁量阶次", "tier", "如 从轻、一般、从重"),
    Column("决定依据", "bases", "几条用顿号或分号分开"),
    Column("罚款(元)", "penalties.fine", "如 5000.00"),
    Column("没收违法所得(元)", "penalties.没收违法所得", "如 800.00"),
    Column("实缴罚款(元)", "executions.fine", "如 5000.00"),
    Column("实缴违法所得(元)", "executions.没收违法所得", "如 800.00"),
    Column("加处罚款(元)", "executions.late_fee", "如 150.00"),
    Column("票据号", "receipt", "缴款凭证的号码"),
)
SIDES: Final[dict[str, tuple[str, tuple[Column, ...]]]] = {
    "suspensions": (
        "中止",
        (
            Column("案号", "case", "与办件日志一致", required=True),
            Column("事由", "kind", "目录中允许的中止事由", required=True),
            Column("中止时间", "from", _INSTANT, required=True),
            Column("恢复时间", "to", f"{_INSTANT}；尚未恢复的留空"),
            Column("最迟恢复时间", "cap", _INSTANT),
        ),
    ),
    "extensions": (
        "延长",
        (
            Column("案号", "case", "与办件日志一致", required=True),
            Column("环节", "activity", "延长的是哪个环节的期限"),
            Column("期限", "point", "或者是哪个监察点的期限（代号）"),
            Column("延长天数", "amount", "以该期限的单位计", required=True),
            Column("批准时间", "approved", _INSTANT, required=True),
        ),
    ),
    "evidence": (
        "证据",
        (
            Column("案号", "case", "与办件日志一致", required=True),
            Column("环节", "activity", "证据属于哪个环节", required=True),
            Column("第几次", "run", "该环节第几次办理；不填即为最近一次"),
            Column("证据编号", "id", "案件内不重复"),
            Column("种类", "kind", "如 照片、询问笔录", required=True),
            Column("上传时间", "added", _INSTANT, required=True),
            Column("移除时间", "removed", _INSTANT),
            Column("替换为", "superseded_by", "替换它的证据编号"),
        ),
    ),
    "orders_to_correct": (
        "责令改正",
        (
            Column("案号", "case", "与办件日志一致", required=True),
            Column("违法行为", "violation", "与办件日志一致", required=True),
            Column("送达时间", "served", _INSTANT, required=True),
            Column("改正期限", "due", "如 2026-12-01，指当日终了"),
            Column("复查结论", "recheck", "已改正，或未改正"),
            Column("复查时间", "rechecked", _INSTANT),
        ),
    ),
    "goods": (
        "涉案财物",
        (
            Column("案号", "case", "与办件日志一致", required=True),
            Column("名称", "name", "财物名称", required=True),
            Column("清单数量", "listed", "最多三位小数"),
            Column("返还", "returned", "数量"),
            Column("销毁", "destroyed", "数量"),
            Column("没收", "confiscated", "数量"),
            Column("移交", "transferred", "数量"),
            Column("处置时间", "disposed", _INSTANT),
        ),
    ),
}
_SEPARATORS: Final = {"persons_separator": "、；", "bases_separator": "、；"}


def write_template(path: Path) -> None:
    """Write the empty workbook."""
    sheets = [(LOG_SHEET, LOG), *SIDES.values()]
    notes = [
        (title, column.heading, "是" if column.required else "", column.note)
        for title, columns in sheets
        for column in columns
    ]
    book = [(title, [column.heading for column in columns], list[list[str]]()) for title, columns in sheets]
    write_book(path, [*book, (NOTES_SHEET, ["工作表", "列", "必填", "写法"], notes)])


def table_of(headings: Sequence[str]) -> str | None:
    """The side table whose required headings all stand in a head; of several the one of which most stands there."""
    fitting = {
        name: len(_bound(columns, headings))
        for name, (_title, columns) in SIDES.items()
        if all(column.heading in headings for column in columns if column.required)
    }
    return max(fitting, key=lambda name: fitting[name]) if fitting else None


def side_of(table: str, headings: Sequence[str], file: str, sheet: str | None = None) -> dict[str, str]:
    """``[tables.…]`` of a side table with our headings."""
    place = {"file": file} | ({"sheet": sheet} if sheet else {})
    return place | _bound(SIDES[table][1], headings)


def mapping_of(heads: Mapping[str, tuple[Sequence[str], bool]]) -> dict[str, Any] | None:
    """The mapping of a workbook that is our template; else None.

    Args:
        heads: by sheet, its headings, and whether a row with anything in it follows.
    """
    headings = heads.get(LOG_SHEET, ((), False))[0]
    if not all(column.heading in headings for column in LOG if column.required):
        return None
    bound = _bound(LOG, headings)
    tree: dict[str, Any] = {"log": {"sheet": LOG_SHEET}}
    tree["columns"] = {field: heading for field, heading in bound.items() if field in fields.LOG} | _SEPARATORS
    for section in ("penalties", "executions"):
        found = {
            field.partition(".")[2]: heading for field, heading in bound.items() if field.startswith(f"{section}.")
        }
        tree |= {section: found} if found else {}
    tables = {}
    for table, (title, _columns) in SIDES.items():
        side, filled = heads.get(title, ((), False))
        if filled and table_of(side) == table:
            tables[table] = side_of(table, side, OWN_BOOK, title)
    return tree | ({"tables": tables} if tables else {})


def _bound(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, str]:
    return {column.field: column.heading for column in columns if column.heading in headings}
