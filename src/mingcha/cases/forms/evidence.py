# SPDX-License-Identifier: Apache-2.0
"""What is given when evidence is added, taken away or replaced (S1-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.cases.actions.evidence import LONGEST, NewEvidence
from mingcha.cases.forms.clue import late_reason_field
from mingcha.cases.late import Late
from mingcha.web.forms import Files, Form, Moment, Text

OTHER = "-"
TAKEN = "image/jpeg,image/png,video/mp4,.pdf,.docx,.xlsx"


class EvidenceForm(Form):
    """Files of one kind: what the step asks for, what the law knows, or another by its name."""

    kind = forms.ChoiceField(label=_("证据种类"))
    other = Text(label=_("其他种类的名称"), max_length=LONGEST, required=False)
    uploads = Files(label=_("文件"), help_text=_("可以一次选择多个：图片、MP4 视频、PDF、DOCX、XLSX"))
    note = Text(label=_("说明"), max_length=200, required=False)
    taken_at = Moment(label=_("取得时间"), required=False, help_text=_("不填写的，以现在为准"))
    late_reason = late_reason_field(_("超过 24 小时才录入的，请写明原因，作为补录记载"))

    def __init__(self, kinds: Sequence[tuple[str, str]], *args: Any, over: bool = False, **kwargs: Any) -> None:
        """``over``: the step is done, and what is added now is late."""
        super().__init__(*args, **kwargs)
        if over:
            for name in ("taken_at", "late_reason"):
                self.fields[name].required, self.fields[name].help_text = True, ""
        kind: forms.ChoiceField = self.fields["kind"]  # type: ignore[assignment]
        kind.choices = [*kinds, (OTHER, _("其他"))]
        self.fields["uploads"].widget.attrs["accept"] = TAKEN

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("kind") == OTHER and not given.get("other"):
            self.add_error("other", forms.ValidationError(_("请填写种类的名称"), code="required"))
        return given

    @property
    def has_later(self) -> bool:
        """Whether something was typed where it is folded away."""
        return bool(self["taken_at"].data or self["late_reason"].data)

    @property
    def evidence(self) -> NewEvidence:
        given = self.cleaned_data
        kind = given["other"] if given["kind"] == OTHER else given["kind"]
        late = Late(given["taken_at"], given["late_reason"])
        return NewEvidence(kind, given["uploads"], given["note"], late)


class RemovalForm(Form):
    """Why an item is taken away, and perhaps what stands in its place."""

    reason = Text(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    replacement = forms.FileField(
        label=_("替换为"),
        required=False,
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        help_text=_("不选择文件的，只移除原来的一件"),
    )
