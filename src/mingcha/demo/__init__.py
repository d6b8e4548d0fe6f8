# SPDX-License-Identifier: Apache-2.0
"""The demonstration: a made-up district, and a year of its cases that ends on the day on which it is loaded.

Nobody in it is real. What other systems would export is written as files (``year``, ``export``) and taken in by the import
like anybody's; accounts, organs and the few acts that no import reaches are made by actions (``load``).
"""
