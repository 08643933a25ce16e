"""Findings over sources as a whole, where mutants showed that no test read their words or place, or when there is none."""

from __future__ import annotations

from datetime import date

import pytest

from tests.checks.sources import ADDRESSEES, HEAD, Dict, found, sources_of


def _said(code: str, files: dict[str, str], today: date | None = None) -> list[tuple[str, str, str]]:
    """Return severity, place with the text there, and message of each finding with this code."""
    told: list[tuple[str, str, str]] = []
    for each in found(sources_of(Dict(dict(files)), today), code):
        line = files[each.span.file].split("\n")[each.span.line - 1]
        text = line[each.span.column - 1 : each.span.column - 1 + each.span.length]
        told.append((each.severity, f"{each.span.file}:{each.span.line}: {text}", each.message))
    return told


def _head(*lines: str) -> str:
    return HEAD.replace("---\n\n", "".join(f"{line}\n" for line in lines) + "---\n\n")


@pytest.mark.parametrize(
    ("language", "entry", "salutation", "severity", "wrong"),
    [
        ("en", "name: Alex Example", "Dear Ms Exampel,", "error", "says `Exampel`, but their name is Example"),
        ("en", "title: Minister", "Dear Quirk,", "", ""),
        ("en", "name: Alex Example", "Dear Mr ,", "error", "has a space before its last sign, as if a name were missing"),
        ("fr", "name: Marie Curie", "Chère Madame ,", "", ""),
        ("en", "name: Alex Example", "Dear Sir Madam,", "error", "speaks to a man and to a woman at once"),
        ("en", "name: Alex Example", "dear Mr Example,", "", ""),
        ("en", "name: Alex Example", "Dear [NAME] Quirk,", "", ""),
        # A language that calls people in a case of its own, or writes to whom a letter goes in one.
        (
            "ru", "name: Анна Петрова", "Уважаемый господин министр!", "error",
            "speaks to a man, but the entry says that they are a woman",
        ),
        ("ru", "name: Фарид Каримов", "Министру Каримову!", "", ""),
        ("ru", "name: Фарид Каримов", "Уважаемый Фарид Рашидович!", "", ""),
        ("ga", "name: Máirín Ní Bhriain", "A Mháirín, a chara,", "", ""),
        ("fr", "name: Marie Curie", "Chère Mharie,", "error", "says `Mharie`, but their name is Marie"),
        ("lt", "name: Jonas Kazlauskas", "Gerbiamas Kazlauskai,", "", ""),
        # A name in another script.
        ("en", "name: Фарид Каримов", "Dear Mr Karimov,", "", ""),
    ],
)  # fmt: skip
def test_a_salutation_that_is_not_its_readers(language: str, entry: str, salutation: str, severity: str, wrong: str) -> None:
    given = f'{entry}, address: [1 Square], country: DE, salutation: "{salutation}"'
    files = {"addressees.yaml": f"to:\n  - {{id: a, {given}}}\n", "letter.md": _head(f"language: {language}") + "We write.\n"}
    place = f'addressees.yaml:2: "{salutation}"'
    assert _said("LP351", files) == ([(severity, place, f"the salutation of `a` {wrong}")] if wrong else [])


@pytest.mark.parametrize(
    ("kind", "own", "salutation", "said"),
    [
        ("to", "", "Dear Mr Exampel,", "the salutation of `a` says `Exampel`, but their name is Example"),
        ("cc", "", "Dear Mr Exampel,", None),
        ("to", "Dear Mr Example,", "Dear Mr Exampel,", None),
        ("to", "", "Dear Mr Quirk and {{ addressee.title }},", None),
        ("to", "", "Dear Minister,", None),
        (
            "to", "", "Sehr geehrte Frau Ministerin,",
            "the salutation is in another language (`de`) than its letter (`en`)",
        ),
    ],
)  # fmt: skip
def test_one_salutation_for_all(kind: str, own: str, salutation: str, said: str | None) -> None:
    given = f'id: a, name: Alex Example, title: Judge, address: [1 Square], country: DE, salutation: "{own}"'
    other = "" if kind == "to" else "to: [{id: m, title: Minister, address: [1 Square], country: DE}]\n"
    files = {"addressees.yaml": f"{other}{kind}:\n  - {{{given}}}\n", "letter.md": _head(f"salutation: {salutation}") + "We.\n"}
    assert _said("LP351", files) == ([("error", f"letter.md:4: {salutation}", said)] if said else [])


