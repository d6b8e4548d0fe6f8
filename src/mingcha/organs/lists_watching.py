# SPDX-License-Identifier: Apache-2.0
"""The lists of logins: who came, who is here, whom nobody has seen (S0-47, security.md A3, A9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.actions.sessions import ONLINE, force_logout
from mingcha.organs.dormant import NOTICE, idle
from mingcha.organs.forms.logins import LoginFilter
from mingcha.organs.models import Login, Person, Presence
from mingcha.organs.perms import Perm
from mingcha.web.listing import Act, Column, Listing


def _set_end(people: Sequence[Any]) -> None:
    """Put on each account the day on which it is disabled."""
    for person in people:
        person.until = person.awake + timedelta(days=person.days)


_COLUMNS: Final = (
    Column(gettext_lazy("时间"), lambda login: localtime(login.at)),
    Column(gettext_lazy("人员"), lambda login: login.person.name if login.person else _("没有这个账号")),
    Column(gettext_lazy("来自"), lambda login: login.place),
    Column(gettext_lazy("浏览器"), lambda login: login.browser),
    Column(gettext_lazy("结果"), lambda login: login.get_result_display()),
)

LOGINS: Final = Listing(
    key="logins",
    title=gettext_lazy("登录记录"),
    view="organs:login-list",
    perm=Perm.ORGANS_LOGIN_READ,
    rows=lambda post: Login.objects.visible_to(post, Perm.ORGANS_LOGIN_READ).select_related("person"),
    filters=LoginFilter,
    row="organs/login_row.html",
    people=True,
    columns=_COLUMNS,
)

MY_LOGINS: Final = Listing(
    key="my-logins",
    title=gettext_lazy("我的登录"),
    lead=gettext_lazy("有不是自己的登录，请马上退出所有登录并修改密码"),
    view="account_logins",
    perm="",
    rows=lambda post: Login.objects.filter(person_id=post.person_id).select_related("person"),
    row="organs/login_row.html",
    columns=_COLUMNS,
)

ONLINE_NOW: Final = Listing(
    key="online",
    title=gettext_lazy("在线用户"),
    lead=gettext_lazy("半小时内有操作的登录"),
    view="organs:online-list",
    perm=Perm.ORGANS_LOGIN_READ,
    rows=lambda post: (
        Presence.objects.visible_to(post, Perm.ORGANS_LOGIN_READ)
        .filter(seen_at__gte=timezone.now() - ONLINE)
        .select_related("person__organ")
    ),
    row="organs/presence_row.html",
    people=True,
    columns=(
        Column(gettext_lazy("姓名"), lambda here: here.person.name),
        Column(gettext_lazy("所在机构"), lambda here: here.person.organ.name if here.person.organ else ""),
        Column(gettext_lazy("登录时间"), lambda here: localtime(here.begun_at)),
        Column(gettext_lazy("最近操作"), lambda here: localtime(here.seen_at)),
        Column(gettext_lazy("来自"), lambda here: here.place),
        Column(gettext_lazy("浏览器"), lambda here: here.browser),
        Column(gettext_lazy("操作"), None),
    ),
    acts=(
        Act(
            "end",
            gettext_lazy("强制下线"),
            Perm.ORGANS_SESSION_END,
            lambda here, reason, by: force_logout(here.person, reason, by=by),
            reason=True,
            elevated=True,
        ),
    ),
)

DORMANT: Final = Listing(
    key="dormant",
    title=gettext_lazy("长期未登录"),
    lead=gettext_lazy("到期前 14 天列在这里，到期自动停用"),
    view="organs:dormant-list",
    perm=Perm.ORGANS_PERSON_READ,
    rows=lambda post: idle(
        Person.objects.visible_to(post, Perm.ORGANS_PERSON_READ), timezone.now(), before=NOTICE
    ).select_related("organ"),
    order=("id",),
    row="organs/dormant_row.html",
    prepare=_set_end,
    people=True,
    columns=(
        Column(gettext_lazy("姓名"), lambda person: person.name),
        Column(gettext_lazy("用户名"), lambda person: person.username),
        Column(gettext_lazy("所在机构"), lambda person: person.organ.name if person.organ else ""),
        Column(gettext_lazy("上次登录"), lambda person: localtime(person.awake)),
        Column(gettext_lazy("自动停用"), lambda person: localtime(person.until)),
    ),
    empty={"text": gettext_lazy("没有快要停用的账户")},
)
