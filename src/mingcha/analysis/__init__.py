# SPDX-License-Identifier: Apache-2.0
"""Analysis 监察分析: what alarms, orders and steps come to, beside last year."""
