# SPDX-License-Identifier: Apache-2.0
"""A standard or a list is passed and submitted only as it was read: what changed since is told, what was typed stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.test_registers import begun
from catalog.test_standards import LINES, drafted
from mingcha.catalog.actions.registers import review_register, save_lines, submit_register
from mingcha.catalog.actions.standards import review_standard, save_standard, submit_standard
from mingcha.catalog.models import Register, Standard
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db


def seen(client: Client, url: str) -> Any:
    return client.get(url).context["form"]["version"].value()


def test_a_standard_that_changed_since_it_was_read_is_not_passed(cast: Cast) -> None:
    filler, reviewer = cast.post("filler"), cast.post("reviewer")
    standard = submit_standard(drafted(cast), by=filler)
    client, url = cast.client(reviewer), reverse("catalog:standard-review", args=(standard.pk,))
    old = seen(client, url)
    standard = review_standard(standard, passed=False, reason="改", by=reviewer)
    standard = save_standard(standard, standard.version, {}, LINES[:2], by=filler)
    submit_standard(standard, by=filler)
    sent = {"outcome": "passed", "reason": "同意", "version": old}
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert Standard.objects.get().status == Standard.Status.REVIEW
    assert "同意" in answer.content.decode()
    assert client.post(url, sent | {"version": seen(client, url)}).status_code == 302


def test_a_list_that_changed_since_it_was_read_is_not_passed(cast: Cast) -> None:
    filler, reviewer = cast.post("filler"), cast.post("reviewer")
    register = submit_register(begun(cast), "", by=filler)
    client, url = cast.client(reviewer), reverse("catalog:register-review", args=(register.pk,))
    old = seen(client, url)
    register = review_register(register, passed=False, reason="改", by=reviewer)
    submit_register(save_lines(register, None, register.lines[:3], by=filler), "", by=filler)
    assert client.post(url, {"outcome": "passed", "reason": "", "version": old}).status_code == 409
    assert Register.objects.get().status == Register.Status.REVIEW


def test_what_a_colleague_has_changed_is_not_submitted_unread(cast: Cast) -> None:
    filler = cast.post("filler")
    client = cast.client(filler)
    register, standard = begun(cast), drafted(cast)
    url = reverse("catalog:register-submit", args=(register.pk,))
    old = seen(client, url)
    save_lines(register, None, register.lines[:3], by=filler)
    assert client.post(url, {"note": "", "version": old}).status_code == 409
    page = client.get(standard.get_absolute_url()).content.decode()
    assert f'name="version" value="{standard.version}"' in page
    old_version = standard.version
    save_standard(standard, old_version, {}, LINES[:2], by=filler)
    submit = reverse("catalog:standard-submit", args=(standard.pk,))
    for sent in ({"version": old_version}, {}):
        assert client.post(submit, sent).status_code == 409
    assert Standard.objects.get().status == Standard.Status.DRAFT
