"""A reader that follows the tags as a screen reader does, on PDFium alone: what it says, in which order, in which language.

It knows nothing of ours. Where an element says its text itself (ActualText, Alt), that is said; else the text of its marked
contents.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

BLOCKS = frozenset(
    ("P", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "Lbl", "LBody", "TH", "TD", "Caption", "Figure", "Note", "FENote", "Sub")
)
"""Elements before and behind which a voice pauses."""


class Heard(NamedTuple):
    """A stretch of text with the types of the elements around it, the outermost first, and its language."""

    roles: tuple[str, ...]
    language: str
    text: str
    block: int


def aloud(pdf: bytes, language: str = "") -> list[Heard]:
    """Return what is said of a file whose own language is ``language``, page by page."""
    document = pdfium.FPDF_LoadMemDocument64(pdf, len(pdf), None)
    said: list[Heard] = []
    for index in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, index)
        texts = _texts(page)
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for child in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, child)
            said.extend(_heard(element, (), language, len(said) and said[-1].block, texts))
        pdfium.FPDF_StructTree_Close(tree)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return said


def lines(pdf: bytes) -> list[str]:
    """Return what is said, a line for each block: its type and its text."""
    found: list[str] = []
    for _, group in groupby(aloud(pdf), key=lambda heard: heard.block):
        stretches = list(group)
        text = " ".join("".join([heard.text for heard in stretches]).replace("\u00ad", "").split())
        role = next(role for role in reversed(stretches[0].roles) if role in BLOCKS)
        found.append(f"{role}: {text}")
    return found


def _heard(element: Any, roles: tuple[str, ...], language: str, block: int, texts: Mapping[int, str]) -> Iterator[Heard]:
    role = _text(pdfium.FPDF_StructElement_GetType, element)
    language = _text(pdfium.FPDF_StructElement_GetLang, element) or language
    roles = (*roles, role)
    is_block = role in BLOCKS
    block += is_block
    said = _text(pdfium.FPDF_StructElement_GetActualText, element) or _text(pdfium.FPDF_StructElement_GetAltText, element)
    if said:
        yield Heard(roles, language, said, block)
    last = block
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            if said and role != "Figure":
                continue
            for heard in _heard(child, roles, language, last, texts):
                yield heard
                last = max(last, heard.block)
            continue
        mcid = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if mcid >= 0 and not said and texts.get(mcid):
            yield Heard(roles, language, texts[mcid], block if last == block or not is_block else last)


def _texts(page: Any) -> dict[int, str]:
    """Return the text of the marked contents of a page."""
    text_page = pdfium.FPDFText_LoadPage(page)
    found: dict[int, str] = {}
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        each = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(each) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        mcid = pdfium.FPDFPageObj_GetMarkedContentID(each)
        length = pdfium.FPDFTextObj_GetText(each, text_page, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFTextObj_GetText(each, text_page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        found[mcid] = found.get(mcid, "") + buffer.raw[: max(0, length - 2)].decode("utf-16-le")
    pdfium.FPDFText_ClosePage(text_page)
    return found


def _text(get: Callable[..., int], element: Any) -> str:
    length = get(element, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    get(element, buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le")
