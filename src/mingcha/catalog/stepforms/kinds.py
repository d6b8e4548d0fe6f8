# SPDX-License-Identifier: Apache-2.0
"""The types of fields that a form may have, what each may be told, and the patterns of ours (S1-04)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TYPES: Final[dict[str, tuple[Promise, frozenset[str]]]] = {
    "text": (_("单行文字"), frozenset({"min", "max", "pattern"})),
    "long": (_("多行文字"), frozenset({"min", "max"})),
    "number": (_("数字"), frozenset({"min", "max", "decimals"})),
    "money": (_("金额"), frozenset({"min", "max"})),
    "date": (_("日期"), frozenset({"min", "max"})),
    "choice": (_("选项"), frozenset({"choices", "many"})),
    "person": (_("人员（姓名、身份证号）"), frozenset()),
    "organ": (pgettext_lazy("several", "机构"), frozenset()),
    "party": (_("当事人"), frozenset()),
    "place": (_("地点"), frozenset()),
    "file": (_("文件"), frozenset({"accept"})),
    "table": (_("表格"), frozenset({"columns", "min", "max"})),
}
"""By type: its name, and what else its fields may say."""
ALWAYS: Final = frozenset({"key", "label", "type", "required", "help"})
IN_TABLES: Final = ("text", "number", "money", "date", "choice")
"""What a column of a table may be: whatever one cell of a spreadsheet can hold."""
ACCEPTED: Final = ("pdf", "jpeg", "png", "docx", "xlsx")
"""The kinds of file that a field may take (files/kinds.py); all of them where it names none."""

TODAY: Final = "today"
MOST_FORMS, MOST_FIELDS, MOST_COLUMNS, MOST_CHOICES, MOST_ROWS = 50, 100, 20, 100, 200
LONGEST: Final = {"text": 500, "long": 20_000, "key": 60, "name": 100, "help": 300, "choice": 100}
USUAL: Final = {"text": 200, "long": 5_000}
"""How long a text may be whose field does not say."""
MOST_NUMBER: Final = 10**15
KEY: Final = re.compile(r"[^\W\d_]\w*")


@dataclass(frozen=True)
class Pattern:
    """A pattern that a text may have to fit: ours, since one that somebody writes can stop the server."""

    label: Promise
    fits: re.Pattern[str]
    message: Promise


PATTERNS: Final = {
    "digits": Pattern(_("只有数字"), re.compile(r"[0-9]+"), _("只能填写数字")),
    "letters": Pattern(_("字母和数字"), re.compile(r"[0-9A-Za-z-]+"), _("只能填写字母、数字和短横线")),
    "phone": Pattern(
        _("电话"), re.compile(r"1[3-9][0-9]{9}|(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}"), _("电话号码不正确，例如 0471-6601234")
    ),
    "postcode": Pattern(_("邮政编码"), re.compile(r"[0-9]{6}"), _("邮政编码应为 6 位数字")),
    "plate": Pattern(
        _("车牌号"), re.compile(r"[\u4e00-\u9fff][A-Z][A-HJ-NP-Z0-9]{5,6}"), _("车牌号不正确，例如 蒙A12345")
    ),
    "number": Pattern(
        _("文书号"), re.compile(r"\w{1,30}〔[0-9]{4}〕[1-9][0-9]{0,5}号"), _("文书号不正确，例如 呼市监罚〔2026〕12号")
    ),
    "name": Pattern(_("姓名"), re.compile(r"[\u3400-\u9fff·]{2,30}|[A-Za-z .'-]{2,60}"), _("姓名不正确")),
}
