"""What a comparison looks at beside a file's words: what it does, hides or calls its pages, its fonts, and how its pages look.

Each is a value with words for people, so that two files are alike here if their values are. Digests of how a page looks are equal
for pages that look alike, so that nothing needs to be painted to know it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from letterpack.model.observed import ActiveFact
from letterpack.patterns import late
from letterpack.readback.objects import Objects, array, dictionary, name, number
from letterpack.readback.tags import elements_below
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of
from letterpack.values import replace

_TEXT: Final = late(rb"\bBT\b(.*?)(?:\bET\b|\Z)|/\w+\s*<<[^<>]*>>\s*BDC|\bEMC\b", re.DOTALL)
_COLOUR: Final = late(
    rb"(?<![\d.])(?:[\d.]++\s++){1,32}+(?:g|rg|k|sc|scn|Tc|Tr|Tz|Ts|Tw|w|G|RG|K)\b|/[^\s/<>\[\]()]+\s+(?:gs|scn|cs)\b"
)
_PACKING: Final = frozenset({"Filter", "DecodeParms", "Length", "DL"})
"""How a stream is packed, which another program may do otherwise."""
_ABOUT_USE: Final = frozenset({"GTS_Scope", "GTS_Encapsulated"})
"""How far a drawing is used again (ISO 16612-2): a print room's matter."""
_UPWARDS: Final = frozenset({"Parent", "P", "StructParents", "Length"})
_MOST_OBJECTS: Final = 10_000
_MOST_FACTS: Final = 5_000
_MOST_SAID: Final = 400
_STRINGS: Final = late(
    rb"<[0-9A-Fa-f\s]*>|(?<!\\)\((?:\\.|[^\\()]++)*+\)|(?:-|(?<![\d.]))[\d.]++(?=\s*[<(\]])|/[^\s/<>\[\]()]+\s+[\d.]+\s+Tf",
    re.DOTALL,
)
"""Codes, how far they are moved from each other, and fonts."""
_ACTIONS: Final = {
    "JavaScript": ("script", "JS"),
    "Launch": ("started program", "F"),
    "URI": ("link", "URI"),
    "GoTo": ("", "D"),  # What a destination without an action does, too.
    "GoToR": ("link to another file", "F"),
    "SubmitForm": ("sent form", "F"),
}
_BOXES: Final = ("CropBox", "BleedBox", "TrimBox", "ArtBox")
_DOING: Final = {"AA": "action", "Perms": "permission", "Collection": "portfolio", "Requirements": "requirement"}
_VALUES: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
_Made = TypeVar("_Made")
PageEntries = Sequence[tuple[Ref | None, Mapping[str, Value]]]
"""Of each page its reference and its entries, with those that it inherits."""


def active_facts(objects: Objects, root: Mapping[str, Value], pages: PageEntries) -> tuple[ActiveFact, ...]:
    """Return what the file does, hides and calls its pages. What of it cannot be read is a fact too, and hides no other."""
    found: list[ActiveFact] = []
    for what, facts in _parts(objects, root, pages):
        try:
            for fact in facts:
                if len(found) >= _MOST_FACTS:
                    return (*found, ActiveFact("objects", f"more than {_MOST_FACTS:,} links, notes and the like"))
                found.append(fact)
        except _VALUES:
            found.append(ActiveFact("objects", f"{what} that cannot be read"))
    return tuple(found)


def _parts(objects: Objects, root: Mapping[str, Value], pages: PageEntries) -> Iterator[tuple[str, Iterator[ActiveFact]]]:
    """Yield the facts of each part of a file, with its name."""
    numbers = {ref: index + 1 for index, (ref, _) in enumerate(pages) if ref is not None}
    yield "actions", _actions(objects, root, numbers)
    yield "names", _named(objects, root, numbers)
    yield "layers", _layers(objects, root)
    yield "fields", _form_fields(objects, array(objects, dictionary(objects, root.get("AcroForm")).get("Fields")), "", set())
    yield "bookmarks", _bookmarks(objects, dictionary(objects, root.get("Outlines")).get("First"), numbers, set())
    for index, (_, entries) in enumerate(pages):
        yield f"notes of page {index + 1}", _of_page(objects, entries, index + 1, numbers)


def _actions(objects: Objects, root: Mapping[str, Value], numbers: Mapping[Ref, int]) -> Iterator[ActiveFact]:
    if (opening := objects.get(root.get("OpenAction"))) is not None:
        yield _action("opening action", objects, opening, numbers)
    for key, kind in _DOING.items():
        for event, value in sorted(dictionary(objects, root.get(key)).items()):
            yield _action(kind, objects, value, numbers, event)


def _named(objects: Objects, root: Mapping[str, Value], numbers: Mapping[Ref, int]) -> Iterator[ActiveFact]:
    names = dictionary(objects, root.get("Names"))
    for label, value in _name_tree(objects, names.get("JavaScript"), set()):
        yield _action("script", objects, value, numbers, label)
    for label, value in _name_tree(objects, names.get("EmbeddedFiles"), set()):
        yield ActiveFact("attached file", f"{label} {_digest(objects, value)}")
    for value in array(objects, root.get("AF")):
        yield ActiveFact("attached file", text_of(objects.get(dictionary(objects, value).get("UF"))) or _digest(objects, value))


