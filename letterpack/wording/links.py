"""Links on paper: where nothing can be clicked, the address a link leads to stands behind its text, or in a note at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Final

from letterpack.model.letter import CALL, Block, Footnote, Paragraph, Run, Runs
from letterpack.model.numbering import with_texts
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.values import replace

_SIGNS: Final = late(r"[.,;:!?…]+[”’\"'»]*|[”’\"'»]+[.,;:!?…]*")
"""What closes a clause or a quotation. A bracket does not: what is said in it has its call in it."""
_ESCAPED: Final = late(r"(?:%[89a-f][0-9a-f])+", re.IGNORECASE)
"""Characters beyond ASCII as the bytes that an address has for them."""
_ENCODED: Final = late(r"(?<![\w-])xn--[a-z0-9-]+", re.IGNORECASE)
"""A part of a host's name that has letters beyond ASCII (RFC 3492)."""
_APART: Final = late(r"[\s()./-]+")
"""What people write between the digits of a telephone number."""
_NOTE: Final = "address of "
"""Begins the label of a note that says where a link leads; no author's label has a space."""
_MAIL: Final = "mailto:"
_PHONE: Final = "tel:"


def spelled(runs: Runs) -> Runs:
    """Return ``runs`` without links, each one's address in parentheses behind its text unless the text says it already."""
    made: list[Run] = []
    behind = 0
    for _, group in groupby(runs, lambda run: run.link):
        linked = list(group)
        behind += len(linked)
        made.extend(replace(run, link=None) if run.link and not run.note else run for run in linked)
        if _is_silent(linked) and not any(_is_note_of(linked[0].link, run) for run in runs[behind : behind + 2]):
            made.append(Run(f" ({_shown(linked[0].link or '')})", linked[-1].style))
    return tuple(made)


def noted(blocks: tuple[Block, ...], *, behind_signs: bool = False) -> tuple[Block, ...]:
    """Return ``blocks`` with a note behind each link that says its address, one for all links to it, unless the link's text does;
    in a note, the address follows the text in parentheses. A block without links is the same object. ``behind_signs``, a note is
    called behind the signs that follow the link: ``text.¹`` and not ``text¹.``
    """
    known: dict[str, Footnote] = {}
    return tuple([with_texts(block, partial(_with_notes, known, block.span, behind_signs)) for block in blocks])


def _with_notes(known: dict[str, Footnote], span: Span, behind_signs: bool, runs: Runs) -> Runs:  # noqa: FBT001  By partial.
    if not any(run.link or run.note for run in runs):
        return runs
    made = list(_noted(known, span, runs))
    return tuple(_called_behind_signs(made) if behind_signs else made)


def _noted(known: dict[str, Footnote], span: Span, runs: Runs) -> Iterator[Run]:
    for link, group in groupby(runs, lambda run: run.link):
        linked = [replace(run, note=_spelling(run.note)) if run.note else run for run in group]
        yield from linked
        if link and _is_silent(linked):
            note = Footnote(_label(link), (Paragraph((Run(_shown(link)),), span),), span)
            yield Run("", note=known.setdefault(note.label, note), when=linked[-1].when)


def _spelling(note: Footnote) -> Footnote:
    """Return an author's ``note`` with the address of each link in it behind the link's text."""
    return replace(note, blocks=tuple([with_texts(block, _with_addresses) for block in note.blocks]))


def _with_addresses(runs: Runs) -> Runs:
    made: list[Run] = []
    for link, group in groupby(runs, lambda run: run.link):
        linked = list(group)
        made.extend(linked)
        if link and _is_silent(linked):
            made.append(replace(linked[-1], text=f" ({_shown(link)})", field=None))
    return tuple(made)


def _called_behind_signs(runs: list[Run]) -> Iterator[Run]:
    """Yield ``runs``, the signs behind a link before the call of its note."""
    calls = iter(zip(runs, [*runs[1:], None], strict=True))
    for run, behind in calls:
        signs = _SIGNS.match(behind.text) if behind is not None and _may_part(run, behind) else None
        if behind is None or signs is None:
            yield run
            continue
        yield from (replace(behind, text=signs[0]), run)
        if rest := behind.text[signs.end() :]:
            yield replace(behind, text=rest)
        next(calls)


def _may_part(call: Run, behind: Run) -> bool:
    """Whether ``call`` is that of a link's note, and ``behind`` plain text for the same readers."""
    is_call = call.note is not None and call.note.label.startswith(_NOTE)
    return is_call and behind.note is None and behind.link is None and behind.field is None and behind.when == call.when


def _is_note_of(link: str | None, run: Run) -> bool:
    return run.note is not None and link is not None and run.note.label == _label(link)


def _label(link: str) -> str:
    """Return the label of the note that says where ``link`` leads: one for all letters to somebody, whatever their subjects."""
    return f"{_NOTE}{link.partition('?')[0] if link.startswith(_MAIL) else link}"


def _is_silent(linked: list[Run]) -> bool:
    """Whether runs of one link lead out of the letter and do not say where."""
    link = linked[0].link
    return bool(link) and not str(link).startswith(CALL) and not _says("".join([run.text for run in linked]), str(link))


def _shown(link: str) -> str:
    """Return an address as a person types it: without the scheme that every browser, mail program and telephone adds, without
    what a mail is to begin with, and with letters in place of their codes.
    """
    if link.startswith(_MAIL):
        link = link.partition("?")[0]
    for scheme in (_MAIL, _PHONE, "https://", "http://"):
        link = link.removeprefix(scheme)
    return _ESCAPED.sub(_unescaped, _ENCODED.sub(_decoded, link)).removesuffix("/")


def _unescaped(found: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    return text if text.isprintable() else found[0]


def _decoded(found: re.Match[str]) -> str:
    try:
        text = found[0][len("xn--") :].encode("ascii").decode("punycode")
    except UnicodeError:
        return found[0]
    return text if text.isprintable() else found[0]


def _says(text: str, link: str) -> bool:
    if link.startswith(_PHONE):
        return _APART.sub("", _shown(link)) in _APART.sub("", text)
    return _shown(link).casefold() in text.casefold()
