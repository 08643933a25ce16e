"""``python -m tests.interface``: what waits for translators, and what the program says no more."""

from __future__ import annotations

from babel.messages.pofile import read_po

from letterpack.interface import ENGLISH, LANGUAGES, speak
from tests.interface.sentences import PACKAGE, stale, waiting

for tag in LANGUAGES:
    if tag != ENGLISH:
        speak(tag)
        with (PACKAGE / f"interface/{tag}.po").open("rb") as stream:
            gone = stale(read_po(stream, locale=tag))
        for word, sentences in (("waiting", waiting()), ("gone", gone)):
            for sentence in sentences:
                print(f"{tag} {word}: {sentence}")  # noqa: T201
