"""The report for reviewers: one HTML file that opens from disk, asks nobody for anything, and reads well without its script.

``template.html``, ``report.css`` and the scripts (what the browser keeps, marks, remarks, the report itself) are what they will
be; ``fragments`` writes the text into them, ``data`` what the script shows on demand.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from string import Template
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack import __version__
from letterpack.interface import is_right_to_left, spoken
from letterpack.model.change import Comparison
from letterpack.patterns import late
from letterpack.review.report.data import report_data
from letterpack.review.report.fragments import fragments, words

_OURS: Final = late(r"\{\{(.+?)\}\}")
"""A sentence of ours in the template."""
_SAID: Final = late(r'\bsay\("([^"]+)"')
"""One in the script."""

Share: TypeAlias = tuple[float, float, float, float]
"""Left, top, width, height in thousandths of a page's width and height."""


class Shot(NamedTuple):
    """Two pictures (by index, -1 for none) of the page before and after, their 1-based page numbers, boxes of what differs."""

    old: int
    new: int
    old_page: int
    new_page: int
    old_boxes: tuple[Share, ...]
    new_boxes: tuple[Share, ...]


class Pictures(Struct, frozen=True):
    """WebP pictures in Base64, one of each look, and which of them show a packet's change (by id and index); ``wholes`` are all
    pages of packets that are reviewed for the first time.
    """

    pictures: tuple[str, ...]
    shots: Mapping[tuple[str, int], Shot]
    wholes: Mapping[str, tuple[int, ...]] = {}


def report_html(comparison: Comparison, pictures: Pictures) -> str:
    """Return the report. No text of the packets becomes markup or script, and the policy in its head lets nothing else run."""
    style, script = _asset("report.css"), _script()
    policy = (
        f"default-src 'none'; img-src data:; style-src {_allowed(style)}; script-src {_allowed(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_OURS.sub(lambda ours: words(ours[1]), _asset("template.html"))).substitute(
        lang=spoken(),
        dir="rtl" if is_right_to_left() else "ltr",
        policy=policy,
        style=style,
        script=script,
        data=report_data(comparison, pictures.pictures, pictures.shots, pictures.wholes, script_sentences()),
        version=__version__,
        **fragments(comparison),
    )


def script_sentences() -> tuple[str, ...]:
    """Return what the script says, in English."""
    return tuple(dict.fromkeys(_SAID.findall(_script())))


def fixed_sentences() -> tuple[str, ...]:
    """Return what the page around the changes says, in English."""
    return tuple(dict.fromkeys(_OURS.findall(_asset("template.html"))))


def _script() -> str:
    return "".join(map(_asset, ("storage.js", "marks.js", "remarks.js", "report.js")))


@lru_cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _allowed(text: str) -> str:
    """Return the source expression that lets exactly this inline text apply (CSP Level 3, 6.7.3.3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
