"""What an enclosure carries besides its pages, and what becomes of it: told once, before anything is copied.

Part of stage 6. A packet is paper: scripts, forms, files and comments have no place in it. What a copy can do without is
left out with a warning; what would change how the pages look is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from letterpack.diagnostics import Diagnostic, Report
from letterpack.limits import MOST_ANNOTATIONS
from letterpack.pdfcopy.content import TooLarge
from letterpack.spans import Span

_HIDDEN: Final = 1 << 1
_NO_VIEW: Final = 1 << 5
_DRAWN_BY_VIEWERS: Final = frozenset((
    "FreeText", "Stamp", "Ink", "Highlight", "Underline", "Squiggly", "StrikeOut", "Line", "Square", "Circle", "Polygon",
    "PolyLine", "Caret", "Redact",
))  # fmt: skip
"""Kinds that viewers show whether or not the file brings a drawing of them (ISO 32000-1, table 169)."""
_NEVER_SHOWN: Final = frozenset(("Text", "Popup", "FileAttachment", "Sound", "Movie", "TrapNet", "PrinterMark"))
"""Icons of notes and media, and what is for the printer."""
_DEEPEST: Final = 32
"""Expressions of layers within one another."""
_SHOWN_PAGES: Final = 5
"""Page numbers that a message names."""


class Survey(Struct):
    """What was met in one file, kept until all of it is known. Pages are by number, from 1."""

    scripts: list[str] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    form_pages: list[int] = field(default_factory=list)
    signed: bool = False
    signature_pages: list[int] = field(default_factory=list)
    unshown: dict[str, list[int]] = field(default_factory=dict)
    attachments: bool = False
    fonts: dict[str, None] = field(default_factory=dict)
    hidden: bool = False

    def watch(self, dictionary: DictionaryObject) -> None:
        """Note what layers hide, and a font that is not embedded (ISO 32000-1, 9.9). Shown every dictionary that is copied."""
        self.hidden = self.hidden or _is_off(dictionary) or _is_off(_entry(dictionary, "/OC"))
        if _text(dictionary, "/Subtype") not in ("/Type1", "/MMType1", "/TrueType", "/CIDFontType0", "/CIDFontType2"):
            return
        if "/BaseFont" not in dictionary:
            return
        descriptor = _entry(dictionary, "/FontDescriptor")
        embedded = isinstance(descriptor, DictionaryObject) and any(
            isinstance(_entry(descriptor, key), StreamObject) for key in ("/FontFile", "/FontFile2", "/FontFile3")
        )
        if not embedded:
            self.fonts[_text(dictionary, "/BaseFont").removeprefix("/")] = None


def survey_catalog(root: DictionaryObject, survey: Survey) -> None:
    """Note the document's scripts, signatures and attachments."""
    names = _entry(root, "/Names")
    if isinstance(names, DictionaryObject):
        if "/JavaScript" in names:
            survey.scripts.append("scripts")
        survey.attachments = "/EmbeddedFiles" in names
    if isinstance(_entry(root, "/OpenAction"), DictionaryObject) or "/AA" in root:
        survey.scripts.append("actions on opening")
    survey.attachments |= "/AF" in root
    form = _entry(root, "/AcroForm")
    if isinstance(form, DictionaryObject):
        flags = _entry(form, "/SigFlags")
        survey.signed = (isinstance(flags, int) and bool(flags & 1)) or "/Perms" in root


def wrong_kind(root: DictionaryObject) -> str:
    """Return why the pages are not what the reader of the file sees (ISO 32000-1, 12.3.5, 12.7.8), or an empty text."""
    if "/Collection" in root:
        return "is a portfolio: its content is in attached files, not on its pages"
    form = _entry(root, "/AcroForm")
    if isinstance(form, DictionaryObject) and "/XFA" in form:
        return "is an XFA form, which only Adobe's programs can show"
    return ""


def hidden_layers(root: DictionaryObject) -> bool:
    """Whether a layer is switched off, on screens or on paper: a copy has no switches, and would show it (ISO 32000-1, 8.11)."""
    properties = _entry(root, "/OCProperties")
    default = _entry(properties, "/D") if isinstance(properties, DictionaryObject) else None
    if not isinstance(properties, DictionaryObject) or not isinstance(default, DictionaryObject):
        return False
    off, groups = _entry(default, "/OFF"), _entry(properties, "/OCGs")
    if _text(default, "/BaseState") == "/OFF" or (isinstance(off, ArrayObject) and len(off) > 0):
        return True
    return any(_is_for_some(each.get_object()) for each in groups) if isinstance(groups, ArrayObject) else False


