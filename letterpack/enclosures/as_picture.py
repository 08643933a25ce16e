"""A page that another program made as a ``Graphic`` (beside stage 6): a house's letterhead, its logo, a chart.

The page becomes a form XObject with the fonts that it brings. It stands in one mark of ours, so its own marks, links and tags
stay behind; whoever listens hears the words that stand for the picture. What the packet's standards forbid is an error here,
since a letterhead is on every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final

from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, PdfObject

from letterpack.diagnostics import Diagnostic, Report
from letterpack.draw.grey_page import Colored, grey_page
from letterpack.enclosures import survey as survey_of
from letterpack.enclosures.breaches import Breach
from letterpack.enclosures.claims import listed
from letterpack.enclosures.copy import is_harmful, shut
from letterpack.enclosures.corners import DrawnPages
from letterpack.enclosures.inks import read_as_rgb
from letterpack.enclosures.judging import ClaimJudge
from letterpack.enclosures.pages import Box, Leaf, leaves
from letterpack.enclosures.placing import PageMatrix, upright
from letterpack.enclosures.rules import Rules
from letterpack.model.pdf import Graphic
from letterpack.model.profile import Profile
from letterpack.overheard import overheard
from letterpack.patterns import late
from letterpack.pdfcopy import Copier, Damaged, ObjectParts, names_as_bytes
from letterpack.pdfcopy.bounded import OF_DAMAGE, CountingReader, TooMuchWork, limited
from letterpack.pdfcopy.drawn import Drawn, TooLarge, content_of
from letterpack.pdfcopy.names import ResourceNames, names_for
from letterpack.pdfcopy.nesting import is_closed
from letterpack.spans import Span
from letterpack.standards import find_standard

_SWITCHED_OFF: Final = "has layers that are switched off, and a packet would show them"
_MOST_REASONS: Final = 3
_EMPTY_TEXT: Final = late(rb"BT\s+(/[^\s/()<>\[\]{}%]+)\s+[\d.]+\s+Tf\s+(?:[\d.]+\s+TL\s+)?ET(?=\s)")
"""What reportlab writes where a font is chosen, the first one before anything is drawn."""
_REOPEN: Final = "open it in a viewer, print it to a new PDF, and use that"
_OUTLINES: Final = "export it as PDF/A-2u, or convert its text to paths in the program that drew it"
_WHITE: Final = 250
"""Of 255, as ``DrawnPages`` shows paper: lighter is nothing that is printed."""
_FOOT_PT: Final = 1.0
"""What is left below the last mark of a sheet: it was found with some pixels to the millimeter."""


def page_as_picture(data: bytes, path: str, report: Report, span: Span, profile: Profile) -> Graphic | None:
    """Return the one page of the PDF ``data`` as packets of ``profile`` may hold it, or None with the reason in ``report``
    (LP220, LP222, LP223, LP241).

    A page that is higher than wide is a sheet: the white below its last mark is cut off. ``path`` is for messages.
    """
    findings = Report()
    reader = _PrintedPage(path, span, findings, profile)
    with overheard("pypdf") as repairs, names_as_bytes():
        graphic = reader.read(data, repairs)
    report.extend(findings)
    return None if findings.has_errors else graphic


class _PrintedPage:
    def __init__(self, path: str, span: Span, report: Report, profile: Profile) -> None:
        self._path, self._span, self._report, self._profile = path, span, report, profile

    def read(self, data: bytes, repairs: list[str]) -> Graphic | None:
        """Return the page of ``data``. Never raises for what is in it; ``repairs`` are what pypdf had to mend meanwhile."""
        try:
            if b"%%EOF" not in data[-2048:]:
                raise Damaged("its end is missing")
            with limited(), BytesIO(data) as stream, CountingReader(stream, strict=False) as file:
                file.size_bytes = len(data)
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
        page = DictionaryObject(dict.items(leaf.page))
        _weighed(page, leaf, file)
        judge = ClaimJudge(frozenset())
        judge.look(page, leaf.resources, 1)
        judge.finish()
        _put_content(page, _without_idle_fonts(content_of(page, 1), leaf, judge))
        names = names_for(_weighed(page, leaf, file).names)
        resources = _used(leaf, names)
        if not self._keeps_claims(page, resources, file, judge.breaches):
            return None
        box = _shown(leaf, data)
        if box is None:
            self._report.error("LP223", self._span, f"the PDF `{self._path}` shows nothing", "export it again")
            return None
        survey = survey_of.Survey()
        copier = Copier(survey.watch, missing_is_damage=True, names=names, size_bytes=file.size_bytes, unmarked=True)
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
        copier.put_stream(inner, [*form, *placed], copier.cleaned(content_of(page, 1)))
        # A form of its own keeps what the page's patterns are placed by, and begins where every picture does.
        bounds = b"[0 0 %.4f %.4f]" % (width, height)
        drawing: list[tuple[str, PdfObject | bytes | ObjectParts]] = [
            ("/BBox", bounds),
            ("/Resources", [b"<</XObject<</Page ", inner, b">>>>"]),
        ]
        copier.put_stream(root, [*form, *drawing], b"/Page Do")
        if survey.hidden:
            self._refuse(_SWITCHED_OFF, _REOPEN)
            return None
        return Graphic(width, height, copier.fragment(), root, has_text=judge.has_text)

    def _keeps_claims(
        self, page: DictionaryObject, resources: DictionaryObject, file: CountingReader, known: Mapping[str, Breach]
    ) -> bool:
        """Whether packets stay what they claim to be with ``page`` in them, its colors being those that packets have, which it
        gets in place; a finding says why not. ``known`` is what it breaks whatever its colors.
        """
        if self._profile.is_grey:
            try:
                _put_content(page, grey_page(content_of(page, 1), resources))
            except Colored as error:
                self._refuse(f"has {error}, which cannot be turned gray", "export it in black and gray, and name that")
                return False
        else:
            read_as_rgb(resources, file)
        rules = Rules(self._profile.colours)
        rules.look(page, resources, 1)
        claims = list(map(find_standard, self._profile.packet_claims))
        breaches = {**rules.breaches, **known}.values()
        against = [each.what for each in breaches if _counts(each) and any(each.breaks(claim) for claim in claims)]
        if against:
            more = [f"and {len(against) - _MOST_REASONS} more"] if len(against) > _MOST_REASONS else []
            why = "; ".join([*against[:_MOST_REASONS], *more])
            self._refuse(f"cannot stand in a packet that is {listed(self._profile.packet_claims)}: {why}", _OUTLINES)
        return not against


def _weighed(page: DictionaryObject, leaf: Leaf, file: CountingReader) -> Drawn:
    """Return what ``page`` draws, with the resources of its ``leaf``. Raises ``TooLarge``."""
    drawn = Drawn(file.size_bytes)
    drawn.weigh(page, leaf.resources, 1, leaf.media.corners)
    return drawn


def _counts(breach: Breach) -> bool:
    """Whether what is against a standard still is in the one mark in which the picture stands."""
    return breach.against not in ("tags", "words")


def _put_content(page: DictionaryObject, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = stream


def _without_idle_fonts(content: bytes, leaf: Leaf, judge: ClaimJudge) -> bytes:
    """Return ``content`` without the choice of fonts that show nothing: they need not be embedded."""
    held = leaf.resources.get_object() if leaf.resources is not None else None
    fonts = held.get("/Font") if isinstance(held, DictionaryObject) else None
    known = fonts.get_object() if fonts is not None else None
    if not isinstance(known, DictionaryObject):
        return content
    idle = {str(key).encode("latin-1", "replace") for key, font in dict.items(known) if not judge.shows(font.get_object())}
    return _EMPTY_TEXT.sub(lambda found: b"" if found[1] in idle else found[0], content)


def _used(leaf: Leaf, names: ResourceNames) -> DictionaryObject:
    """Return the page's resources without fonts that no content names."""
    held = leaf.resources.get_object() if leaf.resources is not None else None
    resources = DictionaryObject(dict.items(held)) if isinstance(held, DictionaryObject) else DictionaryObject()
    fonts = resources.get("/Font")
    if fonts is not None and isinstance(known := fonts.get_object(), DictionaryObject):
        used = {key: font for key, font in dict.items(known) if names.uses(key.removeprefix("/"))}
        resources[NameObject("/Font")] = DictionaryObject(used)
    return resources


def _unshown(survey: survey_of.Survey) -> Iterator[str]:
    """Yield what a reader of the file sees on the page that is not part of it."""
    if survey.form_pages:
        yield "has form fields, which a picture cannot carry"
    for kind in survey.unshown:
        yield f"shows a comment (`{kind}`), which a picture cannot carry"
    if survey.signature_pages:
        yield "shows a signature, which a picture cannot carry"


def _shown(leaf: Leaf, data: bytes) -> Box | None:
    """Return what of the page is shown, in its own coordinates; None where nothing is."""
    width, height = leaf.size_pt
    pages = DrawnPages(data)
    try:
        image, scale = pages.seen(0, width, height)
    finally:
        pages.close()
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