def _is_again(value: Value, seen: set[Ref]) -> bool:
    """Whether ``value`` was ``seen``, as it is from now on: in a tree that runs in circles each would be read without end."""
    if not isinstance(value, Ref):
        return False
    is_again = value in seen
    seen.add(value)
    return is_again


def _name_tree(objects: Objects, value: Value, seen: set[Ref]) -> Iterator[tuple[str, Value]]:
    if _is_again(value, seen):
        return
    node = dictionary(objects, value)
    pairs = array(objects, node.get("Names"))
    for label, named in zip(pairs[::2], pairs[1::2], strict=False):
        yield text_of(objects.get(label)), named
    for kid in array(objects, node.get("Kids")):
        yield from _name_tree(objects, kid, seen)


def _layers(objects: Objects, root: Mapping[str, Value]) -> Iterator[ActiveFact]:
    """Yield the layers (optional content) with whether they are shown, on screen and in print."""
    properties = dictionary(objects, root.get("OCProperties"))
    if not properties:
        return
    usual = dictionary(objects, properties.get("D"))
    off, groups = array(objects, usual.get("OFF")), array(objects, properties.get("OCGs"))
    if not groups:
        yield ActiveFact("layer", "none, but they are allowed")
    for group in groups:
        values = dictionary(objects, group)
        state = "hidden" if group in off or name(objects, usual.get("BaseState")) == "OFF" else "shown"
        usage = dictionary(objects, values.get("Usage"))
        more = [f"{key.lower()} {_short(objects, usage[key])}" for key in sorted(usage)]
        yield ActiveFact("layer", ", ".join([text_of(objects.get(values.get("Name"))) or "without a name", state, *more]))


def _form_fields(objects: Objects, fields: Sequence[Value], above: str, seen: set[Ref]) -> Iterator[ActiveFact]:
    for field in fields:
        if _is_again(field, seen):
            continue
        values = dictionary(objects, field)
        label = ".".join(filter(None, (above, text_of(objects.get(values.get("T"))))))
        if "V" in values or "Kids" not in values:
            yield ActiveFact("form field", f"{label}: {_short(objects, values.get('V'))}")
        yield from _form_fields(objects, array(objects, values.get("Kids")), label, seen)


def _bookmarks(objects: Objects, first: Value, numbers: Mapping[Ref, int], seen: set[Ref]) -> Iterator[ActiveFact]:
    at = first
    while at is not None:
        if _is_again(at, seen):
            raise Malformed("its bookmarks go in circles")
        values = dictionary(objects, at)
        title = text_of(objects.get(values.get("Title")))
        target = _target(objects, objects.get(values.get("Dest")), numbers)
        doing = _action("bookmark", objects, values["A"], numbers).said if "A" in values else target
        yield ActiveFact("bookmark", f"{title} → {doing}" if doing else title)
        yield from _bookmarks(objects, values.get("First"), numbers, seen)
        at = values.get("Next")


def _of_page(objects: Objects, entries: Mapping[str, Value], page: int, numbers: Mapping[Ref, int]) -> Iterator[ActiveFact]:
    media = _box(objects, entries.get("MediaBox"))
    if media[:2] not in ((), (0.0, 0.0)):
        yield ActiveFact("page's origin", " ".join([f"{each:g}" for each in media[:2]]), page)
    for key in _BOXES:
        if (box := _box(objects, entries.get(key))) and box != media:
            yield ActiveFact(f"page's {key}", " ".join([f"{each:g}" for each in box]), page)
    if turned := number(objects, entries.get("Rotate")) % 360:
        yield ActiveFact("page's rotation", f"{turned:g}°", page)
    if (unit := number(objects, entries.get("UserUnit")) or 1.0) != 1.0:
        yield ActiveFact("page's unit", f"{unit:g}", page)
    for event, value in sorted(dictionary(objects, entries.get("AA")).items()):
        yield replace(_action("action", objects, value, numbers, event), page=page)
    for value in array(objects, entries.get("Annots")):
        yield _annotation(objects, dictionary(objects, value), page, numbers)


def _annotation(objects: Objects, values: Mapping[str, Value], page: int, numbers: Mapping[Ref, int]) -> ActiveFact:
    kind, place = name(objects, values.get("Subtype")), tuple(map(round, _box(objects, values.get("Rect"))))
    if kind == "Link":
        target = _target(objects, objects.get(values.get("Dest")), numbers)
        done = _action("link", objects, values["A"], numbers) if "A" in values else ActiveFact("link", target)
        return replace(done, page=page, place=place)
    said = [kind or "of no kind", text_of(objects.get(values.get("Contents"))), _short(objects, values.get("V"))]
    if flags := int(number(objects, values.get("F"))) & ~4:
        said.append(f"flags {flags}")
    if "A" in values:
        done = _action("link", objects, values["A"], numbers)
        said.append(f"{done.kind} {done.said}")
    if "AP" in values:
        said.append(f"drawn {_digest(objects, values['AP'])}")
    return ActiveFact("note on the page", ", ".join(filter(None, said)), page, place)


