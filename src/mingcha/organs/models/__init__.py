# SPDX-License-Identifier: Apache-2.0
"""Regions, organs, people, roles and posts; officers and certificates; calendars, dictionaries, profiles."""

from mingcha.organs.models.calendars import Calendar, CalendarDay, CalendarMark, CalendarYear
from mingcha.organs.models.dictionaries import Dictionary, DictionaryVersion, Term
from mingcha.organs.models.logins import Elevation, FormerPassword, Identity, Login, LoginAttempt, Presence
from mingcha.organs.models.officers import Certificate, Officer
from mingcha.organs.models.people import Person, Post, Reveal, Role
from mingcha.organs.models.regions import Organ, Region, RegionProfile
from mingcha.organs.models.scoped import Scoped, place_of, scope_indexes

__all__ = [
    "Calendar",
    "CalendarDay",
    "CalendarMark",
    "CalendarYear",
    "Certificate",
    "Dictionary",
    "DictionaryVersion",
    "Elevation",
    "FormerPassword",
    "Identity",
    "Login",
    "LoginAttempt",
    "Officer",
    "Organ",
    "Person",
    "Post",
    "Presence",
    "Region",
    "RegionProfile",
    "Reveal",
    "Role",
    "Scoped",
    "Term",
    "place_of",
    "scope_indexes",
]
