"""Catalogs: whole, true to the sentences they translate, and silent in English."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from babel.messages.pofile import read_po

from letterpack.diagnostics import Diagnostic
from letterpack.interface import ENGLISH, LANGUAGES, known, speak, wanted
from letterpack.interface.catalog import load
from letterpack.render.text import render_text
from letterpack.spans import Span
from tests.interface.sentences import (
    COMPARED,
    COUNTED,
    IMPORTED,
    NAME,
    OF_TYPER,
    PACKAGE,
    TABLED,
    WORDS,
    asked,
    data_titles,
    english_left,
    stale,
    waiting,
)

WAITING = 0.03
"""The share that may wait for translators: whoever adds a sentence need not know Arabic. `python -m tests.interface` lists it."""
FOREIGN = [each for each in LANGUAGES if each != ENGLISH]
SAID_BY = {"ar": "؀-ۿ", "ru": "Ѐ-ӿ"}


@pytest.fixture(params=FOREIGN)
def language(request):
    speak(request.param)
    yield request.param
    speak(ENGLISH)


@pytest.fixture(scope="module")
def files():
    found = {}
    for tag in FOREIGN:
        with (PACKAGE / f"interface/{tag}.po").open("rb") as stream:
            found[tag] = read_po(stream, locale=tag, abort_invalid=True)
    return found


def test_there_is_a_catalog_for_each_language_and_no_other() -> None:
    assert sorted(path.stem for path in (PACKAGE / "interface").glob("*.po")) == sorted(FOREIGN)


def test_nearly_all_that_is_said_is_translated(language: str) -> None:
    assert len(waiting()) <= WAITING * len(asked()), waiting()


@pytest.mark.parametrize("tag", SAID_BY)
def test_no_message_is_half_english(tag: str) -> None:
    """Of all messages and hints of the cases, in letters that English does not have; what people type stays."""
    assert not english_left(tag)


def test_what_the_command_line_says_of_itself_is_whole(language: str) -> None:
    catalog = load(language)
    held = {entry.english for entry in catalog.entries}
    needed = {*OF_TYPER, *WORDS, *COMPARED, *IMPORTED, *TABLED, *(f"{{count}} {noun}" for noun in COUNTED)}
    assert not needed - held


def test_titles_of_data_are_said_whole(files) -> None:
    """At most as many as may wait are shown in English: whoever adds a form need not know Arabic."""
    held = {message.id for message in files["fr"]}
    wanting = [title for title in data_titles() if title not in held]
    assert len(wanting) <= WAITING * len(list(data_titles())), wanting


class NoLines:
    def line(self, file: str, number: int) -> str:
        return ""


def test_what_is_wrong_with_a_product_is_said_to_its_end_and_nothing_of_it_escaped(language: str) -> None:
    """The inner sentences, too; what isolates Arabic is not shown as if the sources had it."""
    faults = ("its page 3 has a comment", "something stands between its objects")
    messages = [
        *[f"the packet for `alpha` contains what letterpack does not write: {each}" for each in faults],
        "the reprint names no packet",
    ]
    findings = [Diagnostic("LP333", "error", each, Span("print/run.pdf"), packet="alpha", page=3) for each in messages]
    shown = render_text(findings, NoLines())
    assert not re.search(r"\b(its|has|does|the|names|page of)\b", shown) and "<U+" not in shown


def test_no_word_of_a_help_page_is_english() -> None:
    asked = {**os.environ, "LETTERPACK_LANG": "fr"}
    ran = subprocess.run([sys.executable, "-m", "letterpack", "diff", "--help"], capture_output=True, check=True, env=asked)
    shown = ran.stdout.decode()
    assert "Exemple : letterpack diff HEAD~1 --html changes.html" in shown
    assert not re.search(r"\b(Usage|Example|Show this|default|required)\b", shown)


def test_all_catalogs_hold_the_same_sentences(files) -> None:
    first = [message.id for message in files["fr"]]
    assert all([message.id for message in files[tag]] == first for tag in FOREIGN)
    assert max(Counter(first).values()) == 1


@pytest.mark.parametrize("tag", FOREIGN)
def test_nothing_is_left_untranslated_and_every_value_is_kept(tag: str, files) -> None:
    for message in files[tag]:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(said), english
        assert not message.fuzzy
        for each in said:
            names = set(NAME.findall(each))
            # A number may be in the word itself: a language with a dual needs none.
            assert names == set(NAME.findall(english[-1])) or (len(said) > 1 and names == set()), (english, each)
            assert each.count("`") % 2 == 0 and each.count("`") == english[0].count("`"), (english, each)
            assert sorted(re.findall(r"--[a-z-]+", each)) == sorted(re.findall(r"--[a-z-]+", english[0])), (english, each)


@pytest.mark.parametrize("tag", SAID_BY)
def test_sentences_are_in_the_letters_of_their_language(tag: str, files) -> None:
    for message in files[tag]:
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        own = re.compile(f"[{SAID_BY[tag]}]")
        for each in said:
            bare = re.sub(r"`[^`]*`|\{\w+\}", "", each)
            assert not message.id or own.search(each) or not re.search(r"[A-Za-z]{3} [a-z]{3}", bare), each


def test_nearly_every_sentence_is_one_of_the_program(files) -> None:
    assert len(stale(files["fr"])) <= WAITING * len(asked()), stale(files["fr"])


def test_english_loads_nothing() -> None:
    loaded = "import sys; from letterpack.cli.commands import app_for; app_for(); "
    told = "print('letterpack.interface.catalog' in sys.modules, 'babel' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", loaded + told], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "fr_FR", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LANGUAGE": "nn:es:fr"}, "es"),
        ({"LANG": "C", "LANGUAGE": "fr"}, "en"),
        ({"LANG": "C", "LETTERPACK_LANG": "ar"}, "ar"),
        ({"LANG": "fr_FR", "LETTERPACK_LANG": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "sr_RS@latin"}, "en"),
        ({"LANG": "..."}, "en"),
    ],
)
def test_the_language_is_the_one_that_is_asked_for(environment, tag: str) -> None:
    assert wanted(environment) == tag


def test_a_locale_or_a_tag_is_known_by_its_language() -> None:
    assert [known(each) for each in ("es-MX", "es_MX.UTF-8", "ES", "C", "POSIX", "")] == ["es", "es", "es", "en", "en", ""]


TERMS = {
    "packet": {"fr": "envoi", "es": "envío", "ru": "отправлени", "ar": "مراسل"},
    "font": {"fr": "police", "es": "tipos? de letra|tipográfic", "ru": "шрифт", "ar": "خط"},
    "enclosure": {"fr": "pièces? jointe", "es": "anex", "ru": "прилож", "ar": "مرفق"},
    "manifest": {"fr": "manifeste", "es": "manifiesto", "ru": "манифест", "ar": "بيان"},
    "campaign": {"fr": "campagne", "es": "campaña", "ru": "кампани", "ar": "حمل"},
    "envelope": {"fr": "enveloppe", "es": "sobre", "ru": "конверт", "ar": "ظرف|ظروف|مظاريف"},
}
"""One word for a thing, as docs and pages have it; of Arabic without its vowels."""
NOT_SAID = re.compile(r"`[^`]*`|\{\w+\}|\b[A-Z]{2,}\b|https:\S+")


@pytest.mark.parametrize("tag", FOREIGN)
@pytest.mark.parametrize("term", TERMS)
def test_a_thing_has_one_word_in_each_language(term: str, tag: str, files) -> None:
    others = []
    for message in files[tag]:
        english = message.id[1] if isinstance(message.id, tuple) else message.id
        said = " ".join(message.string) if isinstance(message.string, tuple) else message.string
        bare = re.sub("[\u064b-\u0652]", "", said.lower())
        if re.search(rf"\b{term}s?\b", NOT_SAID.sub(" ", english).lower()) and not re.search(TERMS[term][tag], bare):
            others.append((english, said))
    assert not others
