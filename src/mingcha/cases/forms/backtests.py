# SPDX-License-Identifier: Apache-2.0
"""The form by which a back-test is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases.models import Case
from mingcha.catalog.models import Draft
from mingcha.web.forms import Day, Form

OFFERED: Final = 10
"""So many imports may be chosen from, the newest."""


class BackTestForm(Form):
    """Over which cases a draft is tested."""

    since = Day(label=gettext_lazy("收到日期不早于"), required=False)
    batch = forms.TypedChoiceField(
        label=gettext_lazy("只判定一次导入的办件"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("选择导入的，不再按收到日期；新事项的草案判定该次导入的全部办件"),
    )

    def __init__(self, draft: Draft, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        batch: Any = self.fields["batch"]
        batch.choices = [("", _("不限"))] + [(one, name) for one, name in _imports(draft)]


def _imports(draft: Draft) -> Iterator[tuple[int, str]]:
    """The newest imports that brought cases of the draft's organ; each is one step in the index of imports."""
    rows = Case.objects.filter(organ__path__startswith=draft.organ.path, import_id__isnull=False)
    if draft.item_id is not None:
        rows = rows.filter(item_code=draft.code)
    last: int | None = None
    for _n in range(OFFERED):
        further = rows if last is None else rows.filter(import_id__lt=last)
        found = further.order_by("-import_id").values_list("import_id", "source").first()
        if found is None:
            return
        last, source = found
        yield int(last or 0), _("导入 {number}：{source}").format(number=last, source=source)
