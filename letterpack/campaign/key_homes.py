"""Stage 2 of 7: where a key that is not known in one place belongs, for hints. Asked only where one was found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from letterpack.formats.nearest import did_you_mean, slip_of

_SHORTEST: Final = 4
"""Letters of a key of which a slip may be one letter: keys that differ by one are few."""


def key_hint(key: str, known: Collection[str]) -> str:
    """Return what to do about ``key`` where only ``known`` may stand: what it is a slip of the hand away from, as ``name`` is
    from ``names``; its home if another place has it; else what is near.
    """
    folded = key.casefold()
    homes = ", ".join(_homes().get(folded, ()))
    if homes and not slip_of(folded, known, _SHORTEST):
        return f"`{folded}` is a key of {homes}; write it there"
    return did_you_mean(key, known, f"the keys are {', '.join(known)}")


@cache
def _homes() -> Mapping[str, tuple[str, ...]]:
    """Return each key's places: files, with the key above it in brackets where the file has levels."""
    # The readers ask for hints themselves, and are whole by the time one is wanted.
    from letterpack.campaign import letter, settings
    from letterpack.model import addressee

    places = {
        "letter.md": letter.KEYS,
        f"{settings.FILE} (at its top)": settings.KEYS,
        "addressees.yaml": addressee.KEYS,
        **{f"{settings.FILE} ({key})": keys for key, keys in settings.BELOW.items()},
    }
    homes: dict[str, tuple[str, ...]] = {}
    for place, keys in places.items():
        for key in keys:
            homes[key] = (*homes.get(key, ()), place)
    return homes
