"""The help of each command: an example that is right, and lines that no narrow terminal breaks where they must not be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, get_type_hints

import pytest
import typer
from rich.cells import cell_len
from typer.models import OptionInfo

from letterpack.cli.commands import EXAMPLES, PANELS, app_for, commands
from letterpack.interface import ENGLISH, LANGUAGES
from tests.cli.conftest import Ran

PROGRAM = app_for()


@cache
def program() -> Any:
    return typer.main.get_command(PROGRAM)


def click_command(words: str):
    found = program()
    for word in words.split():
        found = found.commands[word]
    return found


def test_every_command_has_an_example_and_every_example_a_command() -> None:
    groups = {str(group.name) for group in PROGRAM.registered_groups}
    assert EXAMPLES.keys() == {"", *groups, *[words for words, _ in commands(PROGRAM)]}


def test_every_command_stands_under_one_heading() -> None:
    assert sorted(word for words in PANELS.values() for word in words) == sorted(
        {words.split()[0] for words, _ in commands(PROGRAM)}
    )


@pytest.mark.parametrize("words", EXAMPLES)
def test_the_example_is_of_the_command_and_its_options_are_there(words: str) -> None:
    example = EXAMPLES[words]
    assert f"{example} ".startswith(f"letterpack {words} " if words else "letterpack ")
    called = max([word for word, _ in commands(PROGRAM) if f"{example} ".startswith(f"letterpack {word} ")], key=len)
    options = {option for parameter in click_command(called).params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", example)) <= options


def cells(line: str) -> int:
    """Columns of a terminal, which gives none to what only says a direction or stands on the letter before it."""
    return cell_len("".join(each for each in line if unicodedata.category(each) not in ("Cf", "Mn")))


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("words", EXAMPLES)
def test_help_fits_and_breaks_no_word(
    words: str, width: int, letterpack: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = letterpack(*words.split(), "--help").out
    lines = shown.splitlines()
    assert max(map(len, lines)) <= width
    assert f"Example: {EXAMPLES[words]}" in [line.strip() for line in lines]
    command = click_command(words)
    context = command.make_context(words, [], resilient_parsing=True)
    told = " ".join(lines)
    shown_as = {each for parameter in command.params for each in (*parameter.opts, parameter.make_metavar(context))}
    names = [name for name in shown_as if name.isupper() or name.startswith("-")]
    assert not [name for name in names if name not in told]
    said = {word for parameter in command.params for word in (parameter.help or "").split()}
    seen = set(re.sub(r"[\u2500-\u257f]", " ", told).split())
    assert not [word for word in said if len(word) < width // 3 and word not in seen]
    # A sentence of the page never ends its line early: whatever wraps is filled up to the next word.
    page = [line.strip() for line in shown.partition("\u256d")[0].splitlines()]
    neighbors = [(one, two.split()[0]) for one, two in pairwise(page) if one and two]
    short = [one for one, word in neighbors if len(one) + 1 + len(word) < width - 2]
    assert not short


def bare(line: str) -> str:
    """What of ``line`` stands outside of isolates, each of which must begin and end in it."""
    outside, deep = "", 0
    for char in line:
        deep += (char in "\u2066\u2067\u2068") - (char == "\u2069")
        assert deep >= 0
        outside += "" if deep else char
    assert not deep, line
    return outside


PARTED = re.compile(r"(?:^|│|\s\s)\s*[:;?!»](?:\s|$)|«\s*(?:│|$)")
"""A line that begins with a sign that French has a space before, or ends with one that has it behind."""


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != ENGLISH])
@pytest.mark.parametrize("words", EXAMPLES)
def test_help_in_another_language_fits_and_leaves_what_is_typed(
    words: str, language: str, letterpack: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A translated value, as in `--format texte`, would be refused; a terminal turns each line on its own."""
    parameters = click_command(words).params
    typed = {name for each in parameters for name in re.findall(r"`[^` ]+`", getattr(each, "help", None) or "")}
    typed |= {name for each in parameters for name in each.opts if name.startswith("-")}
    monkeypatch.setenv("LETTERPACK_LANG", language)
    for width in (60, 80):
        monkeypatch.setenv("COLUMNS", str(width))
        shown = letterpack(*words.split(), "--help").out
        assert max(map(cells, shown.splitlines())) <= width
        assert EXAMPLES[words] in shown
        plain = shown.translate(dict.fromkeys(range(0x2066, 0x206A)))  # Without isolates, which a terminal does not show.
        assert not [name for name in typed if name not in plain]
        assert not [line for line in shown.splitlines() if re.search("[\u0590-\u08ff]", bare(line))]
        assert not [line for line in shown.splitlines() if PARTED.search(line)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_is_refused_in_words_of_the_language_and_isolated_in_each_line(
    language: str, letterpack: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LETTERPACK_LANG", language)
    monkeypatch.setenv("COLUMNS", "60")
    name = "\u0627\u0644\u0639\u062f\u062f " * 12
    refused = letterpack("build", "--workers", name)
    assert refused.code == 2
    assert not re.search(r"U\+20|int range", refused.err)
    assert not [line for line in refused.err.splitlines() if re.search("[\u0590-\u08ff]", bare(line)) or cells(line) > 60]


def test_the_help_names_what_can_be_chosen_as_it_is_typed() -> None:
    options = [(words, each) for words, _ in commands(PROGRAM) for each in click_command(words).params if each.opts[0][0] == "-"]
    for words, each in options:
        assert all(name == name.lower() for name in each.opts), words
        for choice in getattr(each.type, "choices", ()):
            assert f"`{choice}`" in (each.help or "") or choice in str(each.metavar).split("|"), (words, each.opts)


def test_every_option_says_its_own_name_where_typer_could_take_another() -> None:
    """Typer 0.27 makes ``--FORMAT`` of an option that has only ``metavar="FORMAT"``."""
    for words, command in commands(PROGRAM):
        assert command.callback is not None
        for name, hint in get_type_hints(command.callback, include_extras=True).items():
            for option in [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, OptionInfo)]:
                # Within an annotation, typer holds the option's first name as the default.
                assert option.default is not ... or str(option.metavar).lower() != name, (words, name)
