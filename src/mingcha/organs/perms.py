# SPDX-License-Identifier: Apache-2.0
"""Every right there is, by name: what a role is made of (architecture.md section 6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Perm(StrEnum):
    """``app:thing:verb``, alphabetical. Rows of roles hold these words; the words are code."""

    ANALYSIS_FIGURE_READ = "analysis:figure:read"
    CASES_ALARM_ACKNOWLEDGE = "cases:alarm:acknowledge"
    CASES_ALARM_READ = "cases:alarm:read"
    CASES_CASE_ASSIGN = "cases:case:assign"
    CASES_CASE_OPEN = "cases:case:open"
    CASES_CASE_READ = "cases:case:read"
    CASES_CASE_SIGN = "cases:case:sign"
    CASES_CASE_WORK = "cases:case:work"
    CASES_RECHECK_RUN = "cases:recheck:run"
    CATALOG_DRAFT_EDIT = "catalog:draft:edit"
    CATALOG_DRAFT_FINAL = "catalog:draft:final"
    CATALOG_DRAFT_FIRST = "catalog:draft:first"
    CATALOG_DRAFT_LEGAL = "catalog:draft:legal"
    CATALOG_DRAFT_READ = "catalog:draft:read"
    CATALOG_DRAFT_SUBMIT = "catalog:draft:submit"
    CATALOG_ITEM_READ = "catalog:item:read"
    CATALOG_LAW_EDIT = "catalog:law:edit"
    CATALOG_REGISTER_EDIT = "catalog:register:edit"
    CATALOG_REGISTER_REVIEW = "catalog:register:review"
    CATALOG_STANDARD_EDIT = "catalog:standard:edit"
    CATALOG_STANDARD_REVIEW = "catalog:standard:review"
    CATALOG_TEMPLATE_EDIT = "catalog:template:edit"
    DISCLOSURE_ITEM_PUBLISH = "disclosure:item:publish"
    EXCHANGE_CLIENT_EDIT = "exchange:client:edit"
    EXCHANGE_IMPORT_READ = "exchange:import:read"
    EXCHANGE_IMPORT_RUN = "exchange:import:run"
    INBOX_DELIVERY_READ = "inbox:delivery:read"
    INBOX_DELIVERY_RETRY = "inbox:delivery:retry"
    LEDGER_ENTRY_READ = "ledger:entry:read"
    LEDGER_HEAD_ACCEPT = "ledger:head:accept"
    LEDGER_INCIDENT_READ = "ledger:incident:read"
    LEDGER_INCIDENT_RETRY = "ledger:incident:retry"
    LEDGER_STATUS_READ = "ledger:status:read"
    ORGANS_CALENDAR_EDIT = "organs:calendar:edit"
    ORGANS_DICTIONARY_EDIT = "organs:dictionary:edit"
    ORGANS_FACTOR_RESET = "organs:factor:reset"
    ORGANS_IDENTITY_BIND = "organs:identity:bind"
    ORGANS_LOGIN_READ = "organs:login:read"
    ORGANS_OFFICER_EDIT = "organs:officer:edit"
    ORGANS_OFFICER_READ = "organs:officer:read"
    ORGANS_ORGAN_EDIT = "organs:organ:edit"
    ORGANS_ORGAN_READ = "organs:organ:read"
    ORGANS_PERSON_EDIT = "organs:person:edit"
    ORGANS_PERSON_READ = "organs:person:read"
    ORGANS_PERSON_REVEAL = "organs:person:reveal"
    ORGANS_POST_GRANT = "organs:post:grant"
    ORGANS_PROFILE_EDIT = "organs:profile:edit"
    ORGANS_ROLE_EDIT = "organs:role:edit"
    ORGANS_SESSION_END = "organs:session:end"
    ORGANS_SETTING_READ = "organs:setting:read"
    OVERSIGHT_CHECK_FILE = "oversight:check:file"
    OVERSIGHT_CHECK_READ = "oversight:check:read"
    OVERSIGHT_LIABILITY_DECIDE = "oversight:liability:decide"
    OVERSIGHT_LIABILITY_OVERSEE = "oversight:liability:oversee"
    OVERSIGHT_LIABILITY_PROPOSE = "oversight:liability:propose"
    OVERSIGHT_LIABILITY_READ = "oversight:liability:read"
    OVERSIGHT_LIABILITY_REVIEW = "oversight:liability:review"
    OVERSIGHT_ORDER_ANSWER = "oversight:order:answer"
    OVERSIGHT_ORDER_ISSUE = "oversight:order:issue"
    OVERSIGHT_ORDER_PASS = "oversight:order:pass"  # noqa: S105 - a right, no password
    OVERSIGHT_ORDER_READ = "oversight:order:read"
    OVERSIGHT_PAPER_ANSWER = "oversight:paper:answer"
    OVERSIGHT_PAPER_CHECK = "oversight:paper:check"
    OVERSIGHT_PAPER_DRAFT = "oversight:paper:draft"
    OVERSIGHT_PAPER_READ = "oversight:paper:read"
    OVERSIGHT_PAPER_SIGN = "oversight:paper:sign"
    OVERSIGHT_PROJECT_ANSWER = "oversight:project:answer"
    OVERSIGHT_PROJECT_READ = "oversight:project:read"
    OVERSIGHT_PROJECT_RUN = "oversight:project:run"
    OVERSIGHT_RISK_EDIT = "oversight:risk:edit"
    OVERSIGHT_RISK_READ = "oversight:risk:read"
    OVERSIGHT_RISK_REVIEW = "oversight:risk:review"
    OVERSIGHT_SUPERVISOR_EDIT = "oversight:supervisor:edit"

    @property
    def label(self) -> Promise:
        return LABELS[self]


LABELS: Final[dict[Perm, Promise]] = {
    Perm.ANALYSIS_FIGURE_READ: _("查看监察分析"),
    Perm.CASES_ALARM_ACKNOWLEDGE: _("知悉报警"),
    Perm.CASES_ALARM_READ: _("查看报警"),
    Perm.CASES_CASE_ASSIGN: _("环节授权"),
    Perm.CASES_CASE_OPEN: _("新建办件"),
    Perm.CASES_CASE_READ: _("查看办件"),
    Perm.CASES_CASE_SIGN: _("签署审批意见"),
    Perm.CASES_CASE_WORK: _("办理环节"),
    Perm.CASES_RECHECK_RUN: _("复查历史办件"),
    Perm.CATALOG_DRAFT_EDIT: _("起草权力事项"),
    Perm.CATALOG_DRAFT_FINAL: _("审定监察点"),
    Perm.CATALOG_DRAFT_FIRST: _("初审监察点"),
    Perm.CATALOG_DRAFT_LEGAL: _("合法性审查"),
    Perm.CATALOG_DRAFT_READ: _("查看事项草案"),
    Perm.CATALOG_DRAFT_SUBMIT: _("送审监察点"),
    Perm.CATALOG_ITEM_READ: _("查看权力事项"),
    Perm.CATALOG_LAW_EDIT: _("维护法律法规库"),
    Perm.CATALOG_REGISTER_EDIT: _("编制清单"),
    Perm.CATALOG_REGISTER_REVIEW: _("审核和发布清单"),
    Perm.CATALOG_STANDARD_EDIT: _("编制裁量基准"),
    Perm.CATALOG_STANDARD_REVIEW: _("审核裁量基准"),
    Perm.CATALOG_TEMPLATE_EDIT: _("维护文书范本"),
    Perm.DISCLOSURE_ITEM_PUBLISH: _("公示和撤下权力事项"),
    Perm.EXCHANGE_CLIENT_EDIT: _("管理接入系统"),
    Perm.EXCHANGE_IMPORT_READ: _("查看导入记录"),
    Perm.EXCHANGE_IMPORT_RUN: _("导入办件日志"),
    Perm.INBOX_DELIVERY_READ: _("查看邮件和短信的发送情况"),
    Perm.INBOX_DELIVERY_RETRY: _("重发未送达的邮件和短信"),
    Perm.LEDGER_ENTRY_READ: _("查看操作记录"),
    Perm.LEDGER_HEAD_ACCEPT: _("确认恢复的台账"),
    Perm.LEDGER_INCIDENT_READ: _("查看故障"),
    Perm.LEDGER_INCIDENT_RETRY: _("重试失败的任务"),
    Perm.LEDGER_STATUS_READ: _("查看运行状态"),
    Perm.ORGANS_CALENDAR_EDIT: _("维护工作日历"),
    Perm.ORGANS_DICTIONARY_EDIT: _("维护字典"),
    Perm.ORGANS_FACTOR_RESET: _("重置二次验证"),
    Perm.ORGANS_IDENTITY_BIND: _("绑定统一身份"),
    Perm.ORGANS_LOGIN_READ: _("查看登录记录和在线用户"),
    Perm.ORGANS_OFFICER_EDIT: _("维护执法人员"),
    Perm.ORGANS_OFFICER_READ: _("查看执法人员"),
    Perm.ORGANS_ORGAN_EDIT: _("维护机构"),
    Perm.ORGANS_ORGAN_READ: _("查看机构"),
    Perm.ORGANS_PERSON_EDIT: _("维护人员"),
    Perm.ORGANS_PERSON_READ: _("查看人员"),
    Perm.ORGANS_PERSON_REVEAL: _("查看完整证件号和电话"),
    Perm.ORGANS_POST_GRANT: _("授予和收回岗位"),
    Perm.ORGANS_PROFILE_EDIT: _("维护地区配置"),
    Perm.ORGANS_ROLE_EDIT: _("维护角色"),
    Perm.ORGANS_SESSION_END: _("强制下线"),
    Perm.ORGANS_SETTING_READ: _("查看区划、角色、日历和字典"),
    Perm.OVERSIGHT_CHECK_FILE: _("报送自查"),
    Perm.OVERSIGHT_CHECK_READ: _("查看自查"),
    Perm.OVERSIGHT_LIABILITY_DECIDE: _("决定责任追究"),
    Perm.OVERSIGHT_LIABILITY_OVERSEE: _("查看所辖的责任追究"),
    Perm.OVERSIGHT_LIABILITY_PROPOSE: _("提出责任追究"),
    Perm.OVERSIGHT_LIABILITY_READ: _("查看本人的责任追究"),
    Perm.OVERSIGHT_LIABILITY_REVIEW: _("复核责任追究和告诫"),
    Perm.OVERSIGHT_ORDER_ANSWER: _("回复督办"),
    Perm.OVERSIGHT_ORDER_ISSUE: _("发起和撤销督办"),
    Perm.OVERSIGHT_ORDER_PASS: _("下发和回复督办"),
    Perm.OVERSIGHT_ORDER_READ: _("查看督办"),
    Perm.OVERSIGHT_PAPER_ANSWER: _("签收和回复监督文书"),
    Perm.OVERSIGHT_PAPER_CHECK: _("监督文书核稿"),
    Perm.OVERSIGHT_PAPER_DRAFT: _("起草和办理监督文书"),
    Perm.OVERSIGHT_PAPER_READ: _("查看监督文书"),
    Perm.OVERSIGHT_PAPER_SIGN: _("签发监督文书"),
    Perm.OVERSIGHT_PROJECT_ANSWER: _("整改监督发现的问题"),
    Perm.OVERSIGHT_PROJECT_READ: _("查看监督项目"),
    Perm.OVERSIGHT_PROJECT_RUN: _("办理监督项目"),
    Perm.OVERSIGHT_RISK_EDIT: _("复核风险点"),
    Perm.OVERSIGHT_RISK_READ: _("查看风险点"),
    Perm.OVERSIGHT_RISK_REVIEW: _("审核风险点复核"),
    Perm.OVERSIGHT_SUPERVISOR_EDIT: _("登记监督人员"),
}
