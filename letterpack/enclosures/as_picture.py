"""A page that another program made as a ``Graphic`` (beside stage 6): a house's letterhead, its logo, a chart.

The page becomes a form XObject with the fonts that it brings. It stands in one mark of ours, so its own marks, links and tags
stay behind; whoever listens hears the words that stand for the picture. It is on every page, so what packets claim they claim
with it only if veraPDF has confirmed that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Final

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from letterpack.diagnostics import Diagnostic, Report
from letterpack.draw.grey_page import Colored, grey_page
from letterpack.enclosures import survey as survey_of
from letterpack.enclosures.claims import Conformance
from letterpack.enclosures.copy import is_harmful, shut
from letterpack.enclosures.pages import Box, Leaf, PageMatrix, leaves, upright
from letterpack.enclosures.placing import drawn_page
from letterpack.model.pdf import Graphic
from letterpack.model.profile import Profile
from letterpack.overheard import overheard
from letterpack.patterns import late
from letterpack.pdfcopy import Copier, Damaged, ObjectParts, names_as_bytes
from letterpack.pdfcopy.content import TooLarge, behind_string, content_of, is_closed, without_marks
from letterpack.pdfcopy.opened import OF_DAMAGE, CountingReader, TooMuchWork, drawing_cost, limited
from letterpack.spans import Span

_SWITCHED_OFF: Final = "has layers that are switched off, and a packet would show them"
_EMPTY_TEXT: Final = late(rb"BT\s+/([^\s/()<>\[\]{}%]+)\s+[\d.]+\s+Tf\s+(?:[\d.]+\s+TL\s+)?ET(?=\s)")
"""What reportlab writes where a font is chosen, the first one before anything is drawn."""
_TEXT: Final = late(
    rb"/(?P<font>[^\s/()<>\[\]{}%]+)\s+[-+\d.]+\s+Tf\b|(?<!\S)(?P<state>[qQ])(?!\S)|(?P<string>\()|(?<!<)<\s*[0-9A-Fa-f]"
)
"""A font that is chosen, a state that is saved or restored, a text that begins."""
_REOPEN: Final = "open it in a viewer, print it to a new PDF, and use that"
_WHITE: Final = 250
"""Of 255, as ``drawn_page`` shows paper: lighter is nothing that is printed."""
_FOOT_PT: Final = 1.0
"""What is left below the last mark of a sheet: it was found with some pixels to the millimeter."""
_CUBE: Final = bytes.fromhex(
    "ffffff6dcff600aeef f49ac18781bd0071bc ec008c91278f2e3092 fff79981c99c00a99c f696798f807c00707e ed145a942c60343465"
    "fff2008cc63f00a650 f7931d937e3a006f45 ed1c24962e34363639"
)
"""sRGB of cyan, magenta and yellow at 0, 1/2 and 1, cyan fastest: U.S. Web Coated (SWOP) by Ghostscript's ``default_cmyk.icc``,
relative to paper and with its black as black. Black is mixed in evenly, so that black alone is black.
"""
_INKS: Final = ("/Cyan", "/Magenta", "/Yellow", "/Black")
_DEEPEST: Final = 20
_NOT_IN_FILES: Final = 1 << 40
"""The number of an object that no file has: they count to ten digits (ISO 32000-1, 7.5.4)."""


def page_as_picture(
    data: bytes, path: str, report: Report, span: Span, purpose: tuple[Profile, Collection[str]]
) -> Graphic | None:
    """Return the one page of the PDF ``data`` as packets of a profile may hold it, or None with the reason in ``report`` (LP220,
    LP222, LP223, LP241). ``purpose`` is the profile, and what veraPDF has confirmed; what it has not is a note (LP416).

    A page that is higher than wide is a sheet: the white below its last mark is cut off. ``path`` is for messages.
    """
    findings = Report()
    reader = _PrintedPage(path, span, findings, *purpose)
    with overheard("pypdf") as repairs, names_as_bytes():
        graphic = reader.read(data, repairs)
    report.extend(findings)
    return None if findings.has_errors else graphic


class _PrintedPage:
    def __init__(self, path: str, span: Span, report: Report, profile: Profile, confirmed: Collection[str]) -> None:
        self._path, self._span, self._report, self._profile, self._confirmed = path, span, report, profile, confirmed

    def read(self, data: bytes, repairs: list[str]) -> Graphic | None:
        """Return the page of ``data``. Never raises for what is in it; ``repairs`` are what pypdf had to mend meanwhile."""
        try:
            if b"%%EOF" not in data[-2048:]:
                raise Damaged("its end is missing")
            with limited(), BytesIO(data) as stream, CountingReader(stream, strict=False) as file:
                leaf = self._leaf(file)
                graphic = self._graphic(file, leaf, data) if leaf is not None else None
            if is_harmful(repairs):
                raise Damaged("its table of contents is wrong")
        except TooMuchWork:
            self._report.error("LP222", self._span, f"the PDF `{self._path}` takes too much work to read", _REOPEN)
        except TooLarge as error:
            self._report.error("LP222", self._span, f"the PDF `{self._path}` is too large: {error}", "simplify it")
        except Damaged as error:
            self._report.error("LP220", self._span, f"the PDF `{self._path}` is damaged: {error}", _REOPEN)
        except OF_DAMAGE:
            self._report.error("LP220", self._span, f"the PDF `{self._path}` is damaged: its structure cannot be read", _REOPEN)
        else:
            return graphic
        return None

    def _refuse(self, why: str, hint: str) -> None:
        self._report.add(Diagnostic("LP241", "error", f"the PDF `{self._path}` {why}", self._span, hint))

    def _leaf(self, file: CountingReader) -> Leaf | None:
        """Return the file's page, if it has one, and shows all that its readers see."""
        if "/Encrypt" in file.trailer and (why := shut(file)):
            self._refuse(why, "ask its author for a file without protection")
            return None
        root = file.trailer["/Root"].get_object()
        if not isinstance(root, DictionaryObject):
            raise Damaged("its root is missing")
        found = list(leaves(root))
        if len(found) != 1:
            count = f"{len(found)} pages" if found else "no page"
            self._refuse(f"has {count}, and a picture is one page", "save the page that you want as a PDF of its own")
            return None
        survey = survey_of.Survey()
        list(survey_of.kept_links(found[0].page, 1, survey))
        for wrong in (survey_of.wrong_kind(root), *_unshown(survey)):
            if wrong:
                self._refuse(wrong, _REOPEN)
        if survey_of.hidden_layers(root):
            self._refuse(_SWITCHED_OFF, _REOPEN)
        if not is_closed(content_of(found[0].page, 1)):
            self._refuse("does not close what it draws", _REOPEN)
        return None if self._report.has_errors else found[0]

    def _graphic(self, file: CountingReader, leaf: Leaf, data: bytes) -> Graphic | None:
        if why := drawing_cost(data).refusal:
            message = f"the PDF `{self._path}` takes too much work to draw: {why}"
            self._report.error("LP222", self._span, message, "simplify it")
            return None
        page = DictionaryObject(dict.items(leaf.page))
        _put_content(page, content_of(page, 1))
        held = leaf.resources.get_object() if leaf.resources is not None else None
        resources = DictionaryObject(dict.items(held)) if isinstance(held, DictionaryObject) else DictionaryObject()
        _leave_idle_fonts(page, resources)
        if self._profile.is_grey:
            try:
                _put_content(page, grey_page(content_of(page, 1), resources))
            except Colored as error:
                self._refuse(f"has {error}, which cannot be turned gray", "export it in black and gray, and name that")
                return None
        else:
            _read_as_rgb(resources, file)
        box = _shown(leaf, data)
        if box is None:
            self._report.error("LP223", self._span, f"the PDF `{self._path}` shows nothing", "export it again")
            return None
        survey = survey_of.Survey()
        copier = Copier(survey.watch, is_damaged=lambda: True, size_bytes=len(data), edit=without_marks)
        root, inner = copier.reserve(), copier.reserve()
        width, height = _size(leaf, box)
        form: list[tuple[str, PdfObject | bytes | ObjectParts]] = [("/Type", b"/XObject"), ("/Subtype", b"/Form")]
        group = [("/Group", page.raw_get("/Group"))] if isinstance(page.get("/Group"), DictionaryObject) else []
        placed: list[tuple[str, PdfObject | bytes | ObjectParts]] = [
            ("/BBox", box.write()),
            ("/Matrix", b"[%s]" % _onto(leaf, box).write()),
            ("/Resources", resources),
            *group,
        ]
        copier.put_stream(inner, [*form, *placed], without_marks(content_of(page, 1)))
        # A form of its own keeps what the page's patterns are placed by, and begins where every picture does.
        bounds = b"[0 0 %.4f %.4f]" % (width, height)
        drawing: list[tuple[str, PdfObject | bytes | ObjectParts]] = [
            ("/BBox", bounds),
            ("/Resources", [b"<</XObject<</Page ", inner, b">>>>"]),
        ]
        copier.put_stream(root, [*form, *drawing], b"/Page Do")
        fragment = copier.fragment()
        if survey.hidden:
            self._refuse(_SWITCHED_OFF, _REOPEN)
            return None
        if survey.fonts:
            names = ", ".join(f"`{name}`" for name in survey.fonts)
            self._refuse(f"does not embed its fonts ({names})", "export it with all fonts embedded (PDF/A does)")
            return None
        conformance = Conformance(hashlib.sha256(data).hexdigest(), None, "", self._profile, self._confirmed)
        conformance.tell(self._path, self._span, self._report)
        return Graphic(width, height, fragment, root, has_text=bool(resources.get("/Font")), keeps=conformance.keeps)


