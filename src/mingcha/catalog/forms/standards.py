# SPDX-License-Identifier: Apache-2.0
"""Forms and filters of discretion standards and of the leniency list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

import django_filters as filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.forms.fields import OrganForm, within_reach
from mingcha.catalog.models import Leniency, Standard
from mingcha.catalog.tiers import TierLine, yuan
from mingcha.web.forms import Day, Form, Text, Versioned

SPARE: Final = 3
"""Empty lines below those that are there."""
MOST: Final = 20
TRIALS: Final = 30
PARTS: Final = ("tier", "conditions", "min_amt", "max_amt", "basis", "needs_order")
_SPLIT: Final = re.compile(r"[\s;；、]+")


class Yuan(forms.DecimalField):
    """An amount in yuan as people write it (12,000 or ¥12000.50); gives cents."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(max_digits=15, decimal_places=2, min_value=0, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[,，¥￥元\s]", "", str(value or ""))
        return super().to_python(text)

    def clean(self, value: Any) -> Any:
        amount: Decimal | None = super().clean(value)
        return None if amount is None else int(amount * 100)


class StandardNewForm(OrganForm):
    """For which violation, of which organ."""

    violation = Text(
        label=gettext_lazy("违法行为"),
        max_length=200,
        help_text=gettext_lazy("与办件决定中写的违法行为一字不差，系统按它查阶次"),
    )


class StandardForm(Versioned):
    """A draft: its head, and a line for each tier. Lines without a name are left out."""

    basis = Text(
        label=gettext_lazy("依据"), max_length=500, help_text=gettext_lazy("如《市场主体登记管理条例》第四十三条")
    )
    valid_from = Day(label=gettext_lazy("施行日期"))
    valid_to = Day(label=gettext_lazy("失效日期"), required=False, help_text=gettext_lazy("留空为长期有效"))

    def __init__(self, standard: Standard, data: Any = None) -> None:
        lines = [TierLine.of(row) for row in standard.draft]
        initial: dict[str, Any] = {
            name: getattr(standard, name) for name in ("basis", "valid_from", "valid_to", "version")
        }
        for place, line in enumerate(lines):
            shown = line.row | {"min_amt": yuan(line.min_amt), "max_amt": yuan(line.max_amt)}
            initial |= {f"{part}_{place}": shown[part] for part in PARTS}
        super().__init__(data, initial=initial)
        self.count = min(max(len(lines) + SPARE, self._sent(data)), MOST)
        for place in range(self.count):
            self.fields |= self._line(place)

    @staticmethod
    def _sent(data: Any) -> int:
        """How many lines came back: somebody may have had more of them before her."""
        places = [int(found[1]) for name in data or () if (found := re.fullmatch(r"tier_(\d{1,2})", name))]
        return max(places, default=-1) + 1

    @staticmethod
    def _line(place: int) -> dict[str, forms.Field]:
        area = forms.Textarea(attrs={"rows": 2})
        return {
            f"tier_{place}": Text(label=gettext_lazy("阶次"), max_length=40, required=False),
            f"conditions_{place}": Text(label=gettext_lazy("适用条件"), max_length=1_000, required=False, widget=area),
            f"min_amt_{place}": Yuan(label=gettext_lazy("最低（元）"), required=False),
            f"max_amt_{place}": Yuan(label=gettext_lazy("最高（元）"), required=False),
            f"basis_{place}": Text(label=gettext_lazy("依据"), max_length=500, required=False),
            f"needs_order_{place}": forms.BooleanField(label=gettext_lazy("须先责令改正"), required=False),
        }

    def head(self) -> Iterator[forms.BoundField]:
        """The fields before the table."""
        return (self[name] for name in ("basis", "valid_from", "valid_to"))

    def table(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each line."""
        return ([self[f"{part}_{place}"] for part in PARTS] for place in range(self.count))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for place in range(self.count):
            own = [given.get(f"{part}_{place}") for part in PARTS[1:]]
            if not given.get(f"tier_{place}") and any(value not in (None, "", False) for value in own):
                self.add_error(f"tier_{place}", forms.ValidationError(_("这一行缺少阶次的名称"), code="required"))
        return given

    @property
    def lines(self) -> list[TierLine]:
        """The tiers that have a name, in their order."""
        rows = [{part: self.cleaned_data[f"{part}_{place}"] for part in PARTS} for place in self._named()]
        return [TierLine.of(row) for row in rows]

    def _named(self) -> list[int]:
        return [place for place in range(self.count) if self.cleaned_data.get(f"tier_{place}")]

    def place_of(self, line: int) -> int:
        """The line of the table that a tier came from: empty ones lie between."""
        return self._named()[line]


class ReviewForm(Versioned):
    """In force or back, and why; it carries the version that the reviewer has read."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("结果"), choices=[("passed", gettext_lazy("通过")), ("returned", gettext_lazy("退回"))]
    )
    reason = Text(
        label=gettext_lazy("意见"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("退回时必填"),
    )


class EndForm(Form):
    """The last day, and why."""

    last_day = Day(label=gettext_lazy("最后有效的一天"))
    reason = Text(label=gettext_lazy("理由"), max_length=500)


class TryForm(forms.Form):
    """Amounts that are tried."""

    amounts = Text(label=gettext_lazy("试算数额（元）"), max_length=600)

    def clean_amounts(self) -> Sequence[int]:
        field = Yuan()
        words = [word for word in _SPLIT.split(self.cleaned_data["amounts"].strip()) if word]
        if len(words) > TRIALS:
            raise forms.ValidationError(_("一次最多 {most} 个").format(most=TRIALS), code="too_many")
        return [field.clean(word) for word in words]


class LeniencyForm(OrganForm):
    """A line of the leniency list."""

    violation = Text(label=gettext_lazy("违法行为"), max_length=200)
    effect = forms.ChoiceField(
        label=gettext_lazy("处理"), choices=[("", gettext_lazy("请选择")), *Leniency.Effect.choices]
    )
    conditions = Text(
        label=gettext_lazy("适用条件"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("如：初次违法，危害后果轻微，在责令改正的期限内改正"),
    )
    basis = Text(label=gettext_lazy("依据"), max_length=500)
    valid_from = Day(label=gettext_lazy("施行日期"))
    valid_to = Day(label=gettext_lazy("失效日期"), required=False, help_text=gettext_lazy("留空为长期有效"))


class StandardFilter(filters.FilterSet):
    """By violation, organ and status."""

    q = filters.CharFilter(
        label=gettext_lazy("违法行为"), field_name="violation", lookup_expr="contains", max_length=100
    )
    organ = filters.ModelChoiceFilter(
        label=gettext_lazy("制定机关"), queryset=within_reach, empty_label=gettext_lazy("全部")
    )
    status = filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=Standard.Status.choices, empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = Standard
        fields: ClassVar[list[str]] = []


class LeniencyFilter(filters.FilterSet):
    """By violation and effect."""

    q = filters.CharFilter(
        label=gettext_lazy("违法行为"), field_name="violation", lookup_expr="contains", max_length=100
    )
    effect = filters.ChoiceFilter(
        label=gettext_lazy("处理"), choices=Leniency.Effect.choices, empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = Leniency
        fields: ClassVar[list[str]] = []
