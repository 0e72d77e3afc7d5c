"""Careweave: provider extracts in, pseudonymised, linked and published as marts.

The one importable package. What depends on what is written in docs/naming.md and held by tests/house.
"""
