"""Facts that several stages print, claim or check are the same wherever they are said."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from letterpack.model.campaign import Sender
from letterpack.wording.enclosures import enclosure_title
from letterpack.wording.senders import author, sender_names
from tests.build.making import LETTER, campaign, make, person
from tests.enclosures.makers import good_pdf

NAMES = ["annual-report.pdf", "Our_report - 2026.pdf", "a__b.PDF", "приложение-1.pdf", "report.v2-final.pdf"]


@given(st.text(min_size=1, max_size=40))
def test_a_title_is_the_name_of_the_file_and_can_be_seen(stem: str) -> None:
    title = enclosure_title(f"enclosures/{stem}.pdf")
    assert any(char.isprintable() and not char.isspace() for char in title)
    assert title == "PDF" or title.strip() == title
    assert title == "PDF" or title.startswith("enclosures/") or title in stem


@pytest.mark.parametrize("name", NAMES)
def test_an_enclosure_has_one_title(tmp_path: Path, name: str) -> None:
    path = f"enclosures/{name}"
    people = {"to": [person("Alpha", enclosures=[path])], "cc": [person("Beta", enclosures=[f"enclosures/x-{name}"])]}
    files = {path: good_pdf(1), f"enclosures/x-{name}": good_pdf(2)}
    made = make(tmp_path / "out", campaign(people, more=files))
    assert made.ok, made.findings
    title, other = enclosure_title(path), enclosure_title(f"x-{name}")
    for packet, titles in (("alpha", [title]), ("beta", [title, other])):
        reader = PdfReader(BytesIO(made.packets[packet]))
        bookmarks = [str(each["/Title"]) for each in reader.outline if not isinstance(each, list)]
        labels = [label for label in reader.page_labels if not label.isdigit() and label not in ("i", "ii")]
        assert bookmarks[-len(titles) :] == titles
        assert list(dict.fromkeys(label.rpartition(" ")[0] for label in labels)) == titles
        assert all(each in made.text(packet) for each in titles)


@pytest.mark.parametrize(
    "names", [{"kk": "Есіл қоры", "en": "Esil Fund"}, {"en": "Esil Fund", "kk": "Есіл қоры"}, ["Only one"], []]
)
@pytest.mark.parametrize("language", ["en", "kk", "fr", "kk-Cyrl"])
def test_packets_and_print_run_have_one_author(tmp_path: Path, names: dict[str, str] | list[str], language: str) -> None:
    letter = LETTER.replace("---\n", f"---\nlanguage: {language}\n", 1)
    made = make(tmp_path / "out", campaign(letter=letter, settings={"sender": {"names": names}}), print_run=True)
    assert made.ok, made.findings
    run = PdfReader(made.out / "print/run.pdf")
    packet = PdfReader(BytesIO(made.packets["alpha"]))
    assert run.metadata.author == packet.metadata.author
    assert (packet.metadata.author or "") == (_named(names, language.split("-", maxsplit=1)[0]) if names else "")


def _named(names: dict[str, str] | list[str], language: str) -> str:
    return names.get(language, next(iter(names.values()))) if isinstance(names, dict) else names[0]


def test_names_in_the_letters_language_come_first_and_the_rest_as_they_stand() -> None:
    sender = Sender(names=("A", "B", "C"), languages=("kk", "en-GB", "ru"))
    assert sender_names(sender, "en") == ("B", "A", "C")
    assert sender_names(sender, "ru-KZ") == ("C", "A", "B")
    assert author(sender, "fr") == "A"
    assert author(Sender(), "fr") == ""
