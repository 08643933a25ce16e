"""Enclosed pages on the letter's paper, in their middle, whatever they were on; and where a stamp has room."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, RectangleObject, StreamObject

from letterpack.enclosures.beside import own_title
from letterpack.enclosures.pages import Box, Leaf, upright
from letterpack.enclosures.placing import SeenPage, fitted, free_corner
from letterpack.model.campaign import EnclosureSetting
from letterpack.model.pdf import Placing
from letterpack.pdfcopy.content import is_closed
from letterpack.wording.enclosures import EnclosureTitles, enclosure_title, usable_title
from tests.assemble import enclosure_file
from tests.enclosures.makers import dictionary, edited, good_pdf, read

A4 = (595.276, 841.89)
SIZES = st.tuples(st.floats(20, 3000), st.floats(20, 3000))


def leaf(size: tuple[float, float], rotate: int = 0, unit: float = 1.0, at: tuple[float, float] = (0.0, 0.0)) -> Leaf:
    box = Box(at[0], at[1], at[0] + size[0], at[1] + size[1])
    return Leaf(PdfWriter().add_blank_page(10, 10), None, box, box, rotate, unit)


@given(SIZES, st.sampled_from([0, 90, 180, 270]), st.floats(0.2, 4), st.tuples(st.floats(-500, 500), st.floats(-500, 500)))
def test_a_page_of_any_size_fits_the_paper_and_stands_in_its_middle(
    size: tuple[float, float], rotate: int, unit: float, at: tuple[float, float]
) -> None:
    source = leaf(size, rotate, unit, at)
    fit = fitted(source, A4)
    if fit is None:
        return
    assert sorted(fit.leaf.size_pt) == pytest.approx(sorted(A4))
    wide, high = source.size_pt
    if abs(wide - high) > 1:
        assert (fit.leaf.size_pt[0] > fit.leaf.size_pt[1]) == (wide > high)
    x0, y0 = fit.matrix.point(source.crop.x0, source.crop.y0)
    x1, y1 = fit.matrix.point(source.crop.x1, source.crop.y1)
    box = fit.leaf.media
    assert min(x0, y0) >= -0.01 and x1 <= box.x1 + 0.01 and y1 <= box.y1 + 0.01
    assert (x0 + x1, y0 + y1) == pytest.approx((box.x1, box.y1), abs=0.01)
    assert fit.matrix.a <= unit + 1e-9
    assert fit.matrix.a == fit.matrix.d


@given(SIZES, st.sampled_from([0, 90, 180, 270]), st.floats(0.2, 4))
def test_the_corners_that_a_reader_sees_are_corners_of_the_page(size: tuple[float, float], rotate: int, unit: float) -> None:
    page = leaf(size, rotate, unit, (7.0, -3.0))
    width, height = page.size_pt
    seen = [upright(page).point(x, y) for x in (0.0, width) for y in (0.0, height)]
    crop = page.crop
    for corner in [(x, y) for x in (crop.x0, crop.x1) for y in (crop.y0, crop.y1)]:
        assert any(corner == pytest.approx(each, abs=1e-6 * max(1, *map(abs, corner))) for each in seen)


def painted(data: bytes, width: int = 200) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        return page.render(scale=width / page.get_width(), grayscale=True).to_pil().convert("L")


def sized(width: float, height: float, rotate: int = 0) -> bytes:
    def edit(writer: PdfWriter) -> None:
        writer.pages[0].rotate(rotate)

    return edited(edit, good_pdf(1, size=(width, height)))


@pytest.mark.parametrize(("size", "rotate"), [((842, 1191), 0), ((842, 1191), 90), ((1191, 842), 270), ((400, 500), 180)])
def test_a_fitted_page_looks_as_it_did(size: tuple[float, float], rotate: int) -> None:
    data = sized(*size, rotate)
    found, findings = read(data, placing=Placing(A4))
    assert found and not findings
    (page,) = found.pages
    assert sorted((page.width_pt, page.height_pt)) == pytest.approx(sorted(A4))
    copy = enclosure_file(found)
    seen = (size[1], size[0]) if rotate % 180 else size
    scale = min(1.0, page.width_pt / seen[0], page.height_pt / seen[1])
    before = painted(data, round(400 * scale * seen[0] / page.width_pt))
    after = painted(copy, 400)
    wanted = Image.new("L", after.size, 255)
    wanted.paste(before, ((after.width - before.width) // 2, (after.height - before.height) // 2))
    small = [each.resize((20, 28), Image.Resampling.BOX) for each in (wanted, after)]
    assert max(abs(one - other) for one, other in zip(*[each.tobytes() for each in small], strict=True)) < 24


def patterned(made: DictionaryObject) -> bytes:
    """A page of A3 that is painted with a pattern."""

    def edit(writer: PdfWriter) -> None:
        if isinstance(mesh := made.get("/Shading"), StreamObject):
            made[NameObject("/Shading")] = writer._add_object(mesh)
        page = writer.pages[0]
        shown = page["/Resources"].get_object()
        assert isinstance(shown, DictionaryObject)
        shown[NameObject("/Pattern")] = dictionary(Odd=writer._add_object(made))
        drawn = StreamObject()
        drawn._data = b"/Pattern cs /Odd scn 100 100 600 900 re f"
        page[NameObject("/Contents")] = writer._add_object(drawn)

    return edited(edit, good_pdf(1, size=(842.0, 1191.0)))


def numbers(*values: float) -> ArrayObject:
    return ArrayObject(map(FloatObject, values))


def tiles(**more: ArrayObject) -> DictionaryObject:
    """Squares, far apart."""
    made = StreamObject()
    made._data = b"0 g 0 0 150 150 re f"
    made.update(dictionary(PatternType=NumberObject(1), PaintType=NumberObject(1), TilingType=NumberObject(1)))
    steps = dictionary(XStep=NumberObject(300), YStep=NumberObject(300), BBox=numbers(0, 0, 150, 150), Resources=dictionary())
    made.update({**steps, **dictionary(**more)})
    return made


def gradient() -> DictionaryObject:
    function = dictionary(FunctionType=NumberObject(2), Domain=numbers(0, 1), C0=numbers(0), C1=numbers(1), N=NumberObject(1))
    shading = dictionary(
        ShadingType=NumberObject(2), ColorSpace=NameObject("/DeviceGray"), Coords=numbers(0, 100, 0, 1000), Function=function
    )
    return dictionary(PatternType=NumberObject(2), Shading=shading)


def mesh() -> DictionaryObject:
    """A triangle whose corners have grays of their own, in a stream (ISO 32000-1, 8.7.4.5.5)."""
    shading = StreamObject()
    shading._data = bytes((0, 0, 0, 0, 0, 255, 0, 128, 0, 128, 255, 255))
    bits = dictionary(BitsPerCoordinate=NumberObject(8), BitsPerComponent=NumberObject(8), BitsPerFlag=NumberObject(8))
    shading.update({**bits, **dictionary(ShadingType=NumberObject(4), ColorSpace=NameObject("/DeviceGray"))})
    shading.update(dictionary(Decode=numbers(0, 842, 0, 1191, 0, 1)))
    return dictionary(PatternType=NumberObject(2), Shading=shading)


@pytest.mark.parametrize("fit", [False, True], ids=["as it is", "made smaller"])
@pytest.mark.parametrize(
    "make",
    [tiles, lambda: tiles(Matrix=numbers(0.5, 0, 0, 0.5, 40, 70)), gradient, mesh],
    ids=["tiles", "small", "gradient", "mesh"],
)
def test_patterns_stay_and_go_where_their_page_goes(make: Callable[[], DictionaryObject], fit: bool) -> None:
    """They are placed by matrices of their own, which know nothing of what a page's content does."""
    data = patterned(make())
    assert min(painted(data).tobytes()) < 80
    found, findings = read(data, **({"placing": Placing(A4)} if fit else {}))
    assert found and not findings
    small = [each.resize((20, 28), Image.Resampling.BOX) for each in (painted(data, 400), painted(enclosure_file(found), 400))]
    assert max(abs(one - other) for one, other in zip(*[each.tobytes() for each in small], strict=True)) < 24


