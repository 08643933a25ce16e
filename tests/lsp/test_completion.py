"""What is offered at a cursor, shown by ``‸`` in the text, and what an address looks like when it is pointed at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import letterpack
from letterpack.lsp.completion import CampaignOffers, Suggestion, keys_at, suggestions, values_at
from letterpack.lsp.hover import as_code, fix, printed_address, told
from letterpack.lsp.server import lines_of, overlaid
from letterpack.model.proof import ProofLine, ProofPage, Zone
from letterpack.spans import Span
from letterpack.starter import start_campaign
from letterpack.values import replace

ENTRY = "to:\n  - name: Alex\n    address: [1 Square]\n"
FILES = {"forms": ("own-form",), "styles": ("modern",), "envelopes": ("de-dl",), "marks": ("quadient",)}
KNOWN = CampaignOffers((), ("minister", "judge"), ("en", "fr"), ("enclosures/a.pdf",), FILES)


def offered(name: str, text: str, known: CampaignOffers = KNOWN) -> tuple[Suggestion, ...]:
    before = text[: text.index("‸")]
    lines = text.replace("‸", "").split("\n")
    return suggestions(name, lines, before.count("\n"), len(before) - before.rfind("\n") - 1, known)


def labels(name: str, text: str) -> list[str]:
    return [each.label for each in offered(name, text)]


@given(st.text("a` \n\t\\[](:!<>&*", max_size=30))
@example("a\n\n![x](http://example.org/seen)")
@example("``[a](command:b)")
def test_an_example_is_code_whatever_is_in_it(text: str) -> None:
    """An editor shows Markdown with its links and pictures: a value of a partner's list must be none."""
    if text.strip():
        (_, line, _) = MarkdownIt().parse(f"`addressee.name`: {as_code(text)}")
        children = list(line.children or ())
        assert [each.type for each in children] == ["code_inline", "text", "code_inline"]
        assert children[2].content == " ".join(text.split())


ENTRY_KEYS = ["id", "title", "organization", "country", "language", "salutation", "delivery"]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("addressees.yaml", "‸", ["to", "cc", "bcc"]),
        ("addressees.yaml", "to:\n  - ‸", ["id", "name", "title"]),
        ("addressees.yaml", f"{ENTRY}    ‸", ENTRY_KEYS),
        ("addressees.yaml", f"{ENTRY}    ti‸\n    country: NO", [each for each in ENTRY_KEYS if each != "country"]),
        ("addressees.yaml", "- name: A\n  ‸", ENTRY_KEYS),
        ("addressees.yaml", "to:\n- name: A\n  ‸", ENTRY_KEYS),
        ("addressees.yaml", "to:\n  - {name: A, ‸", ENTRY_KEYS),
        ("addressees.yaml", "to:\n  - {name: A, country: ‸", ["AD", "DE", "NO", "KZ"]),
        ("addressees.yaml", f"{ENTRY}    country: N‸", ["NP"]),
        ("addressees.yaml", f"{ENTRY}    delivery: ‸", ["first", "all"]),
        ("addressees.yaml", f"{ENTRY}    jointly: [minister, ‸", ["minister", "judge"]),
        ("addressees.yaml", f"{ENTRY}    jointly:\n      - ‸", ["minister", "judge"]),
        ("addressees.yaml", f"{ENTRY}    copy_of: ‸", ["minister", "judge"]),
        ("addressees.yaml", f"{ENTRY}    language: ‸", ["en", "fr"]),
        ("addressees.yaml", f"{ENTRY}    enclosures: [‸", ["enclosures/a.pdf"]),
        ("addressees.yaml", f"{ENTRY}    cc:\n      - name: B\n        ‸", ["title", "country"]),
        ("letterpack.yaml", "‸", ["form", "sender", "signatories"]),
        ("letterpack.yaml", "form: ‸", ["plain-a4", "us10", "own-form"]),
        ("letterpack.yaml", "style: ‸", ["modern"]),
        ("letterpack.yaml", "marks: ‸", ["quadient"]),
        ("letterpack.yaml", "envelopes: [‸", ["de-dl"]),
        ("letterpack.yaml", "sender:\n  ‸", ["names", "address", "logo"]),
        ("letterpack.yaml", "signatories:\n  order: ‸", ["organization", "family-name"]),
        ("letterpack.yaml", "print_run: ‸", ["true", "false"]),
        ("letter.md", "---\n‸\n---\n", ["date", "subject"]),
        ("letter.fr.md", "---\nstatus: ‸\n---\n", ["draft", "final"]),
        ("letter.fr.md", "---\nstyle: ‸\n---\n", ["modern"]),
        ("signatories.csv", "name,‸", ["organization", "consent", "group"]),
        ("signatories.csv", 'name,country\n"Doe, Jo",‸', ["FR"]),
        ("signatories.csv", "name;consent\nJo;‸", ["yes", "no"]),
        ("signatories.csv", 'name,consent\nJo 5" Doe,‸', ["yes", "no"]),
        ("addressees.csv", 'name,address,country\n"Doe, Jo","1 Square, B\n1234 Town, NO",‸', ["NO"]),
        ("addressees.csv", "‸", ["kind", "name", "country"]),
        ("addressees.csv", "kind,name\n‸", ["to", "cc", "bcc"]),
        ("addressees.csv", "name,delivery\nA,‸", ["first", "all"]),
        ("addressees.csv", "name,language\nA,‸", ["en", "fr"]),
        ("letter.md", "---\nenclosures:\n  - enclosures/‸\n---\n", ["enclosures/a.pdf"]),
    ],
)
def test_what_may_stand_there_is_offered(name: str, text: str, wanted: list[str]) -> None:
    assert not {*wanted} - {*labels(name, text)}


