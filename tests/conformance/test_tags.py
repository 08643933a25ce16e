"""What a reader that cannot see gets: structure in reading order, headings, languages, bookmarks, page labels."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader, PdfWriter

from letterpack.model import roles
from letterpack.model.for_whom import ForIds
from letterpack.model.letter import Conditional, Heading, Run
from letterpack.model.roles import ROLES
from letterpack.readback import PacketReader
from letterpack.spans import Span
from letterpack.typeset.head import heading_levels
from tests.build.making import campaign, make, person
from tests.conformance.campaign import built, judged, write
from tests.installed import program


@pytest.fixture(scope="module", params=["", "A subject"])
def batch(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tags")
    result, manifest = built(write(folder / "c", subject=request.param, status="draft"), folder / "out")
    assert result.ok, result.findings
    return request.param, {row["id"]: folder / "out" / row["file"] for row in manifest["packets"]}


@pytest.fixture(scope="module")
def read(batch):
    return {
        name: subprocess.run([program("pdfinfo"), "-struct-text", str(path)], check=True, capture_output=True, text=True).stdout
        for name, path in batch[1].items()
    }


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_odd_letters_keep_the_standards(batch, flavour):
    assert judged(list(batch[1].values()), flavour) == {}


def test_levels_of_headings_never_skip(read):
    for text in read.values():
        levels = [int(level) for level in re.findall(r"\bH(\d) [^\n]*\(block", text)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_a_word_in_another_script_says_so(batch, read):
    assert re.search(r'Span \(inline\)\s+"Привет, мир 2 раза\. ?"', read["a"])
    reader = PdfReader(batch[1]["b"])
    tags = {str(each["/Lang"]) for each in elements(reader) if "/Lang" in each}
    assert "und-Cyrl" in tags


def test_lines_of_a_signatory_are_words_apart(read):
    assert re.search(r'LBody \(block\)\s+"Org One "\s+P \(block\)\s+"Ann · Norway"', read["a"])


def test_each_block_says_what_its_writer_calls_it(tmp_path):
    letter = (
        "---\ndate: 2026-03-02\nsubject: A subject\nreference: R 1\nenclosures: [enclosures/a.pdf]\nsalutation: Dear all\n"
        "closing: Yours\n---\n\nText.\n"
    )
    pdf = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(pdf)
    made = make(
        tmp_path,
        campaign(
            {"to": [person("Alpha")], "cc": [person("Beta")]},
            letter,
            ["House"],
            {"sender": {"names": ["Sender"], "return_address": "Street 1"}},
            {"enclosures/a.pdf": pdf.getvalue()},
        ),
    )
    assert made.ok, made.findings
    read = PacketReader().read(made.packets["beta"], 1)
    assert {passage.called for passage in read.passages} - {""} == ROLES
    said = {passage.called: passage.text for passage in read.passages}
    assert (said[roles.DATE], said[roles.SALUTATION], said[roles.REFERENCE]) == ("2 March 2026", "Dear all", "Our reference: R 1")


def test_each_part_is_a_part(batch):
    reader = PdfReader(batch[1]["c"])
    parts = [kid.get_object() for kid in document(reader)["/K"]]
    assert [part["/S"] for part in parts] == ["/Part"] * 3  # carrier, letter, annex


def test_bookmarks_are_the_headings(batch):
    subject, packets = batch
    titles = list(flat(PdfReader(packets["b"]).outline))
    assert titles == [
        *filter(None, [subject]), "A low heading", "A high one", "After it", "A heading in a quotation", "A heading in a list",
        "The two undersigned organisations",
    ]  # fmt: skip
    assert next(flat(PdfReader(packets["c"]).outline)) == "Copy for information"


def test_pages_are_labelled_as_they_are_numbered(batch):
    assert PdfReader(batch[1]["c"]).page_labels[:2] == ["i", "1"]
    assert PdfReader(batch[1]["a"]).page_labels[0] == "1"


def test_the_title_is_shown_and_tabs_follow_the_structure(batch):
    reader = PdfReader(batch[1]["a"])
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"] is not None
    assert all(page.get("/Tabs") == "/S" for page in reader.pages)


def test_a_heading_for_some_leaves_no_gap_for_others():
    def heading(level, line):
        return Heading(level, (Run("x"),), Span("letter.md", line, 1))

    some = Conditional(ForIds(("a",)), (heading(1, 2), heading(2, 3)), Span("letter.md", 1, 1), "for a")
    levels = heading_levels((some, heading(3, 4), heading(1, 5)), 1)
    assert [levels[Span("letter.md", line, 1)] for line in (2, 3, 4, 5)] == [2, 3, 2, 2]


def document(reader):
    kids = reader.root_object["/StructTreeRoot"]["/K"]
    return kids if isinstance(kids, dict) else kids[0].get_object()


def elements(reader):
    waiting = [document(reader)]
    while waiting:
        element = waiting.pop()
        if isinstance(element, dict):
            yield element
            kids = element.get("/K", [])
            waiting.extend(kid.get_object() for kid in (kids if isinstance(kids, list) else [kids]))


def flat(outline):
    for each in outline:
        if isinstance(each, list):
            yield from flat(each)
        else:
            yield each.title


def test_a_link_is_tagged_as_one_whatever_its_text_is_set_with(tmp_path):
    """Glyphs that say themselves, as those between two calls of notes do, are in a Span; the link is around it."""
    head = "---\ndate: 2026-03-02\nsubject: Q\nstyle: modern\n---\n\n"
    letter = f"{head}Two[^1][^2] and [office](https://example.org).\n\n[^1]: One.\n\n[^2]: Two.\n"
    made = make(tmp_path, campaign([person("Alpha")], letter))
    assert made.ok, made.findings
    path = tmp_path / "alpha.pdf"
    path.write_bytes(made.packets["alpha"])
    assert judged([path], "ua1") == {}
    assert any("/ActualText" in each for each in elements(PdfReader(path)) if each.get("/S") == "/Span")


@pytest.mark.parametrize(("language", "said"), [("kk", {"und-Latn", "de"}), ("fr", set()), ("de", set())])
def test_a_country_in_the_language_that_the_post_asks_for_says_so(tmp_path, language, said):
    """Posted in Germany, whose post takes German, French and English."""
    files = campaign(
        [person("Alpha", country="NO", address=["Street 1", "0150 Oslo"])],
        f"---\ndate: 2026-03-02\nsubject: A\nlanguage: {language}\n---\n\nA.\n",
        settings={"sender": {"names": ["Sender"], "country": "DE"}},
    )
    reader = PdfReader(BytesIO(make(tmp_path / "out", files).packets["alpha"]))
    assert {str(each["/Lang"]) for each in elements(reader) if "/Lang" in each} == said
