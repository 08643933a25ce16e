"""PNG and JPEG files as ``Graphic``s: part of stage 7.

Pillow proves a file whole and brings odd colours to grey or RGB; reportlab makes the image object. A JPEG that is grey or RGB
goes in as it is, less what its camera wrote about place and time. The size in points is the file's own, by its resolution.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from threading import Lock
from typing import Final, NamedTuple

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from letterpack.diagnostics import Report
from letterpack.draw.canvas import take_off
from letterpack.limits import MOST_JPEG_STEPS, MOST_PICTURE_SIDE, MOST_PIXELS, pixels_unpack_to
from letterpack.model.pdf import Graphic
from letterpack.pdfcopy.jpeg import START_OF_SCAN, without_metadata
from letterpack.spans import Span
from letterpack.values import replace

MAX_PIXELS: Final = MOST_PIXELS

DEFAULT_DPI: Final = 96.0
"""CSS 2.1, 4.3.2: a pixel is 1/96 inch. For files that do not say."""

_PLAUSIBLE_DPI: Final = (30.0, 4800.0)
"""A resolution beyond these is a program's slip: coarser than a poster's, finer than any scanner's."""

_PNG_SIDES: Final = slice(16, 24)
"""Where a PNG's head has its width and height (PNG, 11.2.2)."""

JPEG_QUALITY: Final = 92
"""For pictures whose colours had to be changed: no loss that shows in print."""

BROKEN: Final = (OSError, ValueError, TypeError, SyntaxError, LookupError, ArithmeticError, EOFError, struct.error, zlib.error)
"""What Pillow 12 raises on files that are not whole."""

_filtering: Final = Lock()
"""Filters of warnings are the process's."""
_ORIENTATION: Final = 0x0112
"""The Exif tag that says how a camera was held (Exif 3.0, 4.6.5)."""
_GRAY: Final = ("1", "L")
_COLOR_BYTES: Final = 4
"""That Pillow keeps for a pixel of any other kind."""
_OPAQUE: Final = 255
_NOTHING: Final = (255, 255, 255, 0)
"""What stands where a picture shows nothing."""
_ON_ITS_SIDE: Final = (5, 6, 7, 8)

KINDS: Final = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"\x1f\x8b", "compressed"),
    (b"8BPS", "a Photoshop file"),
    (b"\0\0\x01\0", "an icon"),
)
"""How files begin that people use as pictures and that are not taken."""


class _Ready(NamedTuple):
    """A picture that reportlab can take: its bytes or pixels, its size in points, a turn still to be made."""

    source: BytesIO | Image.Image
    width_pt: float
    height_pt: float
    turn: int = 1


def picture(data: bytes, path: str, report: Report, span: Span, *, grey: bool = False) -> Graphic | None:
    """Return the PNG or JPEG ``data`` as a ``Graphic``, or None with the reason in ``report`` (LP220 to LP223).

    Transparency becomes a soft mask; CMYK and other colours become RGB by the file's own profile; a camera's orientation is
    followed. ``path`` is for messages.
    """
    image = _opened(data, path, report, span)
    if image is None:
        return None
    try:
        ready = _ready(image, data)
    except BROKEN:
        report.error("LP220", span, f"the picture `{path}` is damaged", "open it in an image program and save it again")
        return None
    if getattr(image, "is_animated", False) and image.format == "PNG":
        report.warning(
            "LP224",
            span,
            f"the picture `{path}` is animated, and only its first frame is printed",
            "save that frame as a picture of its own",
        )
    drawn = take_off(ready.width_pt, ready.height_pt, lambda canvas: _draw(canvas, ready), grey=grey)
    return replace(drawn, pixels_wide=image.height if image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE else image.width)


def bare_picture(data: bytes) -> bytes | None:
    """Return the PNG or JPEG ``data`` as a page shows it, and nothing else that is in the file; None where it is no such picture.

    What leaves the house as a file of its own says no more than a packet: not where and when, by whom, or what was erased.
    """
    report, nowhere = Report(), Span("")
    image = _opened(data, "", report, nowhere)
    if image is None:
        return None
    try:
        ready = _ready(image, data)
        if isinstance(ready.source, BytesIO) and ready.turn == 1:
            return ready.source.getvalue()
        shown, kind = (ready.source, "PNG") if isinstance(ready.source, Image.Image) else (ImageOps.exif_transpose(image), "JPEG")
        packed = BytesIO()
        Image.frombytes(shown.mode, shown.size, shown.tobytes()).save(packed, kind, quality=JPEG_QUALITY)
    except BROKEN:
        return None
    return packed.getvalue()


def _opened(data: bytes, path: str, report: Report, span: Span) -> Image.Image | None:
    """Return the picture with its head read and its size within limits; nothing is unpacked yet."""
    if data.startswith(b"\x89PNG") and len(data) >= _PNG_SIDES.stop and 0 in struct.unpack(">II", data[_PNG_SIDES]):
        report.error("LP223", span, f"the picture `{path}` has no area", "export it again")
        return None
    try:
        with _filtering, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
    except Image.DecompressionBombError:
        _tell_too_large(path, report, span)
        return None
    except UnidentifiedImageError:
        _tell_unknown(data, path, report, span)
        return None
    except BROKEN:
        report.error("LP220", span, f"the picture `{path}` is damaged", "open it in an image program and save it again")
        return None
    return image if _is_within(image, data, path, report, span) else None


