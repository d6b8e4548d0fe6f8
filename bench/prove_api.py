# SPDX-License-Identifier: Apache-2.0
"""script/prove api: 200 examples of every operation, fitting its document and not fitting it; no 500, no answer but as documented.

Made by schemathesis from docs/openapi.json and sent to the real application, with the world of the access tests in it, on
SQLite and on PostgreSQL.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import apart
import results

ROOT = Path(__file__).parent.parent
EXAMPLES = 200


def main(arguments: Sequence[str]) -> None:
    parser = apart.parser()
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    options = parser.parse_args(arguments)
    if options.on:
        apart.tell(prove(options.examples))
        return
    table = apart.on_each(__file__, arguments, "database")
    if options.dry:
        results.print_table(table)
        return
    covers = [
        "src/mingcha/web/api",
        "src/mingcha/api.py",
        "src/mingcha/*/api.py",
        "docs/openapi.json",
        "tests/api/fuzzing.py",
    ]
    notes = [
        f"{options.examples} examples of each operation; status, headers, kind and schema of every answer are as documented"
    ]
    results.record("prove api", table, covers, notes)


def prove(examples: int) -> dict[str, str]:
    """Fails at the first answer that does not fit."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "api")]
    with apart.database(), tempfile.TemporaryDirectory() as room:
        from django.db import transaction
        from django.test import override_settings
        from fuzzing import Sender, fuzz, operations, patient

        from access_world import build

        folders = override_settings(FILES_ROOT=Path(room) / "files", WORK_ROOT=Path(room) / "work")
        with folders, patient(), transaction.atomic():
            sender, found = Sender(build()), operations()
            for name, operation in found.items():
                fuzz(sender, name, operation, examples)
            transaction.set_rollback(True)
    by_status = Counter[str]()
    for told, n in sender.seen.items():
        by_status[told.split()[1]] += n
    return {
        "operations": str(len(found)),
        "requests": f"{sender.seen.total():,}",
        "server errors": str(sum(n for status, n in by_status.items() if status >= "500")),
        "by status": ", ".join(f"{status}: {n:,}" for status, n in sorted(by_status.items())),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
