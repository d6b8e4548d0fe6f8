# SPDX-License-Identifier: Apache-2.0
"""Which step of the old version becomes which of the new one, as it is chosen on the page (S1-30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from mingcha.cases.procedure import Procedure
from mingcha.web.forms import Form, Versioned

STEP: Final = "step_"


class StepsForm(Form):
    """A choice for each step of the old version. ``taken`` says how many cases are, and were, at each."""

    def __init__(
        self,
        before: Procedure,
        after: Procedure,
        taken: Mapping[str, tuple[int, int]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.acts = {f"{STEP}{stop.number}": act for act, stop in before.graph.stops.items()}
        self.taken = taken
        choices = [("", _("没有对应的环节")), *((act, act) for act in after.graph.stops)]
        for name, act in self.acts.items():
            self.fields[name] = forms.ChoiceField(label=act, choices=choices, required=False)

    @property
    def steps(self) -> dict[str, str]:
        """By old step the new one, "" for none."""
        return {act: self.cleaned_data[name] for name, act in self.acts.items()}

    @classmethod
    def initial_of(cls, before: Procedure, steps: Mapping[str, str]) -> dict[str, str]:
        """What the fields show at first."""
        return {f"{STEP}{stop.number}": steps.get(act, "") for act, stop in before.graph.stops.items()}

    def rows(self) -> Iterator[dict[str, Any]]:
        """The lines of the table: field, cases at the step now, cases that have been there, and whether a target is missing."""
        for name, act in self.acts.items():
            now, ever = self.taken.get(act, (0, 0))
            yield {"field": self[name], "now": now, "ever": ever, "lost": bool(ever) and not self[name].value()}


class MoveForm(Versioned):
    """The preview that was read, and nothing else."""
