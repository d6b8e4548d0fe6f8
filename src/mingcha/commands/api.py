# SPDX-License-Identifier: Apache-2.0
"""``mingcha api schema``: the document of the API (OpenAPI 3.1), to the terminal or into a file. docs/openapi.json is made by it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from mingcha.commands.application import application


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("schema",), help="写出什么")
    parser.add_argument("--out", type=Path, help="写到这个文件；不写明则显示在屏幕上")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        from mingcha.api import openapi

        text = json.dumps(openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if options.out:
        options.out.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    return 0
