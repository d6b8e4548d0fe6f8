# SPDX-License-Identifier: Apache-2.0
"""What is typed in this room."""

from __future__ import annotations

from django.forms import Textarea
from django.utils.translation import gettext_lazy as _

from mingcha.web.forms import Form, Text


class AcceptForm(Form):
    """Why a restored ledger is taken as the one that goes on."""

    reason = Text(label=_("理由"), max_length=500, widget=Textarea(attrs={"rows": 3}))