BLIND = "id: b, name: Quentin Quirk, organization: Zebra Archive, address: [9 Hidden Lane, 54321 Farville], country: NL"
FIELD = "{{ addressee.name | default: Quirk }}"
OF_NAME = ", of the name of `b`, who gets a blind copy"


@pytest.mark.parametrize(
    ("body", "head", "place", "said"),
    [
        ("We met Quirk.", "", "6: Quirk", "the letter says `Quirk`"),
        ("![Quirk](a.png)\n", "", "6: Quirk", "the words for a picture say `Quirk`"),
        ("```\nQuirk\n```", "", "6: ```", "the code says `Quirk`"),
        ("See `quirk`.", "", "6: See `quirk`.", "the code says `quirk`"),
        ("[Here](https://quirk.example)", "", "6: [Here](https://quirk.example)", "a link says `quirk`"),
        (f"To {FIELD}", "", f"6: To {FIELD}", "a field says `Quirk`"),
        ("We.", f'closing: "For {FIELD},"', f'4: "For {FIELD},"', "a field says `Quirk`"),
        ("We.", f'salutation: "Dear {FIELD},"', f'4: "Dear {FIELD},"', "a field says `Quirk`"),
        ("We.", "reference: Quirk 1", "4: Quirk", "the letter says `Quirk`"),
        (
            "We.", "enclosures: [enclosures/quirk.pdf]", "4: enclosures/quirk.pdf",
            "the file's name `enclosures/quirk.pdf` is printed",
        ),
        ("::: for b\nDear Quirk\n\n`quirk`\n:::", "", "", ""),
        ("::: for m\nDear Quirk\n:::", "", "7: Quirk", "the letter says `Quirk`"),
    ],
)  # fmt: skip
def test_a_letter_that_names_a_blind_copy(body: str, head: str, place: str, said: str) -> None:
    letter = _head(*[head] * bool(head)) + body + "\n"
    to = "to: [{id: m, title: Minister, address: [1 Square], country: DE}]\n"
    files = {"addressees.yaml": f"{to}bcc: [{{{BLIND}}}]\n", "letter.md": letter}
    assert _said("LP303", files) == ([("warning", f"letter.md:{place}", said + OF_NAME)] if said else [])


@pytest.mark.parametrize(
    ("entry", "others", "place", "said"),
    [
        ("title: Friend of Quirk", {}, "addressees.yaml:1: Quirk", "the entry of `m` says `Quirk` under `title`"),
        (
            "title: Minister, enclosures: [enclosures/quirk.pdf]", {}, "addressees.yaml:1: [",
            "the file's name `enclosures/quirk.pdf` is printed",
        ),
        (
            "title: Minister", {"signatories.csv": "organization\nFriends of Quirk\n"}, "signatories.csv:2: Quirk",
            "a signatory's row says `Quirk` under `organization`",
        ),
        ("title: Minister", {"letterpack.yaml": "sender: {names: [Friends of Quirk]}\n"}, "", ""),
        (
            "title: Minister", {"letterpack.yaml": "signature: {name: Ada, title: Friend of Quirk}\n"},
            "letterpack.yaml:1: Quirk", "letterpack.yaml says `Quirk` under `title`",
        ),
    ],
)  # fmt: skip
def test_lists_and_settings_that_name_a_blind_copy(entry: str, others: dict[str, str], place: str, said: str) -> None:
    to = f"to: [{{id: m, {entry}, address: [1 Square], country: DE}}]\n"
    files = {"addressees.yaml": f"{to}bcc: [{{{BLIND}}}]\n", "letter.md": HEAD + "We write.\n", **others}
    assert _said("LP303", files) == ([("warning", place, said + OF_NAME)] if said else [])


