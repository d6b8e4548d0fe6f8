# SPDX-License-Identifier: Apache-2.0
"""What the columns of the demonstration's files are called, and what of a mapping is the same for all of them (docs/mapping.md)."""

from __future__ import annotations

from typing import Final

HEADERS: Final = {
    "case": "案号",
    "organ": "承办机构",
    "item": "事项编码",
    "category": "执法类别",
    "area": "区划代码",
    "title": "案由",
    "party": "当事人",
    "accepted": "立案时间",
    "promised": "承诺办结日期",
    "activity": "环节",
    "assigned": "分派时间",
    "start": "开始时间",
    "end": "办结时间",
    "persons": "承办人",
    "certificate": "执法证号",
    "role": "人员角色",
    "back_from": "退回自",
    "outcome": "处理结果",
    "violation": "违法行为",
    "tier": "裁量阶次",
    "bases": "决定依据",
    "fine": "罚款(元)",
    "gain": "没收违法所得(元)",
    "paid": "实缴罚款(元)",
    "paid_gain": "实缴违法所得(元)",
    "late_fee": "加处罚款(元)",
    "receipt": "票据号",
}
GAIN: Final = "没收违法所得"
FACTS: Final = ("outcome", "violation", "tier", "bases", "fine", "gain", "paid", "paid_gain", "late_fee", "receipt")
"""What stands in a row only once its step has ended."""
SIDES: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "suspensions": (
        "中止.csv",
        {"case": "案号", "kind": "事由", "from": "中止时间", "to": "恢复时间", "cap": "最迟恢复时间"},
    ),
    "extensions": (
        "延长.csv",
        {"case": "案号", "activity": "环节", "point": "期限", "amount": "延长天数", "approved": "批准时间"},
    ),
    "evidence": (
        "证据.csv",
        {
            "case": "案号",
            "activity": "环节",
            "run": "第几次",
            "id": "证据编号",
            "kind": "种类",
            "added": "上传时间",
            "removed": "移除时间",
            "superseded_by": "替换为",
        },
    ),
    "orders_to_correct": (
        "责令改正.csv",
        {
            "case": "案号",
            "violation": "违法行为",
            "served": "送达时间",
            "due": "改正期限",
            "recheck": "复查结论",
            "rechecked": "复查时间",
        },
    ),
    "goods": (
        "涉案财物.csv",
        {
            "case": "案号",
            "name": "名称",
            "listed": "清单数量",
            "returned": "返还",
            "destroyed": "销毁",
            "confiscated": "没收",
            "transferred": "移交",
            "disposed": "处置时间",
        },
    ),
}
LAW: Final[dict[str, dict[str, str]]] = {
    "certificates": {
        "file": "执法人员.csv",
        "person": "姓名",
        "certificate": "执法证号",
        "category": "执法类别",
        "area": "执法区域",
        "valid_from": "有效期起",
        "valid_to": "有效期止",
    },
    "tiers": {
        "file": "裁量基准.csv",
        "violation": "违法行为",
        "tier": "阶次",
        "valid_from": "生效日期",
        "valid_to": "失效日期",
        "min": "最低罚款(元)",
        "max": "最高罚款(元)",
        "needs_order": "须先责令改正",
    },
    "articles": {"file": "法规条文.csv", "article": "条文", "valid_from": "施行日期", "valid_to": "失效日期"},
}
REGISTER: Final = ("姓名", "执法证号", "执法类别", "执法区域", "有效期起", "有效期止", "所属机关")
CLOSING: Final = ("结案", "不予立案", "归档", "制证送达", "不予受理", "办结")
DECIDING: Final = (
    "立案",
    "不予立案",
    "决定",
    "当场处罚决定",
    "不予受理",
    "决定书交付",
    "加处罚款决定",
    "检查审批",
    "结果告知",
    "后续处理",
)
