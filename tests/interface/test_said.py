"""How a sentence is found in a catalog and said: in catalogs of a few entries, since mutants lived in the tests of whole ones."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from letterpack import interface
from letterpack.interface import catalog, is_right_to_left, known, said, speak, speak_as, speaker, spoken, translated, wanted

ENTRIES = {
    "Done.": "Fini.",
    "not a number": "pas un nombre",
    "{file} is gone": "{file} a disparu",
    "{file} is gone, and {other} is new": "{other} est neuf ; {file} a disparu",
    "cannot build: {why}": "rien de fait : {why}",
    "cannot check: {why} (see {where})": "{where} dit : {why}",
    "`{name}` is not known, {why}": "{why} : `{name}` inconnu",
    "{first} or {second}": "{second} ou {first}",
    "see: {what} now": "voir : {what}",
    "{one} and {other} now": "{other} puis {one}",
    "{why}: done": "fait : {why}",
    "see: `{name}`": "voir `{name}`",
    "looked for: {what}": "cherché : {what}",
    "`{one}` is in `{other}`, not {what}": "`{one}` est dans `{other}`, hors {what}",
    "`build` stops, since {why}": "arrêt : {why}",
    "{mm} mm wide": "large de {mm} mm",
    "Wait.": "",
    "read again{more}": "relu{more}",
    "{count} of {all} are read": "{all} dont {count} lus",
}
COUNTED = ("{count} page of {file}", "{count} pages of {file}")


def _made(tag: str, plural: str, *counted: str) -> catalog.SpokenCatalog:
    lines = ['msgid ""', 'msgstr ""', f'"Plural-Forms: {plural}\\n"', '"Content-Type: text/plain; charset=utf-8\\n"', ""]
    for english, other in ENTRIES.items():
        lines += [f'msgid "{english}"', f'msgstr "{other}"', ""]
    lines += [
        f'msgid "{COUNTED[0]}"',
        f'msgid_plural "{COUNTED[1]}"',
        *[f'msgstr[{n}] "{each}"' for n, each in enumerate(counted)],
    ]
    return catalog.SpokenCatalog(tag, read_po(BytesIO("\n".join(lines).encode()), locale=tag))


@cache
def _french() -> catalog.SpokenCatalog:
    return _made("fr", "nplurals=2; plural=(n > 1);", "{count} feuille de {file}", "{count} feuilles de {file}")


@cache
def _arabic() -> catalog.SpokenCatalog:
    return _made("ar", "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);", "{file}ورقة", "{file}ورقتان", "{count} أوراق {file}")


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Done.", "Fini."),
        ("Done", None),
        ("a.csv is gone", "a.csv a disparu"),
        # Of two that fit, the one with more of the sentence.
        ("a.csv is gone, and b.csv is new", "b.csv est neuf ; a.csv a disparu"),
        ("cannot build: Done.", "rien de fait : Fini."),
        ("cannot build: a.csv is gone", "rien de fait : a.csv a disparu"),
        ("cannot build: not a number", "rien de fait : pas un nombre"),
        # Never half English: what is not known is data, or the whole is English.
        ("cannot build: something else is wrong", None),
        ("cannot build: Ada Sample, a.csv", "rien de fait : Ada Sample, a.csv"),
        ("cannot build: cannot build: a.csv is gone", "rien de fait : rien de fait : a.csv a disparu"),
        ("cannot build: cannot build: cannot build: Done.", "rien de fait : rien de fait : rien de fait : Fini."),
        # Deeper ones are values.
        ("cannot build: cannot build: cannot build: cannot build: a.csv is gone", None),
        ("cannot check: Done. (see Done.)", "Fini. dit : Fini."),
        # What is quoted stays as it is, and ends at the next backquote.
        ("`Done.` is not known, Done.", "Fini. : `Done.` inconnu"),
        ("`a` and `b` is not known, Done.", None),
        # Of a sentence that is nearly all values, each must be known.
        ("Done. or not a number", "pas un nombre ou Fini."),
        ("Done. or else", None),
        ("cannot build: this or that", "rien de fait : that ou this"),
        ("see: a word now", None),
        ("see: all the words now", None),
        ("see: allthewordsthereare now", "voir : allthewordsthereare"),
        ("see: `all the words` now", "voir : `all the words`"),
        ("12.5 mm wide", "large de 12.5 mm"),
        ("very mm wide", None),
        ("1 page of a.pdf", "1 feuille de a.pdf"),
        ("2 page of a.pdf", "2 feuilles de a.pdf"),
        ("1,200 pages of a.pdf", "1\u202f200 feuilles de a.pdf"),
        ("many pages of a.pdf", None),
        # Where the one that has most of it does not fit, the next may.
        ("see: aaaa and bbbbbb now", "bbbbbb puis see: aaaa"),
        ("a bb and c dddd now", None),
        ("see: a.csv is gone now", "voir : a.csv a disparu"),
        ("see: `a` is it now", None),
        # What follows a word may be nothing, and is no rest of it.
        ("read again", "relu"),
        ("read again, a.csv", "relu, a.csv"),
        ("read against it", None),
        ("see: wordwordword  now", "voir : wordwordword "),
        ("see: `all the words`", "voir `all the words`"),
        ("x: done", "fait : x"),
        ("one two three: done", None),
        ("Done.: done: done: done", "fait : fait : fait : Fini."),
        ("Done.: done: done: done: done", "fait : fait : fait : fait : Fini."),
        ("Done.: done: done: done: done: done", "fait : fait : fait : fait : Done.: done"),
        ("looked for: one two three four", None),
        ("looked for: Norway", "cherché : Norvège"),
        ("`a` is in `b`, not Done.", "`a` est dans `b`, hors Fini."),
        ("`a` is in `b`, not `c`", "`a` est dans `b`, hors `c`"),
        ("`a` is in `b` or `c`, not d", None),
        ("`build` stops, since `a` is in `b`, not `c`", "arrêt : `a` est dans `b`, hors `c`"),
        ("Wait.", None),
        ("", None),
        ("3 of 1,000 are read", "1,000 dont 3 lus"),
        ("1,200 of x are read", "x dont 1\u202f200 lus"),
        ("some of x are read", "x dont some lus"),
    ],
)
def test_a_sentence_with_its_values(sentence: str, other: str | None) -> None:
    assert _french().said(sentence) == other


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Done.", "\u2067Fini.\u2069"),
        ("a.csv is gone", "\u2067\u2068a.csv\u2069 a disparu\u2069"),
        ("cannot build: Done.", "\u2067rien de fait : Fini.\u2069"),
        ("`` is not known, Done.", "\u2067Fini. : `` inconnu\u2069"),
        ("nobody knows this", None),
        ("2 pages of a", "\u2067\u2068a\u2069ورقتان\u2069"),
    ],
)
def test_what_is_read_from_right_to_left_is_isolated(sentence: str, other: str | None) -> None:
    assert _arabic().said(sentence) == other


def test_what_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "load", lambda tag: {"fr": _french, "ar": _arabic}[tag]())
    monkeypatch.setattr(interface, "_spoken", [])

    def now() -> tuple[object, ...]:
        return spoken(), is_right_to_left(), said("Done."), said("Not known."), translated("Done."), translated("Not known.")

    assert now() == ("en", False, "Done.", "Not known.", None, None)
    speak("fr")
    assert now() == ("fr", False, "Fini.", "Not known.", "Fini.", None)
    speak_as({"LANG": "ar_EG.UTF-8"})
    assert now() == ("ar", True, "\u2067Fini.\u2069", "Not known.", "\u2067Fini.\u2069", None)
    assert [speaker(tag)("Done.") for tag in ("fr-CA", "en", "de")] == ["Fini.", "Done.", "Done."]
    assert speaker("fr")("Not known.") == "Not known."
    speak("en")
    assert now() == ("en", False, "Done.", "Not known.", None, None)


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({"LC_ALL": "POSIX", "LANGUAGE": "fr"}, "en"),
        # Only without a locale of its own is LANGUAGE not asked: English is one.
        ({"LC_ALL": "en_US.UTF-8", "LANGUAGE": "fr"}, "fr"),
        ({"LC_ALL": "C.UTF-8", "LANGUAGE": "fr"}, "en"),
        ({"LC_ALL": "", "LANG": "fr"}, "fr"),
        ({"LC_MESSAGES": "C", "LANG": "fr", "LANGUAGE": "es"}, "en"),
        ({"LC_ALL": "fr", "LC_MESSAGES": "C", "LANGUAGE": "es"}, "es"),
        ({"LETTERPACK_LANG": "ru:fr", "LANGUAGE": "es"}, "ru"),
        ({"LANGUAGE": "c:fr"}, "en"),
    ],
)
def test_which_variable_decides(environment: dict[str, str], tag: str) -> None:
    assert wanted(environment) == tag


def test_parts_of_a_locale_beside_its_language() -> None:
    assert [known(each) for each in ("sr@latin", "zh-Hant-TW", "fr.UTF-8@euro", "c.UTF-8")] == ["sr", "zh", "fr", "en"]
