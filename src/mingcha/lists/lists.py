# SPDX-License-Identifier: Apache-2.0
"""One's own errands and kept filters, as lists (S0-47)."""

from __future__ import annotations

from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mingcha.lists.actions import delete_errand, delete_filter
from mingcha.lists.models import Errand, SavedFilter
from mingcha.web.listing import Act, Column, Listing


def title_of(key: str) -> str:
    """What a list is called."""
    from mingcha.lists.listings import LISTINGS  # which names these two lists as well

    return str(LISTINGS[key].title) if key in LISTINGS else key


def act_of(errand: Errand) -> str:
    """What an errand does."""
    from mingcha.lists.listings import LISTINGS

    acts = LISTINGS[errand.listing].acts if errand.listing in LISTINGS else ()
    return str(next((act.label for act in acts if act.name == errand.act), gettext_lazy("导出")))


def _tell(rows: Any) -> None:
    for row in rows:
        row.title, row.verb = title_of(row.listing), act_of(row)


def _name(rows: Any) -> None:
    for row in rows:
        row.title = title_of(row.listing)


ERRANDS: Final = Listing(
    key="errands",
    title=gettext_lazy("导出和批量办理"),
    lead=gettext_lazy("自己的导出和批量办理；导出的文件保留 7 天"),
    view="lists:errand-list",
    perm="",
    rows=lambda post: Errand.objects.filter(person_id=post.person_id).exclude(status=Errand.Status.GONE),
    row="lists/errand_row.html",
    prepare=_tell,
    columns=(
        Column(gettext_lazy("列表"), lambda errand: errand.title),
        Column(gettext_lazy("办理"), lambda errand: errand.verb),
        Column(gettext_lazy("状态"), lambda errand: errand.get_status_display()),
        Column(gettext_lazy("行数"), lambda errand: errand.done, num=True),
        Column(gettext_lazy("提交时间"), lambda errand: localtime(errand.made_at), num=True),
    ),
    acts=(
        Act(
            "delete",
            gettext_lazy("删除"),
            "",
            lambda errand, _reason, by: delete_errand(errand, by=by),
        ),
    ),
    empty={"text": gettext_lazy("从任何列表导出，或者一次办理很多条时，进度和结果列在这里。")},
)

FILTERS: Final = Listing(
    key="filters",
    title=gettext_lazy("我的筛选"),
    lead=gettext_lazy("只有自己看得到；打开时按当前的权限重新筛选"),
    view="lists:filter-list",
    perm="",
    rows=lambda post: SavedFilter.objects.filter(person_id=post.person_id),
    order=("listing", "name"),
    row="lists/filter_row.html",
    prepare=_name,
    columns=(
        Column(gettext_lazy("名称"), lambda saved: saved.name),
        Column(gettext_lazy("列表"), lambda saved: saved.title),
        Column(gettext_lazy("时间"), lambda saved: localtime(saved.made_at), num=True),
    ),
    acts=(
        Act(
            "delete",
            gettext_lazy("删除"),
            "",
            lambda saved, _reason, by: delete_filter(saved, by=by),
        ),
    ),
    empty={"text": gettext_lazy("在列表上筛选以后，可以“保存筛选”，下次一点就到。")},
)