def _is_for_some(group: PdfObject | None) -> bool:
    """Whether a layer says that it is not for screens or not for paper (8.11.4.4): some viewers then leave it out."""
    usage = _entry(group, "/Usage") if isinstance(group, DictionaryObject) else None
    for key, state in (("/View", "/ViewState"), ("/Print", "/PrintState")):
        says = _entry(usage, key) if isinstance(usage, DictionaryObject) else None
        if isinstance(says, DictionaryObject) and _text(says, state) == "/OFF":
            return True
    return False


def _is_off(member: PdfObject | None) -> bool:
    """Whether ``member`` is a membership in layers that hides its content though all of them are on (8.11.2.2)."""
    if not isinstance(member, DictionaryObject) or _text(member, "/Type") != "/OCMD":
        return False
    said = _entry(member, "/VE")
    if isinstance(said, ArrayObject):
        return not _holds(said, 0)
    return "/OCGs" in member and _text(member, "/P") in ("/AnyOff", "/AllOff")


def _holds(said: PdfObject | None, depth: int) -> bool:
    """Whether an expression is true where all layers are on."""
    if not isinstance(said, ArrayObject) or depth > _DEEPEST:
        return True
    parts = [_holds(each.get_object(), depth + 1) for each in said[1:]]
    return {"/Not": not all(parts), "/Or": any(parts)}.get(str(said[0]) if said else "", all(parts))


def kept_links(page: DictionaryObject, number: int, survey: Survey) -> Iterator[DictionaryObject]:
    """Yield the page's links to web addresses; note every other annotation, and the page's own actions."""
    if "/AA" in page:
        survey.scripts.append(f"actions of page {number}")
    annotations = _entry(page, "/Annots")
    if isinstance(annotations, ArrayObject) and len(annotations) > MOST_ANNOTATIONS:
        raise TooLarge(f"page {number} has more than {MOST_ANNOTATIONS:,} links and comments")
    for reference in annotations if isinstance(annotations, ArrayObject) else ():
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject):
            continue
        if is_web_link(annotation) and not _shows(annotation, "Link"):
            yield annotation
        else:
            _survey_annotation(annotation, number, survey)


def is_web_link(annotation: DictionaryObject) -> bool:
    """Whether ``annotation`` is a link that opens a web or mail address and does nothing else."""
    action = _entry(annotation, "/A")
    if _text(annotation, "/Subtype") != "/Link" or not isinstance(action, DictionaryObject) or "/Next" in action:
        return False
    return _text(action, "/S") == "/URI" and _text(action, "/URI").lower().startswith(("http://", "https://", "mailto:"))


def _survey_annotation(annotation: DictionaryObject, number: int, survey: Survey) -> None:
    kind = _text(annotation, "/Subtype").removeprefix("/") or "unknown"
    action = _entry(annotation, "/A")
    if "/AA" in annotation or (isinstance(action, DictionaryObject) and _text(action, "/S") in ("/JavaScript", "/Launch")):
        survey.scripts.append(f"actions of page {number}")
    if kind == "Widget":
        _survey_field(annotation, number, survey)
    elif kind == "FileAttachment":
        survey.attachments = True
    elif kind != "Popup":
        left = survey.unshown if _shows(annotation, kind) else survey.left_out
        pages = left.setdefault("inner link" if kind == "Link" and left is survey.left_out else kind, [])
        if number not in pages:
            pages.append(number)


def _shows(annotation: DictionaryObject, kind: str) -> bool:
    """Whether readers of the file see the annotation on its page (ISO 32000-1, 12.5): what is typed, stamped, drawn or marked."""
    if kind in _NEVER_SHOWN or not _is_visible(annotation):
        return False
    return kind in _DRAWN_BY_VIEWERS or _has_appearance(annotation)


def _is_visible(annotation: DictionaryObject) -> bool:
    """Whether nothing hides the annotation, and its rectangle has an area."""
    flags, rect = _entry(annotation, "/F"), _entry(annotation, "/Rect")
    if isinstance(flags, int) and flags & (_HIDDEN | _NO_VIEW):
        return False
    sides = [each.get_object() for each in rect] if isinstance(rect, ArrayObject) else []
    left, bottom, right, top = ([*sides, 0, 0, 0, 0])[:4]
    return bool(left != right and bottom != top)


