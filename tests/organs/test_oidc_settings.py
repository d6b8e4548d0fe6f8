# SPDX-License-Identifier: Apache-2.0
"""The settings of another body's login service are whole, and its line is safe, or the start is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from mingcha.settings import oidc


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, str]:
    for name, value in values.items():
        monkeypatch.setenv(f"MINGCHA_OIDC_{name.upper()}", value)
    return oidc()


def test_without_an_issuer_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch)["issuer"] == ""


def test_a_whole_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, issuer="https://sso.example.gov.cn", client="a", secret="b")["client"] == "a"


@pytest.mark.parametrize(
    "values",
    [
        {"issuer": "https://sso.example.gov.cn"},
        {"issuer": "https://sso.example.gov.cn", "client": "a"},
        {"issuer": "http://sso.example.gov.cn", "client": "a", "secret": "b"},
        {"issuer": "ftp://sso.example.gov.cn", "client": "a", "secret": "b"},
    ],
)
def test_half_of_one_or_an_open_line_stops_the_start(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        given(monkeypatch, **values)
