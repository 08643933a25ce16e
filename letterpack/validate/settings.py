"""Stage 2 of 7: ``letterpack.yaml`` becomes ``Settings``."""

from __future__ import annotations

from letterpack.diagnostics import Report
from letterpack.model.campaign import Input, Settings
from letterpack.world import World


def read_settings(world: World, report: Report) -> tuple[Settings, tuple[Input, ...]]:
    """Return what ``letterpack.yaml`` says (its defaults where there is none, or where a key is wrong) and the files read."""
    raise NotImplementedError
