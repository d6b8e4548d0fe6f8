# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

import mingcha.cases.views.cases as case_views
import mingcha.cases.views.home as home_views
from mingcha.cases.views import (
    acting,
    alarms,
    backtests,
    evidence,
    joining,
    morning,
    moving,
    news,
    opening,
    papers,
    rechecks,
    watching,
    working,
)

app_name = "cases"
urlpatterns = [
    path("", home_views.show, name="home"),
    path("morning/", morning.morning, name="morning"),
    path("cases/", case_views.show_list, name="case-list"),
    path("cases/new/", opening.case_pick, name="case-pick"),
    path("cases/new/<int:version>/", opening.case_new, name="case-new"),
    path("cases/steps/<int:pk>/", working.step_work, name="step-work"),
    path("cases/steps/<int:pk>/people/", working.step_assign, name="step-assign"),
    path("cases/steps/<int:pk>/opinion/", working.opinion_sign, name="opinion-sign"),
    path("cases/steps/<int:pk>/evidence/", evidence.evidence_add, name="evidence-add"),
    path("cases/evidence/<int:pk>/", evidence.evidence_detail, name="evidence-detail"),
    path("cases/evidence/<int:pk>/file/", evidence.evidence_file, name="evidence-file"),
    path("cases/evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("cases/papers/<int:pk>/", papers.paper_pdf, name="paper-pdf"),
    path("cases/papers/<int:pk>/word/", papers.paper_file, name="paper-file"),
    path("cases/steps/<int:pk>/return/", acting.step_return, name="step-return"),
    path("cases/steps/<int:pk>/hand-over/", acting.step_hand_over, name="step-hand-over"),
    path("cases/steps/<int:pk>/delegate/", acting.step_delegate, name="step-delegate"),
    path("cases/steps/<int:pk>/signers/", acting.step_signers, name="step-signers"),
    path("cases/steps/<int:pk>/countersign/", acting.step_countersign, name="step-countersign"),
    path("cases/steps/<int:pk>/copy/", acting.step_copy, name="step-copy"),
    path("cases/steps/<int:pk>/urge/", acting.step_urge, name="step-urge"),
    path("cases/steps/<int:pk>/suspend/", acting.step_suspend, name="step-suspend"),
    path("cases/steps/<int:pk>/resume/", acting.step_resume, name="step-resume"),
    path("cases/steps/<int:pk>/extend/", acting.step_extend, name="step-extend"),
    path("cases/extensions/<int:pk>/", acting.extension_decide, name="extension-decide"),
    path("cases/hand-over/", acting.all_hand_over, name="all-hand-over"),
    path("cases/<int:pk>/merge/", joining.case_merge, name="case-merge"),
    path("cases/<int:pk>/recuse/", acting.case_recuse, name="case-recuse"),
    path("cases/<int:pk>/split/", joining.case_split, name="case-split"),
    path("cases/presence/<int:pk>/", working.presence, name="presence"),
    path("cases/presence/<int:pk>/deny/", working.presence_deny, name="presence-deny"),
    path("cases/<int:pk>/", case_views.show, name="case-detail"),
    path("cases/<int:pk>/watch/", watching.case_watch, name="case-watch"),
    path("cases/<int:pk>/papers/<str:key>/make/", papers.paper_make, name="paper-make"),
    path("cases/<int:pk>/deadlines/<int:point>/<int:step>/", case_views.explain, name="case-deadline"),
    path("cases/items/<int:pk>/move/<int:version>/", moving.version_move, name="version-move"),
    path("cases/moves/<int:pk>/", moving.move_detail, name="move-detail"),
    path("cases/moves/<int:pk>/progress/", moving.move_progress, name="move-progress"),
    path("cases/moves/<int:pk>/run/", moving.move_run, name="move-run"),
    path("cases/backtests/new/<int:pk>/", backtests.backtest_new, name="backtest-new"),
    path("cases/backtests/<int:pk>/", backtests.backtest_detail, name="backtest-detail"),
    path("cases/backtests/<int:pk>/progress/", backtests.backtest_progress, name="backtest-progress"),
    path("cases/rechecks/", rechecks.recheck_list, name="recheck-list"),
    path("cases/rechecks/new/", rechecks.recheck_new, name="recheck-new"),
    path("cases/rechecks/<int:pk>/", rechecks.recheck_detail, name="recheck-detail"),
    path("cases/rechecks/<int:pk>/progress/", rechecks.recheck_progress, name="recheck-progress"),
    path("cases/rechecks/<int:pk>/apply/", rechecks.recheck_apply, name="recheck-apply"),
    path("alarms/", alarms.show_list, name="alarm-list"),
    path("alarms/news/", news.alarm_news, name="alarm-news"),
    path("alarms/<int:pk>/", alarms.show, name="alarm-detail"),
    path("alarms/<int:pk>/acknowledge/", alarms.acknowledge, name="alarm-acknowledge"),
]
