# SPDX-License-Identifier: Apache-2.0
"""The web application, for a WSGI server."""

from __future__ import annotations

import gc
import os

gc.disable()  # what is loaded here stays for good: to look for garbage meanwhile takes a tenth of the time

from importlib import import_module  # noqa: E402

from django.core.wsgi import get_wsgi_application  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.settings")
application = get_wsgi_application()
import_module("mingcha.urls")  # all pages, or the first reader would wait for them

# Drawing a page makes thousands of objects and hardly a cycle. Looking for cycles after every 700 of them, among all that
# Django loaded, took a sixth of the time.
gc.freeze()
gc.set_threshold(50_000, 20, 100)
gc.enable()
