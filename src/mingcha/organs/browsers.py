# SPDX-License-Identifier: Apache-2.0
"""What the login log shows of where somebody came from: a browser's family and a part of the address, never all of either."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from typing import Final

FAMILIES: Final = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
"""A word of the user agent and what the browser is called; the first that fits, since most name others too."""
SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
UNKNOWN: Final = "?"


def family(agent: str) -> str:
    """``Chrome 120 · Windows``; ``?`` for what names no browser that people use."""
    for word, name in FAMILIES:
        if found := re.search(rf"{word}[A-Za-z]*/(\d{{1,4}})", agent):
            system = next((called for part, called in SYSTEMS if part in agent), "")
            return " · ".join(filter(None, (f"{name} {found[1]}", system)))
    return UNKNOWN


def partly(address: str) -> str:
    """``203.0.*.*``: enough to know one's own office again, not enough to find anybody's."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return ":".join(parsed.exploded.split(":")[:2]) + ":*"
        parsed = parsed.ipv4_mapped
    return ".".join([*str(parsed).split(".")[:2], "*", "*"])