@pytest.mark.parametrize(
    ("name", "text", "unwanted"),
    [
        ("addressees.yaml", f"{ENTRY}    ‸", "name"),
        ("addressees.yaml", f"{ENTRY}    ‸", "to"),
        ("addressees.yaml", "to:\n  - name: A\n  - ‸", "to"),
        ("letterpack.yaml", "form: us10\n‸", "form"),
        ("letterpack.yaml", "sender:\n  ‸", "form"),
        ("letter.md", "---\ndate: 2026-01-01\n---\n\nname‸", "date"),
        ("signatories.csv", "name,‸", "name"),
    ],
)
def test_what_may_not_stand_there_is_not_offered(name: str, text: str, unwanted: str) -> None:
    assert unwanted not in labels(name, text)


def test_an_entry_begins_anew_behind_its_dash() -> None:
    assert "name" in labels("addressees.yaml", "to:\n  - name: A\n    country: NO\n  - ‸")


@pytest.mark.parametrize("text", ["to: # ‸", "# ‸", f"{ENTRY}    title: Minister ‸"])
def test_nothing_is_offered_in_comments_and_free_text(text: str) -> None:
    assert not offered("addressees.yaml", text)


@pytest.mark.parametrize(
    ("name", "text"), [("notes.txt", "‸"), ("letter.md", "no head ‸"), ("addressees.yaml", "to:\n  - {na-‸"), ("letter.md", "‸")]
)
def test_nothing_is_offered_where_nothing_is_known(name: str, text: str) -> None:
    assert not offered(name, text)


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spring")
    start_campaign(folder, date(2026, 3, 2))
    return folder


@pytest.fixture(scope="module")
def proof(spring: Path) -> letterpack.Proof:
    return letterpack.proof(spring)


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("Dear ‸", None),
        ("Dear {{‸", "Dear {{ addressee.name }}"),
        ("Dear {{ addr‸", "Dear {{ addressee.name }}"),
        ("Dear {{ addr‸essee.x }},", "Dear {{ addressee.name }},"),
        (":::‸", "::: for minister-of-justice\n\n:::"),
    ],
)
def test_fields_and_blocks_of_the_campaign_are_offered(proof: letterpack.Proof, line: str, made: str | None) -> None:
    wanted = ("addressee.name", "::: for minister-of-justice")
    every = offered("letter.md", f"---\n---\n\n{line}", CampaignOffers(proof.offers()))
    found = [each for each in every if each.label in wanted]
    plain = line.replace("‸", "")
    assert [plain[: each.start] + each.text + plain[each.end :] for each in found] == ([made] if made else [])


def test_a_copys_address_is_shown_too(proof: letterpack.Proof, spring: Path) -> None:
    lines = (spring / "addressees.yaml").read_text(encoding="utf-8").split("\n")
    line = next(number for number, text in enumerate(lines) if "2 Example Square" in text)
    assert "Prosecutor General\n2 Example Square\n1234 Sampleton\nNORWAY" in told("addressees.yaml", lines, line, 10, proof)
    key = next(number for number, text in enumerate(lines) if "country:" in text)
    assert "`country`: ISO 3166" in told("addressees.yaml", lines, key, lines[key].index("country"), proof)


def test_what_is_not_saved_is_read_as_if_it_were(spring: Path) -> None:
    campaign = letterpack.open(spring)
    world = overlaid(campaign.world, {"letter.fr.md": "---\ndate: 2026-03-02\n---\n\nBonjour.\n", "forms/own.toml": "x"})
    assert world.names("") == ("addressees.yaml", "letter.fr.md", "letter.md", "letterpack.yaml", "signatories.csv")
    assert world.names("forms") == ("own.toml",)
    assert world.exists("letter.fr.md") and world.open("letter.fr.md").read() == world.read("letter.fr.md")
    assert world.read("letter.md") == (spring / "letter.md").read_bytes()


