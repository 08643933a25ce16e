"""Pictures: right colours, right way up, nothing hidden in them, and a word for all that is refused."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from pypdf import PdfReader

from letterpack.pdfcopy.jpeg import without_metadata
from tests.assemble import graphic_file
from tests.draw.loading import BLUE, GREEN, RED, WHITE, close, codes, corners, load, quarters, saved, seen


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
        (b"%PDF-1.7", "LP220"),
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


def test_what_was_erased_loses_its_colours():
    image = quarters("RGBA")
    image.putpixel((0, 0), (12, 34, 56, 0))
    image.putpixel((1, 0), (12, 34, 56, 1))
    page = PdfReader(BytesIO(graphic_file(load(saved(image))[0]))).pages[0]
    (form,) = page["/Resources"]["/XObject"].values()
    (shown,) = form["/Resources"]["/XObject"].values()
    assert shown.get_object().get_data()[:6] == bytes((255, 255, 255, 12, 34, 56))