def test_a_link_stays_on_its_words() -> None:
    found, _ = read(good_pdf(1, size=(1190.0, 1684.0)), placing=Placing(A4))
    assert found
    link = PdfReader(BytesIO(enclosure_file(found))).pages[0]["/Annots"][0]["/Rect"]
    assert [float(side) for side in link] == pytest.approx([36, 300, 100, 310], abs=0.5)


@pytest.mark.parametrize(
    ("content", "closed"),
    [
        (b"q 1 0 0 1 0 0 cm Q", True),
        (b"q q Q", False),
        (b"Q q", False),
        (b"BT (q) Tj (\\) Q) Tj ET", True),
        (b"BT (x) Tj", False),
        (b"/P <</MCID 0>> BDC EMC", True),
        (b"/Q gs /q Do", True),
        (b"/P BMC", False),
        (b"% q\nq Q", True),
        (b"q BI /W 1 /H 1 ID q Q Q EI Q", True),
    ],
)
def test_content_that_closes_what_it_opens(content: bytes, closed: bool) -> None:
    assert is_closed(content) is closed


@given(st.lists(st.tuples(st.integers(0, 380), st.integers(0, 560), st.integers(5, 200), st.integers(5, 200)), max_size=6))
def test_a_stamp_stands_where_nothing_is(boxes: list[tuple[int, int, int, int]]) -> None:
    image = Image.new("L", (413, 584), 255)
    for left, upper, width, height in boxes:
        image.paste(0, (left, upper, min(413, left + width), min(584, upper + height)))
    scale = image.width / A4[0]
    corner = free_corner(SeenPage(image, scale), A4, (50.0, 13.0), from_left=False)
    if corner is None:
        assert boxes
        return
    x, y = corner
    area = image.crop(
        (int(x * scale), int(image.height - (y + 13) * scale), int((x + 50) * scale), int(image.height - y * scale))
    )
    assert min(area.tobytes()) == 255
    assert x >= 14 and y >= 14 and x + 50 <= A4[0] - 14 and y + 13 <= A4[1] - 14


