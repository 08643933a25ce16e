"""Pictures are compared by themselves: by what they show, not by their size and place."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from letterpack.review.pixels import same_pictures

PLACED: Final = (("map", 70, 300, 200), ("seal", 300, 100, 80))


def drawn(name: str, more: tuple[int, int, int, int] | None = None) -> ImageReader:
    picture = Image.new("RGB", (200, 100), "white")
    draw = ImageDraw.Draw(picture)
    draw.line((10, 90, 100, 10, 190, 90), fill="navy", width=6)
    draw.text((60, 60), name, fill="black")
    if more:
        draw.rectangle(more, fill="black")
    return ImageReader(picture)


def page(placed: tuple[tuple[str, int, int, int], ...], more: tuple[int, int, int, int] | None = None, text: str = "") -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 760, f"We write about 2,400 people. {text}")
    for name, x, y, width in placed:
        canvas.drawImage(drawn(name, more), x, y, width, width / 2)
    canvas.save()
    return out.getvalue()


def test_size_place_and_text_do_not_matter() -> None:
    moved = tuple((name, x + 20, y + 100, width + 40) for name, x, y, width in PLACED)
    assert same_pictures(page(PLACED), page(moved, text="And more."), 1)


@pytest.mark.parametrize(
    "other",
    [page(PLACED[:1]), page(PLACED[::-1]), page((*PLACED, PLACED[0])), page(PLACED, (150, 10, 170, 30))],
    ids=["one is gone", "they change places", "one is there twice", "one is drawn over"],
)
def test_another_picture_is_another(other: bytes) -> None:
    assert not same_pictures(page(PLACED), other, 1)
