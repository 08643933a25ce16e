"""Content streams of the plainest kind, which most of a packet's own are: lines of text, placed one by one, and rules.

What stands in them is what ``content`` would read, in a tenth of the time; a stream that has anything else in it is left to that.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from letterpack.model.observed import Shown
from letterpack.patterns import late
from letterpack.readback.directions import reading_order
from letterpack.readback.face_runs import face_runs
from letterpack.readback.fonts import CompositeFont, SayingWord
from letterpack.readback.passages import is_mirrored, lies
from letterpack.readback.values import text_of
from letterpack.readback.whitelist.painting import ARTIFACTS, LEAST_SCALE, LEAST_SIZE_PT, MOST_SCALE, MOST_SIZE_PT, painting_of
from letterpack.text.bidi import needs_bidi

NUMBER: Final = rb"-?(?:\d+(?:\.\d*)?|\.\d+)"
"""Each in one way alone: a line of a hundred kerns that is not matched must not be tried in all ways of reading them."""
CODES: Final = rb"[-<>0-9A-F. ]++"
"""Strings of two-byte codes with kerns anywhere, or what looks like that: words come again, and each array is asked once."""
_ARRAY: Final = late(rb"(?:<(?:[0-9A-F]{4})*+>|%(n)s(?=[ <]|\Z)| )++" % {b"n": NUMBER})
"""Whether it is so: kerns stand anywhere in a line whose spaces grow, or whose letters are put together of parts."""
_STROKES: Final = rb"(?:q (?:%(n)s G )?(?:%(n)s w )?(?:%(n)s %(n)s [ml] )+S Q )+" % {b"n": NUMBER}
_RULE: Final = late(
    rb"/Artifact<</Type/Layout>>BDC q 1 0 0 1 %(n)s %(n)s cm (?:%(s)s|q 1 0 0 1 %(n)s %(n)s cm %(s)sQ )Q EMC(?: |\Z)"
    % {b"n": NUMBER, b"s": _STROKES}
)
"""A rule beside the document, or those of a table's head; no text in it."""
_LINE: Final = late(
    rb"(?:/(?:(?P<tag>[A-Za-z][A-Za-z0-9]*)<</MCID (?P<mcid>\d+)>>|Artifact<<(?P<kind>(?:/[A-Za-z]+/[A-Za-z]+)*)>>)BDC )?"
    rb"1 0 0 1 (?P<x>%(n)s) (?P<y>%(n)s) Tm (?P<idle>(?:/\w+ %(n)s Tf(?=/))*)/(?P<font>\w+) (?P<size>%(n)s) Tf"
    rb"(?P<grey> 0?\.[0-4]\d* g)?\[(?P<codes>%(c)s)\]TJ(?P<more>(?:(?:/\w+ %(n)s Tf)++\[%(c)s\]TJ)*)"
    rb"(?P<after>(?:/\w+ %(n)s Tf)*)(?P<black> 0 g)?(?P<end> EMC)? " % {b"n": NUMBER, b"c": CODES}
)
_RUN: Final = late(rb"/(\w+) (%(n)s) Tf\[([^\]]*)\]TJ" % {b"n": NUMBER})
"""What a line goes on with: in another font or size."""
_STEPS: Final = rb"/\w+ %(n)s Tf| %(n)s Ts|\[%(c)s\]TJ" % {b"n": NUMBER, b"c": CODES}
_SAYS: Final = rb"/(?:Span|ReversedChars)<</ActualText<FEFF(?:[0-9A-F]{4})*+>>>BDC"
_PASSAGE: Final = rb"%(b)s(?:%(s)s|%(b)s(?:%(s)s)*+ EMC)*+ EMC" % {b"s": _STEPS, b"b": _SAYS}
_SET_LINE: Final = late(
    rb"(?:/(?:(?P<tag>[A-Za-z][A-Za-z0-9]*)<</MCID (?P<mcid>\d+)>>|Artifact<<(?P<kind>(?:/[A-Za-z]+/[A-Za-z]+)*)>>)BDC )?"
    rb"1 0 0 1 (?P<x>%(n)s) (?P<y>%(n)s) Tm (?P<grey>0?\.[0-4]\d* g )?(?:(?P<scale>%(n)s) Tz )?"
    rb"(?P<body>/\w+ %(n)s Tf(?:%(s)s|%(p)s)*+)(?P<full> 100 Tz)?(?P<black> 0 g)?(?P<end> EMC)? "
    % {b"n": NUMBER, b"s": _STEPS, b"p": _PASSAGE}
)
"""A line of a justified paragraph: its letters are wider or narrower, a hyphen of it says that it is one. Or one whose words say
what they are, of letters that are put together of parts.
"""
_WORD: Final = rb"/Span<</ActualText<([0-9A-F]*)>>>BDC((?: %(n)s Ts|\[[^\]]+\]TJ)++) EMC" % {b"n": NUMBER}
"""A passage that says its text itself, in one font: words come again."""
_STEP: Final = late(
    rb"/(\w+) (%(n)s) Tf|\[([^\]]*)\]TJ| (%(n)s) Ts|%(w)s|/(Span|ReversedChars)<</ActualText<([0-9A-F]*)>>>BDC| (EMC)"
    % {b"n": NUMBER, b"w": _WORD}
)
_OF_WORD: Final = late(rb"\[([^\]]+)\]TJ| (%(n)s) Ts" % {b"n": NUMBER})
_IDLE: Final = late(rb"/(\w+) (%(n)s) Tf(?!\[)" % {b"n": NUMBER})
"""A font that nothing is shown in: the setting goes back to its own between words and at the end of a line in others."""
_MOST_OF_A_WORD: Final = 100
"""Bytes of an array: longer ones are lines, which seldom come again."""
_REVERSED: Final = b"ReversedChars"
_BEGIN: Final = b"BT "
_END: Final = late(rb"ET(?: |\Z)")


