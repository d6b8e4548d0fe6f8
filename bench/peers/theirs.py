# SPDX-License-Identifier: Apache-2.0
"""The peer's side: pm4py in an environment of its own, used through its public functions as its documentation shows them."""

from __future__ import annotations

import math
import sys
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pm4py
import served

CASE, TIME = "case:concept:name", "time:timestamp"


class Log:
    """The log as a frame."""

    frame: pd.DataFrame

    def load(self, csv: str, times: list[str]) -> int:
        frame = pd.read_csv(csv)
        for column in times:
            frame[column] = pd.to_datetime(frame[column], utc=True, format="ISO8601")
        self.frame = pm4py.format_dataframe(frame)
        return len(self.frame)

    def temporal_profile(self, zeta: float) -> list[list[tuple[str, str, float, float]]]:
        profile = pm4py.discover_temporal_profile(self.frame)
        return pm4py.conformance_temporal_profile(self.frame, profile, zeta=zeta)

    def deviations(self, found: list[list[tuple[str, str, float, float]]]) -> list[list[Any]]:
        cases = self.frame[CASE].unique().tolist()
        return [
            [case, *map(str, each[:2]), *map(float, each[2:])]
            for case, of_case in zip(cases, found, strict=True)
            for each in of_case
        ]

    def four_eyes(self, first: str, second: str) -> pd.DataFrame:
        return pm4py.filter_four_eyes_principle(self.frame, first, second, keep_violations=True)

    def rework(self, act: str) -> pd.DataFrame:
        return pm4py.filter_activities_rework(self.frame, act, 2)

    def follows(self, first: str, second: str) -> pd.DataFrame:
        return pm4py.filter_eventually_follows_relation(self.frame, {(first, second)})

    def long_cases(self, seconds: int) -> pd.DataFrame:
        """Cases that took longer; the filter holds both its bounds."""
        return pm4py.filter_case_performance(self.frame, math.nextafter(seconds, math.inf), sys.float_info.max)

    def write_xes(self, path: str) -> None:
        pm4py.write_xes(self.frame.drop(columns=["@@index", "@@case_index"]), path)


def cases(frame: pd.DataFrame) -> list[str]:
    return frame[CASE].unique().tolist()


def read_xes(path: str, variant: str | None) -> pd.DataFrame:
    return pm4py.read_xes(path, variant=variant)


def write_cells(path: str, variant: str | None, to: str) -> None:
    frame = read_xes(path, variant)
    plain = frame.astype(object).where(frame.notna(), None)
    served.write_cells(list(plain.columns), plain.itertuples(index=False, name=None), Path(to))


def main() -> None:
    warnings.simplefilter("ignore")
    log = Log()
    served.serve(
        {
            "load": (log.load, int),
            "temporal profile": (log.temporal_profile, log.deviations),
            "four eyes": (log.four_eyes, cases),
            "rework": (log.rework, cases),
            "eventually follows": (log.follows, cases),
            "long cases": (log.long_cases, cases),
            "write XES": (log.write_xes, lambda _: None),
            "read XES": (read_xes, len),
            "cells": (write_cells, lambda _: None),
        }
    )


if __name__ == "__main__":
    main()
