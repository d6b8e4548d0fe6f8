# SPDX-License-Identifier: Apache-2.0
"""The tables of django-oauth-toolkit as one step: the package's own twenty take longer than all of ours together (decision 0009).

A newer package whose models differ fails `makemigrations --check` until its step is added here.
"""
