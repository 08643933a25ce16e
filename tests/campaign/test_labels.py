"""Words of a language that a campaign gives itself, and letters in languages without any."""

from __future__ import annotations

import pytest

from tests.build.making import campaign, in_memory, make, person

LETTER = "---\ndate: 2026-03-02\nstatus: {status}\nlanguage: {tag}\n---\n\nText.\n"


def made(tmp_path, tag, settings, status="draft", more=None):
    with in_memory():
        files = campaign(
            {"to": [person("Ada")], "cc": [person("Ben")]}, LETTER.format(status=status, tag=tag), settings=settings, more=more
        )
        return make(tmp_path, files)


def test_a_campaign_says_a_label_otherwise_and_keeps_the_others(tmp_path):
    batch = made(tmp_path, "de-AT", {"labels": {"de": {"cc": "Verteiler:", "closing": "Hochachtungsvoll"}}})
    assert "Verteiler:" in batch.text("ada")
    assert "Hochachtungsvoll" in batch.text("ada")
    assert "Kopie zur Kenntnisnahme" in batch.text("ben")
    assert "Kopie an:" not in batch.text("ada")


def test_the_nearest_tag_s_label_is_printed(tmp_path):
    labels = {"de": {"cc": "Verteiler:"}, "de-AT": {"cc": "Ergeht an:"}}
    assert "Ergeht an:" in made(tmp_path, "de-AT", {"labels": labels}).text("ada")


@pytest.mark.parametrize(("status", "severity"), [("draft", "note"), ("final", "error")])
def test_a_letter_without_labels_in_its_language_is_an_error_when_final(tmp_path, status, severity):
    batch = made(tmp_path, "gsw", None, status)
    assert [found.severity for found in batch.findings if found.code == "LP204"] == [severity]
    assert batch.ok is (status == "draft")


def test_a_whole_file_of_the_campaign_is_enough_for_a_final_letter(tmp_path):
    from importlib.resources import files

    words = (
        files("letterpack")
        .joinpath("languages/de.toml")
        .read_bytes()
        .replace(b"Mit freundlichen Gr\xc3\xbc\xc3\x9fen", b"Fr\xc3\xbcntligi Gr\xc3\xbcess")
    )
    batch = made(tmp_path, "gsw", None, "final", {"languages/gsw.toml": words})
    assert batch.ok
    assert "Früntligi Grüess" in batch.text("ada")


def test_words_that_nobody_confirmed_are_told_until_the_campaign_says_them(tmp_path):
    assert "LP206" in made(tmp_path, "ka", None).codes
    labels = {"ka": {"closing": "პატივისცემით,", "salutation": dict.fromkeys(("title", "name", "nobody"), "ბატონო,")}}
    assert "LP206" not in made(tmp_path, "ka", {"labels": labels}).codes


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en-US", ("March 2, 2026", "Sincerely,", "Dear Minister of Ada:")),
        ("en-GB", ("2 March 2026", "Yours faithfully,", "Dear Minister of Ada,")),
        ("en-AU", ("2 March 2026", "Yours faithfully,", "Dear Minister of Ada,")),
        ("pt-AO", ("2 de março de 2026", "Com conhecimento a:", "Com os melhores cumprimentos,")),
        ("nb", ("2. mars 2026", "Kopi til:", "Med vennlig hilsen")),
        ("sr-ME", ("2. mart 2026.", "Kopija:", "S poštovanjem,")),
        ("de-CH", ("2. März 2026", "Kopie an:", "Freundliche Grüsse")),
    ],
)
def test_regions_have_what_their_parents_in_cldr_have(tmp_path, tag, said):
    text = made(tmp_path, tag, None, "final").text("ada")
    assert [words for words in said if words not in text] == []
