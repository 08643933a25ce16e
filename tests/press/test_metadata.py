"""What a file says of itself: XMP and the information dictionary agree, and nothing is from the clock."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from letterpack.press.standards import Metadata, information, xmp

DAY = date(2026, 3, 2)
ODD = 'Release & <b>"freedom"</b> ]]> Қазақстан'


def parsed(metadata: Metadata) -> ElementTree.Element:
    body = xmp(metadata)
    head, rest = body.split(b"stream\n", 1)
    packet = rest.removesuffix(b"\nendstream")
    assert int(re.search(rb"/Length (\d+)", head)[1]) == len(packet)
    return ElementTree.fromstring(packet.decode())


def text_of(tree: ElementTree.Element, name: str) -> str:
    for each in tree.iter():
        if each.tag.endswith(f"}}{name}"):
            return "".join(each.itertext()).strip()
        for attribute, value in each.items():
            if attribute.endswith(f"}}{name}"):
                return value
    raise KeyError(name)


@pytest.mark.parametrize("title", ["Plain", ODD])
def test_values_are_data(title: str) -> None:
    tree = parsed(Metadata(title, ODD, "kk", DAY, ()))
    assert text_of(tree, "title") == title
    assert text_of(tree, "creator") == ODD
    assert text_of(tree, "language") == "kk"


def test_both_records_say_the_same() -> None:
    metadata = Metadata(ODD, "Author", "en", DAY, ("PDF/A-2a", "PDF/UA-1"))
    said = information(metadata).decode("ascii")
    strings = re.findall(r"/(\w+)(?:<([0-9A-F]+)>|\(([^()\\]*)\))", said)
    texts = {key: bytes.fromhex(coded).decode("utf-16") if coded else plain for key, coded, plain in strings}
    tree = parsed(metadata)
    assert texts["Title"] == text_of(tree, "title")
    assert texts["Author"] == text_of(tree, "creator")
    assert texts["Producer"] == text_of(tree, "Producer")
    assert re.findall(r"/(\w+Date)\((.*?)\)", said) == [("CreationDate", "D:20260302000000Z"), ("ModDate", "D:20260302000000Z")]
    assert text_of(tree, "CreateDate") == text_of(tree, "ModifyDate") == "2026-03-02T00:00:00Z"


@pytest.mark.parametrize(
    ("claims", "level", "accessible"), [((), "", False), (("PDF/A-2u",), "U", False), (("PDF/A-2a", "PDF/UA-1"), "A", True)]
)
def test_only_what_is_claimed_is_said(claims: tuple[str, ...], level: str, accessible: bool) -> None:
    body = xmp(Metadata("Title", "", "en", DAY, claims)).decode()
    found = re.search(r'pdfaid:conformance="(\w)"', body)
    assert (found[1] if found else "") == level
    assert ('pdfuaid:part="1"' in body) is accessible


def test_no_author_is_no_author() -> None:
    assert b"/Author" not in information(Metadata("Title", "", "en", DAY, ()))
    assert b"creator" not in xmp(Metadata("Title", "", "en", DAY, ()))


def test_a_year_has_four_digits_whatever_it_is() -> None:
    """ISO 32000-1, 7.9.4; the platform's own ``%Y`` need not."""
    said = information(Metadata("Title", "", "en", date(219, 10, 30), ()))
    assert b"/CreationDate(D:02191030000000Z)" in said
