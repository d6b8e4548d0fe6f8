# SPDX-License-Identifier: Apache-2.0
"""Nobody reads a word that is not for her: pages, forms, exports, files, errors, messages, logs (security.md section 1-B).

A few seats and addresses here; every seat and all of them by ``script/prove canary``.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from canary_world import Canaries, lay
from crawler import DIGITS, WORDS, Crawler, flattened

from mingcha.organs.scope import ScopedQuerySet

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WALKS = {("home", "overseer"): 60, ("home", "handler"): 35, ("home", "security_admin"): 45, ("away", "monitor"): 60}
"""Who walks, and at least how many answers she must have read: a crawler that is shut out finds nothing either."""
MOST = 110


@pytest.fixture(scope="module")
def canaries(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Canaries]:
    """Built once, inside a transaction that is rolled back."""
    from django.db import transaction
    from django.test import override_settings

    room = tmp_path_factory.mktemp("canary")
    folders = override_settings(FILES_ROOT=room / "files", WORK_ROOT=room / "work")
    with django_db_blocker.unblock(), folders, transaction.atomic():
        yield lay()
        transaction.set_rollback(True)


def told(caplog: pytest.LogCaptureFixture, canaries: Canaries) -> list[str]:
    """Every line of the log with a word, or a whole number, of anybody."""
    lines = [logging.Formatter().format(record) for record in caplog.records]
    return [line for line in lines if WORDS.search(line) or set(DIGITS.findall(line)) & canaries.numbers.keys()]


@pytest.mark.req("S0-49", "S1-43")
@pytest.mark.parametrize("seat", WALKS, ids="-".join)
def test_nobody_reads_a_word_that_is_not_for_her(
    canaries: Canaries, seat: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    walk = Crawler(canaries, seat, alike=1, most=MOST).walk()
    print(f"{seat}: {walk.asked.total()} answers {dict(sorted(walk.asked.items()))}, {len(walk.read)} words")
    assert walk.leaks == {}
    assert told(caplog, canaries) == []
    assert walk.asked[200] >= WALKS[seat], "it was shut out"
    assert walk.asked.total() >= 100
    assert len(walk.read) >= 5


@pytest.mark.parametrize("seat", [("home", "monitor"), ("away", "overseer")], ids="-".join)
def test_nor_by_the_api(canaries: Canaries, seat: tuple[str, str]) -> None:
    walk = Crawler(canaries, seat, alike=1, most=MOST).try_api()
    assert walk.leaks == {}
    assert (walk.asked[200] >= 12, walk.asked[404] >= 8, len(walk.read) >= 10) == (True, True, True), walk.asked


def test_a_stranger_reads_no_word_at_all(canaries: Canaries) -> None:
    walk = Crawler(canaries, None, alike=1, most=MOST).try_all()
    assert (walk.leaks, walk.read) == ({}, set())
    assert walk.asked.total() >= 100


def test_a_planted_leak_is_found(canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query set that forgets its reach."""
    monkeypatch.setattr(ScopedQuerySet, "within", lambda self, post: self.all())
    walk = Crawler(canaries, ("home", "handler"), alike=1, most=30).walk()
    assert any("case " in leak for leak in walk.leaks), walk.leaks


def test_words_are_found_inside_workbooks_and_archives() -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "<t>ZQ0001Z</t>")
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.xlsx", inner.getvalue())
    assert WORDS.findall(flattened(outer.getvalue())) == ["ZQ0001Z"]
