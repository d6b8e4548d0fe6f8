# SPDX-License-Identifier: Apache-2.0
"""Articles and tiers are loaded from tables: whole, again without change, every fault with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.documents import SAMPLE
from mingcha.catalog.actions import load_law
from mingcha.catalog.models import Article, Tier
from mingcha.files.badinput import BadInput
from mingcha.ledger import System
from mingcha.ledger.models import Entry

BY = System("test")
ARTICLES = "条文,施行日期,失效日期\n"
TIERS = "违法行为,阶次,生效日期,失效日期,最低罚款(元),最高罚款(元),须先责令改正\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str, encoding: str = "utf-8-sig", name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding)
        return path

    return write


@pytest.mark.req("S1-16", "S1-18")
def test_the_sample_is_loaded_once_and_again_changes_nothing() -> None:
    first = load_law(SAMPLE / "articles.csv", SAMPLE / "tiers.csv", by=BY)
    again = load_law(SAMPLE / "articles.csv", SAMPLE / "tiers.csv", by=BY)
    assert first["articles_added"] == Article.objects.count() == 24
    assert first["tiers_added"] == Tier.objects.count() > 100
    assert not any(again.values())
    assert Entry.objects.filter(act="load_law").count() == 1
    tier = Tier.objects.get(violation="未经设立登记从事经营活动", tier="一般", valid_from=date(2022, 3, 1))
    assert (tier.min_amt, tier.max_amt, tier.needs_order) == (3_250_000, 6_400_000, True)
    assert (tier.valid_from, tier.valid_to) == (date(2022, 3, 1), date(2025, 12, 31))


def test_an_article_that_has_ended_since_is_brought_up_to_date(table) -> None:
    load_law(table(ARTICLES + "《法》第一条,2020-01-01,\n"), None, by=BY)
    counts = load_law(
        table(ARTICLES + "《法》第一条,2020年1月1日,2024/6/30\n《法》第一条,2024-07-01,长期\n"), None, by=BY
    )
    assert (counts["articles_added"], counts["articles_changed"]) == (1, 1)
    assert list(Article.objects.order_by("valid_from").values_list("valid_to", flat=True)) == [date(2024, 6, 30), None]


def test_a_table_in_gbk_is_read(table) -> None:
    load_law(table(ARTICLES + "《中华人民共和国行政处罚法》第三十三条,2021-07-15,\n", "gbk"), None, by=BY)
    assert Article.objects.get().article_id == "《中华人民共和国行政处罚法》第三十三条"


WRONG_ARTICLES = {
    ",2020-01-01,\n": "key_missing",
    "《法》第一条,,\n": "date_invalid",
    "《法》第一条,2025-02-29,\n": "date_invalid",
    "《法》第一条,0001-01-01,\n": "date_range",
    "《法》第一条,2020-01-01,2019-12-31\n": "date_order",
    "《法》第一条,2020-01-01,\n《法》第一条,2020-01-01,2021-01-01\n": "row_duplicate",
    "《法》第一条,2020-01-01,,多\n": "csv_row",
    '"《法》第一条,2020-01-01,\n': "csv_row",
    "长" * 201 + ",2020-01-01,\n": "text_invalid",
}


@pytest.mark.parametrize(("rows", "code"), WRONG_ARTICLES.items(), ids=WRONG_ARTICLES.values())
def test_a_wrong_article_is_told_with_its_line(table, rows: str, code: str) -> None:
    with pytest.raises(BadInput) as bad:
        load_law(table(ARTICLES + rows), None, by=BY)
    assert bad.value.errors[0].code == code
    assert "第 " in bad.value.errors[0].where
    assert not Article.objects.exists()


WRONG_TIERS = {
    "甲,一般,2020-01-01,,-1,2,是\n": "amount_range",
    "甲,一般,2020-01-01,,1.001,2,是\n": "amount_range",
    "甲,一般,2020-01-01,,nan,2,是\n": "amount_range",
    "甲,一般,2020-01-01,,3,2,是\n": "amount_range",
    "甲,一般,2020-01-01,,1,2,也许\n": "flag_invalid",
}


@pytest.mark.parametrize(("rows", "code"), WRONG_TIERS.items(), ids=WRONG_TIERS)
def test_a_wrong_tier_is_told_with_its_line(table, rows: str, code: str) -> None:
    with pytest.raises(BadInput) as bad:
        load_law(None, table(TIERS + rows), by=BY)
    assert [fault.code for fault in bad.value.errors] == [code]


def test_faults_of_both_tables_are_told_at_once_and_nothing_is_written(table) -> None:
    articles = table(ARTICLES + "《法》第一条,2020-01-01,\n《法》第二条,x,\n", name="a.csv")
    tiers = table(TIERS.replace("阶次", "档次"), name="t.csv")
    with pytest.raises(BadInput) as bad:
        load_law(articles, tiers, by=BY)
    assert [(fault.code, fault.where) for fault in bad.value.errors] == [
        ("date_invalid", "a.csv 第 3 行"),
        ("column_missing", "t.csv"),
    ]
    assert not Article.objects.exists()
