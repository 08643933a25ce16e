"""The profiles: what PDFs can be made for, a file each, its row under ``PROFILE``. A new profile is a new file here.

A file is named as the profile is. Nothing else knows their names: settings, options and checks take what this folder has.
"""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import Final, cast

from letterpack.model.profile import Intent, Profile

DEFAULT: Final = "default"


def profile_names() -> tuple[str, ...]:
    """Return the names of all profiles, the default one first, the others sorted."""
    return tuple(sorted((each.name for each in iter_modules(__path__)), key=lambda name: (name != DEFAULT, name)))


def load_profile(name: str) -> Profile:
    """Return the profile called ``name``. Raises ``KeyError`` where ``profile_names()`` has no such name."""
    if name not in profile_names():
        raise KeyError(name)
    return cast(Profile, import_module(f"{__name__}.{name}").PROFILE)


def icc_of(intent: Intent) -> bytes:
    """Return the ICC profile of ``intent``: the campaign's own, or the program's."""
    return intent.icc or files(__name__).joinpath(intent.file).read_bytes()
