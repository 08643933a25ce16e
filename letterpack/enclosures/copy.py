"""The pypdf side of an enclosure: opened, asked what it carries, and copied page by page. Part of stage 6.

pypdf repairs in silence much that is broken. Here its repairs are heard, so that a file that lost something is an error, and
one that could be mended whole is a warning.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Final

from msgspec import Struct
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NullObject, PdfObject, TextStringObject

from letterpack.diagnostics import Diagnostic, Report
from letterpack.enclosures import survey as survey_of
from letterpack.enclosures.beside import own_title
from letterpack.enclosures.claims import Conformance, own_claims
from letterpack.enclosures.pages import Leaf, PageMatrix, leaves, moved_box, upright
from letterpack.enclosures.placing import Placer
from letterpack.enclosures.reading import Purpose
from letterpack.enclosures.tags import LANGUAGE_TAG, TagTargets, Untagged, take_tree
from letterpack.model.pdf import PARENT, Annotated, EnclosedElement, EnclosedPage, Fragment
from letterpack.overheard import overheard
from letterpack.pdfcopy import Copier, Damaged, ObjectParts, names_as_bytes
from letterpack.pdfcopy.content import TooLarge, content_of
from letterpack.pdfcopy.opened import OF_DAMAGE, CountingReader, TooMuchWork, drawing_cost, limited
from letterpack.spans import Span
from letterpack.standards import find_standard

HARMLESS: Final = ("Ignoring wrong pointing object", "Multiple definitions in dictionary")
"""Beginnings of pypdf's warnings about slips of other programs that lose nothing."""

_PRINT: Final = 1 << 2
"""Of the permissions of an encrypted file (ISO 32000-1, table 22): what a reader may do without the owner's password."""

_PRINT_ANEW: Final = "print it to a new PDF, and use that"
REOPEN: Final = "open it in a viewer, print it to a new PDF, and use that"


class Copied(Struct, frozen=True):
    """An enclosure's pages and objects."""

    pages: tuple[EnclosedPage, ...]
    fragment: Fragment
    keeps: frozenset[str]
    structure: tuple[EnclosedElement, ...]
    language: str
    title: str


def copy_pages(data: bytes, path: str, span: Span, report: Report, purpose: Purpose) -> Copied | None:
    """Return the pages of the PDF ``data``, or None with an error in ``report``. Never raises for what is in ``data``."""
    findings = Report()
    with overheard("pypdf") as repairs, names_as_bytes():
        try:
            copied = _read(data, path, span, findings, repairs, purpose)
        except TooMuchWork:
            findings.error("LP415", span, f"the enclosure `{path}` takes too much work to read", _PRINT_ANEW)
        except TooLarge as error:
            hint = "split it, or scale its pages to A4"
            findings.error("LP405", span, f"the enclosure `{path}` is too large: {error}", hint)
        except Damaged as error:
            findings.error("LP402", span, f"the enclosure `{path}` is damaged: {error}", REOPEN)
        except OF_DAMAGE:
            findings.error("LP402", span, f"the enclosure `{path}` is damaged: its structure cannot be read", REOPEN)
        if is_harmful(repairs) and not findings.has_errors:
            findings.warning("LP412", span, f"the enclosure `{path}` has a damaged table of contents, and was repaired", REOPEN)
    report.extend(findings)
    return None if findings.has_errors else copied


def is_harmful(repairs: list[str]) -> bool:
    """Whether pypdf's ``repairs`` tell that a file may have lost something."""
    return any(not repair.startswith(HARMLESS) for repair in repairs)


def _read(data: bytes, path: str, span: Span, report: Report, repairs: list[str], purpose: Purpose) -> Copied | None:
    if b"%%EOF" not in data[-2048:]:
        raise Damaged("its end is missing")
    # A reader that is not closed is a cycle, and stays in memory with all of the file until cyclic garbage is looked for.
    with limited(), BytesIO(data) as stream, CountingReader(stream, strict=False) as reader:
        is_encrypted = "/Encrypt" in reader.trailer
        if is_encrypted and (why := shut(reader)):
            report.error("LP403", span, f"the enclosure `{path}` {why}", "ask its author for a file without protection")
            return None
        root = reader.trailer["/Root"].get_object()
        if not isinstance(root, DictionaryObject):
            raise Damaged("its root is missing")
        if not _is_plain(root, path, span, report):
            return None
        survey = survey_of.Survey()
        survey_of.survey_catalog(root, survey)
        found = list(leaves(root))
        if not found:
            report.error("LP404", span, f"the enclosure `{path}` has no pages", "check that the right file was exported")
            return None
        cost = drawing_cost(data) if not purpose.is_known else None
        if cost is not None and cost.refusal:
            message = f"the enclosure `{path}` takes too much work to draw: {cost.refusal}"
            report.add(Diagnostic("LP415", "error", message, span, _PRINT_ANEW, page=cost.page or None))
            return None
        copier = Copier(survey.watch, is_damaged=lambda: is_harmful(repairs), size_bytes=len(data))
        annotations: dict[int, Annotated] = {}
        placer = Placer(copier, purpose.placing, data)
        pages = tuple([_page(leaf, index, placer, survey, annotations, purpose) for index, leaf in enumerate(found)])
        placer.tell(path, span, report)
        fragment = copier.fragment()
        survey_of.tell(survey, path, span, report)
        structure, untagged = _structure(root, found, annotations)
        own = frozenset[str]() if is_encrypted else own_claims(root)  # ISO 19005-2, 6.1.3: no encryption.
        sha256 = hashlib.sha256(data).hexdigest()
        conformance = Conformance(sha256, own, untagged, purpose.profile, purpose.confirmed)
        conformance.tell(path, span, report, required=purpose.conformance_required)
        keeps = conformance.keeps
        is_tagged = any(find_standard(claim).needs_tags for claim in keeps)
        title = own_title(root, reader.trailer.get("/Info"))
        return Copied(pages, fragment, keeps, structure if is_tagged else (), _language(root) if is_tagged else "", title)


