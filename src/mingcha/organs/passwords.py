# SPDX-License-Identifier: Apache-2.0
"""What a password must be: one profile for staff (GB/T 22239 level 3), one for citizens (ASVS 5.0 6.2) (security.md A2, A6).

The two contradict each other on purpose: MLPS asks for kinds of characters and regular change, ASVS forbids both.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import check_password as matches
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.ledger import Invalid
from mingcha.organs.models import FormerPassword, Person

LONGEST: Final = 256
"""Characters of a password; a longer one is refused before it is hashed."""


class Profile(NamedTuple):
    """Fewest characters, fewest kinds of them, days until it is changed (0: never), how many former ones may not return."""

    least: int
    kinds: int
    days: int
    former: int


PROFILES: Final = {
    Person.PasswordProfile.MLPS3: Profile(12, 3, 90, 5),
    Person.PasswordProfile.CITIZEN: Profile(8, 1, 0, 0),
}
WORDS: Final = {
    "password_too_common": gettext_lazy("这个密码太常见，容易被猜到"),
    "password_too_similar": gettext_lazy("密码与账号或姓名太相近"),
}


def profile_of(person: Person) -> Profile:
    """The rules for whose password it is."""
    return PROFILES[Person.PasswordProfile(person.password_profile)]


def expired(person: Person, now: datetime) -> bool:
    """Whether a password is older than its profile allows; a demonstration is shown for years."""
    days = profile_of(person).days
    if not days or settings.DEMO or person.password_changed_at is None or not person.has_usable_password():
        return False
    return now - person.password_changed_at >= timedelta(days=days)


def advice(person: Person) -> str:
    """What the form says before anybody tries."""
    profile = profile_of(person)
    if profile.kinds == 1:
        return _("至少 {least} 个字符，可以是一句话").format(least=profile.least)
    words = _(
        "至少 {least} 个字符，大写字母、小写字母、数字、其他字符中至少 {kinds} 种；不能是最近 {former} 个用过的密码"
    )
    return words.format(least=profile.least, kinds=profile.kinds, former=profile.former)


def check_password(password: str, person: Person) -> None:
    """Raise Invalid, field ``new``, with every reason why a password will not do."""
    faults = [*_form_faults(password, profile_of(person)), *_known_faults(password, person)]
    if not faults and _was_used(password, person):
        words = _("不能使用最近 {former} 个用过的密码")
        faults = [("new", "password_used", words.format(former=profile_of(person).former))]
    if faults:
        raise Invalid.many(faults)


def _form_faults(password: str, profile: Profile) -> list[tuple[str | None, str, object]]:
    if len(password) > LONGEST:
        return [("new", "too_long", _("密码最多 {most} 个字符").format(most=LONGEST))]
    found: list[tuple[str | None, str, object]] = []
    if len(password) < profile.least:
        found.append(("new", "password_too_short", _("密码至少 {least} 个字符").format(least=profile.least)))
    if len({_kind(letter) for letter in password}) < profile.kinds:
        words = _("大写字母、小写字母、数字、其他字符中至少要有 {kinds} 种")
        found.append(("new", "password_too_plain", words.format(kinds=profile.kinds)))
    return found


def _known_faults(password: str, person: Person) -> list[tuple[str | None, str, object]]:
    """What Django's own validators find (settings.AUTH_PASSWORD_VALIDATORS); an overlong text is not given to them."""
    if len(password) > LONGEST:
        return []
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [("new", str(one.code), WORDS[str(one.code)]) for one in error.error_list]
    return []


def _kind(letter: str) -> str:
    """Upper case, lower case, digit, or anything else, Chinese characters among it."""
    category = unicodedata.category(letter)
    return category if category in ("Lu", "Ll", "Nd") else "other"


def _was_used(password: str, person: Person) -> bool:
    """Each look costs a hash, so this comes last and only the profile's number of former ones is looked at."""
    most = profile_of(person).former
    if not most or person.pk is None:
        return False
    kept = FormerPassword.objects.filter(person_id=person.pk).order_by("-id").values_list("password", flat=True)
    current = [person.password] if person.has_usable_password() else []
    return any(matches(password, former) for former in [*current, *kept][:most])
