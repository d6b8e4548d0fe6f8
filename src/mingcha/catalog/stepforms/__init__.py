# SPDX-License-Identifier: Apache-2.0
"""Forms of steps 表单: what their documents may say, and the form that the server draws and validates (S1-04, feature 9)."""
