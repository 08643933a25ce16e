"""Drawings in WordprocessingML: pictures are taken, and the words of text boxes, SmartArt, charts and objects are noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.intake.letters.docx.names import MC, A, C, R, V, W, text_in
from letterpack.intake.letters.docx.parts import WordTarget
from letterpack.intake.letters.gathering import GatheredAside
from letterpack.intake.letters.package import Package, XmlElement

_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_CHART: Final = f"{C}chart"
_PROPERTIES: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


class Drawings:
    """Reads drawings of the document ``package``."""

    def __init__(self, package: Package, gathered: GatheredAside) -> None:
        self._package, self._gathered = package, gathered
        self._words: dict[str, str] = {}

    def read(self, element: XmlElement, related: Mapping[str, WordTarget]) -> list[tuple[str, str]]:
        """Return the pictures in ``element``, each with its alternative text, and note all else."""
        if element.tag == f"{MC}AlternateContent":
            chosen = next(iter(element), None)
            return self.read(chosen, related) if chosen is not None else []
        found: list[tuple[str, str]] = []
        alt = next((str(each.get("descr") or "") for each in element.iter(_PROPERTIES)), "")
        if element.tag == f"{W}object":
            self._object(element)
            return found
        has_words = self._boxes(element)
        pictures = list(_pictures(element, related))
        for target in pictures:
            found += self._picture(target, alt or _alt(element))
        others = self._others(element, related)
        if not pictures and not has_words and not others:
            self._shape(element, alt)
        return found

    def _boxes(self, element: XmlElement) -> bool:
        boxes = [
            each
            for each in element.iter(f"{W}txbxContent")
            if next(each.iterancestors(f"{MC}Fallback", f"{W}txbxContent"), None) is None
        ]
        for box in boxes:
            if words := text_in(box).strip():
                self._gathered.leave_out("text box", words)
        for path in element.iter(f"{V}textpath"):
            self._gathered.leave_out("WordArt", str(path.get("string", "")))
        return bool(boxes) or element.find(f".//{V}textpath") is not None

    def _picture(self, target: WordTarget | None, alt: str) -> list[tuple[str, str]]:
        if target is None or target.external or target.target not in self._package.files:
            self._gathered.leave_out("picture that is not in the document", target.target if target else alt)
            return []
        name = self._gathered.packed_picture(self._package.files, target.target, alt or target.target.rpartition("/")[2])
        return [(name, alt)] if name else []

    def _others(self, element: XmlElement, related: Mapping[str, WordTarget]) -> bool:
        """Note charts and diagrams; whether there are any."""
        for tag, kind, key in ((_CHART, "chart", "id"), (_DIAGRAM, "SmartArt", "dm")):
            for each in element.iter(tag):
                target = related.get(str(each.get(f"{R}{key}", "")))
                self._gathered.leave_out(kind, self._words_of(target.target) if target and not target.external else "")
        return any(element.find(f".//{tag}") is not None for tag in (_CHART, _DIAGRAM))

    def _words_of(self, part: str) -> str:
        if part not in self._words:
            root = self._package.xml(part)
            self._words[part] = " ".join(text_in(root).split()) if root is not None else ""
        return self._words[part]

    def _object(self, element: XmlElement) -> None:
        program = next((str(each.get("ProgID", "")) for each in element.iter(f"{_OFFICE}OLEObject")), "")
        self._gathered.leave_out("embedded object", " ".join(filter(None, (program, text_in(element)))))

    def _shape(self, element: XmlElement, alt: str) -> None:
        is_line = any(each.get(f"{_OFFICE}hr") for each in element.iter())
        self._gathered.leave_out("line" if is_line else "shape", alt)


def _pictures(element: XmlElement, related: Mapping[str, WordTarget]) -> Iterator[WordTarget | None]:
    for each in element.iter(f"{A}blip", f"{V}imagedata"):
        name = each.get(f"{R}embed") or each.get(f"{R}id") or each.get(f"{R}link") or ""
        yield related.get(str(name))


def _alt(element: XmlElement) -> str:
    return next((str(each.get("alt")) for each in element.iter(f"{V}shape") if each.get("alt")), "")