def _action(kind: str, objects: Objects, value: Value, numbers: Mapping[Ref, int], event: str = "") -> ActiveFact:
    found = objects.get(value)
    if not isinstance(found, dict):
        return ActiveFact(kind, " ".join(filter(None, (event, _target(objects, found, numbers)))))
    what = name(objects, found.get("S"))
    called, key = _ACTIONS.get(what, (what, "D"))
    said = _target(objects, objects.get(found.get(key)), numbers)
    follows = " and then more" if "Next" in found else ""
    if kind == "link" and called in ("link", "script", "started program", "link to another file", "sent form"):
        return ActiveFact(called, f"{said}{follows}")
    return ActiveFact(kind, " ".join(filter(None, (event, called, f"{said}{follows}"))))


def _target(objects: Objects, value: Value, numbers: Mapping[Ref, int]) -> str:
    """Return where an action leads, in words."""
    if isinstance(value, list) and value:
        first = value[0]
        return f"page {numbers.get(first, '?')}" if isinstance(first, Ref) else _short(objects, first)
    if isinstance(value, dict):
        return _target(objects, objects.get(value.get("D", value.get("UF", value.get("F")))), numbers)
    return _short(objects, value)


def _short(objects: Objects, value: Value) -> str:
    found = objects.get(value)
    if found is None:
        return ""
    if isinstance(found, Stream):
        said = unpacked(found).decode("utf-8", "replace")
    elif isinstance(found, bytes):
        said = text_of(found)
    elif isinstance(found, str | int | float | bool):
        said = str(found)
    else:
        return _digest(objects, found)
    return " ".join(said.split())[:_MOST_SAID]


def _digest(objects: Objects, value: Value) -> str:
    return digest_with(objects, value, hashlib.sha256()).hex()[:12]


def _box(objects: Objects, value: Value) -> tuple[float, ...]:
    return tuple([round(number(objects, each), 2) for each in array(objects, value)][:4])


def spoken_in(objects: Objects, root: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the languages that tags say, in reading order; none of a file that is damaged there."""
    tags = elements_below(objects, dictionary(objects, root.get("StructTreeRoot")).get("K"))
    try:
        return tuple([text_of(objects.get(each["Lang"])) for each in tags if "Lang" in each])
    except _VALUES:
        return ()


def strings_of(stream: Stream) -> bytes:
    """Return a digest of the codes that a content stream shows, with the spaces between and the fonts that it names."""
    return hashlib.sha256(b"\n".join([b"".join(each.split()) for each in _STRINGS.findall(unpacked(stream))])).digest()


def font_program(objects: Objects, value: Value) -> bytes | None:
    """Return a digest of what draws the glyphs of a font: None for one that is not in the file."""
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    descendant = dictionary(objects, below[0]) if below else font
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    stream = next((found for key in _FILES if isinstance(found := objects.get(descriptor.get(key)), Stream)), None)
    if stream is None:
        return None
    mapped = objects.get(descendant.get("CIDToGIDMap"))
    order = unpacked(mapped) if isinstance(mapped, Stream) else b""
    return hashlib.sha256(hashlib.sha256(unpacked(stream)).digest() + order).digest()


_FILES: Final = ("FontFile2", "FontFile3", "FontFile")


def guarded(make: Callable[[], _Made], otherwise: _Made) -> _Made:
    """Return what ``make`` gives, ``otherwise`` for a file that is damaged there."""
    try:
        return make()
    except _VALUES:
        return otherwise


def drawing(stream: Stream) -> bytes:
    """Return a digest of what a content stream paints beside text, and of the colours and states that text has."""
    return hashlib.sha256(b"".join(_TEXT.sub(_colours, unpacked(stream)).split())).digest()


def _colours(match: re.Match[bytes]) -> bytes:
    return b" ".join(_COLOUR.findall(match[1])) if match[1] else b""


def digest_with(objects: Objects, value: Value, digest: hashlib._Hash) -> bytes:
    """Return ``digest`` of ``value`` too, and of all that it refers to but pages and what stands above it; not of how it is
    written down.
    """
    seen: set[Ref] = set()
    waiting: list[Value] = [value]
    while waiting and len(seen) < _MOST_OBJECTS:
        each = waiting.pop()
        if isinstance(each, Ref):
            if each in seen:
                continue
            seen.add(each)
            each = objects.get(each)
        if isinstance(each, Stream):
            digest.update(unpacked(each))
            each = {key: entry for key, entry in each.values.items() if key not in _PACKING | _ABOUT_USE}
        if isinstance(each, dict):
            digest.update(repr(sorted(each)).encode())
            waiting.extend([each[key] for key in sorted(each) if key not in _UPWARDS])
        elif isinstance(each, list):
            waiting.extend(each)
        else:
            digest.update(repr(round(float(each), 4) if isinstance(each, int | float) else each).encode())
    return digest.digest()


def unpacked(stream: Stream) -> bytes:
    """Return a stream's bytes, unpacked where that is possible."""
    try:
        return stream.data()
    except Malformed:
        return stream.raw
