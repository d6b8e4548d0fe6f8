# SPDX-License-Identifier: Apache-2.0
"""The command ``mingcha audit``: reads a log of any form, judges it, writes the findings and a report."""
