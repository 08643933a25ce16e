"""Hooks of the whole run: packets that tests build are gathered, and judged from outside at the end; the network is closed; tests
that share what is dear stay together."""

import gc
import os

from letterpack.interface import VARIABLES
from tests.conformance.gathered import pytest_configure, pytest_sessionfinish
from tests.network import pytest_runtest_setup, pytest_runtest_teardown, pytest_sessionstart
from tests.sharing import pytest_collection, pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.trying import load_profile

__all__ = [
    "pytest_collection",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_runtest_setup",
    "pytest_runtest_teardown",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "pytest_xdist_make_scheduler",
]

load_profile()
gc.set_threshold(
    50_000, 20, 100
)  # What stays of thousands of tests is not gone through again and again while they are collected.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # What one of the hundreds of processes has compiled, the others read.
for name in VARIABLES:  # Expectations are in English, whatever the machine speaks.
    os.environ.pop(name, None)
