"""The parts of a WordprocessingML package: what they refer to, and what lies outside of the letter's text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from letterpack.intake.letters.document import DocumentRefused, LeftOut
from letterpack.intake.letters.docx.names import W, attribute, text_in
from letterpack.intake.letters.package import Package, XmlElement

_RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_AROUND: Final = {"header": "header", "footer": "footer"}


class WordTarget(Struct, frozen=True):
    """What a part refers to: of which kind, and where; ``external`` for an address outside of the document."""

    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class WordParts:
    """The parts of the document ``package``."""

    package: Package
    main: str = ""
    _related: dict[str, dict[str, WordTarget]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the main part. Raises ``DocumentRefused``."""
        root = self.related("")
        self.main = next((each.target for each in root.values() if each.kind == "officeDocument"), "word/document.xml")
        if self.main not in self.package.files:
            raise DocumentRefused("is not a Word document", "save it as docx in your word processor")

    def related(self, part: str) -> dict[str, WordTarget]:
        """Return what ``part`` refers to, by the identifiers that its text uses."""
        if part not in self._related:
            folder, name = posixpath.split(part)
            root = self.package.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            found = list(root.iter(_RELS)) if root is not None else []
            self._related[part] = {str(each.get("Id", "")): _related(each, folder) for each in found}
        return self._related[part]

    def one(self, kind: str) -> tuple[str, XmlElement] | None:
        """Return the part of the ``kind`` that the document refers to, with its name."""
        for each in self.related(self.main).values():
            if each.kind == kind and not each.external:
                root = self.package.xml(each.target)
                if root is not None:
                    return each.target, root
        return None

    def around(self) -> Iterator[LeftOut]:
        """Yield the words of headers and footers, each once."""
        parts = dict.fromkeys(
            [(each.kind, each.target) for each in self.related(self.main).values() if each.kind in _AROUND and not each.external]
        )
        roots = [(kind, self.package.xml(target)) for kind, target in parts]
        said = [(kind, " ".join(text_in(root).split())) for kind, root in roots if root is not None]
        yield from [LeftOut(_AROUND[kind], words) for kind, words in dict.fromkeys(said) if words]


def _related(element: XmlElement, folder: str) -> WordTarget:
    target, external = str(element.get("Target", "")), element.get("TargetMode") == "External"
    kind = str(element.get("Type", "")).rpartition("/")[2]
    if external:
        return WordTarget(kind, target, external=True)
    inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, unquote(target)))
    return WordTarget(kind, inside, external=False)


def comment_texts(root: XmlElement | None) -> Iterator[tuple[str, str, str, str]]:
    """Yield the identifier, author, date and text of each comment."""
    for each in root.iterfind(f"{W}comment") if root is not None else ():
        yield attribute(each, "id"), attribute(each, "author"), attribute(each, "date"), text_in(each).strip()
