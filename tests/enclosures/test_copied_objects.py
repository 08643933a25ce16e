"""What is told where objects of an enclosure cannot be copied, and what of them never comes along."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, StreamObject, TextStringObject

from letterpack.pdfcopy import Damaged, leads_back, plain_name
from tests.enclosures.makers import GOOD, dictionary, edited, number, picture_of, read, rebuilt


def resources(writer: PdfWriter) -> DictionaryObject:
    found = writer.pages[0]["/Resources"].get_object()
    assert isinstance(found, DictionaryObject)
    return found


def nested(depth: int) -> DictionaryObject:
    """Return a state of graphics whose dashes are lists in lists."""
    made = ArrayObject([number(1)])
    for _ in range(depth):
        made = ArrayObject([made])
    return dictionary(D=made)


def drawn(**keys: object) -> StreamObject:
    made = StreamObject()
    made._data = b"0 0 10 10 re f"
    made.update(dictionary(Type=NameObject("/XObject"), Subtype=NameObject("/Form"), BBox=ArrayObject(map(number, (0, 0, 9, 9)))))
    made.update(dictionary(**keys))
    return made


def used(writer: PdfWriter, key: str, name: str, value: object, said: bytes) -> None:
    """Put ``value`` among the first page's resources, and let its content use it."""
    found = resources(writer)
    held = found.get(f"/{key}", DictionaryObject()).get_object()
    held[NameObject(f"/{name}")] = value
    found[NameObject(f"/{key}")] = held
    content = writer.pages[0].get_contents()
    more = StreamObject()
    more._data = content.get_data() + b"\n" + said
    writer.pages[0][NameObject("/Contents")] = writer._add_object(more)


def elsewhere(writer: PdfWriter) -> None:
    used(writer, "XObject", "Out", writer._add_object(drawn(F=TextStringObject("other.bin"))), b"/Out Do")


def deep(writer: PdfWriter) -> None:
    used(writer, "ExtGState", "Deep", nested(300), b"/Deep gs")


@pytest.mark.parametrize(("edit", "told"), [(elsewhere, "lies in another file"), (deep, "nest too deep")])
def test_an_enclosure_that_cannot_be_copied_is_refused_and_says_why(edit: Callable[[PdfWriter], None], told: str) -> None:
    enclosure, findings = read(edited(edit))
    assert enclosure is None
    assert [told in found.message for found in findings] == [True]


def test_what_is_not_there_and_what_leads_back_to_pages_is_nothing() -> None:
    """The page looks as before: no reader draws what is null."""

    def edit(writer: PdfWriter) -> None:
        used(writer, "ExtGState", "Gone", writer._add_object(NullObject()), b"/Gone gs")
        used(writer, "Properties", "Back", writer.pages[0].indirect_reference, b"/Span /Back BDC EMC")
        used(writer, "Properties", "Node", dictionary(Type=NameObject("/Pages")), b"/Span /Node BDC EMC")

    data = edited(edit)
    copied = rebuilt(data)
    assert picture_of(copied).tobytes() == picture_of(data).tobytes() == picture_of(GOOD).tobytes()
    assert b"/Pages" not in b"".join(bytes(str(page["/Resources"]), "utf-8") for page in PdfReader(BytesIO(copied)).pages)


def test_a_name_that_is_no_text_of_bytes_is_damage() -> None:
    assert plain_name("/Plain#Name") == b"/Plain#23Name"
    with pytest.raises(Damaged, match="a name in it cannot be read"):
        plain_name("/\ud800")


@pytest.mark.parametrize(
    ("kind", "leads"), [("/Page", True), ("/Pages", True), ("/Catalog", True), ("/Font", False), ("", False)]
)
def test_pages_and_the_nodes_above_them_are_never_followed(kind: str, leads: bool) -> None:
    held = dictionary(Type=NameObject(kind)) if kind else dictionary(Kids=ArrayObject())
    assert leads_back(held) is leads
    assert not leads_back(ArrayObject())
