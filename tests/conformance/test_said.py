"""What the tags say by themselves (ActualText): whole words in reading order, in every script, for whoever follows the tags."""

from __future__ import annotations

import ctypes
import unicodedata
from pathlib import Path

import pypdfium2.raw as pdfium
import pytest

from letterpack.languages import language
from letterpack.model.observed import ObservedPacket
from letterpack.readback import PacketReader
from tests.build.making import campaign, make, person
from tests.conformance.campaign import judged
from tests.scripts.test_extraction import TEXTS, font_of

LONG_WORDS = (
    "Rechtsschutzversicherungsgesellschaften und Donaudampfschifffahrtsgesellschaften sowie Grundrechtskatalogverhandlungen und "
    "Meinungsäußerungsfreiheitsbeauftragte für {{ addressee.name }} und alle anderen Verwaltungsgerichtsbarkeitszuständigkeiten."
)


def packet(out: Path, text: str, tag: str, fonts: dict[str, bytes]) -> bytes:
    # A final letter is in a language that has all its words.
    status = "final" if language(tag).own else "draft"
    letter = f"---\ndate: 2026-03-02\nstatus: {status}\nlanguage: {tag}\nsubject: Q\n---\n\n{text}\n"
    made = make(
        out, campaign([person("Alpha")], letter, settings={"fonts": list(fonts)} if fonts else None, more=fonts), workers=1
    )
    assert made.ok, made.findings
    return made.packets["alpha"]


def heard(pdf: bytes) -> str:
    """Return what PDFium's structure tree says of the first page: ActualText where an element has one, else its text by MCID."""
    document = pdfium.FPDF_LoadMemDocument64(pdf, len(pdf), None)
    page = pdfium.FPDF_LoadPage(document, 0)
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    said: list[str] = []
    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        _hear(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), said)
    pdfium.FPDF_StructTree_Close(tree)
    pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return "".join(said)


def _hear(element, said: list[str]) -> None:
    length = pdfium.FPDF_StructElement_GetActualText(element, None, 0)
    if length > 2:
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDF_StructElement_GetActualText(element, buffer, length)
        said.append(buffer.raw[: length - 2].decode("utf-16-le"))
        return
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            _hear(child, said)


def letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] in "LMN")


@pytest.mark.parametrize("code", ["arb", "heb", "urd", "hin", "ben", "tam", "khm", "mya", "bod"])
def test_every_script_is_heard_in_reading_order(tmp_path: Path, code: str) -> None:
    entry = TEXTS[code]
    pdf = packet(tmp_path, entry["text"], entry["tag"], font_of(entry["script"]))
    assert letters(entry["text"]) in letters(heard(pdf))
    observed = PacketReader().read(pdf)
    assert isinstance(observed, ObservedPacket)
    assert (observed.problems, observed.tag_faults) == ((), ())


def test_broken_words_are_heard_whole_each_packet_its_own(tmp_path: Path) -> None:
    letter = f"---\ndate: 2026-03-02\nstatus: final\nlanguage: de\nsubject: Q\n---\n\n{LONG_WORDS}\n\n- {LONG_WORDS}\n"
    made = make(tmp_path, campaign([person("Alpha"), person("Gamma")], letter), workers=1)
    assert made.ok, made.findings
    for name in ("Alpha", "Gamma"):
        said = heard(made.packets[name.lower()])
        assert "\u00ad" not in said
        broken = [word for word in LONG_WORDS.split() if word in said]
        assert len(broken) >= 2
        observed = PacketReader().read(made.packets[name.lower()])
        assert isinstance(observed, ObservedPacket)
        assert observed.problems == ()


def test_validators_take_it(tmp_path: Path) -> None:
    (tmp_path / "de.pdf").write_bytes(packet(tmp_path / "de", f"{LONG_WORDS}\n\n- {LONG_WORDS}", "de", {}))
    entry = TEXTS["arb"]
    (tmp_path / "ar.pdf").write_bytes(packet(tmp_path / "ar", entry["text"], "ar", font_of("Arab")))
    for flavour in ("2a", "ua1"):
        assert judged([tmp_path / "de.pdf", tmp_path / "ar.pdf"], flavour) == {}
