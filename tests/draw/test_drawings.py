"""Drawings: right colours, nothing hidden in them, and a word for all that is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from letterpack.draw import svg as drawings
from tests.assemble import graphic_file
from tests.draw.loading import BLUE, GREEN, RED, close, codes, corners, load, seen, svg


def test_a_drawing_has_its_size_and_colours():
    graphic, findings = load(svg('<rect width="50" height="50" fill="#f00"/><path d="M50 0h50v50h-50z" fill="rgb(0,0,255)"/>'))
    assert not findings and (graphic.width_pt, graphic.height_pt) == (75, 37.5)
    assert close(corners(seen(graphic, 2)), [RED, BLUE, RED, BLUE], 2)


def test_a_gradient_a_clip_a_use_and_a_style_sheet():
    graphic, findings = load(
        svg(
            '<style>.b{fill:#00f}</style><defs><linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1"'
            ' stop-color="red"/></linearGradient><clipPath id="c"><path d="M0 0h50v25h-50z"/></clipPath>'
            '<rect id="r" width="50" height="25"/></defs><rect width="50" height="50" fill="url(#g)"/>'
            '<use href="#r" x="50" y="0" fill="lime"/><rect class="b" x="50" y="25" width="50" height="25"/>'
        )
    )
    assert not findings and close(corners(seen(graphic, 2)), [RED, GREEN, RED, BLUE], 2)


def test_cmyk_in_a_drawing_becomes_rgb():
    graphic, findings = load(svg('<rect width="100" height="50" fill="cmyk(0,1,1,0)"/>'))
    assert not findings and close(corners(seen(graphic)), [RED] * 4, 30)
    content = PdfReader(BytesIO(graphic_file(graphic))).pages[0]["/Resources"]["/XObject"]["/G"].get_data()
    assert b" k" not in content and b" rg" in content


def test_a_graphic_holds_no_text_no_font_and_no_name():
    held = graphic_file(load(svg('<title>Secret</title><metadata>Secret</metadata><rect width="9" height="9"/>'))[0])
    for trace in (b"/Font", b"Secret", b"ReportLab", b"CreationDate"):
        assert trace not in held
    graphic = PdfReader(BytesIO(held)).pages[0]["/Resources"]["/XObject"]["/G"]
    assert b"BT" not in graphic.get_data()


def test_what_drawing_programs_keep_for_themselves_is_passed_over():
    body = '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"/><rect width="9" height="9"/>'
    assert codes(svg(body)) == []
    assert codes(svg('<a xlink:href="https://example.org"><rect width="9" height="9"/></a>')) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<text>Hello</text>", "LP225"),
        ("<g><text><tspan>Hello</tspan></text></g>", "LP225"),
        ("<script>alert(1)</script>", "LP226"),
        ('<rect width="9" height="9" onclick="alert(1)"/>', "LP226"),
        ('<rect width="9" height="9"><animate attributeName="x"/></rect>', "LP226"),
        ("<foreignObject/>", "LP226"),
        ('<use href="other.svg#x"/>', "LP226"),
        ('<use xlink:href="https://example.org/x.svg#x"/>', "LP226"),
        ('<rect width="9" height="9" fill="url(https://example.org/#x)"/>', "LP226"),
        ("<style>@import 'https://example.org/x.css';</style>", "LP226"),
        ('<image href="data:image/png;base64,AAAA" width="9" height="9"/>', "LP226"),
        ('<filter id="f"/><rect width="9" height="9" filter="url(#f)"/>', "LP228"),
        ('<rect width="9" height="9" opacity="0.5"/>', "LP228"),
        ('<rect width="9" height="9" style="fill:red;opacity:.5"/>', "LP228"),
        ("<style>.a{mix-blend-mode:multiply}</style>", "LP228"),
        ('<use href="#gone"/>', "LP228"),
        ('<rect width="9" height="9" fill="url(#gone)"/>', "LP228"),
        ('<rect width="9" height="9" fill="no-colour"/>', "LP228"),
        ('<pattern id="p"/>', "LP228"),
        ("<style>@media print{.a{fill:red}}</style>", "LP228"),
        ('<linearGradient id="g"/><rect width="9" height="9" stroke="url(#g)"/>', "LP228"),
        ('<g id="a"><use href="#a"/></g>', "LP228"),
    ],
)
def test_what_a_drawing_may_not_hold(body, code):
    assert code in codes(svg(body)) and set(codes(svg(body))) <= {code, "LP228"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<svg", "LP227"),
        (b"<html/>", "LP227"),
        (b"<svg/>", "LP227"),
        (svg("<rect width='nonsense'"), "LP227"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;")[22:], "LP226"),
        (b"<?xml-stylesheet href='x.css'?>" + svg("")[22:], "LP226"),
        (svg("", 'width="0" height="50"'), "LP223"),
        (svg("", 'width="99999" height="99999"'), "LP223"),
        (svg("<g>" * 400 + "</g>" * 400), "LP227"),
    ],
)
def test_drawings_that_are_none(data, code):
    assert codes(data) == [code]


def test_all_that_is_wrong_is_said_at_once():
    body = '<text>a</text><script/><filter id="f"/><text>b</text>'
    assert codes(svg(body)) == ["LP225", "LP226", "LP228"]


def test_a_bomb_of_uses_ends():
    levels = "".join(f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
    body = f'<defs><rect id="l0" width="1" height="1"/>{levels}</defs><use href="#l8"/>'
    assert codes(svg(body)) in (["LP228"], ["LP227"])


def test_heavy_drawings(monkeypatch):
    monkeypatch.setattr(drawings, "MOST_DRAWING_ELEMENTS", 5)
    assert codes(svg("<g/>" * 6)) == ["LP222"]
    monkeypatch.setattr(drawings, "MOST_DRAWING_BYTES", 5)
    assert codes(svg("")) == ["LP222"]