def _structure(
    root: DictionaryObject, found: list[Leaf], annotations: dict[int, Annotated]
) -> tuple[tuple[EnclosedElement, ...], str]:
    """Return the enclosure's tags, or none and why they are left."""
    numbers = [leaf.page.indirect_reference.idnum if leaf.page.indirect_reference else -1 for leaf in found]
    try:
        tree = take_tree(root, TagTargets({number: index for index, number in enumerate(numbers)}, annotations))
    except Untagged as error:
        return (), str(error)
    return (tree, "") if _language(root) else ((), "it does not say which language it is in")


def _language(root: DictionaryObject) -> str:
    language = str(root.get("/Lang", ""))
    return language if LANGUAGE_TAG.fullmatch(language) else ""


def _is_plain(root: DictionaryObject, path: str, span: Span, report: Report) -> bool:
    wrong = survey_of.wrong_kind(root)
    if wrong:
        report.error("LP411", span, f"the enclosure `{path}` {wrong}", "print the pages you need to a new PDF, and use that")
    hidden = survey_of.hidden_layers(root)
    if hidden:
        survey_of.tell_hidden(path, span, report)
    return not wrong and not hidden


def shut(reader: PdfReader) -> str:
    """Return why an encrypted file cannot be sent: it needs a password, or must not be printed; empty where it can."""
    try:
        if not reader.decrypt(""):
            return "needs a password"
        allowed = int(reader.trailer["/Encrypt"].get_object()["/P"])  # type: ignore[index]
    except (*OF_DAMAGE, NotImplementedError, ImportError):
        return "needs a password"
    return "" if allowed & _PRINT else "is protected against printing"


def _page(
    source: Leaf,
    page_index: int,
    placer: Placer,
    survey: survey_of.Survey,
    annotations: dict[int, Annotated],
    purpose: Purpose,
) -> EnclosedPage:
    """Copy a page; note under which number each link that comes along stood in the file."""
    copier = placer.copier
    index = copier.reserve()
    placed = placer.place(source, page_index)
    leaf = placed.leaf
    entries: list[tuple[str, PdfObject | int | bytes | ObjectParts]] = [
        ("/Type", b"/Page"),
        ("/Parent", PARENT),
        ("/MediaBox", leaf.media.write()),
    ]
    if leaf.crop != leaf.media:
        entries.append(("/CropBox", leaf.crop.write()))
    if purpose.profile.is_trimmed:
        entries.append(("/TrimBox", leaf.crop.write()))
    if leaf.rotate:
        entries.append(("/Rotate", b"%d" % leaf.rotate))
    entries.append(("/Resources", placed.resources))
    if any(placed.around):
        before, behind = placed.around
        entries.append(("/Contents", copier.put_content(before + content_of(leaf.page, page_index + 1) + behind)))
    kept = ("/Group",) if any(placed.around) else ("/Contents", "/Group")
    entries += [(key, leaf.page.raw_get(key)) for key in kept if _is_there(leaf.page, key)]
    links = list(survey_of.kept_links(leaf.page, page_index + 1, survey))
    copied: list[int] = []
    for link in links if purpose.profile.links_lead else ():
        if link.indirect_reference is not None:
            annotations[link.indirect_reference.idnum] = Annotated(page_index, len(copied))
        copied.append(_link(link, copier, placed.matrix))
    copier.put(index, entries, copied)
    width, height = leaf.size_pt
    return EnclosedPage(width, height, index, tuple(copied), tuple(upright(leaf)))


def _link(link: DictionaryObject, copier: Copier, matrix: PageMatrix | None) -> int:
    """Copy a link to a web address: where it is and where it leads, and nothing of how it looked."""
    index = copier.reserve()
    contents = link.get("/Contents")
    described = contents.original_bytes if isinstance(contents, TextStringObject) else b""
    copier.put(
        index,
        [
            ("/Type", b"/Annot"),
            ("/Subtype", b"/Link"),
            ("/Rect", _rect(link, matrix)),
            ("/Border", b"[0 0 0]"),
            ("/F", b"4"),
            ("/Contents", b"<%s>" % (described or _uri(link).encode("utf-8")).hex().encode("ascii")),
            ("/A", _uri_action(link)),
        ],
    )
    return index


def _rect(link: DictionaryObject, matrix: PageMatrix | None) -> bytes:
    sides = moved_box(link["/Rect"], matrix)
    if not sides:
        raise Damaged("one of its links has no position")
    return b"[%s]" % b" ".join(b"%.3f" % side for side in sides)


def _uri(link: DictionaryObject) -> str:
    action = link["/A"]
    return str(action["/URI"]) if isinstance(action, DictionaryObject) else ""


def _uri_action(link: DictionaryObject) -> bytes:
    return b"<</S/URI/URI<%s>>>" % _uri(link).encode("utf-8").hex().encode("ascii")


def _is_there(page: DictionaryObject, key: str) -> bool:
    return key in page and not isinstance(page[key], NullObject)
