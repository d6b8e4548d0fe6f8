# SPDX-License-Identifier: Apache-2.0
"""Addresses of organs and people, a list for each noun."""

from __future__ import annotations

from django.urls import path

from mingcha.organs.views import (
    access,
    calendars,
    certificates,
    dictionaries,
    logins,
    officers,
    organs,
    pasted,
    people,
    posts,
    profiles,
    regions,
    roles,
    settings,
    watching,
)

app_name = "organs"

ORGANS = [
    path("organs/", organs.organ_list, name="organ-list"),
    path("organs/new/", organs.organ_new, name="organ-new"),
    path("organs/<int:pk>/", organs.organ_detail, name="organ-detail"),
    path("organs/<int:pk>/edit/", organs.organ_edit, name="organ-edit"),
    path("organs/<int:pk>/close/", organs.organ_close, name="organ-close"),
]
PEOPLE = [
    path("people/", people.person_list, name="person-list"),
    path("people/paste/", pasted.people_paste, name="people-paste"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/disable/", people.person_disable, name="person-disable"),
    path("people/<int:pk>/password/", people.person_password, name="person-password"),
    path("people/<int:pk>/reveal/", people.person_reveal, name="person-reveal"),
    path("people/<int:pk>/secret/", people.person_secret, name="person-secret"),
    path("people/<int:pk>/factors/reset/", access.factor_reset, name="person-factor-reset"),
    path("people/<int:pk>/identity/", access.identity_bind, name="person-identity-bind"),
    path("people/<int:pk>/identity/unbind/", access.identity_unbind, name="person-identity-unbind"),
    path("people/<int:pk>/sessions/end/", watching.session_end, name="person-session-end"),
]
WATCHING = [
    path("logins/", watching.login_list, name="login-list"),
    path("online/", watching.online_list, name="online-list"),
    path("dormant/", watching.dormant_list, name="dormant-list"),
]
POSTS = [
    path("posts/switch/", posts.post_switch, name="post-switch"),
    path("session/", logins.session_extend, name="session-extend"),
    path("people/<int:pk>/posts/new/", posts.post_new, name="post-new"),
    path("posts/<int:pk>/end/", posts.post_end, name="post-end"),
]
OFFICERS = [
    path("officers/", officers.officer_list, name="officer-list"),
    path("officers/paste/", pasted.officers_paste, name="officers-paste"),
    path("officers/new/", officers.officer_new, name="officer-new"),
    path("officers/<int:pk>/", officers.officer_detail, name="officer-detail"),
    path("officers/<int:pk>/edit/", officers.officer_edit, name="officer-edit"),
    path("officers/<int:pk>/leave/", officers.officer_leave, name="officer-leave"),
    path("officers/<int:pk>/certificates/new/", certificates.certificate_new, name="certificate-new"),
    path("officers/<int:pk>/exams/new/", certificates.exam_new, name="exam-new"),
    path("certificates/<int:pk>/return/", certificates.certificate_return, name="certificate-return"),
    path("certificates/<int:pk>/revoke/", certificates.certificate_revoke, name="certificate-revoke"),
    path("certificates/<int:pk>/suspend/", certificates.certificate_suspend, name="certificate-suspend"),
    path("certificates/<int:pk>/verify/", certificates.certificate_verify, name="certificate-verify"),
]
ROLES = [
    path("settings/roles/", roles.role_list, name="role-list"),
    path("settings/roles/new/", roles.role_new, name="role-new"),
    path("settings/roles/<int:pk>/", roles.role_detail, name="role-detail"),
    path("settings/roles/<int:pk>/edit/", roles.role_edit, name="role-edit"),
]
REGIONS = [
    path("settings/regions/", regions.region_list, name="region-list"),
    path("settings/regions/<slug:code>/", regions.region_list, name="region-detail"),
    path("settings/regions/<slug:code>/new/", regions.region_new, name="region-new"),
]
CALENDARS = [
    path("settings/calendars/", calendars.calendar_list, name="calendar-list"),
    path("settings/calendars/new/", calendars.calendar_new, name="calendar-new"),
    path("settings/calendars/import/", calendars.calendar_import, name="calendar-import"),
    path("settings/calendars/of/<str:code>/", calendars.calendar_detail, name="calendar-detail"),
    path("settings/calendars/of/<str:code>/paste/", pasted.calendar_paste, name="calendar-paste"),
]
DICTIONARIES = [
    path("settings/dictionaries/", dictionaries.dictionary_list, name="dictionary-list"),
    path("settings/dictionaries/<slug:key>/", dictionaries.dictionary_detail, name="dictionary-detail"),
    path("settings/dictionaries/<slug:key>/draft/", dictionaries.dictionary_draft, name="dictionary-draft"),
    path("settings/dictionaries/<slug:key>/<int:number>/", dictionaries.dictionary_version, name="dictionary-version"),
    path("settings/dictionaries/<slug:key>/<int:number>/edit/", dictionaries.dictionary_edit, name="dictionary-edit"),
    path(
        "settings/dictionaries/<slug:key>/<int:number>/publish/",
        dictionaries.dictionary_publish,
        name="dictionary-publish",
    ),
]
SETTINGS = [
    path("settings/", settings.setting_list, name="setting-list"),
    path("settings/profiles/<slug:code>/", profiles.profile_detail, name="profile-detail"),
    path("settings/profiles/<slug:code>/edit/", profiles.profile_edit, name="profile-edit"),
]

urlpatterns = [*ORGANS, *PEOPLE, *WATCHING, *POSTS, *OFFICERS, *ROLES, *REGIONS, *CALENDARS, *DICTIONARIES, *SETTINGS]
