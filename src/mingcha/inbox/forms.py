# SPDX-License-Identifier: Apache-2.0
"""The form by which a person says what of her messages she wants outside the site, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.inbox.models import Mode
from mingcha.web.forms import Day, Hour, Versioned


def _mode(label: Any, usual: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Mode.choices, initial=usual)


class PreferenceForm(Versioned):
    """By channel and level when a message leaves; the hour of the digest, quiet hours, a pause."""

    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False, max_length=254, help_text=gettext_lazy("不填就不发邮件；加密保存")
    )
    digest_hour = Hour(label=gettext_lazy("每日汇总时间"), initial=9, help_text=gettext_lazy("没有内容的日子不发"))
    email_red = _mode(gettext_lazy("邮件：红色报警"), Mode.INSTANT)
    sms_red = _mode(gettext_lazy("短信：红色报警"), Mode.INSTANT)
    email_yellow = _mode(gettext_lazy("邮件：黄色报警"), Mode.DIGEST)
    sms_yellow = _mode(gettext_lazy("短信：黄色报警"), Mode.OFF)
    email_prompt = _mode(gettext_lazy("邮件：提示和其他消息"), Mode.OFF)
    sms_prompt = _mode(gettext_lazy("短信：提示和其他消息"), Mode.OFF)
    quiet_from = Hour(label=gettext_lazy("免打扰开始"), initial=20)
    quiet_to = Hour(
        label=gettext_lazy("免打扰结束"), initial=8, help_text=gettext_lazy("开始和结束相同，就没有免打扰时间")
    )
    red_always = forms.BooleanField(
        label=gettext_lazy("红色报警不受限"),
        required=False,
        help_text=gettext_lazy("选上后，免打扰时间里也发红色报警；不选就等到免打扰结束"),
    )
    paused_to = Day(
        label=gettext_lazy("暂停至"), required=False, help_text=gettext_lazy("到这一天为止不发邮件和短信，站内消息照常")
    )

    def clean_paused_to(self) -> date | None:
        """A pause that is over is none."""
        day: date | None = self.cleaned_data["paused_to"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("这一天已经过去"), code="past")
        return day
