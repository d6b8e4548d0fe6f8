# SPDX-License-Identifier: Apache-2.0
"""``mingcha ledger``: verifies and exports the ledger; what it does is in ``mingcha.ledger.command``."""

from __future__ import annotations

import argparse

from mingcha.commands.application import application
from mingcha.ledger import command


def arguments(parser: argparse.ArgumentParser) -> None:
    command.arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        return command.run(options)
