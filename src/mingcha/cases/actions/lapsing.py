# SPDX-License-Identifier: Apache-2.0
"""What was asked for in a case and is still open when it closes: nobody need decide on it any more (S1-30)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from mingcha.cases.models import Case, ExtensionRequest
from mingcha.cases.notices import EXTENSION
from mingcha.inbox.actions import close_todos
from mingcha.ledger import By, move


def lapse_requests(case: Case, now: datetime, by: By) -> None:
    """Refuse what is still asked for, since the case is closed. One query where nothing is."""
    for request in case.extension_requests.filter(status=ExtensionRequest.Status.ASKED):
        fields = {"decided_at": now, "answer": _("案件已办结")}
        move(request, ExtensionRequest.Status.REFUSED, act="lapse_extension", by=by, fields=fields, case=case.number)
        close_todos(EXTENSION, request)