def _is_within(image: Image.Image, data: bytes, path: str, report: Report, span: Span) -> bool:
    """Whether the picture's size is within limits; a finding says of which it is not."""
    if max(image.size) > MOST_PICTURE_SIDE:
        hint = "scale it down: 300 pixels per inch are enough for print"
        report.error("LP222", span, f"the picture `{path}` is more than {MOST_PICTURE_SIDE:,} pixels wide or high", hint)
        return False
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        _tell_too_large(path, report, span)
        return False
    if pixels * (1 if image.mode in _GRAY else _COLOR_BYTES) > pixels_unpack_to(len(data)):
        shown = f"{pixels // 1_000_000} million pixels in {len(data) // 1_000:,} kB"
        hint = "scale it down: 300 pixels per inch are enough for print; or cut it to what it shows"
        report.error("LP222", span, f"the picture `{path}` has {shown}, which are nearly all alike", hint)
        return False
    scans = data.count(START_OF_SCAN) if image.format != "PNG" else 1
    if scans * pixels > MOST_JPEG_STEPS:
        message = f"the picture `{path}` is a JPEG of {scans:,} scans, which is more than any program writes"
        report.error("LP222", span, message, "open it in an image program and save it again")
        return False
    return True


def _tell_too_large(path: str, report: Report, span: Span) -> None:
    report.error(
        "LP222",
        span,
        f"the picture `{path}` has more than {MAX_PIXELS // 1_000_000} million pixels",
        "scale it down: 300 pixels per inch are enough for print",
    )


def _tell_unknown(data: bytes, path: str, report: Report, span: Span) -> None:
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        report.error("LP220", span, f"the picture `{path}` is damaged", "open it in an image program and save it again")
        return
    kind = next((name for magic, name in KINDS if data.startswith(magic)), "")
    if data[8:12] == b"WEBP":
        kind = "a WebP"
    what = "is empty" if not data else f"is {kind}" if kind else "is of an unknown kind"
    report.error(
        "LP221",
        span,
        f"the picture `{path}` {what}, and pictures are PNG, JPEG, SVG or PDF",
        "save it as a PNG, or as an SVG if it is drawn",
    )


def _ready(image: Image.Image, data: bytes) -> _Ready:
    turn = image.getexif().get(_ORIENTATION, 1)
    image.load()
    width, height = _size_pt(image)
    if turn in _ON_ITS_SIDE:
        width, height = height, width
    is_ready = image.format != "PNG" and image.mode in ("L", "RGB") and _is_srgb(image)
    if is_ready and _is_still(image, bare := without_metadata(data)):
        return _Ready(BytesIO(bare), width, height, turn if turn in range(1, 9) else 1)
    upright = ImageOps.exif_transpose(image)
    plain = _in_srgb(upright)
    if image.format != "PNG":
        packed = BytesIO()
        plain.save(packed, "JPEG", quality=JPEG_QUALITY, subsampling=0)
        return _Ready(BytesIO(without_metadata(packed.getvalue())), width, height)
    return _Ready(plain, width, height)


def _is_still(image: Image.Image, bare: bytes) -> bool:
    """Whether the JPEG ``bare`` is ``image`` yet: where its segments are damaged, more than metadata may be gone."""
    try:
        with Image.open(BytesIO(bare), formats=("JPEG",)) as found:
            return (found.size, found.mode) == (image.size, image.mode)
    except BROKEN:
        return False


def _size_pt(image: Image.Image) -> tuple[float, float]:
    dpi = image.info.get("dpi", (DEFAULT_DPI, DEFAULT_DPI))
    least, most = _PLAUSIBLE_DPI
    x_dpi, y_dpi = (float(each) if least <= float(each) <= most else DEFAULT_DPI for each in dpi)
    return image.width * 72 / x_dpi, image.height * 72 / y_dpi


def _is_srgb(image: Image.Image) -> bool:
    profile = image.info.get("icc_profile")
    return not profile or image.mode in ("L", "LA", "1", "I;16", "I") or b"sRGB" in profile or b"s\0R\0G\0B" in profile


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return ``image`` as L, RGB or RGBA, its colours those of sRGB."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("P", "LA", "PA") or "transparency" in image.info:
        return _opaque_if_it_is(image.convert("RGBA"))
    if not _is_srgb(image):
        image = _by_profile(image)
    if image.mode == "1":
        return image.convert("L")
    return _opaque_if_it_is(image) if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")


def _by_profile(image: Image.Image) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=target)
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted if converted is not None else image


def _opaque_if_it_is(image: Image.Image) -> Image.Image:
    """Drop an alpha channel that hides nothing: a soft mask costs printers time. What is hidden wholly loses its colours, which
    drawing programs keep under what was erased.
    """
    if image.mode != "RGBA":
        return image
    alpha = image.getchannel("A")
    least, _ = alpha.getextrema()
    if least == _OPAQUE:
        return image.convert("RGB")
    if least:
        return image
    return Image.composite(image, Image.new("RGBA", image.size, _NOTHING), alpha.point(lambda value: _OPAQUE if value else 0))


def _draw(canvas: Canvas, ready: _Ready) -> None:
    width, height = ready.width_pt, ready.height_pt
    canvas.transform(*_turned(ready.turn, width, height))
    if ready.turn in (5, 6, 7, 8):
        width, height = height, width
    canvas.drawImage(ImageReader(ready.source), 0, 0, width, height, mask="auto")


def _turned(turn: int, width: float, height: float) -> tuple[float, float, float, float, float, float]:
    """Return the matrix that shows a picture of Exif orientation ``turn`` upright in a box of this size (Exif 2.32, 4.6.4)."""
    return {
        2: (-1, 0, 0, 1, width, 0),
        3: (-1, 0, 0, -1, width, height),
        4: (1, 0, 0, -1, 0, height),
        5: (0, -1, -1, 0, width, height),
        6: (0, -1, 1, 0, 0, height),
        7: (0, 1, 1, 0, 0, 0),
        8: (0, 1, -1, 0, width, 0),
    }.get(turn, (1, 0, 0, 1, 0, 0))
