# SPDX-License-Identifier: Apache-2.0
"""The lists of organs, people, officers and settings (S0-47). Numbers of people leave the house masked, as the page has them."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from mingcha.organs.actions.officers import dismiss_officer, reinstate_officer
from mingcha.organs.actions.people import disable_person, enable_person
from mingcha.organs.forms.officers import OfficerFilter
from mingcha.organs.forms.organs import OrganFilter, RegionFilter
from mingcha.organs.forms.people import PersonFilter
from mingcha.organs.models import Calendar, Dictionary, Officer, Organ, Person, Post, Region, Role
from mingcha.organs.perms import Perm
from mingcha.organs.templatetags.officers import standing
from mingcha.web.listing import Act, Column, Listing


def _roles(post: Post) -> QuerySet[Any]:
    """With the number of active posts within reach."""
    reached = Post.objects.within(post).filter(status=Post.Status.ACTIVE)
    return Role.objects.annotate(held=Count("posts", filter=Q(posts__in=reached.values("pk"))))


OFFICERS: Final = Listing(
    key="officers",
    title=gettext_lazy("执法人员"),
    view="organs:officer-list",
    perm=Perm.ORGANS_OFFICER_READ,
    rows=lambda post: (
        Officer.objects.visible_to(post, Perm.ORGANS_OFFICER_READ)
        .select_related("organ")
        .prefetch_related("certificates")
    ),
    filters=OfficerFilter,
    row="organs/officer_row.html",
    people=True,
    columns=(
        Column(gettext_lazy("姓名"), lambda officer: officer.name),
        Column(gettext_lazy("类别"), lambda officer: officer.get_kind_display()),
        Column(gettext_lazy("机构"), lambda officer: officer.organ.name),
        Column(gettext_lazy("执法证"), lambda officer: standing(officer, timezone.localdate())["words"]),
        Column(gettext_lazy("有效期止"), lambda officer: standing(officer, timezone.localdate())["until"]),
        Column(gettext_lazy("状态"), lambda officer: officer.get_status_display()),
    ),
    acts=(
        Act(
            "dismiss",
            gettext_lazy("登记离岗"),
            Perm.ORGANS_OFFICER_EDIT,
            lambda officer, reason, by: dismiss_officer(officer, reason, by=by),
            reason=True,
        ),
        Act(
            "reinstate",
            gettext_lazy("恢复在岗"),
            Perm.ORGANS_OFFICER_EDIT,
            lambda officer, reason, by: reinstate_officer(officer, reason, by=by),
            reason=True,
        ),
    ),
    empty={"text": gettext_lazy("符合条件的执法人员会列在这里")},
)

ORGANS: Final = Listing(
    key="organs",
    title=pgettext_lazy("several", "机构"),
    view="organs:organ-list",
    perm=Perm.ORGANS_ORGAN_READ,
    rows=lambda post: Organ.objects.visible_to(post, Perm.ORGANS_ORGAN_READ).select_related("region"),
    filters=OrganFilter,
    order=("path", "id"),
    row="organs/organ_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda organ: organ.name),
        Column(gettext_lazy("性质"), lambda organ: organ.get_kind_display()),
        Column(gettext_lazy("所在地区"), lambda organ: organ.region.name),
        Column(gettext_lazy("统一社会信用代码"), lambda organ: organ.uscc),
        Column(gettext_lazy("状态"), lambda organ: organ.get_status_display()),
    ),
    empty={"text": gettext_lazy("符合条件的机构会列在这里")},
)

PEOPLE: Final = Listing(
    key="people",
    title=gettext_lazy("人员"),
    view="organs:person-list",
    perm=Perm.ORGANS_PERSON_READ,
    rows=lambda post: Person.objects.visible_to(post, Perm.ORGANS_PERSON_READ).select_related("organ"),
    filters=PersonFilter,
    row="organs/person_row.html",
    people=True,
    columns=(
        Column(gettext_lazy("姓名"), lambda person: person.name),
        Column(gettext_lazy("用户名"), lambda person: person.username),
        Column(gettext_lazy("所在机构"), lambda person: person.organ.name if person.organ else ""),
        Column(gettext_lazy("身份证号"), lambda person: person.masked_id_number),
        Column(gettext_lazy("手机号"), lambda person: person.masked_phone),
        Column(gettext_lazy("状态"), lambda person: person.get_status_display()),
    ),
    acts=(
        Act(
            "disable",
            gettext_lazy("停用账户"),
            Perm.ORGANS_PERSON_EDIT,
            lambda person, reason, by: disable_person(person, reason, by=by),
            reason=True,
        ),
        Act(
            "enable",
            gettext_lazy("启用账户"),
            Perm.ORGANS_PERSON_EDIT,
            lambda person, reason, by: enable_person(person, reason, by=by),
            reason=True,
        ),
    ),
    empty={"text": gettext_lazy("符合条件的人员会列在这里")},
)

ROLES: Final = Listing(
    key="roles",
    title=pgettext_lazy("several", "角色"),
    view="organs:role-list",
    perm=Perm.ORGANS_SETTING_READ,
    rows=_roles,
    order=("key",),
    row="organs/role_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda role: role.name),
        Column(gettext_lazy("代号"), lambda role: role.key),
        Column(gettext_lazy("权限"), lambda role: len(role.rights), num=True),
        Column(gettext_lazy("在任岗位"), lambda role: role.held, num=True),
    ),
)

CALENDARS: Final = Listing(
    key="calendars",
    title=gettext_lazy("工作日历"),
    lead=gettext_lazy("办理期限按这里的工作日计算"),
    view="organs:calendar-list",
    perm=Perm.ORGANS_SETTING_READ,
    rows=lambda _post: Calendar.objects.all(),
    order=("code",),
    row="organs/calendar_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda calendar: calendar.name),
        Column(gettext_lazy("代号"), lambda calendar: calendar.code),
    ),
    empty={"text": gettext_lazy("导入全国工作日历后，才能计算以工作日为单位的期限")},
)

DICTIONARIES: Final = Listing(
    key="dictionaries",
    title=gettext_lazy("字典"),
    lead=gettext_lazy("下拉列表中的词条"),
    view="organs:dictionary-list",
    perm=Perm.ORGANS_SETTING_READ,
    rows=lambda _post: Dictionary.objects.all(),
    order=("key",),
    row="organs/dictionary_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda dictionary: dictionary.name),
        Column(gettext_lazy("代号"), lambda dictionary: dictionary.key),
    ),
    empty={"text": gettext_lazy("字典由系统安装时带入")},
)

REGIONS: Final = Listing(
    key="regions",
    title=gettext_lazy("行政区划"),
    lead=gettext_lazy("GB/T 2260，截至 2023 年 6 月"),
    view="organs:region-list",
    views=("organs:region-detail",),
    perm=Perm.ORGANS_SETTING_READ,
    rows=lambda _post: Region.objects.all(),
    filters=RegionFilter,
    order=("code",),
    row="organs/region_row.html",
    columns=(
        Column(gettext_lazy("名称"), lambda region: region.name),
        Column(gettext_lazy("区划代码"), lambda region: region.code),
        Column(gettext_lazy("级别"), lambda region: region.get_level_display()),
    ),
    empty={"text": gettext_lazy("下级区划可以手工新增")},
)
