"""Programs, modules and fonts from outside: a test that needs one skips where it is missing, and fails where CI must have it."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

_NOTO = Path("/usr/share/fonts")
NOTO_CORE = _NOTO / "truetype/noto/NotoNaskhArabic-Regular.ttf"
"""Debian's fonts-noto-core."""
NOTO_CJK = _NOTO / "opentype/noto/NotoSerifCJK-Regular.ttc"
"""Debian's fonts-noto-cjk."""


def _in_package(name: str, file: str) -> Path:
    spec = find_spec(name)
    return Path(next(iter(spec.submodule_search_locations or [""])) if spec else "/nowhere", file)


SCRIPTS_PACKAGE = _in_package("manimgx_fonts", "NotoSansArabic[wght].ttf")
"""The extra ``scripts``."""
CJK_PACKAGE = _in_package("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc")
"""The extra ``cjk``."""


def lacking(reason: str) -> NoReturn:
    """Skip the test, or the module that is being imported, for ``reason``; fail it under CI, where nothing may be lacking."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}: see .ci/run and the extra dev", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def needs(path: Path) -> Path:
    """Return ``path``, which must be a file."""
    return path if path.is_file() else lacking(f"{path.name} is not installed")


CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WITHOUT_WINDOWS = ("chromium-headless-shell", *CHROMIUM)
"""It costs less than half of what the whole one does, with which people print: so does one test of each kind."""


def program(*names: str) -> str:
    """Return the path of the first of the programs ``names`` that is installed."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or lacking(f"{names[0]} is not installed")


def module(name: str) -> ModuleType:
    """Return the module ``name``."""
    try:
        return import_module(name)
    except ImportError:
        lacking(f"{name} is not installed")


def verapdf() -> None:
    """Make sure of veraPDF."""
    from tests.verapdf import Missing, class_path

    try:
        class_path()
    except Missing as missing:
        lacking(str(missing))
