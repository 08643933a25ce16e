"""Stage 2 of 7: ``letter.md`` and its translations ``letter.ru.md``, ``letter.kk.md`` … become letters by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from letterpack.campaign.letter import read_language, validate_letter
from letterpack.campaign.own_data import OwnRead
from letterpack.diagnostics import Related, Report
from letterpack.formats.decode import is_there
from letterpack.formats.file_names import nearly_named
from letterpack.formats.markdown.letter import LetterSource, read_letter
from letterpack.languages import canonical_tag, languages
from letterpack.model.campaign import Input, Settings
from letterpack.model.letter import Letter, Picture, walk
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.world import PathOutside, World

LETTER_FILE: Final = "letter.md"
FALLBACK_LANGUAGE: Final = "en"
_PIECE_BYTES: Final = 1 << 20
_TRANSLATION: Final = late(r"letter\.(?P<tag>[^.]+)\.md")
_LIKE_TRANSLATION: Final = late(
    r"letter(?:[-_ ](\w{2,3})\.(?:md|markdown|txt)|[.](?:(\w{2,3})\.(?:markdown|txt|md\.txt)))", re.IGNORECASE
)


class LettersRead(Struct, frozen=True):
    """All letters. ``letters`` lacks those past reading; ``languages`` are those that files are there for, read or not.

    ``named_ids`` are the ids that ``::: for`` names, each with its place; ``suspect_ids`` what lines name that may be meant as
    such.
    """

    letters: Mapping[str, Letter]
    default_language: str
    languages: frozenset[str]
    named_ids: tuple[tuple[str, Span], ...]
    suspect_ids: tuple[tuple[str, Span], ...]
    inputs: tuple[Input, ...]


def read_letters(world: World, settings: Settings, report: Report, own: OwnRead) -> LettersRead:
    """Return the campaign's letters; what is wrong with them or missing is found (LP140 … LP149, LP190 … LP194)."""
    sources: dict[str, LetterSource] = {}
    default_language = canonical_tag(settings.language) or FALLBACK_LANGUAGE
    source = _read_main(world, report)
    if source is not None:
        default_language = read_language(source, report) or default_language
        sources[default_language] = source
    languages = {default_language}
    for path, tag in _translations(world, report):
        languages.add(tag)
        _read_translation(world, path, tag, default_language, sources, report)
    letters = {
        tag: letter for tag, each in sources.items() if (letter := validate_letter(each, tag, settings.style, report, own))
    }
    _compare(letters, default_language, report)
    return LettersRead(
        letters,
        default_language,
        frozenset(languages),
        tuple(named for each in sources.values() for named in each.body.named_ids),
        tuple(named for each in sources.values() for named in each.body.suspect_ids),
        tuple(each.input for each in sources.values()) + _pictures(world, letters),
    )


def _read_main(world: World, report: Report) -> LetterSource | None:
    if is_there(world, LETTER_FILE):
        return read_letter(world, LETTER_FILE, report)
    like = nearly_named(world, LETTER_FILE)
    hint = f"rename `{like}` to {LETTER_FILE}" if like else "write it, or start a campaign with `letterpack init`"
    report.error("LP190", Span(LETTER_FILE), f"the campaign has no `{LETTER_FILE}`", hint)
    return None


def _translations(world: World, report: Report) -> list[tuple[str, str]]:
    """Return path and language of each translation, by the files' names."""
    found: list[tuple[str, str]] = []
    for name in world.names(""):
        match = _TRANSLATION.fullmatch(name)
        tag = canonical_tag(match["tag"]) if match else None
        if match and tag is None:
            hint = "name a translation after its language, letter.ru.md, or move the file out of the campaign's folder"
            report.error("LP191", Span(name), f"`{match['tag']}` in the name of `{name}` is not a language tag", hint)
        elif tag:
            found.append((name, tag))
        elif (like := _LIKE_TRANSLATION.fullmatch(name)) and (like[1] or like[2]).casefold() in languages():
            path = f"letter.{(like[1] or like[2]).casefold()}.md"
            message = f"`{name}` is not read: the name of a translation is `{path}`"
            report.error("LP112", Span(name), message, f"rename it to {path}, or move it out of the campaign's folder")
    return found


def _read_translation(
    world: World, path: str, tag: str, default_language: str, sources: dict[str, LetterSource], report: Report
) -> None:
    source = read_letter(world, path, report)
    if source is None:
        return
    said = read_language(source, report)
    if said and said != tag:
        hint = f"correct `language`, or rename the file to letter.{said}.md"
        report.error("LP192", Span(path), f"`{path}` says that it is in `{said}`", hint)
    if tag in sources:
        first = sources[tag].input.path
        hint = "keep one of them" + (f", or set `language` in {LETTER_FILE} to its own" if tag == default_language else "")
        related = (Related("the other letter", Span(first)),)
        report.error("LP193", Span(path), f"`{path}` and `{first}` are both in `{tag}`", hint, related=related)
        return
    sources[tag] = source


def _compare(letters: Mapping[str, Letter], default_language: str, report: Report) -> None:
    """A mailing is a draft or final as a whole."""
    main = letters.get(default_language)
    for letter in letters.values():
        if main and letter.status != main.status:
            related = (Related(f"`{main.status}` here", main.span("status")),)
            message = f"`{letter.file}` is {letter.status} and `{main.file}` is {main.status}"
            report.error("LP194", letter.span("status"), message, "give all letters the same `status`", related=related)


def _pictures(world: World, letters: Mapping[str, Letter]) -> tuple[Input, ...]:
    """The pictures that letters show; those that cannot be read are reported where they are drawn."""
    inputs: dict[str, Input] = {}
    for letter in letters.values():
        for block in walk(letter.body):
            if isinstance(block, Picture) and block.path not in inputs:
                try:
                    inputs[block.path] = Input(block.path, _digest(world, block.path))
                except (OSError, PathOutside):
                    continue
    return tuple(inputs.values())


def _digest(world: World, path: str) -> str:
    """Return the digest of a file of any size, a piece of it in memory at a time. Raises ``OSError`` and ``PathOutside``."""
    from hashlib import sha256

    digest = sha256()
    with world.open(path) as stream:
        while piece := stream.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
