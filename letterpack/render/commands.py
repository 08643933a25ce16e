"""Commands that a hint names, with the campaign's folder: what is pasted into a terminal must find the campaign."""

from __future__ import annotations

import shlex
from typing import Final

from letterpack.patterns import late

_COMMAND: Final = late(r"\bletterpack (?:build|check|seal)\b(?! [\w./'])")


def with_campaign(hint: str, folder: str) -> str:
    """Return ``hint``, its commands with the campaign's ``folder``; as it is where that is empty: a command looks here."""
    if not folder or "letterpack " not in hint:
        return hint
    return _COMMAND.sub(lambda found: f"{found[0]} {shlex.quote(folder)}", hint)
