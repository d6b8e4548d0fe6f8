# SPDX-License-Identifier: Apache-2.0
"""``mingcha demo``: loads the demonstration once; what it does is in ``mingcha.demo.command``."""

from __future__ import annotations

import argparse

from mingcha.commands.application import application
from mingcha.commands.terminal import answer, say
from mingcha.demo import command


def arguments(parser: argparse.ArgumentParser) -> None:
    command.arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        return command.run(options, say, answer)
