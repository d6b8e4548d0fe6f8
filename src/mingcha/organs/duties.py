# SPDX-License-Identifier: Apache-2.0
"""The three administrators: who runs the system, who gives rights, who reads what everybody did (security.md B7, GB/T 22239).

What counts is what a role may do, not what it is called. No role mixes two of the duties, and no person holds two of them;
only where a region has settled for 小县模式 may one person do so, and then the entry says it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.organs.models import Organ, RegionProfile
from mingcha.organs.perms import Perm

DUTIES: Final[dict[str, frozenset[Perm]]] = {
    "system": frozenset(
        {
            Perm.LEDGER_INCIDENT_RETRY,
            Perm.ORGANS_CALENDAR_EDIT,
            Perm.ORGANS_DICTIONARY_EDIT,
            Perm.ORGANS_ORGAN_EDIT,
            Perm.ORGANS_PERSON_EDIT,
            Perm.ORGANS_PROFILE_EDIT,
        }
    ),
    "security": frozenset(
        {Perm.EXCHANGE_CLIENT_EDIT, Perm.ORGANS_PERSON_REVEAL, Perm.ORGANS_POST_GRANT, Perm.ORGANS_ROLE_EDIT}
    ),
    "audit": frozenset({Perm.LEDGER_ENTRY_READ}),
}
NAMES: Final[dict[str, Promise]] = {"system": _("系统管理"), "security": _("安全管理"), "audit": _("审计")}


def duties(rights: Iterable[str]) -> set[str]:
    """Which of the three duties these rights belong to."""
    given = set(rights)
    return {duty for duty, perms in DUTIES.items() if given & perms}


def named(several: Iterable[str]) -> str:
    """Their names, for a person to read."""
    return _("、").join(str(NAMES[duty]) for duty in sorted(several, key=list(NAMES).index))


def merged(organ: Organ) -> bool:
    """Whether the organ's region has settled for 小县模式, where one person may carry two of the duties."""
    return RegionProfile.objects.filter(region_id=organ.region_id, small_county=True).exists()
