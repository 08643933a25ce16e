"""Characters that share a glyph are read as they are written, in each style."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.model.observed import ObservedPacket
from letterpack.readback import PacketReader
from tests.build.making import HEAD, campaign, make, person


@pytest.mark.parametrize("style", ["standard", "classic", "modern"])
def test_letters_and_signs_of_one_glyph_are_read_as_they_are_written(tmp_path: Path, style: str) -> None:
    body = "We don’t say ‘so’ of Hawaiʻi, the Polʼana, ΔT and ∆T.\n"
    made = make(tmp_path, campaign([person("Alpha")], HEAD + body, settings={"style": style}))
    observed = PacketReader().read(made.packets["alpha"])
    assert isinstance(observed, ObservedPacket)
    assert observed.problems == ()
    assert body.strip() in observed.text()
