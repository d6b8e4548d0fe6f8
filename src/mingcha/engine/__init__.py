# SPDX-License-Identifier: Apache-2.0
"""The oversight engine: case log + points + calendar + now → findings. Knows no web framework and no application."""
