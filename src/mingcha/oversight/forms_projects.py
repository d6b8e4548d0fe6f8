# SPDX-License-Identifier: Apache-2.0
"""What is typed for a project, a problem, a self-check and a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases import words as said
from mingcha.cases.models import Alarm
from mingcha.organs.access import keys_of
from mingcha.organs.models import Organ, Post
from mingcha.oversight.actions.projects import MOST, Found, Plan
from mingcha.oversight.actions.selfchecks import Checked
from mingcha.oversight.forms_papers import PICK, attachments, prose
from mingcha.oversight.models import CheckPlan, Mode, Project, ProjectItem, Refusal, Supervisor
from mingcha.oversight.offices import MOST_DAYS
from mingcha.web.forms import Day, Form, Moment, Text, Versioned

LONGEST_KEY: Final = 18
NONE: Final = gettext_lazy("没有")


class Rows(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django has no generic one at run time
    """Several rows of a table. A key longer than any row's is none of them; a database would refuse to look for it."""

    def clean(self, value: Any) -> Any:
        beyond = next((one for one in value or () if len(str(one)) > LONGEST_KEY), None)
        if beyond is not None:
            words = self.error_messages["invalid_choice"]
            raise forms.ValidationError(words, code="invalid_choice", params={"value": str(beyond)[:LONGEST_KEY]})
        return super().clean(value)


class ProjectForm(Form):
    """A new project."""

    theme = Text(label=gettext_lazy("主题"), max_length=120)
    mode = forms.ChoiceField(label=gettext_lazy("监督方式"), choices=Mode.choices, initial=Mode.SPECIAL)
    plan = prose(gettext_lazy("方案"))
    first_day = Day(label=gettext_lazy("开始日期"))
    last_day = Day(label=gettext_lazy("结束日期"))
    organs = Rows(
        Organ.objects.none(),
        label=gettext_lazy("监督对象"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-narrow": gettext_lazy("输入单位名称查找")}),
    )
    team = Rows(Supervisor.objects.none(), label=gettext_lazy("监督人员"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        reach = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE)
        fields["organs"].queryset = reach.exclude(pk__in=post.organ.ancestry).order_by("path")
        holders = Supervisor.objects.filter(organ=post.organ_id, status=Supervisor.Status.VALID)
        fields["team"].queryset = holders.select_related("person")

    @property
    def made(self) -> Plan:
        return Plan(**self.cleaned_data)


class CollectForm(Form):
    """Into which project the chosen rows come."""

    ids = forms.CharField(
        widget=forms.HiddenInput,
        max_length=20 * MOST,
        error_messages={"required": gettext_lazy("请重新选择"), "max_length": gettext_lazy("请重新选择")},
    )
    project = forms.ModelChoiceField(Project.objects.none(), label=gettext_lazy("监督项目"), empty_label=PICK)

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project: Any = self.fields["project"]
        project.queryset = Project.objects.filter(organ=post.organ_id, status=Project.Status.RUNNING)

    def clean_ids(self) -> list[int]:
        if (keys := keys_of(self.cleaned_data["ids"])) is None:
            raise forms.ValidationError(_("请重新选择"), code="selection")
        return keys


class ProblemForm(Form):
    """A problem for the list of a project."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("单位"), empty_label=PICK)
    item = forms.ModelChoiceField(
        ProjectItem.objects.none(), label=gettext_lazy("材料"), required=False, empty_label=NONE
    )
    found = prose(gettext_lazy("问题"))
    basis = Text(label=gettext_lazy("依据"), max_length=500)
    demand = prose(gettext_lazy("整改要求"), rows=3)
    days = forms.IntegerField(label=gettext_lazy("整改期限（工作日）"), min_value=1, max_value=MOST_DAYS, initial=15)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organ"].queryset = project.organs.all()
        fields["item"].queryset = project.items.all()

    @property
    def made(self) -> Found:
        return Found(**self.cleaned_data)


class RectifyForm(Versioned):
    """What was put right."""

    words = prose(gettext_lazy("整改情况"))
    uploads = attachments()


class AgainForm(Versioned):
    """What a re-examination found."""

    passed = forms.ChoiceField(
        label=gettext_lazy("复查结论"),
        choices=[("yes", gettext_lazy("通过")), ("no", gettext_lazy("未通过，继续整改"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    words = prose(gettext_lazy("复查意见"), rows=3)
    days = forms.IntegerField(
        label=gettext_lazy("新的整改期限（工作日）"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=gettext_lazy("未通过的须填写"),
    )


class SummaryForm(Versioned):
    """The summary with which a project ends."""

    summary = prose(gettext_lazy("总结"), 4_000, 6)


class PlanForm(Versioned):
    """How often self-checks are asked for; version 0 where nobody has asked yet."""

    every = forms.ChoiceField(label=gettext_lazy("周期"), choices=CheckPlan.Every.choices)
    days = forms.IntegerField(label=gettext_lazy("期满后报送天数"), min_value=1, max_value=60, initial=10)


class CheckForm(Form):
    """A self-check, with cause and measures of each alarm that stands."""

    checked = prose(gettext_lazy("自查范围"), rows=3)
    found = prose(gettext_lazy("发现的问题"), rows=3)

    def __init__(self, alarms: Sequence[Alarm], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alarms = alarms
        for alarm in alarms:
            what = f"{alarm.case.number} · {said.headline(alarm)}"
            self.fields[f"cause_{alarm.pk}"] = Text(label=_("原因：{what}").format(what=what), max_length=500)
            label = _("整改措施：{what}").format(what=alarm.case.number)
            self.fields[f"measures_{alarm.pk}"] = Text(label=label, max_length=500)

    def known(self) -> set[str]:
        """Besides, what was typed of alarms that have been cleared since the form was shown: it is left aside."""
        return super().known() | {name for name in self.data if name.startswith(("cause_", "measures_"))}

    @property
    def made(self) -> Checked:
        given = self.cleaned_data
        measures = {alarm.pk: (given[f"cause_{alarm.pk}"], given[f"measures_{alarm.pk}"]) for alarm in self.alarms}
        return Checked(given["checked"], given["found"], measures)


class RefusalForm(Form):
    """When a unit refused, and why, in its own words."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("单位"), empty_label=PICK)
    at = Moment(label=gettext_lazy("拒绝时间"))
    reason = prose(gettext_lazy("单位陈述的理由"))

    def __init__(self, organs: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organ: Any = self.fields["organ"]
        organ.queryset = Organ.objects.filter(pk__in=organs)


class JudgeForm(Versioned):
    """Whether the reason is good."""

    status = forms.ChoiceField(
        label=gettext_lazy("认定"),
        choices=[(each.value, each.label) for each in (Refusal.Status.JUSTIFIED, Refusal.Status.UNJUSTIFIED)],
        widget=forms.RadioSelect,
    )
    words = prose(gettext_lazy("认定意见"))
