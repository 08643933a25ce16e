"""Hooks of the whole run: packets that tests build are gathered, and judged from outside at the end."""

from tests.conformance.gathered import pytest_configure, pytest_sessionfinish

__all__ = ["pytest_configure", "pytest_sessionfinish"]
