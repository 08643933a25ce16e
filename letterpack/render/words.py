"""How results are worded: numbers with their nouns, files as a repository calls them, our words and the users' in one line."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from letterpack.limits import MEGABYTE
from letterpack.patterns import late
from letterpack.render.columns import cells, filled, isolated, told, uncommanded

_COMMAND: Final = late(r"\bletterpack (?:build|check|seal)\b(?! [\w./'])")


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``number`` with its noun: ``1 page``, ``9,980 pages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_megabytes(size_bytes: int) -> str:
    """Return a size as ``34.2 MB``."""
    return f"{size_bytes / MEGABYTE:,.1f} MB"


def in_folder(folder: str, file: str) -> str:
    """Return the path of a campaign's ``file`` in the repository in which the campaign is ``folder``; empty for its root."""
    return f"{folder}/{file}" if folder else file


class Voice(Struct, frozen=True):
    """How lines that mix our words with the users' are said: ``ours`` says a sentence of ours, in a language, with values in
    backquotes; ``theirs`` shows what sources say.
    """

    ours: Callable[[str], str] = str
    theirs: Callable[[str], str] = str


def _shown(text: str) -> str:
    return isolated(uncommanded(text))


ENGLISH_VOICE = Voice()
"""As the code has it, for whoever asks for lines alone."""
TERMINAL_VOICE = Voice(told, _shown)
"""In the language that is spoken, on a terminal."""


def code_lines(rows: Sequence[tuple[str, ...]], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield a line for each row: a code, then our words about it, in columns; its title comes last."""
    told = [(code, *map(voice.ours, words)) for code, *words in rows]
    widths = [max(map(cells, column)) for column in zip(*told, strict=True)]
    for *words, title in told:
        yield "  ".join([*map(filled, words, widths), title])


def with_campaign(hint: str, folder: str) -> str:
    """Return ``hint``, its commands with the campaign's ``folder``; as it is where that is empty: a command looks here."""
    if not folder or "letterpack " not in hint:
        return hint
    return _COMMAND.sub(lambda found: f"{found[0]} {shlex.quote(folder)}", hint)
