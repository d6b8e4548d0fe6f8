# SPDX-License-Identifier: Apache-2.0
"""Every list there is, by its key: what a job, a kept filter and a bulk act find it by."""

from __future__ import annotations

from typing import Final

from mingcha.cases.lists import ALARMS, CASES, RECHECKS
from mingcha.catalog.lists import DRAFTS, ITEMS, RULES
from mingcha.catalog.lists_law import ARTICLES, LAWS
from mingcha.catalog.lists_papers import TEMPLATES
from mingcha.catalog.lists_registers import REGISTERS
from mingcha.catalog.lists_standards import LENIENCIES, STANDARDS
from mingcha.disclosure.lists import PUBLICATIONS
from mingcha.exchange.lists import CLIENTS, IMPORTS, SOURCES
from mingcha.inbox.lists import DELIVERIES, MESSAGES, TODOS
from mingcha.lists.lists import ERRANDS, FILTERS
from mingcha.organs.lists import CALENDARS, DICTIONARIES, OFFICERS, ORGANS, PEOPLE, REGIONS, ROLES
from mingcha.organs.lists_watching import DORMANT, LOGINS, MY_LOGINS, ONLINE_NOW
from mingcha.oversight.lists import ORDERS
from mingcha.oversight.lists_liability import ADMONITIONS, COMPARISONS, LIABILITIES, RISKS
from mingcha.oversight.lists_papers import PAPERS, REFUSALS, SUPERVISORS
from mingcha.oversight.lists_projects import CHECKS, PROBLEMS, PROJECTS
from mingcha.records.lists import ENTRIES, INCIDENTS, SEALS
from mingcha.web.listing import Listing

LISTINGS: Final[dict[str, Listing]] = {
    listing.key: listing
    for listing in (
        *(CASES, ALARMS, RECHECKS, ITEMS, DRAFTS, RULES),
        *(LAWS, ARTICLES, STANDARDS, LENIENCIES, REGISTERS),
        TEMPLATES,
        ORDERS,
        *(LIABILITIES, ADMONITIONS, COMPARISONS, RISKS),
        *(PAPERS, SUPERVISORS, REFUSALS, PROJECTS, PROBLEMS, CHECKS),
        *(OFFICERS, ORGANS, PEOPLE, ROLES, CALENDARS, DICTIONARIES, REGIONS),
        *(LOGINS, MY_LOGINS, ONLINE_NOW, DORMANT),
        *(TODOS, MESSAGES, DELIVERIES),
        *(ENTRIES, SEALS, INCIDENTS),
        *(IMPORTS, SOURCES, CLIENTS),
        PUBLICATIONS,
        *(ERRANDS, FILTERS),
    )
}


def by_view(name: str) -> Listing | None:
    """The list that a page shows, by the name of its address."""
    return next((listing for listing in LISTINGS.values() if name in (listing.view, *listing.views)), None)
