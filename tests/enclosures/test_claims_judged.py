"""What stands against the claim of an enclosure is found wherever it is drawn, and why tags cannot be taken over."""

from __future__ import annotations

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from letterpack.enclosures.judging import ClaimJudge
from letterpack.enclosures.tags import TagTargets, Untagged, take_tree
from letterpack.model.pdf import EnclosedElement, Marked
from tests.bombs.pdfs import written
from tests.enclosures.makers import dictionary, read


def stream(data: bytes, **entries: PdfObject) -> StreamObject:
    made = StreamObject()
    made._data = data
    made.update(dictionary(**entries))
    return made


def judged(content: bytes, **resources: PdfObject) -> list[str]:
    judge = ClaimJudge({(0, 5)})
    judge.look(dictionary(Contents=stream(content)), dictionary(**resources), 1)
    judge.finish()
    return [*judge.breaches]


ODD = b"1 2 3 odd"
"""What no content may hold."""
TILES = stream(ODD, PatternType=NumberObject(1), Resources=dictionary())
GLYPHS = dictionary(Subtype=NameObject("/Type3"), CharProcs=dictionary(a=stream(ODD), b=NumberObject(1)))
MASK = dictionary(SMask=dictionary(G=stream(ODD, Subtype=NameObject("/Form"))))


def test_a_page_of_artifacts_breaks_nothing():
    assert judged(b"/Artifact BMC q 0 0 5 5 re f Q EMC") == []


@pytest.mark.parametrize(
    "resources",
    [{"Pattern": dictionary(P=TILES)}, {"Font": dictionary(F=GLYPHS)}, {"ExtGState": dictionary(G=MASK)}],
    ids=["tiles", "glyphs", "mask"],
)
def test_what_a_page_is_drawn_with_is_looked_at(resources):
    assert "an operator that is none" in judged(b"", **resources)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"0 0 5 5 re f", "something drawn that is neither tagged nor an artifact"),
        (b"/P /Named BDC 0 0 5 5 re f EMC", None),
        (b"/P /Other BDC 0 0 5 5 re f EMC", "something drawn that is neither tagged nor an artifact"),
        (b"/P BMC", "marked content that does not end"),
        (b"q " * 30, "states that nest too deep"),
        (b"/Artifact BMC (x) Tj EMC", "text without a font"),
        (b"/Missing gs", "something drawn with what is not there"),
        (b"/Missing cs", "something drawn with what is not there"),
        (b"/Odd ri", "a rendering intent that is not a standard one"),
        (b"3000000000 w", "a number that is too large"),
    ],
)
def test_what_a_page_breaks_is_named(content, said):
    listed = dictionary(Named=dictionary(MCID=NumberObject(5)), Other=dictionary(MCID=TextStringObject("x")))
    found = judged(content, Properties=listed)
    assert (said in found) if said else found == []


def tree(*kids: PdfObject, **more: PdfObject) -> tuple[EnclosedElement, ...]:
    root = dictionary(MarkInfo=dictionary(Marked=BooleanObject(True)), StructTreeRoot=dictionary(K=ArrayObject(kids), **more))
    return take_tree(root, TagTargets({}, {}))


def element(role: str, *kids: PdfObject, **more: PdfObject) -> DictionaryObject:
    return dictionary(S=NameObject(f"/{role}"), K=ArrayObject(kids), **more)


def table(**attributes: PdfObject) -> DictionaryObject:
    return dictionary(O=NameObject("/Table"), **attributes)


def test_an_element_takes_along_what_readers_use():
    inner = element("P", Alt=TextStringObject("said"), C=NameObject("/wide"))
    classes = dictionary(wide=table(ColSpan=NumberObject(2), Summary=TextStringObject("all"), Mine=NumberObject(1)))
    (found,) = tree(element("Document", inner), ClassMap=classes)
    assert found.role == "P"
    assert found.entries == f"/Alt<{b'said'.hex()}>/A[<</O /Table/ColSpan 2/Summary <{b'all'.hex()}>>>]"


def test_two_elements_at_the_top_stay_two():
    assert [each.role for each in tree(element("P"), element("Document"))] == ["P", "Document"]


def nested(depth: int) -> DictionaryObject:
    made = element("Sect")
    for _ in range(depth):
        made = element("Sect", made)
    return made


@pytest.mark.parametrize(
    ("kids", "said"),
    [
        ([], "its tags are empty"),
        ([element("P", dictionary(Type=NameObject("/MCR"), Stm=NumberObject(1)))], "reach into drawings"),
        ([element("P", dictionary(Type=NameObject("/MCR"), MCID=NumberObject(0)))], "pages that it does not have"),
        ([element("P", NumberObject(0))], "pages that it does not have"),
        ([nested(70)], "nest too deep"),
        ([element("TD", A=table(Headers=ArrayObject()))], "name their headers by identifiers"),
        ([element("Odd")], r"of a kind that is not known here \(`Odd`\)"),
        ([element("P", Lang=TextStringObject("of my own"))], "name a language that is none"),
    ],
)
def test_tags_that_cannot_be_taken_over_say_why(kids, said):
    with pytest.raises(Untagged, match=said):
        tree(*kids)


def test_contents_are_found_by_the_page_that_an_element_names():
    reference = PdfWriter()._add_object(dictionary())
    root = dictionary(
        MarkInfo=dictionary(Marked=BooleanObject(True)),
        StructTreeRoot=dictionary(
            K=element("P", dictionary(Type=NameObject("/MCR"), MCID=NumberObject(3), Pg=reference), NumberObject(4), Pg=reference)
        ),
    )
    (found,) = take_tree(root, TagTargets({reference.idnum: 2}, {}))
    assert found.kids == (Marked(2, 3), Marked(2, 4))


@pytest.mark.parametrize(
    ("filters", "data", "is_kept"),
    [
        (b"/ASCIIHexDecode", b"712051>", True),
        (b"/LZWDecode", b"\x80\x0b\x60\x50\x01", False),
        (b"[/ASCIIHexDecode/LZWDecode]", b"800B605001>", False),
    ],
)
def test_a_page_that_is_packed_by_lzw_takes_the_claim_of_an_archive(filters, data, is_kept):
    packed = b"<</Filter%s/Length %d>>\nstream\n%s\nendstream" % (filters, len(data), data)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"
    xmp = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        b"<rdf:Description rdf:about='' xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' pdfaid:part='2' pdfaid:conformance='B'/>"
        b"</rdf:RDF></x:xmpmeta>"
    )
    catalog = b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>"
    said = b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(xmp), xmp)
    copied, _ = read(written([catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, b"null", packed, said], b"/ID[<00><00>]"))
    assert copied is not None
    assert bool(copied.keeps) is is_kept
