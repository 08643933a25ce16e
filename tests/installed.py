"""Fonts that packages install: a test that needs one skips where it is missing, and fails where CI must have it."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

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


def needs(path: Path) -> Path:
    """Return ``path``; skip the test where it is missing, fail it under CI."""
    if not path.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path.name} is missing: see .ci/run and the extra dev")
        pytest.skip(f"{path.name} is not installed")
    return path
