"""Rules, pictures and drawings: right colours, right way up, nothing hidden in them, and a word for all that is refused."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin
from pypdf import PdfReader

from letterpack.codes import find_code
from letterpack.diagnostics import Report
from letterpack.draw import pictures, vector
from letterpack.draw.graphics import load_graphic, marks, rule
from letterpack.draw.jpeg import without_metadata
from letterpack.forms import load_form
from letterpack.spans import Span
from tests.assemble import graphic_file
from tests.installed import program
from tests.worlds import DictWorld

HERE = Span("letterpack.yaml", 4, 9)


def load(data, path="logo"):
    """Return the graphic and the findings of ``data``."""
    report = Report()
    return load_graphic(DictWorld({"logo": data}), path, HERE, report), list(report)


def codes(data, path="logo"):
    graphic, findings = load(data, path)
    assert (graphic is None) == any(found.severity == "error" for found in findings)
    for found in findings:
        page = find_code(found.code)
        assert page is not None and page.severity == found.severity and found.hint and found.span == HERE
    return [found.code for found in findings]


def seen(graphic, scale=1.0):
    """Return the graphic as pdfium draws it on white."""
    document = pypdfium2.PdfDocument(graphic_file(graphic))
    try:
        return document[0].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def saved(image, kind="PNG", **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def quarters(mode="RGB", size=40):
    """A picture of four colours: red, green, blue, white from the top left, by rows."""
    image = Image.new("RGB", (size, size), "white")
    half = size // 2
    for place, colour in (((0, 0), (255, 0, 0)), ((half, 0), (0, 255, 0)), ((0, half), (0, 0, 255))):
        image.paste(colour, (*place, place[0] + half, place[1] + half))
    return image.convert(mode)


def corners(image):
    width, height = image.size
    return [image.getpixel((x, y)) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]


def close(found, wanted, tolerance=40):
    pairs = zip(sum(found, ()), sum(wanted, ()), strict=True)
    return all(abs(left - right) <= tolerance for left, right in pairs)


RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def test_a_rule_is_exact_and_leaves_no_state():
    assert rule(10, 20, 30.5, 20, 0.3, 0.5) == "q .5 G .3 w 10 20 m 30.5 20 l S Q"


def split(operators):
    return [f"{each.strip()} Q" for each in operators.split(" Q") if each.strip()]


def test_marks_stand_at_the_folds_of_the_form():
    lines = split(marks(load_form("din5008b")))
    assert len(lines) == 3 and all(line.startswith("q 0 G .3 w ") and line.endswith(" S Q") for line in lines)
    heights = [float(line.split()[6]) for line in lines]
    assert heights == pytest.approx([(297 - y) * 72 / 25.4 for y in (105, 148.5, 210)], abs=0.01)
    assert len(split(marks(load_form("us10")))) == 2


def test_marks_do_not_load_platypus():
    code = "import sys, letterpack.draw.graphics; print(*sorted(m for m in sys.modules if m.startswith(('reportlab', 'pypdf'))))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in loaded if "platypus" in name or "canvas" in name or "pypdf" in name or "graphics" in name]


@pytest.mark.parametrize(
    "data",
    [
        saved(quarters()),
        saved(quarters("RGBA")),
        saved(quarters("P")),
        saved(quarters("RGB"), interlace=1),
        saved(quarters(), "JPEG", quality=95, subsampling=0),
        saved(quarters(), "JPEG", progressive=True, quality=95, subsampling=0),
    ],
    ids=["rgb", "rgba", "palette", "interlaced", "jpeg", "progressive"],
)
def test_colours_come_out_right(data):
    graphic, findings = load(data)
    assert not findings
    assert close(corners(seen(graphic)), [RED, GREEN, BLUE, WHITE])


def test_cmyk_becomes_rgb():
    graphic, findings = load(saved(quarters("CMYK"), "JPEG", quality=95))
    assert not findings and b"DeviceCMYK" not in graphic_file(graphic)
    assert close(corners(seen(graphic)), [RED, GREEN, BLUE, WHITE], 60)


@pytest.mark.parametrize("mode", ["L", "1", "LA", "I;16"])
def test_grey_stays_grey(mode):
    image = Image.new("L", (40, 40), 255)
    image.paste(0, (0, 0, 20, 40))
    if mode == "I;16":
        image = Image.frombytes("I;16", (40, 40), struct.pack("<1600H", *[0 if x % 40 < 20 else 0x8080 for x in range(1600)]))
    graphic, findings = load(saved(image if mode == "I;16" else image.convert(mode)))
    assert not findings
    right = 128 if mode == "I;16" else 255
    assert close(corners(seen(graphic)), [(0, 0, 0), (right,) * 3] * 2, 2)


def test_sixteen_bits_a_colour():
    row = b"".join(struct.pack(">3H", 65535, 0, 0) if x < 20 else struct.pack(">3H", 0, 0, 65535) for x in range(40))
    graphic, findings = load(png(40, 40, 16, 2, zlib.compress((b"\0" + row) * 40)))
    assert not findings and close(corners(seen(graphic)), [RED, BLUE, RED, BLUE], 2)


def png(width, height, depth, kind, data):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("how", ["channel", "palette", "colour"])
def test_transparency_becomes_a_soft_mask(how):
    image = quarters("RGBA")
    for x in range(20):
        for y in range(20):
            image.putpixel((x, y), (255, 0, 0, 0))
    data = saved(image)
    if how == "palette":
        flat = quarters("P")
        data = saved(flat, transparency=flat.getpixel((5, 5)))
    if how == "colour":
        data = saved(quarters("RGB"), transparency=(255, 0, 0))
    graphic, findings = load(data)
    assert not findings and b"/SMask" in graphic_file(graphic)
    assert close(corners(seen(graphic)), [WHITE, GREEN, BLUE, WHITE])


def test_an_opaque_picture_has_no_mask():
    assert b"/SMask" not in graphic_file(load(saved(quarters("RGBA")))[0])


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_cameras_orientation_is_followed(turn, kind):
    upright = quarters().resize((60, 40), Image.Resampling.NEAREST)
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[turn]
    stored = upright if undo is None else upright.transpose(Image.Transpose(undo))
    exif = Image.Exif()
    exif[0x0112] = turn
    graphic, findings = load(saved(stored, kind, exif=exif, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {})))
    assert not findings and graphic.width_pt > graphic.height_pt
    assert close(corners(seen(graphic, 2)), [RED, GREEN, BLUE, WHITE])


def test_another_colour_space_is_brought_to_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(quarters(), icc_profile=lab.replace(b"sRGB", b"xRGB").replace(b"s\0R\0G\0B", b"x\0R\0G\0B"))
    graphic, findings = load(data)
    assert not findings and close(corners(seen(graphic)), [RED, GREEN, BLUE, WHITE])


def test_resolution_gives_the_size():
    assert load(saved(quarters(size=300), dpi=(300, 300)))[0].width_pt == pytest.approx(72, abs=0.05)
    assert load(saved(quarters(size=96)))[0].width_pt == pytest.approx(72)
    assert load(saved(quarters(size=96), dpi=(1, 1)))[0].width_pt == pytest.approx(72)


def test_a_jpeg_goes_in_as_it_is_less_its_metadata():
    exif = Image.Exif()
    exif[0x010E] = "Secret place"
    data = saved(quarters(), "JPEG", exif=exif, comment=b"Secret comment") + b"Secret tail"
    held = graphic_file(load(data)[0])
    assert b"Secret" not in held and b"DCTDecode" in held
    clean = without_metadata(data)
    assert Image.open(BytesIO(clean)).tobytes() == Image.open(BytesIO(data)).tobytes()


def test_png_texts_stay_behind():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Secret Author")
    assert b"Secret" not in graphic_file(load(saved(quarters(), pnginfo=info))[0])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "LP221"),
        (b"hello", "LP221"),
        (saved(quarters("P"), "GIF"), "LP221"),
        (saved(quarters(), "BMP"), "LP221"),
        (saved(quarters(), "TIFF"), "LP221"),
        (saved(quarters(), "WEBP"), "LP221"),
        (b"%PDF-1.7", "LP221"),
        (b"\x89PNG", "LP220"),
        (saved(quarters())[:90], "LP220"),
        (saved(quarters(), "JPEG")[:400], "LP220"),
        (b"\xff\xd8\xff\xe0", "LP220"),
        (png(0, 10, 8, 2, b""), "LP223"),
        (png(30000, 30000, 8, 2, zlib.compress(b"")), "LP222"),
        (png(9000, 9000, 8, 2, b""), "LP222"),
    ],
)
def test_what_is_refused(data, code):
    assert codes(data) == [code]


def test_missing_outside_and_heavy(monkeypatch):
    assert codes(b"", "gone.png") == ["LP229"]
    assert codes(b"", "../secret.png") == ["LP229"]
    monkeypatch.setattr("letterpack.attached.MAX_BYTES", 10)
    assert codes(saved(quarters())) == ["LP222"]


def test_an_animated_picture_warns_and_shows_its_first_frame():
    data = saved(quarters(), save_all=True, append_images=[Image.new("RGB", (40, 40), "black")])
    assert codes(data) == ["LP224"]
    assert close(corners(seen(load(data)[0])), [RED, GREEN, BLUE, WHITE])


def svg(body, root='width="100" height="50" viewBox="0 0 100 50"'):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {root}>'
    return f"<?xml version='1.0'?>\n<!-- made by Secret Author -->\n{head}{body}</svg>".encode()


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
    monkeypatch.setattr(vector, "MAX_ELEMENTS", 5)
    assert codes(svg("<g/>" * 6)) == ["LP222"]
    monkeypatch.setattr(vector, "MAX_BYTES", 5)
    assert codes(svg("")) == ["LP222"]


EVERY = {
    "png": saved(quarters("RGBA")),
    "jpeg": saved(quarters(), "JPEG"),
    "svg": svg('<circle cx="9" cy="9" r="5" fill-opacity=".5"/>'),
}


@pytest.mark.parametrize("name", EVERY)
def test_equal_bytes_give_equal_fragments_in_any_process(name):
    code = (
        "import sys; from tests.draw.test_graphics import EVERY, load; import hashlib;"
        f"sys.stdout.write(hashlib.sha256(repr(load(EVERY[{name!r}])[0]).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Almaty"))
    }
    assert len(digests) == 1
    assert load(EVERY[name])[0] == load(EVERY[name])[0]


@pytest.mark.parametrize("name", EVERY)
def test_qpdf_finds_nothing_wrong(name, tmp_path):
    path = tmp_path / "graphic.pdf"
    path.write_bytes(graphic_file(load(EVERY[name])[0]))
    checked = subprocess.run([program("qpdf"), "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


fuzz = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@fuzz
@given(
    name=st.sampled_from(sorted(EVERY)),
    cut=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
)
def test_broken_files_never_crash(name, cut, changes):
    data = bytearray(EVERY[name])
    for place, byte in changes:
        data[int(place * (len(data) - 1))] = byte
    codes(bytes(data[: int(cut * len(data))]) if cut < 0.7 else bytes(data))


def test_limits_are_as_documented():
    assert pictures.MAX_PIXELS == 50_000_000
