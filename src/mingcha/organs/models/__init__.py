# SPDX-License-Identifier: Apache-2.0
"""Regions, organs, people, roles and posts; officers and certificates; calendars, dictionaries, profiles."""

from mingcha.organs.models.calendars import Calendar, CalendarDay, CalendarMark, CalendarYear
from mingcha.organs.models.dictionaries import Dictionary, DictionaryVersion, Term
from mingcha.organs.models.logins import Elevation, FormerPassword, Identity, Login, LoginAttempt, Presence
from mingcha.organs.models.officers import Certificate, CertificatePause, CertificateSpan, Exam, Officer, Verification
from mingcha.organs.models.people import Person, Post, Reveal, Role
from mingcha.organs.models.regions import Organ, Region, RegionProfile
from mingcha.organs.models.scoped import Scoped, place_of, scope_indexes

__all__ = [
    "Calendar",
    "CalendarDay",
    "CalendarMark",
    "CalendarYear",
    "Certificate",
    "CertificatePause",
    "CertificateSpan",
    "Dictionary",
    "DictionaryVersion",
    "Elevation",
    "Exam",
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
    "Verification",
    "place_of",
    "scope_indexes",
]
