# SPDX-License-Identifier: Apache-2.0
"""The web application, for a WSGI server."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.settings")
application = get_wsgi_application()

# Drawing a page makes thousands of objects and hardly a cycle. Looking for cycles after every 700 of them, among all that
# Django loaded, took a sixth of the time; what is loaded now stays for good.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
