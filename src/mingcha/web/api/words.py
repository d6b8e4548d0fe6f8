# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a field, in our words and codes, from what the library that reads fields says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.ledger.errors import Fault

SAID: Final[dict[str, tuple[str, Promise]]] = {
    "missing": ("required", gettext_lazy("请填写“{field}”")),
    "extra_forbidden": ("unknown_field", gettext_lazy("不认识“{field}”这一项")),
    "string_type": ("type", gettext_lazy("“{field}”应为文字")),
    "string_too_short": ("too_short", gettext_lazy("“{field}”太短")),
    "string_pattern_mismatch": ("format", gettext_lazy("“{field}”的写法不对")),
    "int_type": ("type", gettext_lazy("“{field}”应为整数")),
    "int_parsing": ("type", gettext_lazy("“{field}”应为整数")),
    "int_from_float": ("type", gettext_lazy("“{field}”应为整数")),
    "bool_type": ("type", gettext_lazy("“{field}”应为 true 或 false")),
    "bool_parsing": ("type", gettext_lazy("“{field}”应为 true 或 false")),
    "list_type": ("type", gettext_lazy("“{field}”应为列表")),
    "dict_type": ("type", gettext_lazy("“{field}”应为对象")),
    "model_attributes_type": ("type", gettext_lazy("“{field}”应为对象")),
    "literal_error": ("choice", gettext_lazy("“{field}”不是可选的值")),
    "enum": ("choice", gettext_lazy("“{field}”不是可选的值")),
}
"""By the library's word: our code, and the sentence."""
OTHER: Final = ("invalid", gettext_lazy("“{field}”不正确"))
_PLACES: Final = ("body", "query", "path", "header", "form", "file")


def words_of(error: Mapping[str, Any]) -> Fault:
    """One fault, with the path of its field: ``steps.0.act``."""
    way = [str(part) for part in error.get("loc", ())]
    if way and way[0] in _PLACES:
        # What the library calls the argument of our function stands between the place and the field.
        way = way[1:] if way[0] not in ("body", "form") or len(way) < 3 else way[2:]
    field = ".".join(way)[:200]
    shown = field[:40]
    if error.get("type") == "string_too_long":
        most = int(error.get("ctx", {}).get("max_length", 0))
        return Fault(field, "too_long", _("“{field}”最多 {most} 个字").format(field=shown, most=most))
    code, sentence = SAID.get(str(error.get("type")), OTHER)
    return Fault(field or None, code, str(sentence).format(field=shown))
