"""What is in another language than the letter says so to whoever follows the tags, and is set by that language's rules."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from letterpack.languages import language
from letterpack.model.observed import ObservedPacket
from letterpack.readback import PacketReader
from tests.build.making import Made, campaign, make, person
from tests.conformance.aloud import aloud
from tests.conformance.campaign import judged
from tests.scripts.test_extraction import font_of

GERMAN = "Rechtsschutzversicherungsgesellschaften und Donaudampfschifffahrtsgesellschaften sowie Grundrechtskatalogverhandlungen"
ARABIC = "لما كان الاعتراف بالكرامة المتأصلة في جميع أعضاء الأسرة البشرية وبحقوقهم المتساوية الثابتة هو أساس الحرية والعدل"
HEAD = "---\ndate: 2026-03-02\nstatus: final\nlanguage: {}\nsubject: Q\nsalutation: {}\nclosing: Q\n---\n\n"
LETTER = f"""Text with [{GERMAN} für {{{{ addressee.name }}}}]{{lang=de}} in it,
[нет *ООН* OECD]{{lang=ru}}, [C++ {ARABIC[:8]}]{{lang=ar}}. 1999

::: lang fr
La reconnaissance[^1] de la [dignity]{{lang=en}}, и так.

- premier
:::

::: lang ar
{ARABIC}[^2].

- {ARABIC[:20]}
:::

| Head            |
|-----------------|
| [да]{{lang=ru}} |

[^1]: An English note.
[^2]: Another, [en français]{{lang=fr}}.
"""


def languages(made: Made, packet: str, own: str) -> dict[str, str]:
    """Return the language of each text that the packet's tags say, in which the readback finds nothing wrong."""
    observed = PacketReader().read(made.packets[packet])
    assert isinstance(observed, ObservedPacket)
    assert (observed.problems, observed.tag_faults) == ((), ())
    return {heard.text.strip(" ,.·"): heard.language for heard in aloud(made.packets[packet], own)}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return built(tmp_path_factory.mktemp("foreign"), [person("Alpha"), person("Beta")], HEAD.format("en", "Q") + LETTER, "Arab")


def built(out: Path, addressees: Any, letter: str, script: str = "", signatories: tuple[str, ...] = ()) -> Made:
    """Return the batch of a letter, on fonts that have ``script``."""
    fonts = font_of(script)
    settings = {"fonts": list(fonts)} if fonts else None
    made = make(out, campaign(addressees, letter, signatories, settings, fonts), workers=1)
    assert made.ok, made.findings
    return made


def test_passages_and_blocks_say_their_language(batch: Made) -> None:
    heard = [(each.language, each.text.strip()) for each in aloud(batch.packets["alpha"], "en")]
    # What is said in one language is one, however many lines it takes.
    stretches = groupby(heard[heard.index(("en", "Text with")) :], key=itemgetter(0))
    said = [(language, " ".join([text for _, text in stretch])) for language, stretch in stretches]
    assert said[:12] == [
        ("en", "Text with"),
        ("de", f"{GERMAN.rpartition(' sowie')[0]} sowie Grundrechtskatalogverhandlungen für Alpha Example"),
        ("en", "in it,"),
        ("ru", "нет ООН"),
        ("en", "OECD, C"),
        ("ar", f"++ {ARABIC[:8].strip()}"),
        ("en", ". 1999"),
        ("fr", "La reconnaissance ¹ de la"),
        ("en", "dignity"),
        ("fr", ","),
        ("und-Cyrl", "и так."),
        ("en", "1 An English note."),
    ]
    assert {("fr", "premier"), ("ar", ARABIC[:20].strip()), ("ru", "да")} <= set(heard)


def test_notes_are_in_the_language_where_they_are_written(batch: Made) -> None:
    said = languages(batch, "alpha", "en")
    assert [said[text] for text in ("An English note", "Another", "en français")] == ["en", "en", "fr"]


def test_validators_take_languages(batch: Made, tmp_path: Path) -> None:
    path = tmp_path / "alpha.pdf"
    path.write_bytes(batch.packets["alpha"])
    assert [judged([path], flavour) for flavour in ("2a", "ua1")] == [{}, {}]


def test_lists_say_the_language_that_they_are_given(tmp_path: Path) -> None:
    files = campaign(
        {
            "to": [person("Alpha")],
            "cc": [person("Beta", name="Анна", title=None, organization="Amnesty", language="ru")],
        },
        HEAD.format("en", "Q") + "Text.",
        settings={"sender": {"names": {"kk": "Адам құқықтары", "en": "House", "fr": "Maison"}}},
        more={
            "letter.ru.md": (HEAD.format("ru", "Q") + "Текст.").encode(),
            "signatories.csv": (
                "organization,name,language,country\nМемориал,Анна,ru,RU\nLigue,Jeanne,fr,FR\nHouse,Ann,,NO\nUnion,,en,\n"
            ).encode(),
        },
    )
    made = make(tmp_path, files, workers=1)
    assert made.ok, made.findings
    said = languages(made, "alpha", "en")
    assert {text: said[text] for text in ("Адам құқықтары", "Maison", "House", "Анна", "Amnesty")} == {
        "Адам құқықтары": "kk", "Maison": "fr", "House": "en", "Анна": "ru", "Amnesty": "en",
    }  # fmt: skip
    assert {text: said[text] for text in ("Мемориал", "Анна", "Russia", "Ligue", "Jeanne", "France", "Union")} == {
        "Мемориал": "ru", "Анна": "ru", "Russia": "en", "Ligue": "fr", "Jeanne": "fr", "France": "en", "Union": "en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "script", "spoken"), [("gsw", "", "en"), ("fr", "", "fr"), ("he", "Hebr", "he"), ("yi", "Hebr", "en")]
)
def test_words_that_are_english_for_want_of_others_say_so(tmp_path: Path, tag: str, script: str, spoken: str) -> None:
    letter = f"---\ndate: 2026-03-02\nlanguage: {tag}\nreference: R1\n---\n\nText[^1].\n\n[^1]: N.\n"
    made = built(tmp_path, {"to": [person("Alpha")], "cc": [person("Beta")]}, letter, script, ("Org",))
    words = language(tag)
    labels = {"alpha": (words.cc, words.reference, words.closing, words.undersigned(1)), "beta": (words.copy_to, words.copy)}
    for packet, texts in labels.items():
        said = languages(made, packet, tag)
        for text in texts:
            assert {said[heard] for heard in said if heard.startswith(text.strip(" ,."))} == {spoken}, text
