"""Insertion marks: what is wrong with their file is said, and symbols of all sizes say their digits to a camera."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from letterpack.datafiles import parse
from letterpack.marks import read_marks
from letterpack.marks.datamatrix import CAPACITY, symbol
from letterpack.model.insertion import InsertionMarks

DIGITS = "31415926535897932384626433832795028841971693993751058209749445923078164062"
PLACE = 'title = "t"\n[place]\nsource = "s"\nedge = "right"\ninset = 6.0\ntop = 125.0\nsides = 3.0\nends = 3.0\n'
LINES = '[lines]\nsource = "s"\nroles = ["benchmark", "end"]\nlength = 10.5\nthickness = 0.5\npitch = 4.0\n'
MATRIX = '[matrix]\nsource = "s"\nfields = ["run 4", "piece 6", "sheet 3", "sheets 3"]\nmodule = 0.5\n'


@pytest.mark.parametrize("side", CAPACITY)
def test_a_symbol_of_any_size_says_its_digits_to_a_camera(side: int) -> None:
    digits = (DIGITS * 2)[: CAPACITY[side].data * 2]
    modules = symbol(digits, side)
    picture = Image.new("L", (side + 4, side + 4), 255)
    for place in range(side * side):
        if modules >> place & 1:
            picture.putpixel((place % side + 2, place // side + 2), 0)
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
    (read,) = zxingcpp.read_barcodes(picture.resize((8 * (side + 4),) * 2, Image.Resampling.NEAREST), formats=formats)
    assert read.text == digits


@pytest.mark.parametrize("kind", [LINES, MATRIX])
def test_marks_that_can_be_printed(kind: str) -> None:
    assert isinstance(read_marks("x", parse(PLACE + kind)), InsertionMarks)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLACE, "the file needs either `[lines]` or `[matrix]`"),
        (PLACE + LINES + MATRIX, "the file needs either `[lines]` or `[matrix]`"),
        (PLACE + LINES.replace('"end"', '"odd"'), "`odd` is not what a line can say"),
        (PLACE + LINES.replace('"end"', '"end", "end"'), "`end` appears twice"),
        (PLACE + LINES.replace('"benchmark", ', ""), "no line is printed on every sheet"),
        (PLACE + LINES.replace("4.0", "0.5"), "the lines touch each other"),
        (PLACE + MATRIX.replace("run 4", "odd 4"), "`odd 4` does not name a field and its digits"),
        (PLACE + MATRIX.replace("run 4", "run 3"), "the fields have 15 digits, which fill no symbol"),
    ],
)
def test_marks_that_cannot_be_printed_say_why(text: str, said: str) -> None:
    found = read_marks("x", parse(text))
    assert isinstance(found, list)
    assert [fault.message for fault in found] == [said]
