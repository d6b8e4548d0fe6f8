# SPDX-License-Identifier: Apache-2.0
"""The days on which law holds: nothing of a repealed law counts, what is entered later counts from its own day, national
law is kept where the whole province looks.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.test_law_library import BY, database, law_of
from mingcha.catalog.actions import amend_article, edit_law, load_national_laws, repeal_law
from mingcha.catalog.citations import in_force
from mingcha.catalog.models import Article, Law

pytestmark = pytest.mark.django_db

SECOND = "《甲州市市容条例》第二条"


def test_of_a_repealed_law_no_article_holds_that_an_amendment_had_still_to_begin() -> None:
    law = law_of()
    amend_article(law.articles.get(label="第二条"), "处五十元罚款。", date(2027, 6, 1), by=BY)
    repeal_law(law, date(2027, 1, 31), "新条例", by=BY)
    assert in_force(SECOND, date(2027, 1, 31)) is True
    assert [in_force(SECOND, day) for day in (date(2027, 3, 1), date(2027, 7, 1), date(2030, 1, 1))] == [False] * 3


def test_a_law_that_the_package_says_has_ended_ends_with_its_amended_articles(tmp_path: Path) -> None:
    file, texts = tmp_path / "laws.db", ["一。", "二。"]
    load_national_laws(database(file, ("甲法", "2010-01-01", "2010-06-01", "现行有效", texts)), by=BY)
    amend_article(Article.objects.get(article_id="《甲法》第二条"), "改二。", date(2024, 9, 1), by=BY)
    follows = ("乙法", "2024-01-01", "2024-07-01", "现行有效", ["本法自2024年7月1日起施行，《甲法》同时废止。"])
    load_national_laws(database(file, ("甲法", "2010-01-01", "2010-06-01", "已废止", texts), follows), by=BY)
    assert Law.objects.get(title="甲法").valid_to == date(2024, 6, 30)
    assert in_force("《甲法》第二条", date(2024, 6, 30)) is True
    assert in_force("《甲法》第二条", date(2024, 12, 1)) is False


def test_loading_finds_a_law_that_somebody_has_given_another_kind(tmp_path: Path) -> None:
    given = ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["一。"])
    file = database(tmp_path / "laws.db", given)
    load_national_laws(file, by=BY)
    edit_law(Law.objects.get(), Law.objects.get().version, {"kind": Law.Kind.REGULATION}, by=BY)
    assert not any(load_national_laws(file, by=BY).values())
    law_of("乙法", valid_from=date(2011, 1, 1))
    again = ("乙法", "2011-01-01", "2011-01-01", "现行有效", ["乙。", "又乙。", "三乙。"])
    counts = load_national_laws(database(file, given, again), by=BY)
    assert (counts["laws_added"], counts["articles_added"], counts["articles_changed"]) == (0, 1, 2)


def test_what_a_newer_package_adds_or_changes_in_a_law_that_ended_here_has_ended_too(tmp_path: Path) -> None:
    file = database(tmp_path / "laws.db", ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["一。"]))
    load_national_laws(file, by=BY)
    amend_article(Article.objects.get(), "改一。", date(2025, 6, 1), by=BY)
    repeal_law(Law.objects.get(), date(2024, 12, 31), "乙法", by=BY)
    load_national_laws(database(file, ("甲法", "2010-01-01", "2010-06-01", "现行有效", ["新一。", "二。"])), by=BY)
    assert [in_force(f"《甲法》第{n}条", date(2025, 1, 1)) for n in "一二"] == [False, False]
