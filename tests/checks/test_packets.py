"""What happens to finished packets is found, by the rule made for it, from nothing but the PDFs and the sources."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from letterpack.errors import LetterpackError
from letterpack.executors.processes import USUAL_START
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.pipeline.inspect.packets import PacketCheck
from tests.checks.batches import Batch, Fixed, change_glyph, enclosure, make, put, rewrite
from tests.pdf_kinds import array
from tests.trying import tried

PACKETS = ("first", "second", "second.2", "third", "copy", "blind")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make(tmp_path_factory.mktemp("whole") / "campaign")


@pytest.fixture
def batch(whole: Batch, tmp_path: Path) -> Batch:
    shutil.copytree(whole.root, tmp_path / "campaign")
    return Batch(tmp_path / "campaign")


def test_a_whole_batch_has_no_errors(batch: Batch) -> None:
    result = batch.check()
    assert tuple(result.packets) == ("first", "copy", "blind", "second", "second.2", "third")
    assert (result.complete, result.found, result.built, result.ok) == (6, 6, True, True)
    assert not [found.message for found in result.findings if found.severity == "error"]


def test_without_a_build_the_sources_are_checked(batch: Batch) -> None:
    shutil.rmtree(batch.root / "build")
    result = batch.check()
    assert (result.built, tuple(result.packets), result.ok) == (False, (), True)
    batch.edit("letter.md", "the people", "TODO the people")
    assert ("LP302", None) in batch.errors()


def test_a_build_that_is_named_and_absent_is_refused(batch: Batch) -> None:
    with pytest.raises(LetterpackError, match="no batch"):
        check(Fixed(batch.root), CheckRequest(batch.root, batch.root / "elsewhere"))


def test_a_code_that_is_no_rules_is_refused(batch: Batch) -> None:
    with pytest.raises(LetterpackError, match="no rule `LP999`"):
        batch.check("LP999")


def test_a_packet_that_is_gone(batch: Batch) -> None:
    batch.pdf("third").unlink()
    assert batch.errors() == {("LP301", "third")}
    assert batch.check().complete == 5


@pytest.mark.parametrize("share", [0, 0.3, 0.999])
def test_a_packet_that_is_cut_off(batch: Batch, share: float) -> None:
    data = batch.pdf("third").read_bytes()
    batch.pdf("third").write_bytes(data[: int(len(data) * share)])
    assert ("LP311", "third") in batch.errors()
    batch.own_up()
    assert batch.errors() or batch.pdf("third").read_bytes().rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("file", ["fourth.pdf", "first.pdf.bak", "notes.txt"])
def test_a_file_that_is_nobodys(batch: Batch, file: str) -> None:
    shutil.copy(batch.pdf("first"), batch.root / "build/packets" / file)
    found = [each for each in batch.check().findings if each.severity == "error"]
    assert [(each.code, each.span.file.rsplit("/", 1)[-1]) for each in found] == [("LP301", file)]


def test_a_manifest_that_is_gone(batch: Batch) -> None:
    (batch.root / "build/manifest.json").unlink()
    assert batch.errors() == {("LP301", None)}


def test_a_manifest_whose_rows_were_tampered_with(batch: Batch) -> None:
    """A row twice, one of nobody, one that is gone: each is told, and the packet without a row by its name."""
    path = batch.root / "build/manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    rows = {row["id"]: row for row in told["packets"]}
    told["packets"] = [
        *[row for row in told["packets"] if row["id"] != "third"],
        rows["first"],
        {**rows["third"], "id": "nobody"},
    ]
    path.write_text(json.dumps(told), encoding="utf-8")
    found = {(each.packet, each.message) for each in batch.check().findings if each.code == "LP301"}
    assert {
        ("first", "the manifest lists the packet `first` twice"),
        ("nobody", "the manifest lists `nobody`, who gets no packet"),
        ("third", "the manifest does not list the packet for `third`"),
    } <= found


def test_two_packets_that_changed_places(batch: Batch) -> None:
    swap(batch, "first", "third")
    batch.own_up()
    errors = batch.errors()
    for packet in ("first", "third"):
        assert {("LP303", packet), ("LP304", packet), ("LP308", packet)} <= errors
    assert not {packet for _, packet in errors} - {"first", "third"}


def test_the_other_address_of_the_same_addressee(batch: Batch) -> None:
    swap(batch, "second", "second.2")
    batch.own_up()
    assert {packet for code, packet in batch.errors() if code == "LP308"} == {"second", "second.2"}


def test_a_letter_that_changed_since(batch: Batch) -> None:
    batch.edit("letter.md", "let them go", "set them free")
    errors = batch.errors()
    assert {packet for code, packet in errors if code == "LP311"} == set(PACKETS)
    assert {packet for code, packet in errors if code == "LP304"} == set(PACKETS)


def test_an_addressee_that_changed_since_ages_no_other_packet(batch: Batch) -> None:
    batch.edit("addressees.yaml", "1 rue de la Paix", "2 rue de la Paix")
    assert batch.errors() == {("LP311", "third"), ("LP304", "third"), ("LP308", "third")}


def test_an_addressee_added_without_a_build(batch: Batch) -> None:
    batch.edit(
        "addressees.yaml", "cc:\n", "  - {id: fourth, organization: Senate, country: IT, address: [Via 1, 00186 Roma]}\ncc:\n"
    )
    batch.edit("letter.md", ", {{ addressee.name }},", "")
    assert ("LP301", "fourth") in batch.errors()


def test_an_addressee_taken_off_without_a_build(batch: Batch) -> None:
    text = (batch.root / "addressees.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - id: third"), text.index("cc:\n")
    (batch.root / "addressees.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    found = [each for each in batch.check("LP301").findings if each.severity == "error"]
    assert [each.span.file.rsplit("/", 1)[-1] for each in found] == ["third.pdf"]


def test_a_signatory_dropped_without_a_build(batch: Batch) -> None:
    batch.edit("signatories.csv", "Example Union,,,GB,yes,,\n", "")
    errors = batch.errors()
    assert {packet for code, packet in errors if code == "LP306"} == set(PACKETS)


def test_a_signatory_whom_the_pdf_lacks(batch: Batch) -> None:
    batch.edit("signatories.csv", "Example Union,,,GB,yes,,\n", "Example Union,,,GB,yes,,\nOther Union,,,GB,yes,,\n")
    messages = [each.message for each in batch.check("LP306").findings]
    assert "the signatory Other Union is not printed in the packet for `first`" in messages


def test_a_glyph_changed_by_hand(batch: Batch) -> None:
    rewrite(batch.pdf("first"), change_glyph)
    batch.own_up()
    assert {("LP304", "first")} <= batch.errors()
    assert {packet for _, packet in batch.errors()} == {"first"}


def test_a_file_saved_anew_says_the_same_and_is_not_the_one_that_was_built(batch: Batch) -> None:
    rewrite(batch.pdf("first"), lambda writer: None)
    assert batch.errors() == {("LP311", "first")}


def test_text_that_no_tag_holds(batch: Batch) -> None:
    def stamp(writer: PdfWriter) -> None:
        data = b"\n".join(part.get_object().get_data() for part in list.__iter__(array(writer.pages[0]["/Contents"])))
        font = next(iter(writer.pages[0]["/Resources"]["/Font"])).lstrip("/")
        put(writer, 0, data + b"\nBT /%s 12 Tf 1 0 0 1 200 300 Tm <0024> Tj ET" % font.encode())

    rewrite(batch.pdf("first"), stamp)
    messages = [each.message for each in batch.check("LP304").findings]
    assert "of the packet for `first`, page 1 shows text that is not marked" in messages


def test_an_address_moved_out_of_the_window(batch: Batch) -> None:
    def move(writer: PdfWriter) -> None:
        data = b"\n".join(part.get_object().get_data() for part in list.__iter__(array(writer.pages[0]["/Contents"])))
        put(writer, 0, b"1 0 0 1 0 60 cm " + data)

    rewrite(batch.pdf("third"), move)
    assert ("LP315", "third") in batch.errors()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_line_of_the_address_that_ends_at_the_edge_of_the_window(tmp_path: Path, language: str) -> None:
    """The space that it was broken at is not seen, and stands where its own direction ends; a hyphen does not hang out."""
    root = tmp_path / "campaign"
    root.mkdir()
    title, rest = "Minister of Embassies and Affairs and Culture", "and of everything that is beautiful and good"
    (root / "letter.md").write_text(f"---\ndate: 2026-10-30\nlanguage: {language}\nsalutation: x\n---\nText.\n", encoding="utf-8")
    (root / "letterpack.yaml").write_text("form: din5008b\n", encoding="utf-8")
    widths = [f"{title} {'i' * more} {rest}" for more in range(1, 16)]
    if language == "en":
        hyphened = "very-long-hyphenated-word"
        widths.append(f"Zq7tit office *bold* {hyphened} {{{{x}}}} \u2018quoted\u2019 <b> {hyphened} co-operation ffi")
    people = [{"id": f"a{index}", "title": each, "address": "x"} for index, each in enumerate(widths)]
    (root / "addressees.yaml").write_text(json.dumps({"to": people}), encoding="utf-8")
    assert build(Fixed(root), BuildRequest(root)).ok
    assert [each.message for each in check(Fixed(root), CheckRequest(root, select=("LP315",))).findings] == []


def test_a_page_of_another_size(batch: Batch) -> None:
    rewrite(batch.pdf("third"), lambda writer: writer.pages[0].mediabox.__setitem__(3, writer.pages[0].mediabox[2]))
    assert any("page 1 is 210 × 210 mm" in each.message for each in batch.check("LP315").findings)


def test_an_enclosure_that_changed_since(batch: Batch) -> None:
    enclosure(batch.root, "What they did later")
    errors = batch.errors()
    assert {packet for code, packet in errors if code == "LP320"} == set(PACKETS)
    assert {packet for code, packet in errors if code == "LP311"} == set(PACKETS)


def test_an_enclosure_that_is_gone_or_spoilt(batch: Batch) -> None:
    """What cannot be sent any more is said where the letter names it, beside what that makes of the packets."""
    file = batch.root / "enclosures" / "report.pdf"
    for code, spoil in (("LP401", lambda: file.write_text("no PDF")), ("LP400", file.unlink)):
        spoil()
        found = [each for each in batch.check().findings if each.code.startswith("LP40")]
        assert [(each.code, str(each.span)) for each in found] == [(code, "letter.md:5:14")]


def test_an_enclosure_that_lost_a_page(batch: Batch) -> None:
    rewrite(batch.pdf("third"), lambda writer: writer.remove_page(len(writer.pages) - 1))
    batch.own_up()
    assert {("LP320", "third"), ("LP311", "third")} <= batch.errors()


def test_private_data_in_a_letter(batch: Batch) -> None:
    batch.edit("letter.md", "Say so.", "Say so to zoe@example.org, who was called on Tuesday about the wording.")
    batch.build()
    found = batch.check("LP321").findings
    assert {each.packet for each in found} == set(PACKETS)
    assert {(each.span.file, each.span.line) for each in found} == {("signatories.csv", 2)}
    assert len(found) == 2 * len(PACKETS)


def test_a_blind_copy_that_is_named(batch: Batch) -> None:
    batch.edit("letter.md", "Say so.", "Say so to Emil Sørensen.")
    found = [each for each in batch.check("LP303").findings if each.severity == "error"]
    assert found and {each.span.file for each in found} >= {"letter.md"}


def test_another_addressees_name_in_a_salutation(batch: Batch) -> None:
    batch.edit("addressees.yaml", "    name: Carla Moreau\n", "    name: Carla Moreau\n    salutation: Dear Anna Lindqvist,\n")
    found = {(each.code, each.span.line) for each in batch.check("LP303", "LP308").findings if each.severity == "error"}
    assert {code for code, _ in found} == {"LP303", "LP308"}


def test_metadata_that_tells_of_a_user(batch: Batch) -> None:
    def tell(writer: PdfWriter) -> None:
        writer.add_metadata({"/Title": r"C:\Users\olga\letter.docx"})

    rewrite(batch.pdf("first"), tell)
    messages = [each.message for each in batch.check("LP322").findings]
    assert any("the title of the packet for `first` is" in message for message in messages)
    assert any("names a folder" in message for message in messages)


def test_a_claim_that_is_not_kept(batch: Batch) -> None:
    batch.edit("letter.md", "enclosures: [enclosures/report.pdf]\n", "")
    (batch.root / "enclosures/report.pdf").unlink()
    batch.build()
    rewrite(batch.pdf("first"), lambda writer: writer._root_object.__setitem__(NameObject("/MarkInfo"), DictionaryObject()))
    messages = [each.message for each in batch.check("LP327").findings]
    assert messages and all("`first`" in message for message in messages)
    assert any("is not tagged" in message for message in messages)


def test_a_language_that_is_gone(batch: Batch) -> None:
    rewrite(batch.pdf("first"), lambda writer: writer._root_object.__setitem__(NameObject("/Lang"), TextStringObject("xx")))
    assert any("the language" in each.message for each in batch.check("LP322").findings)


def test_a_number_of_signatories_that_is_wrong(batch: Batch) -> None:
    batch.edit("letter.md", "{{ signatories.count }}", "5")
    found = batch.check("LP306").findings[-1]
    assert (found.message, found.span.file, found.span.length) == (
        "the letter says 5 signatories, but there are 4", "letter.md", 1,
    )  # fmt: skip


def test_a_last_page_with_next_to_nothing(batch: Batch) -> None:
    rewrite(batch.pdf("copy"), lambda writer: put(writer, 1, b""))
    assert any("is nearly empty" in each.message for each in batch.check("LP323").findings)


def test_overrides_suppressions_and_what_runs_out(batch: Batch) -> None:
    batch.pdf("third").unlink()
    settings_file = batch.root / "letterpack.yaml"
    base = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(base + "rules: {LP301: warning}\n", encoding="utf-8")
    assert batch.check("LP301").findings[0].severity == "warning"
    entry = "suppress: [{code: LP301, reason: comes later, expires: 2026-1%s-01}]\n"
    settings_file.write_text(base + entry % 2, encoding="utf-8")
    result = batch.check("LP301")
    assert (result.findings, result.suppressed) == ((), 1)
    settings_file.write_text(base + entry % 1, encoding="utf-8")
    assert {"LP300", "LP301"} <= {each.code for each in batch.check().findings}


def swap(batch: Batch, one: str, other: str) -> None:
    first, second = batch.pdf(one).read_bytes(), batch.pdf(other).read_bytes()
    batch.pdf(one).write_bytes(second)
    batch.pdf(other).write_bytes(first)


def delete(batch: Batch, packet: str, other: str) -> None:
    batch.pdf(packet).unlink()


def cyrillic(batch: Batch, packet: str, other: str) -> None:
    batch.edit("addressees.yaml", "Moreau", "More\u0430u")


def drop_row(batch: Batch, packet: str, other: str) -> None:
    batch.edit("signatories.csv", "Exempel Förbund,Åsa Påhittad,Ordförande,SE,yes,asa@example.org,\n", "")


def change_letter(batch: Batch, packet: str, other: str) -> None:
    batch.edit("letter.md", "your answer", "your word")


def old_file(batch: Batch, packet: str, other: str) -> None:
    now = (batch.root / "letter.md").read_text(encoding="utf-8")
    old = batch.pdf(packet).read_bytes()
    batch.edit("letter.md", "your answer", "your word")
    batch.build()
    assert now
    batch.pdf(packet).write_bytes(old)


def retouch(batch: Batch, packet: str, other: str) -> None:
    rewrite(batch.pdf(packet), change_glyph)


FAULTS: dict[Callable[[Batch, str, str], None], str] = {
    swap: "LP308",
    delete: "LP301",
    cyrillic: "LP310",
    drop_row: "LP306",
    change_letter: "LP304",
    old_file: "LP304",
    retouch: "LP304",
}
"""Ways to spoil a batch, each with the rule made for it."""


@tried(1 / 3)
@given(fault=st.sampled_from(list(FAULTS)), packets=st.permutations(PACKETS), knows=st.booleans(), spare=st.integers(0, 1 << 30))
def test_every_fault_is_found_by_its_rule(
    whole: Batch, tmp_path: Path, fault: Callable[[Batch, str, str], None], packets: list[str], knows: bool, spare: int
) -> None:
    root = tmp_path / f"{fault.__name__}-{spare}-{'-'.join(packets)}"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(whole.root, root)
    batch = Batch(root)
    fault(batch, packets[0], packets[1])
    if knows:
        batch.own_up()
    assert FAULTS[fault] in {code for code, _ in batch.errors()}
    shutil.rmtree(root)


def test_several_workers_find_what_one_finds(batch: Batch) -> None:
    for packet in ("first", "second"):
        batch.pdf(packet).write_bytes(b"no PDF")
    one, many = (check(Fixed(batch.root), CheckRequest(batch.root, workers=number)) for number in (1, 3))
    assert (many.found, set(many.findings)) == (one.found, set(one.findings))
    assert {found.packet for found in many.findings if found.severity == "error"} >= {"first", "second"}


@pytest.mark.skipif(USUAL_START != "fork", reason="what is patched is not in a spawned process")
@pytest.mark.parametrize("met", [LetterpackError("that"), ZeroDivisionError("that")])
def test_what_a_worker_met_is_raised(batch: Batch, monkeypatch: pytest.MonkeyPatch, met: Exception) -> None:
    """A mistake of the program is not taken for a lack of memory."""

    def raise_it(*_: object) -> None:
        raise met

    monkeypatch.setattr(PacketCheck, "run", raise_it)
    # Another test of this process may have loaded what no fork survives.
    monkeypatch.setattr("letterpack.executors.processes.THREADED", ())
    with pytest.raises(type(met), match="that"):
        check(Fixed(batch.root), CheckRequest(batch.root, workers=2))


def test_what_verapdf_says_where_it_is_installed(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.edit("letter.md", "enclosures: [enclosures/report.pdf]\n", "")
    (batch.root / "enclosures/report.pdf").unlink()
    batch.build()
    answer = {
        "report": {
            "jobs": [
                {
                    "itemDetails": {"name": "FIRST"},
                    "validationResult": [{"details": {"ruleSummaries": [{"clause": "6.2.2", "testNumber": 2}]}}],
                },
                {"itemDetails": {"name": "elsewhere.pdf"}, "validationResult": []},
            ]
        }
    }
    program = tmp_path / "bin/verapdf"
    program.parent.mkdir()
    said = json.dumps(answer).replace("FIRST", "'\"$5\"'")
    program.write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    found = batch.check("LP327").findings
    assert [each.packet for each in found] == ["first"]
    assert "PDF/A-2a 6.2.2-2" in found[0].message


@pytest.mark.parametrize("workers", [1, 3])
def test_what_making_packets_again_warns_of_is_told_by_any_number_of_workers(batch: Batch, workers: int) -> None:
    """A word too long for its line, in one packet; an enclosure of too many sheets, in two: as the build has said."""
    batch.edit("letter.md", "2. Say so.", "2. Say so.\n\n{{ addressee.fields.word }}")
    word = "word: x" + ("1234567890" * 8)[:76]
    for number, name in enumerate(("first", "second", "third")):
        fields = f"  - id: {name}\n    fields: {{{word if name == 'second' else 'word: short'}}}\n"
        batch.edit("addressees.yaml", f"  - id: {name}\n", fields + ("    enclosures: [enclosures/long.pdf]\n" if number else ""))
    long_enclosure(batch)
    built = build(Fixed(batch.root), BuildRequest(batch.root)).findings
    found = check(Fixed(batch.root), CheckRequest(batch.root, workers=workers)).findings
    told = [each for each in built if each.code in ("LP213", "LP232")]
    assert {each.code for each in told} == {"LP213", "LP232"}
    assert [each for each in found if each.code in ("LP213", "LP232")] == told


def long_enclosure(batch: Batch) -> None:
    canvas = Canvas(str(batch.root / "enclosures/long.pdf"), invariant=1)
    for _ in range(20):
        canvas.drawString(100, 700, "What they did")
        canvas.showPage()
    canvas.save()
