# SPDX-License-Identifier: Apache-2.0
"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

import mingcha.cases.views.cases as case_views
import mingcha.cases.views.home as home_views
from mingcha.cases.views import alarms, backtests, working

app_name = "cases"
urlpatterns = [
    path("", home_views.show, name="home"),
    path("cases/", case_views.show_list, name="case-list"),
    path("cases/new/", working.case_pick, name="case-pick"),
    path("cases/new/<int:version>/", working.case_new, name="case-new"),
    path("cases/steps/<int:pk>/", working.step_work, name="step-work"),
    path("cases/steps/<int:pk>/people/", working.step_assign, name="step-assign"),
    path("cases/steps/<int:pk>/opinion/", working.opinion_sign, name="opinion-sign"),
    path("cases/presence/<int:pk>/", working.presence, name="presence"),
    path("cases/presence/<int:pk>/deny/", working.presence_deny, name="presence-deny"),
    path("cases/<int:pk>/", case_views.show, name="case-detail"),
    path("cases/<int:pk>/deadlines/<int:point>/<int:step>/", case_views.explain, name="case-deadline"),
    path("cases/backtests/new/<int:pk>/", backtests.backtest_new, name="backtest-new"),
    path("cases/backtests/<int:pk>/", backtests.backtest_detail, name="backtest-detail"),
    path("cases/backtests/<int:pk>/progress/", backtests.backtest_progress, name="backtest-progress"),
    path("alarms/", alarms.show_list, name="alarm-list"),
    path("alarms/<int:pk>/", alarms.show, name="alarm-detail"),
    path("alarms/<int:pk>/acknowledge/", alarms.acknowledge, name="alarm-acknowledge"),
]