_FontAtSize: TypeAlias = tuple[CompositeFont, float]


class PlainText:
    """What a plain stream paints: its lines, its marked contents, the fonts it used by resource name."""

    __slots__ = ("faces", "fonts", "mcids", "right_to_left", "seen", "shown")

    def __init__(self, *, right_to_left: bool) -> None:
        self.right_to_left = right_to_left
        self.seen: list[str] = []
        """The lines glyph by glyph from left to right, where the document runs from right to left."""
        self.shown: list[Shown] = []
        self.mcids: list[int] = []
        self.fonts: dict[str, CompositeFont | None] = {}
        self.faces: dict[tuple[bytes, bytes], _FontAtSize] = {}
        """Fonts with their sizes, by how both are written."""


class _SayingPart:
    """A passage that says its text itself: what it ``says``, and what is ``shown`` in it."""

    __slots__ = ("says", "shown")

    def __init__(self, says: str) -> None:
        self.says = says
        self.shown: list[str] = []

    def said(self, text: str) -> str:
        """Return what the next ``text`` that is shown says: the first says all."""
        self.shown.append(text)
        return self.says if len(self.shown) == 1 else ""

    def is_true(self) -> bool:
        """Whether it shows something, and that is what it says."""
        return bool(self.shown) and not lies(self.says, "".join(self.shown))


def read_plain(
    data: bytes, fonts: Mapping[str, CompositeFont | None], height_pt: float, *, right_to_left: bool = False
) -> PlainText | None:
    """Return what ``data`` paints on a page of ``height_pt``; None where it is not of the plain kind. ``right_to_left`` is how
    the document's language runs.
    """
    found = PlainText(right_to_left=right_to_left)
    at = 0
    while at < len(data):
        while rule := _RULE.match(data, at):
            if painting_of(rule[0]).faults:
                return None
            at = rule.end()
        if at < len(data):
            at = _read_lines(found, data, at, fonts, height_pt)
            if at < 0:
                return None
    return found


def _read_lines(found: PlainText, data: bytes, at: int, fonts: Mapping[str, CompositeFont | None], height_pt: float) -> int:
    """Add the lines of the text that begins ``at``; return where what follows it begins, -1 where anything is not plain."""
    if not data.startswith(_BEGIN, at):
        return -1
    before, at = len(found.shown), at + len(_BEGIN)
    mark: tuple[int, str] | None = None
    while (line := _LINE.match(data, at) or _SET_LINE.match(data, at)) is not None:
        take = _take if line.re.pattern == _LINE.pattern else _take_set
        mark = take(found, line, mark, fonts, height_pt)
        if mark is None:
            return -1
        mark = None if line["end"] else mark
        at = line.end()
    end = _END.match(data, at)
    return end.end() if end and mark is None and len(found.shown) > before else -1


def _take(
    found: PlainText,
    line: re.Match[bytes],
    mark: tuple[int, str] | None,
    fonts: Mapping[str, CompositeFont | None],
    height_pt: float,
) -> tuple[int, str] | None:
    """Add a ``line`` in the ``mark`` that is open, or that it begins; return that, None where anything is not plain."""
    tag, mcid, kind, x, y, idle, name, size, grey, codes, more, after, black, _ = line.groups()
    if (grey is None) != (black is None):
        return None
    mark = _mark(found, tag, mcid, kind, mark)
    runs = [(name, size, codes), *(_RUN.findall(more) if more else ())]
    faces = [face for each in runs if (face := _face(found, fonts, each[0], each[1]))]
    unused = [_face(found, fonts, *each) for part in (idle, more, after) if part for each in _IDLE.findall(part)]
    if mark is None or len(faces) < len(runs) or None in unused:
        return None
    place, seen = (float(x), height_pt - float(y)), found.seen if found.right_to_left else None
    shown = line_of(faces, [each[2] for each in runs], place, mark, seen)
    found.shown.extend([shown] if shown else [])
    return mark if shown else None


