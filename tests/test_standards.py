"""Standards are rows: what a file writes to claim one is what is read of a file that claims it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from letterpack.press.standards import Metadata, xmp
from letterpack.profiles import load_profile, profile_names
from letterpack.standards import (
    UnreadableXmp,
    claims_in,
    claims_left,
    every_standard,
    find_standard,
    kept_by_tags,
    read_xmp,
    with_lower,
)

DAY = date(850, 3, 2)
NAMES = [each.name for each in every_standard()]
DOCS = (Path(__file__).resolve().parent.parent / "docs/standards.md").read_text(encoding="utf-8")


def said(*claims: str) -> bytes:
    """Return what a file with ``claims`` says in its XMP."""
    stream = xmp(Metadata("Title", "Author", "en", DAY, claims))
    return stream[stream.index(b"<?xpacket") : stream.rindex(b"\nendstream")]


@pytest.mark.parametrize("name", NAMES)
def test_a_claim_that_is_written_is_read_as_that_claim(name: str) -> None:
    assert claims_in(read_xmp(said(name))) == (name,)
    assert claims_in(read_xmp(said())) == ()


@pytest.mark.parametrize("name", profile_names())
def test_a_profiles_claims_are_standards_and_all_are_read(name: str) -> None:
    profile = load_profile(name)
    assert set(claims_in(read_xmp(said(*profile.packet_claims)))) == set(profile.packet_claims)
    added = [each.name for each in every_standard() if each.adds_to in profile.packet_claims]
    assert set(profile.run_claims) <= {*with_lower(profile.packet_claims), *added}
    assert all(claim in DOCS for claim in (*profile.packet_claims, *profile.run_claims))


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_whole(name: str) -> None:
    standard = find_standard(name)
    assert name in standard.kept_by
    assert all(standard.kept_by <= find_standard(lower).kept_by for lower in standard.lower)
    assert not standard.needs_words or standard.needs_tags
    prefixes = set(re.findall(r"xmlns:(\w+)=", standard.xmp))
    said = set(re.findall(r"[< ](\w+):(\w+)[>=]", standard.xmp))
    assert all(each.prefix in prefixes and (each.prefix, each.property) in said for each in standard.described)


@pytest.mark.parametrize(
    ("described", "claims"),
    [
        ('<x xmlns:a="http://www.aiim.org/pdfa/ns/id/" a:part="3" a:conformance="B"/>', ("PDF/A-3b",)),
        ('<x xmlns="http://www.aiim.org/pdfa/ns/id/"><part> 1 </part></x>', ("PDF/A-1",)),
        ('<x xmlns:a="http://www.aiim.org/pdfa/ns/id/"><a:conformance>B</a:conformance></x>', ()),
        ('<x xmlns:a="http://example.org/" a:part="2" a:conformance="A"/>', ()),
        ('<x xmlns:u="http://www.aiim.org/pdfua/ns/id/" u:part="2"/>', ("PDF/UA-2",)),
        ("<x><!-- <pdfaid:part>2</pdfaid:part> --></x>", ()),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_claims_of_others_are_read_however_they_are_written(described: str, claims: tuple[str, ...], encoding: str) -> None:
    packet = f'<?xpacket begin="" id="W5M0"?>\n{described}\n<?xpacket end="w"?>\0\n'
    assert claims_in(read_xmp(packet.encode(encoding))) == claims


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", ["", "<x>", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "<a:x/>"])
def test_xmp_that_nobody_can_read_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(UnreadableXmp):
        read_xmp(text.encode(encoding))


def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (b"\xff\xfe\x00", b"\x80<x/>", b"<x>\xc3</x>"):
        with pytest.raises(UnreadableXmp):
            read_xmp(data)


def test_a_level_is_lost_alone_and_a_standard_without_levels_wholly() -> None:
    claims = ("PDF/A-2a", "PDF/UA-1")
    assert claims_left(claims, []) == claims
    assert claims_left(claims, [frozenset(("PDF/A-2u", "PDF/A-2b"))]) == ("PDF/A-2u",)
    assert claims_left(claims, [frozenset(("PDF/UA-1", "PDF/A-2b")), frozenset(with_lower(claims))]) == ("PDF/A-2b", "PDF/UA-1")
    assert claims_left(claims, [frozenset()]) == ()


def test_a_picture_without_words_costs_what_needs_words() -> None:
    claims = ("PDF/A-2a", "PDF/UA-1")
    assert kept_by_tags(claims, wordless=False) == {"PDF/A-2a", "PDF/A-2u", "PDF/A-2b", "PDF/UA-1"}
    assert kept_by_tags(claims, wordless=True) == {"PDF/A-2a", "PDF/A-2u", "PDF/A-2b"}
