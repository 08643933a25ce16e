"""Drawings for the print room: nothing in them is RGB, and what was dark stays dark."""

from __future__ import annotations

import pytest
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, PdfObject, StreamObject

from letterpack.draw.canvas import grey_content, grey_resource
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


def shading(**function: PdfObject) -> tuple[DictionaryObject, DictionaryObject]:
    """A shading of red, green and blue, and its function."""
    held = dictionary(Range=ArrayObject(), **function)
    return dictionary(ColorSpace=NameObject("/DeviceRGB"), Function=held), held


def dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def test_each_part_of_a_gradient_becomes_gray():
    """ISO 32000-1, 7.10.4: a function that joins others has their colors."""
    red, part = (ArrayObject([FloatObject(each) for each in ends]) for ends in ((1, 0, 0), (0, 0, 1)))
    inner = dictionary(FunctionType=NumberObject(2), C0=red, C1=part)
    shade, joined = shading(FunctionType=NumberObject(3), Functions=ArrayObject([inner]))
    grey_resource(dictionary(Shading=shade))
    assert (str(shade["/ColorSpace"]), str(inner["/C0"]), str(inner["/C1"])) == ("/DeviceGray", "[0.299]", "[0.114]")
    assert "/Range" not in joined


def test_what_has_no_red_green_and_blue_is_left():
    plain = dictionary(ColorSpace=NameObject("/DeviceGray"), Function=dictionary())
    before = dict(plain)
    grey_resource(plain)
    grey_resource(NumberObject(1))
    assert dict(plain) == before


def test_what_cannot_be_turned_gray_is_not_taken_for_gray():
    form = StreamObject()
    form[NameObject("/Subtype")] = NameObject("/Form")
    with pytest.raises(ValueError, match="form within"):
        grey_resource(form)
    with pytest.raises(ValueError, match="unknown kind"):
        grey_resource(shading(FunctionType=NumberObject(4))[0])
