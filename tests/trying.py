"""How hard the properties are tried: the same examples each time, or many new ones with ``HYPOTHESIS_PROFILE=wide``.

No profile has a deadline: how long an example takes says how busy the machine is. ``tests/conftest.py`` loads the profile before
any test is imported, so that it holds for every test, whichever runs first.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)


def load_profile() -> None:
    """Make the profile that the environment names, ``steady`` where it names none, the default of all properties."""
    settings.register_profile("steady", derandomize=True, max_examples=60, deadline=None, suppress_health_check=CHECKS)
    settings.register_profile("wide", max_examples=1_000, deadline=None, suppress_health_check=CHECKS)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def tried(times: float) -> settings:
    """Return settings for a property that needs ``times`` the examples of the others, or is so dear that it gets a part."""
    return settings(max_examples=max(1, round(settings().max_examples * times)))
