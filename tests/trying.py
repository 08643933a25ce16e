"""How hard the tests try: a part for each change, the same each time; all that could be tried with ``LETTERPACK_WIDE=1``.

What is left to the wide run is repetition: more examples of a property, more faults, more packets for a judge, and every test of
a page in every browser. ``.ci/depth wide`` is that run, each week.

No profile of hypothesis has a deadline: how long an example takes says how busy the machine is. ``tests/conftest.py`` loads the
profile before any test is imported, so that it holds for every test, whichever runs first.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

WIDE: Final = bool(os.environ.get("LETTERPACK_WIDE"))
CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)


def load_profile() -> None:
    """Make the wide or the steady profile the default of all properties."""
    settings.register_profile("steady", derandomize=True, max_examples=30, deadline=None, suppress_health_check=CHECKS)
    settings.register_profile("wide", max_examples=600, deadline=None, suppress_health_check=CHECKS)
    settings.load_profile("wide" if WIDE else "steady")


def tried(times: float) -> settings:
    """Return settings for a property that needs ``times`` the examples of the others, or is so dear that it gets a part."""
    return settings(max_examples=max(1, round(settings().max_examples * times)))


def many(few: int, wide: int) -> int:
    """Return how many of something are tried: ``few``, or as many as ``wide``."""
    return wide if WIDE else few
