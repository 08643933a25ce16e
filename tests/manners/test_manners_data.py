"""The files of manners: each right, its sources named, its signs CLDR's unless another source is, and all in the docs.

``LETTERPACK_REWRITE=1 pytest tests/manners`` writes the table of docs/manners.md anew.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest

from letterpack.datafiles import Fault, program_names, program_table
from letterpack.languages import canonical_tag, languages
from letterpack.manners import manners_of, read_manners
from letterpack.manners.shape import MannersFile

TAGS = program_names("manners")
CLDR = json.loads(Path(__file__).with_name("cldr.json").read_text(encoding="utf-8"))["signs"]
"""Of CLDR 48: delimiters, dashes of the exemplar characters, signs in intervals of years, spaces in numbers, final ellipses."""
PAGE = Path(__file__).parent.parent.parent / "docs/manners.md"
SPACES = {"\u00a0": "no-break", "\u202f": "narrow", "": "none"}


def read(tag: str) -> MannersFile:
    made = read_manners(tag, program_table("manners", tag))
    assert not isinstance(made, list), made
    return made


@pytest.mark.parametrize("tag", TAGS)
def test_a_file_is_right_and_says_where_it_is_from(tag: str) -> None:
    assert tag == "und" or canonical_tag(tag) == tag
    made = read(tag)
    assert made.sources
    assert all(source.strip() for source in made.sources.values())
    if made.quotes:
        assert made.sources["quotes"]
    lists = [value for name in made.__struct_fields__ if isinstance(value := getattr(made, name), tuple)]
    assert [words for words in lists if len(set(words)) < len(words)] == []


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag in CLDR["quotes"]])
def test_signs_are_those_of_cldr_unless_another_source_is_named(tag: str) -> None:
    made, shared = manners_of(tag).file, read("und")
    for key, said in CLDR.items():
        own = made.sources.get(key, "CLDR")
        if own.startswith("CLDR") or own == shared.sources.get(key):
            sign = getattr(made, key)
            assert sign in said.get(tag, sign) or (key, sign) == ("dash", ""), key


def test_every_language_with_words_has_manners_of_its_own_or_of_its_language() -> None:
    assert [tag for tag in languages() if manners_of(tag).tag == "und"] == []
    assert len(TAGS) > 80


def test_a_region_takes_what_it_does_not_say_from_its_language() -> None:
    swiss, french = manners_of("fr-CH").file, manners_of("fr").file
    assert (swiss.quotes, swiss.before_name, swiss.units) == ("«»‹›", french.before_name, french.units)
    assert manners_of("fr-BE").file == french
    assert manners_of("sr-ME").tag == "sr-Latn"
    assert manners_of("tlh").tag == "und"


@pytest.mark.parametrize(
    ("table", "key"),
    [({"quotes": "“”"}, "quotes"), ({"dash": "--"}, "dash"), ({"hebrew": "׳"}, "hebrew"), ({"apostrophe": "''"}, "apostrophe")],
)
def test_what_is_wrong_with_marks_is_found(table: dict[str, str], key: str) -> None:
    found = read_manners("de", table)
    assert isinstance(found, list)
    assert [(type(each), each.keys) for each in found] == [(Fault, (key,))]


def name_of(tag: str) -> str:
    """Return the language's name, as its file's first line has it."""
    first = files("letterpack").joinpath(f"manners/{tag}.toml").read_text(encoding="utf-8").split("\n")[0]
    return first.removeprefix("# How ").partition(" is written")[0]


def row(tag: str) -> str:
    """Return the row of a language as the docs print it."""
    file = manners_of(tag).file
    quotes = f"{file.quotes[0]}…{file.quotes[1]} {file.quotes[2]}…{file.quotes[3]}" if file.quotes else "as typed"
    if file.quotes_inside:
        quotes += f", {SPACES[file.quotes_inside]} spaces within"
    apostrophe = " ".join(dict.fromkeys([file.apostrophe, *file.apostrophe_behind.values(), *file.hebrew])) or "as typed"
    dash = (
        f"{file.dash}{'' if file.dash_spaced else ' without spaces'}{', touching' if file.dash_pairs else ''}"
        if file.dash
        else "as typed"
    )
    before = ", ".join(f"`{sign}` {SPACES[space]}" for sign, space in file.before.items())
    before += " (added)" if before and file.before_added else ""
    kept = " ".join([*file.kept, *[f"…{word}" for word in file.kept_behind]])
    numbers = ", ".join(file.before_number[:3])
    names = ", ".join(file.before_name[:2])
    shown = ", ".join(file.abbreviations[:3])
    cells = [f"{name_of(tag)} (`{tag}`)", quotes, apostrophe, dash, before, kept, numbers, names, shown]
    return f"| {' | '.join(cells)} |"


def test_every_language_is_in_the_docs() -> None:
    columns = ("language", "marks", "apostrophe", "dash", "before signs", "kept with the next (…: the last)")
    head = f"| {' | '.join((*columns, 'before numbers', 'before names', 'abbreviations'))} |"
    table = "\n".join([head, "|" + "---|" * 9, *[row(tag) for tag in TAGS if tag != "und"]])
    text = PAGE.read_text(encoding="utf-8")
    start, end = text.index("| language |"), text.index("\n\n", text.index("| language |"))
    if os.environ.get("LETTERPACK_REWRITE") == "1":
        PAGE.write_text(text[:start] + table + text[end:], encoding="utf-8", newline="\n")
        return
    assert text[start:end] == table