def test_a_page_from_right_to_left_is_stamped_at_the_left() -> None:
    image = Image.new("L", (413, 584), 255)
    both = [free_corner(SeenPage(image, 413 / A4[0]), A4, (50.0, 13.0), from_left=left) for left in (False, True)]
    assert both[0] and both[1] and both[0][0] > 300 > both[1][0]


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256", "AES-256-R5"])
def test_a_file_that_opens_and_may_be_printed_is_sent(algorithm: str) -> None:
    plain, _ = read(good_pdf())
    data = edited(lambda writer: writer.encrypt("", "owner", algorithm=algorithm))
    found, findings = read(data)
    assert plain and found and not findings
    assert painted(enclosure_file(found)).tobytes() == painted(enclosure_file(plain)).tobytes()


def test_a_file_that_must_not_be_printed_is_not_sent() -> None:
    data = edited(lambda writer: writer.encrypt("", "owner", algorithm="AES-256", permissions_flag=0b1111_0000_0000))
    found, (told,) = read(data)
    assert found is None
    assert told.code == "LP403" and "protected against printing" in told.message


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Annual Report 2025", "Annual Report 2025"),
        ("  Freedom \n of  the press ", "Freedom of the press"),
        ("گزارش سالانهٔ ما می‌شود", "گزارش سالانهٔ ما می‌شود"),
        ("Microsoft Word - final.docx", ""),
        ("annual_report-2025.pdf", ""),
        ("untitled", ""),
        ("Document1", ""),
        ("C:\\Users\\ada\\secret.docx", ""),
        ("2025-03", ""),
        ("a\u202eb", ""),
        ("x" * 200, ""),
        ("Word on the street", "Word on the street"),
    ],
)
def test_a_title_that_a_reader_should_see(typed: str, shown: str) -> None:
    assert usable_title(typed) == shown


def test_the_title_in_the_metadata_goes_first() -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        b'<rdf:li xml:lang="de">Bericht</rdf:li><rdf:li xml:lang="x-default">Report</rdf:li>'
        b"</rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    )

    def edit(writer: PdfWriter) -> None:
        writer.xmp_metadata = xmp

    reader = PdfReader(BytesIO(edited(edit)))
    assert own_title(reader.trailer["/Root"].get_object(), None) == "Report"  # type: ignore[arg-type]


def test_titles_and_stamps_by_language() -> None:
    settings = {
        "": EnclosureSetting(stamps={"": "Annex {n}"}),
        "a.pdf": EnclosureSetting({"en": "Report", "ru": "Отчёт"}, {"": "Annex {n}"}),
        "b.pdf": EnclosureSetting({}, {"en": "Map {n}", "ru": "Карта {n}"}),
        "c-2_x.pdf": EnclosureSetting(),
    }
    english, russian, german = [EnclosureTitles(settings, tag) for tag in ("en-GB", "ru", "de")]
    paths = ("a.pdf", "b.pdf", "c-2_x.pdf", "d.pdf")

    def place(path: str) -> object:
        return path

    assert english.of(paths, place) == ("Annex 1 · Report", "Map 1 · b", "c-2_x", "Annex 2 · d")  # type: ignore[arg-type]
    assert russian.of(paths[:2], place) == ("Annex 1 · Отчёт", "Карта 1 · b")  # type: ignore[arg-type]
    assert german.of(paths[:1], place) == ("Annex 1 · a",)  # type: ignore[arg-type]
    assert enclosure_title("enclosures/COVID-19_facts.pdf") == "COVID-19_facts"


def test_a_rectangle_of_the_page_is_what_shows() -> None:
    def edit(writer: PdfWriter) -> None:
        writer.pages[0][NameObject("/CropBox")] = RectangleObject((100, 100, 1000, 1500))

    found, _ = read(edited(edit, good_pdf(1, size=(1190.0, 1684.0))), placing=Placing(A4))
    assert found
    assert painted(enclosure_file(found)).size[1] == pytest.approx(200 * A4[1] / A4[0], abs=1)
