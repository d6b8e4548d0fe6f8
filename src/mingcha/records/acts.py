# SPDX-License-Identifier: Apache-2.0
"""What the acts of the ledger are called on pages, by the word that stands in the entry; a test finds one without a name."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: Final[dict[str, Promise]] = {
    "accept_head": _("确认恢复的台账"),
    "acknowledge_alarm": _("知悉报警"),
    "add_certificate": _("登记执法证"),
    "add_factor": _("添加二次验证"),
    "add_region": _("新增区划"),
    "begin_errand": _("开始导出或批量办理"),
    "begin_elevation": _("提升会话"),
    "bind_identity": _("绑定统一身份"),
    "change_password": _("修改密码"),
    "close_organ": _("撤并机构"),
    "create_calendar": _("新增工作日历"),
    "create_client": _("新增接入系统"),
    "create_officer": _("登记执法人员"),
    "create_organ": _("新增机构"),
    "create_person": _("新增人员"),
    "create_role": _("新增角色"),
    "create_source": _("新增数据来源"),
    "delete_errand": _("删除导出"),
    "delete_filter": _("删除筛选"),
    "disable_dormant": _("停用长期未登录的账户"),
    "disable_client": _("停用接入系统"),
    "disable_person": _("停用人员"),
    "dismiss_officer": _("执法人员离岗"),
    "drop_import": _("放弃导入"),
    "edit_officer": _("修改执法人员"),
    "edit_organ": _("修改机构"),
    "edit_person": _("修改人员"),
    "edit_role": _("修改角色"),
    "enable_client": _("启用接入系统"),
    "enable_person": _("启用人员"),
    "end_elevation": _("结束提升"),
    "end_post": _("收回岗位"),
    "fail_import": _("导入中断"),
    "fail_errand": _("导出或批量办理中断"),
    "finish_check": _("试运行完成"),
    "finish_errand": _("导出或批量办理完成"),
    "finish_import": _("导入完成"),
    "follow_alarms": _("报警随办件更新"),
    "force_logout": _("强制下线"),
    "give_password": _("重置密码"),
    "grant_post": _("授予岗位"),
    "import_calendar": _("导入工作日历"),
    "import_slice": _("写入办件"),
    "issue_token": _("接入系统登录"),
    "keep_look": _("切换长辈版"),
    "load_calendar": _("载入工作日历"),
    "load_item": _("载入权力事项"),
    "load_law": _("载入条文和裁量基准"),
    "load_regions": _("载入区划"),
    "load_roles": _("载入角色"),
    "log_in": _("登录"),
    "log_out": _("退出登录"),
    "log_out_everywhere": _("退出所有登录"),
    "make_backup": _("备份"),
    "open_draft": _("起草字典"),
    "publish_dictionary": _("发布字典"),
    "publish_item": _("公示事项"),
    "publish_organ": _("公示执法主体"),
    "raise_alarms": _("产生报警"),
    "read_all_messages": _("全部消息已读"),
    "read_message": _("消息已读"),
    "recognise_columns": _("识别各列"),
    "register_officers": _("粘贴执法人员"),
    "register_people": _("粘贴人员"),
    "reinstate_officer": _("执法人员复岗"),
    "rename_filter": _("筛选改名"),
    "remove_factor": _("移除二次验证"),
    "renew_recovery_codes": _("重新生成恢复码"),
    "reopen_organ": _("恢复机构"),
    "reset_factors": _("重置二次验证"),
    "restore_backup": _("从备份恢复"),
    "retire_dictionary": _("停用字典"),
    "retry_job": _("重试任务"),
    "retry_errand": _("重试导出或批量办理"),
    "reveal_number": _("查看完整号码"),
    "revoke_certificate": _("注销执法证"),
    "rotate_client": _("更换接入系统的密钥"),
    "save_mapping": _("保存映射"),
    "save_filter": _("保存筛选"),
    "save_profile": _("修改地区配置"),
    "save_terms": _("修改词条"),
    "start_check": _("开始试运行"),
    "start_import": _("开始导入"),
    "stop_logins": _("登录受限"),
    "stop_errand": _("停止导出或批量办理"),
    "unbind_identities": _("解除统一身份"),
    "upload_import": _("上传日志"),
    "use_recovery_code": _("使用恢复码"),
    "verify_seals": _("核验台账"),
    "withdraw_item": _("撤下事项"),
    "withdraw_organ": _("撤下执法主体"),
}
JOBS: Final[dict[str, Promise]] = {
    "mingcha.exchange.jobs.check": _("试运行"),
    "mingcha.exchange.jobs.recognise": _("识别各列"),
    "mingcha.exchange.jobs.run_slice": _("导入办件"),
    "mingcha.lists.jobs.complete": _("生成导出的文件"),
    "mingcha.lists.jobs.run": _("导出或批量办理"),
}
"""What the jobs are called that an incident may be about."""


def act_name(act: str) -> str:
    """The word itself for an act that a later version no longer knows."""
    return str(ACTS.get(act, act))


def job_name(path: str) -> str:
    return str(JOBS.get(path, path.rsplit(".", maxsplit=1)[-1]))