def _has_appearance(annotation: DictionaryObject) -> bool:
    """Whether the annotation brings a drawing of its own: a stream, or one for each of its states."""
    drawings = _entry(annotation, "/AP")
    normal = _entry(drawings, "/N") if isinstance(drawings, DictionaryObject) else None
    return isinstance(normal, StreamObject) or (isinstance(normal, DictionaryObject) and len(normal) > 0)


def _survey_field(widget: DictionaryObject, number: int, survey: Survey) -> None:
    flags = _entry(widget, "/F")
    hidden = isinstance(flags, int) and bool(flags & _HIDDEN)
    if _field_type(widget) == "/Sig":
        survey.signed = True
        if _is_visible(widget) and _has_appearance(widget) and number not in survey.signature_pages:
            survey.signature_pages.append(number)
    elif not hidden and number not in survey.form_pages:
        survey.form_pages.append(number)


def _field_type(widget: DictionaryObject) -> str:
    """Return the field's type, which a widget may inherit (ISO 32000-1, 12.7.3.2)."""
    node: PdfObject | None = widget
    for _ in range(32):
        if not isinstance(node, DictionaryObject):
            return ""
        if "/FT" in node:
            return _text(node, "/FT")
        node = _entry(node, "/Parent")
    return ""


def tell(survey: Survey, path: str, span: Span, report: Report) -> None:
    """Add the findings of ``survey``: LP406 to LP410, LP413, LP414 and LP424."""
    if survey.hidden:
        tell_hidden(path, span, report)
    if survey.form_pages:
        where = _pages(survey.form_pages)
        message = f"the enclosure `{path}` has form fields on {where}, which a packet cannot carry"
        hint = "print the form as filled in to a new PDF: its values are then part of the page"
        report.add(Diagnostic("LP408", "error", message, span, hint, page=survey.form_pages[0]))
    if survey.scripts:
        report.warning(
            "LP406",
            span,
            f"{', '.join(dict.fromkeys(survey.scripts))} of the enclosure `{path}` are left out",
            "check the packet's pages: if they look right there is nothing to do",
        )
    for kind, pages in survey.left_out.items():
        message = f"annotations (`{kind}`) on {_pages(pages)} of the enclosure `{path}` are left out"
        hint = "if readers need them, print the enclosure with its comments to a new PDF"
        report.add(Diagnostic("LP407", "warning", message, span, hint, page=pages[0]))
    for kind, pages in survey.unshown.items():
        message = f"`{kind}` on {_pages(pages)} of the enclosure `{path}` is seen by its readers, and a packet would not show it"
        hint = "print the enclosure, as a viewer shows it, to a new PDF: what is typed, stamped or drawn is then part of the page"
        report.add(Diagnostic("LP424", "error", message, span, hint, page=pages[0]))
    if survey.signature_pages:
        where = _pages(survey.signature_pages)
        message = f"the signature on {where} of the enclosure `{path}` is seen by its readers, and a packet would not show it"
        hint = "print the enclosure, as a viewer shows it, to a new PDF; send the signed file itself where the signature matters"
        report.add(Diagnostic("LP424", "error", message, span, hint, page=survey.signature_pages[0]))
    elif survey.signed:
        report.warning(
            "LP409",
            span,
            f"the enclosure `{path}` is signed, and its copy in the packet is not",
            "send the signed file itself where the signature matters",
        )
    if survey.attachments:
        report.warning(
            "LP410",
            span,
            f"files attached to the enclosure `{path}` are left out",
            "list what readers need as an enclosure of its own",
        )
    if survey.fonts:
        names = ", ".join(f"`{name}`" for name in survey.fonts)
        report.warning(
            "LP414",
            span,
            f"the enclosure `{path}` does not embed its fonts ({names}), so printers will substitute them",
            "export it again with all fonts embedded (PDF/A does)",
        )


def tell_hidden(path: str, span: Span, report: Report) -> None:
    """Add that the enclosure at ``path`` has layers that are not shown (LP413)."""
    message = f"the enclosure `{path}` has layers that are switched off, and a packet would show them"
    report.error("LP413", span, message, "print it to a new PDF as it should look, and use that")


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_SHOWN_PAGES]) + (" …" if len(numbers) > _SHOWN_PAGES else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"


def _entry(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    value = dictionary.get(key)
    return value.get_object() if value is not None else None


def _text(dictionary: DictionaryObject, key: str) -> str:
    value = _entry(dictionary, key)
    return str(value) if value is not None else ""
