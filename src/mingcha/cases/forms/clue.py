# SPDX-License-Identifier: Apache-2.0
"""What is typed when a case is registered 新建办件 (S1-32): its clue, up to five parties, when it came, and by which number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases.actions.opening import PARTIES, Clue
from mingcha.cases.late import LONGEST
from mingcha.cases.models import Case, CaseFile
from mingcha.catalog.stepforms.drawing import StepForm
from mingcha.catalog.stepforms.fields import PartyField
from mingcha.ledger import Invalid
from mingcha.web.forms import Moment, Text


def late_reason_field(help_text: Any) -> Text:
    """Why something is entered later than a day after it happened; asked for by the act itself."""
    return Text(label=gettext_lazy("补录理由"), max_length=LONGEST, required=False, help_text=help_text)


class ClueForm(StepForm):
    """A new case: source, cause, when it came, what is said, where, and against whom."""

    origin = forms.ChoiceField(label=gettext_lazy("案件来源"), choices=CaseFile.Origin.choices)
    title = Text(label=gettext_lazy("案由"), max_length=300)
    came_at = Moment(label=gettext_lazy("收到时间"), required=False)
    late_reason = late_reason_field(gettext_lazy("收到超过 24 小时才登记的，请写明原因，作为补录记载"))
    number = Text(
        label=gettext_lazy("案号"), max_length=120, required=False, help_text=gettext_lazy("不填写则按规则自动编号")
    )
    place = Text(label=gettext_lazy("地点"), max_length=300, required=False)
    summary = Text(
        label=gettext_lazy("反映的内容"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    party = PartyField(label=gettext_lazy("当事人"), required=False)
    confirmed = forms.BooleanField(
        label=gettext_lazy("已核对，不是同一件事，仍要登记"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(2, PARTIES + 1):
            self.fields[f"party_{n}"] = PartyField(label=_("当事人 {n}").format(n=n), required=False)

    @property
    def clue(self) -> Clue:
        """What the action takes."""
        given = self.cleaned_data
        told = {
            name: given[name] for name in ("origin", "title", "summary", "place", "number", "came_at", "late_reason")
        }
        return Clue(**told, parties=tuple(self.parties()))

    def parties(self) -> list[Mapping[str, Any]]:
        """Those that were filled in, in their order."""
        return [given for name in self._party_names() if (given := self.cleaned_data.get(name))]

    def ask(self, same: Iterable[Case]) -> None:
        """Show what may be the same matter, and let her say that it is not.

        Raises:
            Invalid: always; the message stands beside the box that she has to tick.
        """
        self.fields["confirmed"].widget = forms.CheckboxInput()
        told = _("；").join(f"{case.number} {case.title}" for case in same)
        raise Invalid(_("同一当事人还有在办的同类案件：{told}。请先核对").format(told=told), "duplicate", "confirmed")

    def first(self) -> list[forms.BoundField]:
        """Everything up to the first party."""
        return [self[name] for name in self.fields if name != "confirmed" and not name.startswith("party_")]

    def further(self) -> list[forms.BoundField]:
        """The other parties, which few cases have."""
        return [self[name] for name in self._party_names() if name != "party"]

    @property
    def has_further(self) -> bool:
        """Whether a further party was begun, so that it has to be in sight."""
        return any(str(self.data.get(f"{field.html_name}_{part}", "")) for field in self.further() for part in _PARTS)

    def _party_names(self) -> list[str]:
        return [name for name in self.fields if name.partition("_")[0] == "party"]


_PARTS: Final = ("kind", "name", "number", "address", "phone")