@pytest.mark.parametrize(
    ("on_disk", "declared", "typed", "saved"),
    [
        ("José".encode(), "", "Zoë", "Zoë".encode()),
        ("\ufeffJosé".encode(), "", "Zoë", "\ufeffZoë".encode()),
        ("\ufeffJosé".encode(), "", "\ufeffZoë", "\ufeffZoë".encode()),
        ("\ufeffJosé".encode("utf-16-le"), "", "Zoë", "\ufeffZoë".encode("utf-16-le")),
        ("Олег".encode("cp1251"), "cp1251", "Ольга", "Ольга".encode("cp1251")),
        ("Олег".encode("cp1251"), "cp1251", "François", "François".encode()),
        (None, "", "Zoë", "Zoë".encode()),
        (b"Ada", "", "\ud800", b"\xed\xa0\x80"),
    ],
)
def test_what_is_typed_is_in_the_encoding_of_its_file(
    on_disk: bytes | None, declared: str, typed: str, saved: bytes, tmp_path: Path
) -> None:
    """As the editor would save it: a check of UTF-8 in its place would say what is not so."""
    if on_disk is not None:
        (tmp_path / "signatories.csv").write_bytes(on_disk)
    texts = {"signatories.csv": typed} | ({"letterpack.yaml": f"encoding: {declared}\n"} if declared else {})
    assert overlaid(letterpack.open(tmp_path).world, texts).read("signatories.csv") == saved


def test_the_lines_of_findings_are_those_of_the_file(spring: Path) -> None:
    (spring / "signatories.csv").write_bytes("\ufeffname,organization\r\n𐐀𐐀,=SUM(A1)\r\n".encode("utf-16-le"))
    proof = letterpack.proof(spring)
    found = proof.judge()
    assert lines_of(found, proof.sources)["signatories.csv", 2] == "𐐀𐐀,=SUM(A1)"


def test_a_fix_is_offered_only_where_the_hint_is_a_text_for_the_place(tmp_path: Path) -> None:
    start_campaign(tmp_path, date(2026, 3, 2))
    (tmp_path / "addressees.yaml").write_text(
        "to:\n  - titel: Minister of Justice\n    name: A\n    address: {street: 1 Square}\n    country: [NO]\n", encoding="utf-8"
    )
    lines = (tmp_path / "addressees.yaml").read_text(encoding="utf-8").split("\n")
    found = {}
    for each in letterpack.proof(tmp_path).findings:
        if each.line and each.column:
            text = lines[each.line - 1][each.column - 1 : each.column - 1 + each.span.length]
            found[each.code] = fix(each, text)
    assert found.pop("LP151") == ("Change `titel` to `title`", "title")
    assert found and not any(found.values())


@pytest.mark.parametrize(
    ("message", "hint", "text", "fixed"),
    [
        ("no addressee has a field `ress`", "did you mean `name`?", "{{ addressee.ress }}", "{{ addressee.name }}"),
        ("no merge field begins with `adressee.`", "did you mean `addressee`?", "{{ adressee.name }}", "{{ addressee.name }}"),
        ("there is no merge field `letter.plcae`", "did you mean `letter.place`?", "{{ letter.plcae }}", "{{ letter.place }}"),
    ],
)
def test_a_fixed_field_is_a_field(message: str, hint: str, text: str, fixed: str) -> None:
    proposed = fix(letterpack.Finding("LP201", "error", message, Span("letter.md", 5, 1, len(text)), hint), text)
    assert proposed is not None and proposed.text == fixed


def test_a_line_of_an_address_in_several_fonts_is_one_line() -> None:
    shown = [("Ada ", 60, 150), ("Ωμέγα", 90, 150), ("1 Square", 60, 165), ("Dear Ada,", 60, 500)]
    lines = tuple([ProofLine(text, x, y, 30, 11) for text, x, y in shown])
    packet = SimpleNamespace(pages=[ProofPage("", 595, 842, lines, is_enclosed=False)])
    proof: Any = SimpleNamespace(zones=[Zone("address", "first", 20, 45, 85, 45)])
    assert printed_address(packet, proof) == ("Ada Ωμέγα", "1 Square")  # type: ignore[arg-type]


def test_a_rules_own_words_are_a_fix_and_an_example_of_a_form_is_none() -> None:
    named = letterpack.Finding("LP310", "warning", "`Jаne` mixes scripts", Span("letter.md", 5, 1, 4), "write `Jane`")
    assert fix(named, "Jаne") == ("Change `Jаne` to `Jane`", "Jane")
    assert fix(replace(named, code="LP151"), "Jаne") is None
    assert fix(replace(named, hint="ask `Jane`"), "Jаne") is None
    assert fix(named, "somebody else") is None


def test_the_schemas_are_walked_through_references_and_lists() -> None:
    assert {"street", "city", "postcode"} <= {key.name for key in keys_at("addressees", ("to", "address"))}
    assert {key.name for key in keys_at("letterpack", ("suppress",))} == {"code", "reason", "expires", "findings"}
    assert not keys_at("letterpack", ("no", "such"))
    assert values_at("letterpack", ("rules", "LP318")) == ()


@given(
    st.text("{}[]:-#,;|\"'\n\t ab\u2028𐐀", max_size=60),
    st.sampled_from(["addressees.yaml", "letter.md", "signatories.csv"]),
    st.data(),
)
def test_whatever_stands_in_a_file_every_place_has_an_answer_within_its_line(text: str, name: str, data: st.DataObject) -> None:
    lines = f"---\nto:\n  - name: A\n    {text}".split("\n")
    line = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[line])))
    for each in suggestions(name, lines, line, column, KNOWN):
        assert 0 <= each.start <= column <= each.end <= len(lines[line])
    told(name, lines, line, column, None)
