# SPDX-License-Identifier: Apache-2.0
"""Documents 文书: what a Word template may say, how it is filled, and how it looks as PDF (S4-30, feature 19)."""
