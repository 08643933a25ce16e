"""Insertion marks: what is wrong with their file is said, and symbols of all sizes say their digits to a camera."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image

from letterpack.datafiles import parse
from letterpack.marks import read_marks
from letterpack.marks.datamatrix import CAPACITY, digits_in, symbol
from letterpack.model.insertion import InsertionMarks, SheetCode, SymbolMatrix
from letterpack.press.pdf.content import SheetMarks
from letterpack.readback.whitelist.insertion import mark_faults

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
    assert read.text == digits == digits_in(modules, side)
    assert digits_in(modules ^ 1 << side * 3 + 3, side) == ""


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


def test_a_row_that_is_drawn_beside_the_square_is_none_of_the_symbol() -> None:
    """Counted on from the row above, its modules would be those of the row."""
    marks, code, paper = read_marks("x", parse(PLACE + MATRIX)), SheetCode(7, 1, 1, 1, 0), (595.0, 842.0)
    assert isinstance(marks, InsertionMarks) and isinstance(marks.marks, SymbolMatrix)
    drawn = SheetMarks(marks, paper).operators(code)
    assert mark_faults(drawn, marks, paper, code, by_others=False) == ""
    beside = re.sub(rb" 0 5 (\d+) 1 re", rb" %d 4 \1 1 re" % marks.marks.side, drawn)
    assert drawn != beside and mark_faults(beside, marks, paper, code, by_others=False) == "something that is not a symbol"