def _mark(
    found: PlainText, tag: bytes | None, mcid: bytes | None, kind: bytes | None, mark: tuple[int, str] | None
) -> tuple[int, str] | None:
    """Return the mark of a line: the one that is open, or that the line begins; None where that is not plain."""
    begins = tag is not None or kind is not None
    if begins == (mark is not None):
        return None
    if mcid is not None:
        found.mcids.append(int(mcid))
        return (int(mcid), "")
    if kind is not None:
        said = _artifact(kind)
        return (-1, said[1] or said[0]) if said in ARTIFACTS else None
    return mark


def _take_set(
    found: PlainText,
    line: re.Match[bytes],
    mark: tuple[int, str] | None,
    fonts: Mapping[str, CompositeFont | None],
    height_pt: float,
) -> tuple[int, str] | None:
    """Do what ``_take`` does with a ``line`` of a justified paragraph."""
    tag, mcid, kind, x, y, grey, scale, body, full, black, _ = line.groups()
    if (grey is None) != (black is None) or (scale is None) != (full is None):
        return None
    mark = _mark(found, tag, mcid, kind, mark)
    ratio = 100.0 if scale is None else float(scale)
    if mark is None or not LEAST_SCALE <= ratio <= MOST_SCALE:
        return None
    shown = _line_of_steps(found, body, fonts, (float(x), height_pt - float(y)), mark, ratio / 100)
    if shown is None:
        return None
    found.shown.append(shown)
    return mark


def _line_of_steps(
    found: PlainText,
    body: bytes,
    fonts: Mapping[str, CompositeFont | None],
    place: tuple[float, float],
    mark: tuple[int, str],
    scale: float,
) -> Shown | None:
    """Return the line that ``body`` shows at ``place``, font by font and string by string; None where anything is not plain."""
    face: _FontAtSize | None = None
    changes: list[tuple[CompositeFont | None, float, int]] = []
    last: _FontAtSize | None = None
    said: list[str] = []
    passages: list[_SayingPart | None] = []
    end, rise_pt, highest_pt = place[0], 0.0, 0.0
    for name, size, codes, rise, says, word, tag, actual, leaves in _STEP.findall(body):
        if name and (face := _face(found, fonts, name, size)) is None:
            return None
        if codes or word:
            assert face is not None
            shown = _shown(face[0], codes, (says, word), passages[-1] if passages else None)
            if shown is None:
                return None
            if face is not last:
                changes.append((*face, len(said)))
                last = face
            said.append(shown.says)
            for width in shown.widths:
                end += width / 1000 * face[1] * scale
        elif rise:
            rise_pt = float(rise)
            highest_pt = max(highest_pt, abs(rise_pt))
        elif not (name or (_left(passages) if leaves else _entered(passages, tag, _said(actual)))):
            return None
    if not changes or passages or rise_pt or highest_pt > MOST_SIZE_PT:
        return None
    (x, y), (mcid, artifact), (font, size_pt, _) = place, mark, changes[0]
    assert font is not None
    faces = face_runs(changes, said, 1.0) if len(changes) > 1 else ()
    text = _read("".join(said), found.seen if found.right_to_left else None)
    return Shown(text, x, y, end - x, size_pt, font.base, artifact, mcid, faces)


def _shown(font: CompositeFont, codes: bytes, word: tuple[bytes, bytes], passage: _SayingPart | None) -> SayingWord | None:
    """Return what strings of ``codes`` with kerns between them show in ``font``, in a ``passage`` that may say it; without codes
    what a ``word`` does that says itself what it is. None where anything is not plain.
    """
    if codes:
        array = font.arrays.get(codes) or _array(font, codes)
        return SayingWord(array[0] if passage is None else passage.said(array[0]), array[1:]) if array else None
    return None if passage else font.words.get(word) or _word(font, *word)


