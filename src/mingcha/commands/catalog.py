# SPDX-License-Identifier: Apache-2.0
"""``mingcha catalog``: loads items and law into the catalogue; what it does is in ``mingcha.catalog.command``."""

from __future__ import annotations

import argparse

from mingcha.catalog import command
from mingcha.commands.application import application


def arguments(parser: argparse.ArgumentParser) -> None:
    command.arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        return command.run(options)
