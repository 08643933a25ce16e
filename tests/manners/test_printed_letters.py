"""What was typed, from the file to the packet: what is printed, what the check reads back, what the note counts, what stays."""

from __future__ import annotations

import pytest

import letterpack
from tests.build.making import campaign, make, person, text_of

HEAD = "---\ndate: 2026-03-02\nlanguage: {tag}\nsubject: {subject}\nreference: 'A-1 - \"B\"'\n---\n\n"
FRENCH = (
    HEAD.format(tag="fr", subject='"L\'accès : un droit"')
    + "Depuis le 1er mai : \"c'est\" `c'est ...` [l'acte !](https://e.org/it's...x) {{ addressee.name }} !\n\n"
    + "- l'un ; l'autre[^1]\n\n| l'a | b ! |\n|---|---|\n| c ? | 5 km |\n\n[^1]: Une note !\n\n"
    + '::: lang de\nSo sagte er: "ja"...\n:::\n'
)
TO = [person("Ada", name='d\'Ada - "x" !')]


def printed(tmp_path, letter, settings=None, more=None):
    return make(tmp_path, campaign(TO, letter, settings=settings, more=more))


def test_a_letter_is_printed_as_its_language_has_it_and_says_what_was_changed(tmp_path):
    batch = printed(tmp_path, FRENCH)
    text = batch.text("ada").replace("\r\n", " ")
    for said in (
        "L’accès\u00a0: un droit",
        "1er\u00a0mai\u00a0: «\u00a0c’est\u00a0»",
        "c'est ...",
        "l’acte\u202f!",
        'd\'Ada - "x" !\u202f!',
        "l’un\u202f; l’autre",
        "b\u202f!",
        "5\u00a0km",
        "Une note\u202f!",
        "So sagte er: „ja“…",
        'A-1 - "B"',
    ):
        assert plain(said) in plain(text), said
    (note,) = [found for found in batch.findings if found.code == "LP188"]
    assert (note.severity, note.file) == ("note", "letter.md")
    assert "quotation marks (4)" in note.message
    assert "ordinal numbers (1)" in note.message


def plain(text):
    """Return ``text`` with every space alike: PDFium reads no-break ones as others."""
    return " ".join(text.split())


def test_as_typed_prints_what_was_typed(tmp_path):
    batch = printed(tmp_path, FRENCH, {"typography": "as-typed"})
    text = plain(batch.text("ada"))
    assert "LP188" not in batch.codes
    assert "L'accès : un droit" in text
    assert "Depuis le 1er mai : \"c'est\" c'est ..." in text


def test_another_word_than_these_two_is_an_error(tmp_path):
    batch = printed(tmp_path, FRENCH, {"typography": "clever"})
    assert not batch.ok
    assert "LP159" in batch.codes


def test_spaces_that_nobody_sees_make_no_note(tmp_path):
    assert "LP188" not in printed(tmp_path, HEAD.format(tag="en", subject="Art. 4") + "See Art. 4 of 5 km.\n").codes


@pytest.mark.parametrize("tag", ["en", "fr", "de", "pl", "ru", "tr", "ar", "he", "zh"])
def test_the_check_reads_back_what_is_printed(tmp_path, tag):
    body = "\"A\" - 'b' ! 5 km, don't... 1^er^ and x^2^ **c^3^** *1^st^* `\"` A^Q^ Б^й^\n"
    files = campaign(TO, HEAD.format(tag=tag, subject="'A \"b\" - c'") + body)
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert letterpack.build(tmp_path, workers=1).ok
    checked = letterpack.check(tmp_path)
    assert [found for found in checked.findings if found.code == "LP304"] == []


def test_what_stands_above_the_line_is_read_as_it_was_typed(tmp_path):
    batch = printed(
        tmp_path, HEAD.format(tag="en", subject="x") + "The 1^st^, 2^nd^ and 3^rd^ of May; e = mc^2^; a^b c^ stays; 2^10.\n"
    )
    text = plain(batch.text("ada"))
    assert "The 1st, 2nd and 3rd of May; e = mc2; a^b c^ stays; 2^10." in text


def test_a_campaign_brings_manners_of_its_own(tmp_path):
    own = {"manners/de.toml": 'quotes = "»«›‹"\n'.encode()}
    assert "»ja«" in printed(tmp_path, HEAD.format(tag="de-AT", subject="x") + 'Er sagt "ja".\n', more=own).text("ada")
    wrong = {"manners/de.toml": 'quotes = "»«"\nquote = 1\n'.encode()}
    assert printed(tmp_path / "wrong", HEAD.format(tag="de", subject="x") + "Er.\n", more=wrong).codes.count("LP196") == 1


def test_an_editable_copy_has_what_was_typed(tmp_path):
    for name, data in campaign(TO, FRENCH).items():
        (tmp_path / name).write_bytes(data)
    result = letterpack.export_letter(tmp_path, tmp_path / "copy.txt", addressee="ada")
    assert result.ok
    assert 'Depuis le 1er mai : "c\'est"' in (tmp_path / "copy.txt").read_text(encoding="utf-8")


def test_a_finding_of_the_text_stands_where_it_was_typed(tmp_path):
    letter = HEAD.format(tag="fr", subject="x") + "C'est le texte de l'acte du xx novembre ! Oui ?\n"
    for name, data in campaign(TO, letter).items():
        (tmp_path / name).write_bytes(data)
    assert letterpack.build(tmp_path, workers=1).ok
    (found,) = [each for each in letterpack.check(tmp_path).findings if each.code == "LP302"]
    assert found.line and found.column
    assert letter.split("\n")[found.line - 1][found.column - 1 :].startswith("xx")


def test_a_packet_s_bytes_come_from_what_was_typed(tmp_path):
    straight = printed(tmp_path / "a", HEAD.format(tag="en", subject="x") + "It's 5 km.\n")
    curly = printed(tmp_path / "b", HEAD.format(tag="en", subject="x") + "It’s 5\u00a0km.\n")
    assert text_of(straight.packets["ada"]) == text_of(curly.packets["ada"])
    assert straight.packets == curly.packets