def _word(font: CompositeFont, says: bytes, steps: bytes) -> SayingWord | None:
    part, widths, rise_pt = _SayingPart(_said(says)), list[float](), 0.0
    for codes, rise in _OF_WORD.findall(steps):
        if codes:
            array = font.arrays.get(codes) or _array(font, codes)
            if array is None:
                return None
            part.said(array[0])
            widths.append(array[1])
        elif abs(rise_pt := float(rise)) > MOST_SIZE_PT:
            return None
    return font.keep_word((says, steps), SayingWord(part.says, tuple(widths))) if part.is_true() and not rise_pt else None


@lru_cache(maxsize=4096)
def _said(actual: bytes) -> str:
    """Return the text of an ActualText with these hexadecimal digits."""
    return text_of(unhexlify(actual))


def _entered(passages: list[_SayingPart | None], tag: bytes, says: str) -> bool:
    """Add the passage that begins with ``tag`` to those that are open; return whether that is plain. Letters in reversed order
    say nothing that is not said around them.
    """
    around = passages[-1] if passages else None
    if tag == _REVERSED and not says and around is not None and is_mirrored(around.says):
        around.said("")
        passages.append(None)
        return True
    if tag == _REVERSED and not is_mirrored(says):
        passages.append(around)
        return True
    passages.append(_SayingPart(says))
    return around is None


def _left(passages: list[_SayingPart | None]) -> bool:
    """Take the last of ``passages`` away; return whether it is plain."""
    last = passages.pop() if passages else None
    return last is None or (bool(passages) and passages[-1] is last) or last.is_true()


def _face(found: PlainText, fonts: Mapping[str, CompositeFont | None], name: bytes, size: bytes) -> _FontAtSize | None:
    """Return the font ``name`` with its size, the same object whenever it is asked for; None where there is none, or the size is
    none that is read.
    """
    face = found.faces.get((name, size))
    if face is None:
        resource = name.decode("ascii")
        font = found.fonts[resource] = fonts.get(resource)
        if font is not None and LEAST_SIZE_PT <= float(size) <= MOST_SIZE_PT:
            face = found.faces[name, size] = (font, float(size))
    return face


def line_of(
    faces: Sequence[_FontAtSize],
    codes: Sequence[bytes],
    place: tuple[float, float],
    mark: tuple[int, str],
    seen: list[str] | None = None,
) -> Shown | None:
    """Return the line that begins at ``place`` and shows ``codes``, each set in the font and size of ``faces`` beside it; it
    belongs to ``mark``, a marked content or a kind of artifact. Of a document from right to left, what is ``seen`` from left to
    right is added to that. None where anything is not plain.
    """
    (font, size), (x, y), (mcid, artifact) = faces[0], place, mark
    array = font.arrays.get(codes[0]) or _array(font, codes[0])
    if array is None:
        return None
    text, end = array[0], x + array[1] / 1000 * size
    if len(faces) == 1:
        text = text if seen is None and text.isascii() else _read(text, seen)
        return Shown(text, x, y, end - x, size, font.base, artifact, mcid)
    said = [text]
    changes: list[tuple[CompositeFont | None, float, int]] = [(font, size, 0)]
    for face, more in zip(faces[1:], codes[1:], strict=True):
        array = face[0].arrays.get(more) or _array(face[0], more)
        if array is None:
            return None
        if changes[-1][:2] != face:
            changes.append((*face, len(said)))
        said.append(array[0])
        end += array[1] / 1000 * face[1]
    return Shown(_read("".join(said), seen), x, y, end - x, size, font.base, artifact, mcid, face_runs(changes, said, 1.0))


def _read(text: str, seen: list[str] | None) -> str:
    """Return a line's ``text``, which stands there from left to right, as it is read; of a document from right to left, ``seen``
    gets it too.
    """
    if seen is None:
        return reading_order(text) if needs_bidi(text) else text
    seen.append(text)
    return reading_order(text, right_to_left=True)


def _array(font: CompositeFont, codes: bytes) -> tuple[str, float] | None:
    """Return what strings of ``codes`` say, and their width with the kerns between them in 1/1000 em; words come again. None
    where they are no such strings.
    """
    if _ARRAY.fullmatch(codes) is None:
        return None
    parts = codes.replace(b"<", b">").split(b">")
    is_kept = len(codes) <= _MOST_OF_A_WORD
    said = unhexlify(b"".join(parts[1::2]))
    text, width = font.read(said) if is_kept else font.string(said)
    found = (text, width - sum(map(float, b" ".join(parts[::2]).split())))
    if is_kept:
        font.keep(codes, found)
    return found


def _artifact(properties: bytes) -> tuple[str, str]:
    """Return an artifact's type and subtype; empty where it has none."""
    names = properties.decode("ascii").split("/")[1:]
    said = dict(zip(names[::2], names[1::2], strict=True))
    return said.get("Type", ""), said.get("Subtype", "")