def _put_content(page: DictionaryObject, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = stream


def _leave_idle_fonts(page: DictionaryObject, resources: DictionaryObject) -> None:
    """Take fonts that show nothing out of ``resources``, and their choice out of ``page``: they need not be embedded."""
    content = content_of(page, 1)
    shown = _shown_fonts(content)
    _put_content(page, _EMPTY_TEXT.sub(lambda found: found[0] if found[1] in shown else b"", content))
    fonts = resources.get("/Font")
    known = fonts.get_object() if fonts is not None else None
    if isinstance(known, DictionaryObject):
        used = {key: font for key, font in dict.items(known) if str(key)[1:].encode("latin-1", "replace") in shown}
        resources[NameObject("/Font")] = DictionaryObject(used)


def _shown_fonts(content: bytes) -> set[bytes]:
    """Return the names of the fonts in which ``content`` shows a text that is not empty."""
    shown, fonts, at = set[bytes](), [b""], 0
    while (found := _TEXT.search(content, at)) is not None:
        at = found.end()
        if found["font"]:
            fonts[-1] = found["font"]
        elif found["state"] == b"q":
            fonts.append(fonts[-1])
        elif found["state"]:
            fonts = fonts[:-1] or fonts
        elif not found["string"]:
            shown.add(fonts[-1])
        else:
            at = behind_string(content, at)
            if at - found.end() > 1:
                shown.add(fonts[-1])
    return shown


def _unshown(survey: survey_of.Survey) -> Iterator[str]:
    """Yield what a reader of the file sees on the page that is not part of it."""
    if survey.form_pages:
        yield "has form fields, which a picture cannot carry"
    for kind in survey.unshown:
        yield f"shows a comment (`{kind}`), which a picture cannot carry"
    if survey.signature_pages:
        yield "shows a signature, which a picture cannot carry"


def _shown(leaf: Leaf, data: bytes) -> Box | None:
    """Return what of the page is shown, in its own coordinates; None if nothing is."""
    width, height = leaf.size_pt
    image, scale = drawn_page(data, 0, width, height)
    marks = image.point(lambda shade: 255 if shade < _WHITE else 0).getbbox()
    if marks is None:
        return None
    if height <= width:
        return leaf.crop
    foot = max(0.0, height - marks[3] / scale - _FOOT_PT)
    across = upright(leaf)
    x0, y0 = across.point(0.0, foot)
    x1, y1 = across.point(width, height)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _size(leaf: Leaf, box: Box) -> tuple[float, float]:
    """Return width and height of ``box`` as it is seen, in points."""
    width, height = (box.x1 - box.x0) * leaf.user_unit, (box.y1 - box.y0) * leaf.user_unit
    return (height, width) if leaf.rotate in (90, 270) else (width, height)


def _onto(leaf: Leaf, box: Box) -> PageMatrix:
    """Return where the points of ``box`` go in the picture, whose lower left corner is its origin, upright and in points."""
    unit = leaf.user_unit
    return {
        0: PageMatrix(unit, 0.0, 0.0, unit, -box.x0 * unit, -box.y0 * unit),
        90: PageMatrix(0.0, -unit, unit, 0.0, -box.y0 * unit, box.x1 * unit),
        180: PageMatrix(-unit, 0.0, 0.0, -unit, box.x1 * unit, box.y1 * unit),
        270: PageMatrix(0.0, unit, -unit, 0.0, box.y1 * unit, -box.x0 * unit),
    }[leaf.rotate]


def _read_as_rgb(resources: DictionaryObject, file: PdfReader) -> None:
    """Say in a page's ``resources``, and in those of all that is drawn with them, how DeviceCMYK looks; in place, as if the
    ``file`` said so.

    Where the file says it itself, that stays.
    """
    space = _space(file)
    for held in _with_those_below(resources, 0, set()):
        known = held.get("/ColorSpace")
        spaces = known.get_object() if known is not None else None
        if not isinstance(spaces, DictionaryObject):
            spaces = DictionaryObject()
        if "/DefaultCMYK" not in spaces:
            own = DictionaryObject(dict.items(spaces))
            own[NameObject("/DefaultCMYK")] = space
            held[NameObject("/ColorSpace")] = own


def _space(file: PdfReader) -> ArrayObject:
    table = DecodedStreamObject()
    table.set_data(_CUBE + bytes(len(_CUBE)))
    of_inks, of_colors = ([NumberObject(each) for each in (0, 1) * count] for count in (4, 3))
    table.update({
        NameObject("/FunctionType"): NumberObject(0),
        NameObject("/Domain"): ArrayObject(of_inks),
        NameObject("/Range"): ArrayObject(of_colors),
        NameObject("/Size"): ArrayObject([NumberObject(each) for each in (3, 3, 3, 2)]),
        NameObject("/BitsPerSample"): NumberObject(8),
    })  # fmt: skip
    file.cache_indirect_object(0, _NOT_IN_FILES, table)
    function = IndirectObject(_NOT_IN_FILES, 0, file)
    return ArrayObject([NameObject("/DeviceN"), ArrayObject(map(NameObject, _INKS)), NameObject("/DeviceRGB"), function])


def _with_those_below(resources: DictionaryObject, depth: int, seen: set[int]) -> Iterator[DictionaryObject]:
    """Yield ``resources`` and those of all that is drawn with them, each once."""
    if id(resources) in seen or depth > _DEEPEST:
        return
    seen.add(id(resources))
    yield resources
    for key in ("/XObject", "/Pattern", "/Font", "/ExtGState"):
        for value in _dictionary(resources.get(key)).values():
            target = _dictionary(value)
            if key == "/ExtGState":
                target = _dictionary(_dictionary(target.get("/SMask")).get("/G"))
            if "/Resources" in target:
                yield from _with_those_below(_dictionary(target.get("/Resources")), depth + 1, seen)


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    target = value.get_object() if value is not None else None
    return target if isinstance(target, DictionaryObject | StreamObject) else DictionaryObject()
