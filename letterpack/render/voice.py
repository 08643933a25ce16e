"""How lines that mix our words with the users' are said: ours in a language, theirs as they are."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from letterpack.render.columns import isolated, told, uncommanded


class Voice(Struct, frozen=True):
    """``ours`` says a sentence of ours, with values in backquotes; ``theirs`` shows what sources say."""

    ours: Callable[[str], str] = str
    theirs: Callable[[str], str] = str


def _shown(text: str) -> str:
    return isolated(uncommanded(text))


ENGLISH_VOICE = Voice()
"""As the code has it, for whoever asks for lines alone."""
TERMINAL_VOICE = Voice(told, _shown)
"""In the language that is spoken, on a terminal."""
