"""What tags say beside the text, value by value: what a block is called, in which language a passage is, what is struck out,
what a picture shows, where a call of a note leads. And what the file says of itself, byte by byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from unicodedata import category

from msgspec import Struct

from letterpack.patterns import late
from letterpack.readback.exact.elements import TreeElement
from letterpack.readback.exact.shapes import METADATA, shape_faults
from letterpack.readback.exact.ways import PageLines, letters_of
from letterpack.readback.objects import OwnObjects, dictionary
from letterpack.readback.values import Name, Ref, Stream, Value, parse, text_of
from letterpack.text.scripts import foreign_tag, word_script

_VERSION: Final = late(rb"letterpack [^<\"()]+|uuid:[0-9a-f-]+")
_PACKED: Final = frozenset({"Length", "Filter"})
_UNKNOWN: Final = "und-"


class SaidBesideText(Struct, frozen=True):
    """What tags must say beside the text: ``called`` maps what blocks are called to their letters, all of them; ``named`` to
    some; ``languages`` are the tags of passages, and ``spoken`` those that the letter marks, with all their letters; ``struck``
    are the letters that are struck out; ``figures`` what pictures that are not the letter's are said to show; ``notes`` what
    links between notes and calls say.
    """

    called: Mapping[str, str]
    named: Mapping[str, str]
    languages: frozenset[str]
    spoken: Mapping[str, str]
    struck: str
    figures: frozenset[str]
    notes: frozenset[str]


def said_faults(letters: Sequence[TreeElement], shown: PageLines, language: str, meant: SaidBesideText) -> Iterator[str]:
    """Yield what the tags ``letters`` say otherwise of what is ``shown`` in a document in ``language``."""
    yield from _called(letters, shown, meant)
    yield from _spoken(letters, shown, language, meant)
    struck = [each for each in letters if each.role == "Span" and "A" in each.entries]
    if letters_of("".join([shown.said(each) for each in struck])) != letters_of(meant.struck):
        yield "other text is struck out than its letter says"


def _called(letters: Sequence[TreeElement], shown: PageLines, meant: SaidBesideText) -> Iterator[str]:
    found: dict[str, str] = {}
    for each in letters:
        called = text_of(each.entries.get("T"))
        if called:
            found[called] = found.get(called, "") + shown.said(each)
    for called, text in meant.called.items():
        if _words(found.get(called, "")) != _words(text):
            yield f"what is called `{called}` is something else"
    for called, text in meant.named.items():
        if Counter(_words(text)) - Counter(_words(found.get(called, ""))):
            yield f"what is called `{called}` is something else"
    if others := found.keys() - meant.called.keys() - meant.named.keys():
        yield f"something is called `{min(others)}`"


def _words(text: str) -> str:
    return "".join([char for char in letters_of(text) if category(char)[0] == "L"])


def _spoken(letters: Sequence[TreeElement], shown: PageLines, language: str, meant: SaidBesideText) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for each in letters:
        own = text_of(each.entries.get("Lang"))
        if own and own not in meant.languages and not own.startswith(_UNKNOWN):
            yield f"a passage is said to be in `{own[:60]}`"
        text = shown.lines_text(each)
        around = _language_of(each) or language
        for word in text.split():
            if foreign := foreign_tag(word_script(word), around):
                yield f"`{word[:40]}` is said to be in `{around}`, and not in `{foreign}`"
        found.setdefault(around, []).append(text)
    for tag, text in meant.spoken.items():
        if Counter(letters_of(text)) - Counter(letters_of("".join(found.get(tag, ())))):
            yield f"what is in `{tag}` is not said to be so"


def _language_of(element: TreeElement) -> str:
    around: TreeElement | None = element
    while around is not None and "Lang" not in around.entries:
        around = around.parent
    return text_of(around.entries.get("Lang")) if around is not None else ""


def words_faults(
    objects: OwnObjects, letters: Sequence[TreeElement], meant: SaidBesideText, spoken: frozenset[str]
) -> Iterator[str]:
    """Yield what pictures and links of notes are said to be otherwise; ``spoken`` is what the letter's pictures are."""
    for each in letters:
        words = text_of(each.entries.get("Alt"))
        if each.role == "Figure" and words not in meant.figures | spoken:
            yield f"a picture is said to be `{words[:60]}`"
        for kid in each.kids:
            entries = dictionary(objects, kid) if isinstance(kid, Ref) else {}
            action = entries.get("A")
            leads = isinstance(action, dict) and action.get("S") == Name("URI")
            if entries and not leads and text_of(entries.get("Contents")) not in meant.notes:
                yield f"a link of a note says `{text_of(entries.get('Contents'))[:60]}`"


def about_bytes_faults(objects: OwnObjects, xmp: bytes, information: bytes) -> Iterator[str]:
    """Yield what the file says of itself otherwise than the XMP stream ``xmp`` and the dictionary ``information``, but for the
    version that wrote it, and what its document is called.
    """
    root = dictionary(objects, objects.trailer.get("Root"))
    found = objects.get(root.get("Metadata"))
    start = xmp.index(b"stream\n") + len(b"stream\n")
    wanted = xmp[start : xmp.rindex(b"\nendstream")]
    data = found.data() if isinstance(found, Stream) else b""
    about = {key: each for key, each in found.values.items() if key not in _PACKED} if isinstance(found, Stream) else {}
    yield from shape_faults("metadata", about, METADATA)
    if _VERSION.sub(b"", data) != _VERSION.sub(b"", wanted):
        yield "its metadata is written otherwise"
    told = {each for each in _VERSION.findall(data) if each.startswith(b"letterpack ")}
    has = dictionary(objects, objects.trailer.get("Info"))
    needs, _ = parse(information) if information != b"null" else ({}, 0)
    assert isinstance(needs, dict)
    if {key: _said(each) for key, each in has.items()} != {key: _said(each) for key, each in needs.items()}:
        yield "its information is written otherwise"
    told |= {each for key in ("Creator", "Producer") if isinstance(each := has.get(key), bytes)}
    if len(told) > 1:  # That it is another than the manifest's is told by LP331.
        yield f"it says that {b' and '.join(sorted(told)).decode('latin-1')[:60]} made it"


def _said(value: Value) -> str:
    """Return what an entry says; a version of letterpack says no more than that."""
    return "letterpack" if isinstance(value, bytes) and value.startswith(b"letterpack ") else text_of(value) or repr(value)
