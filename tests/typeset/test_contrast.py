"""Every colour that text is set in can be read: seven to one on white (WCAG 2.2, 1.4.6), as pages say it and as screens
round it.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpack.styles import load_style, style_names
from tests.build.making import LETTER, campaign, make, person

LEAST = 7.0


def contrast(grey: float) -> float:
    """Return the contrast of a DeviceGray level, as sRGB shows it, with white (WCAG 2.2, relative luminance)."""
    luminance = grey / 12.92 if grey <= 0.04045 else ((grey + 0.055) / 1.055) ** 2.4
    return 1.05 / (luminance + 0.05)


def content(pdf: bytes) -> str:
    """Return the operators of all pages."""
    return "\n".join([page.get_contents().get_data().decode("latin-1") for page in PdfReader(BytesIO(pdf)).pages])


@pytest.mark.parametrize("style", style_names())
def test_the_grey_of_every_style_can_be_read(style: str) -> None:
    grey = load_style(style).grey
    assert min(contrast(grey), contrast(round(grey * 255) / 255)) >= LEAST


@pytest.mark.parametrize("style", style_names())
def test_all_text_of_a_packet_can_be_read(tmp_path: Path, style: str) -> None:
    settings = {"sender": {"names": ["House", "Maison"], "contact": ["x"], "return_address": "Street"}}
    letter = LETTER.replace("---\n", f"---\nstyle: {style}\n", 1)
    made = make(tmp_path, campaign({"to": [person("Alpha")], "cc": [person("Beta")]}, letter, ["One"], settings))
    assert made.ok, made.findings
    for pdf in made.packets.values():
        greys = {float(level) for level in re.findall(r"(?<![\d.])(\d*\.?\d+) g\b", content(pdf))}
        assert greys > {0.0}
        assert min(map(contrast, greys)) >= LEAST
