# SPDX-License-Identifier: Apache-2.0
"""The report of an audit: one HTML page that needs nothing beside it, neither a script nor a network (S3-01, S1-33, S1-41).

A part of the page is a module: it asks :class:`~mingcha.audit.result.Result` and draws what it got, so that figure,
drawing and words of a part stand together. ``markup`` escapes, ``parts`` holds what the parts share, ``page`` puts them
together. Every text stands there twice, Chinese and English; the style sheet shows one of them.
"""

from mingcha.audit.report.page import write

__all__ = ["write"]
