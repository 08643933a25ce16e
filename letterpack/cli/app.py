"""The whole program, for what looks through all its commands. To run one, ``commands`` loads that one alone."""

from __future__ import annotations

from letterpack.cli.commands import COMMANDS, app_with

app = app_with(COMMANDS)
