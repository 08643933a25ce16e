"""The versions that can change a packet's bytes."""

from __future__ import annotations

import platform
import zlib
from functools import cache
from importlib.metadata import version
from typing import Final

from letterpack import __version__
from letterpack.model.manifest import Builder

LIBRARIES: Final = (
    "babel",
    "deflate",
    "feruca",
    "icu4py",
    "markdown-it-py",
    "mdit-py-plugins",
    "pypdf",
    "pyphen",
    "reportlab",
    "svglib",
    "uharfbuzz",
)


@cache
def versions() -> Builder:
    """Return the versions of this process."""
    libraries = {name: version(name) for name in LIBRARIES}
    return Builder(__version__, platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, libraries)
