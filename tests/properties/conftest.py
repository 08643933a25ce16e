"""How hard the properties are tried: the same examples each time, or many new ones with ``HYPOTHESIS_PROFILE=wide``."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

CHECKS = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)

settings.register_profile("steady", derandomize=True, max_examples=40, deadline=None, suppress_health_check=CHECKS)
settings.register_profile("wide", max_examples=1_000, deadline=None, suppress_health_check=CHECKS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
