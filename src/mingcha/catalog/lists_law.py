# SPDX-License-Identifier: Apache-2.0
"""The lists of the law library: laws, and articles as a search finds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy

from mingcha.catalog.forms.laws import ArticleFilter, LawFilter
from mingcha.catalog.models import Article, Law
from mingcha.organs.perms import Perm
from mingcha.web.listing import Column, Listing


def standing_of(row: Any) -> dict[str, Any]:
    """How a law or an article stands today: level (empty where colour says nothing) and words."""
    today = timezone.localdate()
    if row.valid_to is not None and row.valid_to < today:
        return {"level": "red", "words": gettext_lazy("已失效")}
    if row.valid_from > today:
        return {"level": "prompt", "words": gettext_lazy("尚未施行")}
    return {"level": "ok", "words": gettext_lazy("有效")}


def _count(laws: Sequence[Any]) -> None:
    """Put on each law how many articles it has, and how it stands."""
    numbers = Article.objects.filter(law__in=laws).order_by().values("law").annotate(n=Count("label", distinct=True))
    counts = {row["law"]: row["n"] for row in numbers}
    for law in laws:
        law.article_count, law.standing = counts.get(law.pk, 0), standing_of(law)


def _stand(articles: Sequence[Any]) -> None:
    for article in articles:
        article.standing = standing_of(article)


LAWS: Final = Listing(
    key="laws",
    title=gettext_lazy("法律法规库"),
    lead=gettext_lazy("事项的依据和裁量基准引用这里的条文；失效的引用会标出"),
    view="catalog:law-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=lambda _post: Law.objects.all(),
    filters=LawFilter,
    order=("title", "id"),
    row="catalog/law_row.html",
    prepare=_count,
    columns=(
        Column(gettext_lazy("名称"), lambda law: law.title),
        Column(gettext_lazy("效力层级"), lambda law: law.get_kind_display()),
        Column(gettext_lazy("制定机关"), lambda law: law.issuer),
        Column(gettext_lazy("施行日期"), lambda law: law.valid_from),
        Column(gettext_lazy("条文"), lambda law: law.article_count, num=True),
        Column(gettext_lazy("状态"), lambda law: str(law.standing["words"])),
    ),
    also=(Column(gettext_lazy("文号"), lambda law: law.number), Column(gettext_lazy("来源"), lambda law: law.source)),
    empty={"text": gettext_lazy("国家法律由 mingcha catalog laws 载入；行政法规、规章和地方性法规在这里登记或上传。")},
)

ARTICLES: Final = Listing(
    key="articles",
    title=gettext_lazy("法律法规库"),
    lead=gettext_lazy("按词查条文：写得越多，找到的越准"),
    view="catalog:article-list",
    perm=Perm.CATALOG_ITEM_READ,
    rows=lambda _post: Article.objects.select_related("law"),
    filters=ArticleFilter,
    order=("-id",),
    row="catalog/article_row.html",
    prepare=_stand,
    columns=(
        Column(gettext_lazy("条文"), lambda article: article.article_id),
        Column(gettext_lazy("内容"), lambda article: article.text),
        Column(gettext_lazy("施行日期"), lambda article: article.valid_from),
        Column(gettext_lazy("状态"), lambda article: str(article.standing["words"])),
    ),
    empty={"text": gettext_lazy("库中还没有条文。")},
)
