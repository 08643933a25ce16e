"""A whole campaign, read from its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.merge import compile_letter, merge
from letterpack.model.letter import Heading, ItemList, Quote, Run
from tests.worlds import DictWorld

SAMPLE = Path(__file__).resolve().parents[2]
SAMPLE_FILES = ["addressees.yaml", "letter.md", "letterpack.yaml", "signatories.csv"]


def read(**files):
    report = Report()
    campaign = read_campaign(DictWorld({name.replace("__", "."): text for name, text in files.items()}), report)
    return campaign, [(each.code, each.span.file) for each in report]


ADDRESSEES = "to:\n  - name: Ann Example\n    title: Minister\n    address: [1 Example Square, Sampleton]\n"
LETTER = "---\ndate: 2019-10-30\n---\nText.\n"


@pytest.fixture(scope="module")
def sample():
    report = Report()
    campaign = read_campaign(Disk(SAMPLE), report)
    assert list(report) == []
    return campaign


def test_the_sample_is_the_real_letter(sample):
    assert (sample.letter.date.isoformat(), sample.letter.status, sample.default_language) == ("2019-10-30", "draft", "en")
    assert [addressee.id for addressee in sample.mailing.to()] == ["minister-of-information"]
    assert [addressee.id for addressee in sample.mailing.cc] == ["general-prosecutor"]
    assert [each.path for each in sample.inputs] == SAMPLE_FILES
    assert len(sample.signatories) == 40
    assert sample.settings.names == ("Amangeldy Batyrbekov",)


def test_the_samples_recommendations_keep_their_numbers(sample):
    body = merge(compile_letter(sample, sample.letter), next(iter(sample.mailing.to()))).body
    assert [block.items[0].label for block in body if isinstance(block, ItemList)] == ["1.", "2.", "3."]
    assert len([block for block in body if isinstance(block, Heading)]) == 3
    assert len([block for block in body if isinstance(block, Quote)]) == 1


def test_the_samples_mistakes_are_mended():
    text = (SAMPLE / "letter.md").read_text(encoding="utf-8") + (SAMPLE / "addressees.yaml").read_text(encoding="utf-8")
    assert text.count("Mangilik El") == 3
    slips = ("worlwide", "Amengeldy", "Mangelik", "Mugilik", "і", "  civil", "\u00a0", "...", "'")
    assert not [slip for slip in slips if slip in text]


def test_a_campaign_of_a_letter_and_addressees_is_enough():
    campaign, found = read(letter__md=LETTER, addressees__yaml=ADDRESSEES)
    assert found == []
    assert campaign.signatories == ()
    assert campaign.letter.salutation == ()


def test_translations_are_letters_by_their_names():
    translations = {"letter__ru__md": LETTER, "letter__pt-br__md": LETTER, "letter__gsw__md": LETTER}
    campaign, found = read(letter__md=LETTER, addressees__yaml=ADDRESSEES, **translations)
    assert sorted(campaign.letters) == ["en", "gsw", "pt-BR", "ru"]
    assert found == [("LP204", "letter.gsw.md")]


def test_the_language_of_the_house_is_the_letters_where_it_says_none():
    campaign, found = read(letter__md=LETTER, addressees__yaml=ADDRESSEES, letterpack__yaml="language: RU\n")
    assert (found, campaign.default_language, campaign.letter.language) == ([], "ru", "ru")


def test_one_enclosure_has_one_name_however_it_is_typed():
    letter = LETTER.replace("date:", "enclosures: ['x\\a.pdf', ./x/a.pdf, x//a.pdf]\ndate:")
    campaign, found = read(letter__md=letter, addressees__yaml=ADDRESSEES + "    enclosures: ['.\\letter.md']\n")
    assert campaign.letter.enclosures == ("x/a.pdf",)
    assert next(iter(campaign.mailing.to())).enclosures == ("letter.md",)
    assert found == [("LP420", "letter.md"), ("LP141", "letter.md"), ("LP141", "letter.md")]


def test_mistakes_of_all_sources_are_found_in_one_run():
    campaign, found = read(
        letter__md="no front matter",
        addressees__yaml="to:\n  - nam: Ann\n",
        signatories__csv="name,consent\nAda,hm\n",
        letterpack__yaml="nmae: x\n",
    )
    assert campaign is None
    assert {"addressees.yaml", "letter.md", "letterpack.yaml", "signatories.csv"} <= {file for _, file in found}


@pytest.mark.parametrize("missing", ["letter.md", "addressees.yaml"])
def test_without_a_letter_or_addressees_there_is_no_campaign(missing):
    report = Report()
    files = {"letter.md": LETTER, "addressees.yaml": ADDRESSEES}
    del files[missing]
    assert read_campaign(DictWorld(files), report) is None
    assert [each.severity for each in report] == ["error"]


def test_a_picture_is_an_input_of_the_campaign():
    letter = LETTER + "\n![A court](court.png)\n"
    campaign, _ = read(letter__md=letter, addressees__yaml=ADDRESSEES, court__png="not yet looked at")
    assert "court.png" in [each.path for each in campaign.inputs]


def test_who_withdrew_or_refused_is_not_in_the_campaign():
    table = "name,consent,withdrawn\nAda,yes,\nBo,no,\nCy,,2019-10-01\nDi,,\n"
    campaign, found = read(letter__md=LETTER, addressees__yaml=ADDRESSEES, signatories__csv=table)
    assert [each.name for each in campaign.signatories] == ["Ada"]
    assert [code for code, _ in found] == ["LP183", "LP183", "LP183"]
    merged = merge(compile_letter(campaign, campaign.letter), next(iter(campaign.mailing.to())))
    assert merged.salutation == (Run("Dear Minister,"),)
