"""The versions that can change a packet's bytes."""

from __future__ import annotations

import platform
import zlib
from functools import cache
from typing import Final

from letterpack import __version__
from letterpack.model.manifest import Builder

LIBRARIES: Final = (
    "babel", "cryptography", "cssselect2", "deflate", "feruca", "icu4py", "lxml", "markdown-it-py", "mdit-py-plugins",
    "mdurl", "msgspec", "pillow", "pypdf", "pypdfium2", "pyphen", "python-calamine", "pyyaml", "reportlab", "svglib",
    "tinycss2", "tomli", "uharfbuzz", "webencodings",
)  # fmt: skip
"""A test walks what a build imports and asks for each of it."""


@cache
def versions() -> Builder:
    """Return the versions of what makes packets in this process."""
    from importlib.metadata import version

    return Builder(__version__, platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, {name: version(name) for name in LIBRARIES})
