"""Enclosures: what a packet cannot carry is left out or refused, and said."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, FloatObject, NameObject, StreamObject, TextStringObject

from letterpack.codes import find_code
from tests.assemble import enclosure_file
from tests.enclosures.makers import (
    GOOD,
    annotation,
    codes,
    dictionary,
    edited,
    good_pdf,
    number,
    picture_of,
    read,
    rebuilt,
    script,
)
from tests.pdf_kinds import array


def test_scripts_and_actions_are_left_out():
    def edit(writer):
        names = dictionary(JavaScript=dictionary(Names=ArrayObject([TextStringObject("a"), script("Secret script")])))
        writer.root_object[NameObject("/Names")] = names
        writer.root_object[NameObject("/OpenAction")] = script("Secret opening")
        writer.pages[0][NameObject("/AA")] = dictionary(O=script("Secret page"))

    data = edited(edit)
    (found,) = read(data)[1]
    assert found.code == "LP406" and "scripts, actions on opening, actions of page 1" in found.message
    assert b"Secret" not in rebuilt(data) and b"JavaScript" not in rebuilt(data)


def test_comments_are_left_out_and_named():
    def edit(writer):
        annotation(writer, "Text", Contents=TextStringObject("Secret note"))
        annotation(writer, "Highlight", F=number(2))
        annotation(writer, "Popup")
        annotation(writer, "Link", Dest=TextStringObject("chapter"))
        annotation(writer, "Link", A=script())

    enclosure, findings = read(edited(edit))
    assert [(found.code, found.severity) for found in findings] == [("LP406", "warning"), *[("LP407", "warning")] * 3]
    assert all(kind in " ".join(found.message for found in findings) for kind in ("`Text`", "`Highlight`", "`inner link`"))
    copy = enclosure_file(enclosure)
    assert b"Secret" not in copy and len(array(PdfReader(BytesIO(copy)).pages[0]["/Annots"])) == 1


def test_form_fields_stop_and_hidden_ones_do_not():
    def edit(writer, **entries):
        annotation(writer, "Widget", FT=NameObject("/Tx"), V=TextStringObject("value"), **entries)
        writer.root_object[NameObject("/AcroForm")] = dictionary(Fields=ArrayObject())

    assert codes(edited(edit)) == ["LP408"]
    assert codes(edited(lambda writer: edit(writer, F=number(2)))) == []


def test_signed():
    def edit(writer):
        annotation(writer, "Widget", FT=NameObject("/Sig"))
        writer.root_object[NameObject("/AcroForm")] = dictionary(Fields=ArrayObject(), SigFlags=number(3))

    enclosure, (found,) = read(edited(edit))
    assert enclosure is not None and (found.code, found.severity) == ("LP409", "warning")


def test_attachments_are_left_out():
    data = edited(lambda writer: writer.add_attachment("list.txt", b"Secret list"))
    assert codes(data) == ["LP410"]
    assert b"Secret" not in rebuilt(data)


def test_portfolio_and_xfa_are_refused():
    assert codes(edited(lambda w: w.root_object.__setitem__(NameObject("/Collection"), dictionary()))) == ["LP411"]
    form = dictionary(Fields=ArrayObject(), XFA=ArrayObject(), NeedAppearances=BooleanObject(True))
    assert codes(edited(lambda w: w.root_object.__setitem__(NameObject("/AcroForm"), form))) == ["LP411"]


def layered(*, usage=None, member=None, off=False):
    """A layer, and a drawing on it, or on what its ``member`` entries make of it."""

    def edit(writer):
        group = writer._add_object(dictionary(Type=NameObject("/OCG"), Name=TextStringObject("Draft"), **(usage or {})))
        writer.root_object[NameObject("/OCProperties")] = dictionary(
            OCGs=ArrayObject([group]), D=dictionary(OFF=ArrayObject([group] if off else []))
        )
        on = dictionary(Type=NameObject("/OCMD"), OCGs=ArrayObject([group]), **member(group)) if member else group
        stream = drawn(writer).raw_get("/N")
        stream.get_object()[NameObject("/OC")] = on
        writer.pages[0]["/Resources"][NameObject("/XObject")] = dictionary(Layered=stream)
        content = StreamObject()
        content.set_data(b"/Layered Do")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(content)

    return codes(edited(edit))


def state(key, name):
    return {"Usage": dictionary(**{key: dictionary(**{f"{key}State": NameObject(name)})})}


def test_hidden_layers_are_refused_and_visible_ones_are_not():
    hidden = [
        layered(off=True),
        *[layered(usage=state(key, "/OFF")) for key in ("View", "Print")],
        *[layered(member=lambda _, policy=policy: {"P": NameObject(policy)}) for policy in ("/AllOff", "/AnyOff")],
        layered(member=lambda group: {"VE": ArrayObject([NameObject("/Not"), group])}),
    ]
    assert hidden == [["LP413"]] * len(hidden)
    shown = [layered(), layered(usage=state("View", "/ON")), layered(member=lambda _: {"P": NameObject("/AnyOn")})]
    shown.append(layered(member=lambda group: {"VE": ArrayObject([NameObject("/Or"), group])}))
    assert shown == [[]] * len(shown)


def test_fonts_that_are_not_embedded():
    (found,) = read(good_pdf(embed=False))[1]
    assert found.code == "LP414" and "`Helvetica`" in found.message


def test_every_finding_has_a_page_a_hint_and_the_right_severity():
    shown = [*read(b"")[1], *read(GOOD[:500])[1], *read(good_pdf(embed=False))[1], *read(GOOD, "gone.pdf")[1]]
    for found in shown:
        page = find_code(found.code)
        assert page is not None and page.severity == found.severity and found.hint and not found.message.endswith(".")


def drawn(writer):
    """The appearance of an annotation: a black rectangle."""
    stream = StreamObject()
    stream.set_data(b"0 0 100 30 re f")
    stream.update(dictionary(Type=NameObject("/XObject"), Subtype=NameObject("/Form"), BBox=rectangle(0, 0, 100, 30)))
    return dictionary(N=writer._add_object(stream))


def rectangle(*sides):
    return ArrayObject([FloatObject(side) for side in sides])


SEEN = (
    "FreeText",
    "Stamp",
    "Ink",
    "Highlight",
    "Underline",
    "Squiggly",
    "StrikeOut",
    "Line",
    "Square",
    "Circle",
    "Polygon",
    "Caret",
)


@pytest.mark.parametrize("hidden", [0, 2, 32])
@pytest.mark.parametrize("kind", [*SEEN, "Watermark", "Screen", "Link"])
def test_what_readers_see_is_in_the_packet_or_stops(kind, hidden):
    """The pictures of both are compared, annotations drawn: where they are not the same, there is an error."""

    def edit(writer):
        annotation(writer, kind, AP=drawn(writer), F=number(hidden))

    data = edited(edit)
    enclosure, findings = read(data)
    if enclosure is None:
        assert not hidden and [found.code for found in findings] == ["LP424"]
        assert picture_of(data) != picture_of(good_pdf())
    else:
        assert picture_of(data) == picture_of(rebuilt(data))


@pytest.mark.parametrize("entries", [{"F": number(2)}, {"Rect": rectangle(10, 10, 10, 10)}, {}])
def test_a_signature_that_is_seen_stops(entries):
    def edit(writer):
        annotation(writer, "Widget", FT=NameObject("/Sig"), AP=drawn(writer))
        writer.pages[0]["/Annots"][-1].get_object().update({NameObject(f"/{key}"): value for key, value in entries.items()})
        writer.root_object[NameObject("/AcroForm")] = dictionary(Fields=ArrayObject(), SigFlags=number(3))

    (found,) = read(edited(edit))[1]
    assert (found.code, found.severity) == (("LP409", "warning") if entries else ("LP424", "error"))


def test_a_highlight_that_brings_no_drawing_stops_too():
    enclosure, (found,) = read(edited(lambda writer: annotation(writer, "Highlight")))
    assert enclosure is None and (found.code, found.severity, found.page) == ("LP424", "error", 1)
