# SPDX-License-Identifier: Apache-2.0
"""The case log and its alarms: what was done, and what the engine found wrong in it."""
