"""Text in drawings: outlines in the font that is named, where the drawing says; a word for what cannot be set."""

from __future__ import annotations

import pytest

from letterpack.text.families import bundled
from tests.draw.loading import load, seen, svg

WHITE = (255, 255, 255)


def ink(body, scale=8):
    """Where the drawing ``body`` has ink: left, top, right and bottom in its own units."""
    graphic, findings = load(svg(body))
    assert not findings and not graphic.has_text
    picture = seen(graphic, scale).point(lambda shade: 255 - shade).getbbox()
    assert picture is not None
    return [side / scale / 0.75 for side in picture]


def width(text, size=10.0):
    font = bundled("regular")
    return sum(font.width(font.font.get_nominal_glyph(ord(char))) for char in text) * size / 1000


def text(body, **more):
    attributes = {"font_family": "Gentium Book Plus", "font_size": "10", "y": "30", **more}
    said = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<text {said}>{body}</text>"


@pytest.mark.parametrize(("anchor", "share"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_text_stands_where_it_is_anchored(anchor, share):
    left, top, right, bottom = ink(text("HHH", x=50, text_anchor=anchor))
    at = 50 - share * width("HHH")
    assert left == pytest.approx(at, abs=0.7) and right == pytest.approx(at + width("HHH"), abs=0.7)
    assert bottom == pytest.approx(30, abs=0.3) and top == pytest.approx(30 - 6.15, abs=0.3)


def test_what_follows_stands_behind_it_and_begins_anew_where_it_says():
    one = ink(text("HH", x=10))
    assert ink(text("H<tspan>H</tspan>", x=10)) == one
    assert ink(text("\n  H\n  <tspan fill='red'>H</tspan>\n", x=10))[2] == pytest.approx(one[2] + width(" "), abs=0.3)
    assert ink(text("HH<tspan x='10' y='45'>HH</tspan>", x=10))[3] == pytest.approx(45, abs=0.3)


@pytest.mark.parametrize(
    "body",
    [
        '<style>.a{font-size:20px} text{font-family:"Gentium Book Plus"}</style><text class="a" x="5" y="30">H</text>',
        '<g font-size="20" font-family="Nobody, serif"><text y="30" x="5">H</text></g>',
        '<g font-size="10" style="font-family:serif"><text y="30" x="5"><tspan font-size="2em">H</tspan></text></g>',
        '<text style="font-size:15pt; font-family: serif" x="5" y="30">H</text>',
        '<defs><text id="t" font-size="20" font-family="serif">H</text></defs><use href="#t" x="5" y="30"/>',
        '<text transform="translate(5 30) scale(2)" font-size="10" font-family="serif">H</text>',
    ],
)
def test_sizes_and_families_come_from_sheets_styles_and_what_is_around(body):
    left, top, right, bottom = ink(body)
    assert bottom - top == pytest.approx(12.3, abs=0.4) and right - left == pytest.approx(width("H", 20), abs=1.5)


def test_paint_is_the_texts_own():
    graphic, _ = load(svg(text("HHH", x=5, y=45, font_size=60, style="fill:#00f")))
    assert (0, 0, 255) in {color for _, color in seen(graphic).getcolors(9999)}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<text>x</text>", "does not name its font"),
        (text("x", font_family="Nobody's Sans"), "`Nobody's Sans`, and there is no such font"),
        (text("x", font_family="Source Code Pro", font_style="italic"), "`Source Code Pro` in italic, and there is no such font"),
        (text("x", font_weight="300"), "font-weight: 300"),
        (text("\u65e5"), "which has no `\u65e5` (U+65E5)"),
        (text("ab", x="1 2"), "one by one"),
        (text('<textPath href="#a">x</textPath>'), "set by `textPath`"),
        (text("x", textLength="9"), "set with `textLength`"),
        (text("x", style="text-transform:uppercase"), "set with `text-transform`"),
        (text("x", font_size="5vw"), "with the length `5vw`"),
        (text("x" * 2001), "of more than 2,000 letters"),
        ("<flowRoot><flowPara>x</flowPara></flowRoot>", "broken into lines (`flowRoot`)"),
        (text("x", opacity=".5"), "transparent"),
    ],
)
def test_what_cannot_be_set_is_said(body, said):
    graphic, findings = load(svg(body))
    assert graphic is None and findings[0].code == "LP225" and said in findings[0].message


def test_what_a_text_says_beside_its_letters_is_judged_as_elsewhere():
    assert [found.code for found in load(svg(text("x", onclick="run()")))[1]] == ["LP226"]
    assert [found.code for found in load(svg(text("x", filter="url(#f)")))[1]] == ["LP228", "LP228"]
