"""The help of each command: an example that is right, and lines that no narrow terminal breaks where they must not be."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import typer

from letterpack.cli.app import app
from letterpack.cli.helping import EXAMPLES, PANELS, commands
from tests.cli.conftest import Ran


def click_command(words: str):
    found: Any = typer.main.get_command(app)
    for word in words.split():
        found = found.commands[word]
    return found


def test_every_command_has_an_example_and_every_example_a_command() -> None:
    groups = {str(group.name) for group in app.registered_groups}
    assert EXAMPLES.keys() == {"", *groups, *[words for words, _ in commands(app)]}


def test_every_command_stands_under_one_heading() -> None:
    assert sorted(word for words in PANELS.values() for word in words) == sorted({words.split()[0] for words, _ in commands(app)})


@pytest.mark.parametrize("words", EXAMPLES)
def test_the_example_is_of_the_command_and_its_options_are_there(words: str) -> None:
    example = EXAMPLES[words]
    assert f"{example} ".startswith(f"letterpack {words} " if words else "letterpack ")
    called = max([word for word, _ in commands(app) if f"{example} ".startswith(f"letterpack {word} ")], key=len)
    options = {option for parameter in click_command(called).params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", example)) <= options


@pytest.mark.parametrize("width", [60, 80])
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
