# SPDX-License-Identifier: Apache-2.0
"""Many cases at once: a slice of a log as ``audit.ingest`` leaves it becomes our rows and alarms (S3-03, S3-10, S4-32).

Importing the same log again changes nothing; a corrected one changes the cases that differ. A row is known by what it is
(the second run of an act, the fine of a decision), so it keeps its number, and an alarm about it stays the same alarm.
"""

from mingcha.cases.bulk.writing import Counts, write_slice

__all__ = ["Counts", "write_slice"]
