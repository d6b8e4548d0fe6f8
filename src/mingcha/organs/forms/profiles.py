# SPDX-License-Identifier: Apache-2.0
"""The form of what a region settles for itself (S1-06)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.organs.dictionaries import terms
from mingcha.organs.models import RegionProfile
from mingcha.web.forms import Hour, Text, Versioned


class ProfileForm(Versioned):
    """Small-county mode, who needs a second factor, when accounts are dormant, the categories of power shown, a note."""

    small_county = forms.BooleanField(
        label=_("小县模式"),
        required=False,
        help_text=_("监督机构只有两人时，相邻的审核环节可以合并；提交人仍不得审核自己的事项"),
    )
    second_factor = forms.ChoiceField(
        label=_("二次验证"), choices=RegionProfile.SecondFactor.choices, initial="optional"
    )
    dormant_days = forms.IntegerField(
        label=_("长期未登录的天数"),
        min_value=30,
        max_value=365,
        initial=90,
        help_text=_("超过这些天没有登录的账户自动停用，到期前 14 天列出"),
    )
    digest_hour = Hour(label=_("消息汇总时间"), initial=9, help_text=_("几点发出每日汇总；个人可以另选"))
    quiet_from = Hour(label=_("免打扰开始"), initial=20)
    quiet_to = Hour(
        label=_("免打扰结束"), initial=8, help_text=_("这段时间里不发邮件和短信；开始和结束相同，就没有免打扰时间")
    )
    categories = forms.MultipleChoiceField(
        label=_("显示的权力类别"),
        required=False,
        choices=lambda: terms("power_category"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个也不选，就全部显示"),
    )
    reason = Text(
        label=_("理由"), required=False, max_length=500, help_text=_("启用小县模式或放宽二次验证时必填，写入操作记录")
    )
    note = Text(label=_("说明"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}))