ONE = "enclosures: [enclosures/a.pdf]"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("We enclose 3 annexes.", "3 annexes"),
        ("We enclose three long annexes.", "three long annexes"),
        ("We enclose three very long annexes.", ""),
        ("We enclose three, annexes.", ""),
        ("See Annexes 1 to 3.", "Annexes 1 to 3"),
        ("See Annexes 3 and 1.", "Annexes 3"),
        ("See Annex B.", "Annex B"),
        ("See Annex A.", ""),
        ("Enclosures (3)", "Enclosures (3)"),
        ("Enclosures: 2.", "Enclosures: 2"),
        ("Enclosures (3 of many)", ""),
        ("See Annex (3).", ""),
    ],
)
def test_more_enclosures_than_the_letter_has(body: str, said: str) -> None:
    files = {"addressees.yaml": ADDRESSEES, "letter.md": f"{_head(ONE)}{body}\n"}
    assert _said("LP355", files) == (
        [("warning", f"letter.md:7: {said}", f"the letter says `{said}`, and has 1")] if said else []
    )


@pytest.mark.parametrize(
    ("consent", "approved", "today", "place", "said"),
    [
        (
            "2026-11-01", "", None, "signatories.csv:2: 2026-11-01",
            "`Union` agreed on 2026-11-01, after the date of the letter, 2026-10-30",
        ),
        (
            "2026-10-30", "", date(2026, 10, 29), "signatories.csv:2: 2026-10-30",
            "`Union` agreed on 2026-10-30, which is still to come",
        ),
        ("2026-10-30", "", None, "", ""),
        (
            "2026-10-01", "2026-10-30", None, "signatories.csv:2: 2026-10-01",
            "`Union` agreed on 2026-10-01, before the text was approved on 2026-10-30",
        ),
        ("2026-10-05", "2026-10-05", None, "", ""),
        # A text that was approved too late is one finding, whoever agreed when.
        (
            "2026-11-01", "2026-10-31", None, "letter.md:4: 2026-10-31",
            "the text was approved on 2026-10-31, after the letter's date 2026-10-30",
        ),
        ("", "", None, "signatories.csv:2: ", "`Union` has not said whether it consents, and is not printed"),
    ],
)  # fmt: skip
def test_consent_that_does_not_cover_the_letter(consent: str, approved: str, today: date | None, place: str, said: str) -> None:
    head = _head(f"approved: {approved}") if approved else HEAD
    signed = f"name,organization,consent\nAda,Union,{consent}\n"
    files = {"addressees.yaml": ADDRESSEES, "letter.md": f"{head}We.\n", "signatories.csv": signed}
    assert _said("LP305", files, today) == ([("error", place, said)] if said else [])


@pytest.mark.parametrize(
    ("name", "body", "severity", "found"),
    [
        ("山田太郎", "山田太朗氏に", "error", "山田太朗"),
        ("山田太郎", "私は山口太郎氏に", "error", "山口太郎"),
        ("山田太郎", "私は山田太郎氏に", "", ""),
        ("中华人民共和国", "关于中华人民共各国的", "error", "中华人民共各国"),
        ("中华人民共和国", "关于中华人民共和国的", "", ""),
        ("김철수", "김찰수 님", "", ""),
        ("남궁철수", "남궁찰수 님", "error", "남궁찰수"),
    ],
)
def test_nearly_a_protected_name(name: str, body: str, severity: str, found: str) -> None:
    files = {"addressees.yaml": ADDRESSEES, "letter.md": f"{HEAD}{body}\n", "letterpack.yaml": f"names: [{name}]\n"}
    message = f"`{found}` is nearly the protected name `{name}`"
    assert _said("LP309", files) == ([(severity, f"letter.md:6: {found}", message)] if found else [])
