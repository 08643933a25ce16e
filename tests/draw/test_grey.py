"""Drawings for the print room: nothing in them is RGB, and what was dark stays dark."""

from __future__ import annotations

import pytest
from PIL import Image

from letterpack.draw.grey import grey_content
from tests.conformance.campaign import HEAD
from tests.draw.loading import load


def test_colours_of_operators_become_their_luma():
    assert grey_content(b"1 0 0 rg 0 0 9 9 re f 0 0 1 RG S .5 .5 .5 rg") == b"0.299 g 0 0 9 9 re f 0.114 G S 0.5 g"


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PNG"), ("RGBA", "PNG"), ("RGB", "JPEG")])
def test_pictures_have_no_colours(tmp_path, mode, kind):
    Image.new(mode, (8, 8), (200, 30, 10, 90)[: len(mode)]).save(tmp_path / "pic", kind)
    graphic, _ = load((tmp_path / "pic").read_bytes(), profile="print")
    assert said(graphic) == {b"Gray"}


def test_gradients_have_no_colours():
    graphic, _ = load(HEAD.encode(), profile="print")
    assert said(graphic) == {b"Gray"}


def said(graphic):
    """The device colours that the graphic's objects name."""
    data = b"".join(part for each in graphic.fragment.objects for part in each.parts if isinstance(part, bytes))
    return {name for name in (b"Gray", b"RGB", b"CMYK") if b"/Device" + name in data}
