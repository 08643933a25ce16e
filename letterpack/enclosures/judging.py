"""Whether an enclosure is what it says of itself, as far as a page can be wrong (part of stage 6): looked at where it claims
something, since nobody else's word is passed on unseen.

``Rules`` finds what a page breaks by standing in another file. Here its content is read operator by operator: what it shows in
which font, what it draws with, what of it is tagged. What is not looked at is a breach: a claim is kept only where all of the
file is of kinds that are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final

from pypdf.generic import DictionaryObject, NullObject, NumberObject, PdfObject, StreamObject

from letterpack.enclosures.breaches import Against, Breach
from letterpack.enclosures.drawn_with import MIXED, OVERPRINT, Met, resource_faults
from letterpack.enclosures.embedded import font_faults, meaning_faults
from letterpack.limits import MOST_JUDGED_TOKENS
from letterpack.patterns import late
from letterpack.pdfcopy.drawn import content_of
from letterpack.pdfcopy.scanned import ContentOperator, ContentScanner, Spent

_OPERATORS: Final = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s"
    b" S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
"""ISO 32000-1, annex A: whatever else stands in content is against ISO 19005-2, 6.2.2."""
_PAINTING: Final = frozenset(b"b B b* B* f F f* s S sh Do BI Tj TJ ' \"".split())
_SHOWING: Final = frozenset((b"Tj", b"TJ", b"'", b'"'))
_NAMED: Final = {b"Do": "/XObject", b"gs": "/ExtGState", b"sh": "/Shading", b"Tf": "/Font"}
_SPACES: Final = frozenset(("DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern", "G", "RGB", "CMYK"))
_INTENTS: Final = frozenset(("RelativeColorimetric", "AbsoluteColorimetric", "Perceptual", "Saturation"))
_NOT_THERE: Final = "something drawn with what is not there"
"""ISO 19005-2, 6.2.2."""
_MOST_SAVED: Final = 28
"""Levels of q (ISO 19005-2, 6.1.13), which also holds strings, names and whole numbers to a size."""
_MOST_STRING, _MOST_NAME, _MOST_NUMBER = 32_767, 127, 2_147_483_647
_DEEPEST: Final = 20
_ODD_PICTURE: Final = late(rb"/I(?:nterpolate)?[\0\t\n\f\r ]+true|/(?:LZW|LZWDecode|Crypt|Intent)(?![A-Za-z])")


class _OpenMarks:
    """Which marked content is open (ISO 32000-1, 14.6): each tagged, an artifact, or neither."""

    def __init__(self, *, is_within: bool) -> None:
        self.open: list[str] = ["tagged"] if is_within else []
        self.least = len(self.open)

    @property
    def is_marked(self) -> bool:
        return any(self.open)


class ClaimJudge:
    """Looks at pages one after the other. ``tagged`` are the marked contents that the file's tags hold, page index and MCID."""

    def __init__(self, tagged: AbstractSet[tuple[int, int]]) -> None:
        self.breaches: dict[str, Breach] = {}
        self._tagged = tagged
        self._scanner = ContentScanner(MOST_JUDGED_TOKENS)
        self._page = 0
        self._met = Met()
        self._seen: dict[int, PdfObject] = {}
        self._shown: dict[int, tuple[DictionaryObject, set[int], int]] = {}

    def look(self, page: DictionaryObject, resources: PdfObject | None, number: int) -> None:
        """Note what page ``number`` has that is against a standard."""
        self._page = number
        held = resources.get_object() if resources is not None else None
        shown = held if isinstance(held, DictionaryObject) else DictionaryObject()
        try:
            self._content(content_of(page, number), shown, 0, _OpenMarks(is_within=False))
        except Spent:
            self._breach("more on its pages than is looked at", "all")
        self._resources(shown, 0)
        self._take(resource_faults({"/Group": page.get("/Group")}, self._met))

    @property
    def has_text(self) -> bool:
        """Whether some text has been shown."""
        return bool(self._shown)

    def shows(self, font: PdfObject | None) -> bool:
        """Whether some text has been shown in ``font``."""
        return id(font) in self._shown

    def finish(self) -> None:
        """Judge what is known when all pages are: fonts, by what is shown in them, and what is wrong only together."""
        if self._met >= {OVERPRINT, MIXED}:
            self._breach("overprinting of colors that are mixed by a profile")
        for font, shown, page in self._shown.values():
            called = str(font.get("/BaseFont", "without a name")).removeprefix("/").rpartition("+")[2]
            judge = meaning_faults if str(font.get("/Subtype")) == "/Type3" else font_faults
            for what, against in judge(font, frozenset(shown)):
                self._page = page
                self._breach(f"the font `{called}` {what}", against)

    def _breach(self, what: str, against: Against = "looks") -> None:
        self.breaches.setdefault(what, Breach(what, self._page, against))

    def _take(self, faults: Iterator[str]) -> None:
        for fault in faults:
            self._breach(fault)

    def _content(self, content: bytes, resources: DictionaryObject, depth: int, marks: _OpenMarks) -> None:
        fonts: list[DictionaryObject | None] = [None]
        for found in self._scanner.operators(content):
            word = found.word
            if word not in _OPERATORS:
                self._breach("an operator that is none", "all")
            if word == b"q":
                fonts.append(fonts[-1])
                if len(fonts) > _MOST_SAVED + 1:
                    self._breach("states that nest too deep")
            elif word == b"Q" and len(fonts) > 1:
                fonts.pop()
            elif word in (b"BMC", b"BDC", b"EMC"):
                self._mark(found, resources, depth, marks)
            if word in _PAINTING and not marks.is_marked:
                self._breach("something drawn that is neither tagged nor an artifact", "tags")  # ISO 14289-1, 7.1
            self._sizes(found)
            self._use(found, resources, depth, marks, fonts)
        if len(marks.open) != marks.least:
            self._breach("marked content that does not end", "all")

    def _mark(self, found: ContentOperator, resources: DictionaryObject, depth: int, marks: _OpenMarks) -> None:
        if found.word == b"EMC":
            if len(marks.open) > marks.least:
                marks.open.pop()
            else:
                self._breach("marked content that ends and did not begin", "all")
            return
        mcid = _mcid(found, resources)
        kind = "artifact" if found.named(0) == "Artifact" else "tagged" if mcid is not None else ""
        if kind and any(each and each != kind for each in marks.open):
            self._breach("an artifact within tagged content, or the other way round", "tags")
        if kind == "tagged" and (depth or (self._page - 1, mcid) not in self._tagged):
            self._breach("marked content that its tags do not hold", "tags")
        marks.open.append(kind)

    def _sizes(self, found: ContentOperator) -> None:
        for each in found.operands:
            if isinstance(each, float):
                if abs(each) > _MOST_NUMBER:
                    self._breach("a number that is too large")
            elif len(each) > (_MOST_NAME if isinstance(each, str) else _MOST_STRING) and found.word != b"BI":
                self._breach("a name or a text that is too long")

    def _use(
        self,
        found: ContentOperator,
        resources: DictionaryObject,
        depth: int,
        marks: _OpenMarks,
        fonts: list[DictionaryObject | None],
    ) -> None:
        word = found.word
        if word in _NAMED:
            target = _entry(_dictionary(resources.get(_NAMED[word])), f"/{found.named(0 if word == b'Tf' else -1)}")
            if target is None:
                self._breach(_NOT_THERE, "all")
            elif word == b"Tf":
                fonts[-1] = target if isinstance(target, DictionaryObject) else None
            elif word == b"Do" and isinstance(target, StreamObject) and str(target.get("/Subtype")) == "/Form":
                self._form(target, depth, marks)
        elif word in _SHOWING:
            self._show(found, fonts[-1])
        else:
            self._paint(found, resources)

    def _paint(self, found: ContentOperator, resources: DictionaryObject) -> None:
        if found.word in (b"cs", b"CS") and found.named() not in _SPACES:
            if _entry(_dictionary(resources.get("/ColorSpace")), f"/{found.named()}") is None:
                self._breach(_NOT_THERE, "all")
        elif found.word == b"ri" and found.named() not in _INTENTS:
            self._breach("a rendering intent that is not a standard one")  # 6.2.6
        elif found.word == b"BI":
            self._breach("a picture within a page's content, whose length is not looked at", "lengths")  # ISO 19005-4, 6.1.9
            if isinstance(found.operands[0], bytes) and _ODD_PICTURE.search(found.operands[0]):
                what = "a picture within a page that says how it is to be painted, or is packed in a way that is not allowed"
                self._breach(what)

    def _show(self, found: ContentOperator, font: DictionaryObject | None) -> None:
        if font is None:
            self._breach("text without a font", "all")
            return
        _, shown, _ = self._shown.setdefault(id(font), (font, set(), self._page))
        for text in found.operands:
            if isinstance(text, bytes):
                if str(font.get("/Subtype")) == "/Type0":
                    shown.update([int.from_bytes(text[at : at + 2], "big") for at in range(0, len(text), 2)])
                else:
                    shown.update(text)

    def _form(self, form: StreamObject, depth: int, marks: _OpenMarks) -> None:
        """Look at a drawing, again where it stands in no mark: then nothing of it is tagged."""
        key = id(form) if marks.is_marked else -id(form)
        if key in self._seen or depth > _DEEPEST:
            return
        self._seen[key] = form
        own = _dictionary(form.get("/Resources"))
        self._content(form.get_data(), own, depth + 1, _OpenMarks(is_within=marks.is_marked))
        self._resources(own, depth + 1)
        self._take(resource_faults({"/Group": form.get("/Group")}, self._met))

    def _resources(self, resources: DictionaryObject, depth: int) -> None:
        if id(resources) in self._seen or depth > _DEEPEST:
            return
        self._seen[id(resources)] = resources
        self._take(resource_faults(resources, self._met))
        for pattern in _dictionary(resources.get("/Pattern")).values():
            drawing = pattern.get_object()
            if isinstance(drawing, StreamObject):
                self._form(drawing, depth, _OpenMarks(is_within=True))
        for font in _dictionary(resources.get("/Font")).values():
            held = _dictionary(font)
            for glyph in _dictionary(held.get("/CharProcs")).values() if str(held.get("/Subtype")) == "/Type3" else ():
                self._glyph(glyph.get_object(), _dictionary(held.get("/Resources")), depth)
        for state in _dictionary(resources.get("/ExtGState")).values():
            mask = _dictionary(_dictionary(_dictionary(state).get("/SMask")).get("/G"))
            if isinstance(mask, StreamObject):
                self._form(mask, depth, _OpenMarks(is_within=True))

    def _glyph(self, drawing: PdfObject | None, resources: DictionaryObject, depth: int) -> None:
        if not isinstance(drawing, StreamObject) or id(drawing) in self._seen:
            return
        self._seen[id(drawing)] = drawing
        self._content(drawing.get_data(), resources, depth + 1, _OpenMarks(is_within=True))
        self._resources(resources, depth + 1)


def _mcid(found: ContentOperator, resources: DictionaryObject) -> int | None:
    """Return the identifier of the marked content that ``found`` begins; None where it has none."""
    operands = found.operands
    if found.word == b"BDC" and len(operands) == 2 and found.named():  # noqa: PLR2004  A tag, and the name of a list.
        listed = _entry(_dictionary(_dictionary(resources.get("/Properties")).get(f"/{found.named()}")), "/MCID")
        return int(listed) if isinstance(listed, NumberObject) else None
    for key, value in pairwise(operands):
        if key == "MCID" and isinstance(value, float):
            return int(value)
    return None


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    target = value.get_object() if value is not None else None
    return target if isinstance(target, DictionaryObject) else DictionaryObject()


def _entry(holder: Mapping[str, PdfObject], key: str) -> PdfObject | None:
    value = holder.get(key)
    target = value.get_object() if value is not None else None
    return None if isinstance(target, NullObject) else target
