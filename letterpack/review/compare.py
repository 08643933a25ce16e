"""Two files to what changed between them: words first, then what words do not explain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from letterpack.languages import primary
from letterpack.model.change import Change, Located, PacketChanges, Status
from letterpack.model.manifest import EnclosureRow
from letterpack.model.observed import ObservedPacket, ObservedPage
from letterpack.review.align import key_of
from letterpack.review.causes import CARRIER, CARRIER_PAGE, RENAMED, Facts, is_flowing, with_causes, words_of
from letterpack.review.document import FIXED, Document, ShownBlock, is_ours, our_document
from letterpack.review.edits import MatchedBlock, Section, compare_lines, compare_signatories, compare_texts, said
from letterpack.review.looks import (
    compare_embedding,
    compare_faces,
    compare_furniture_places,
    compare_places,
    compare_spacing,
)
from letterpack.review.others import other_document, settled
from letterpack.review.pages import (
    Enclosed,
    compare_enclosed_order,
    compare_enclosures,
    compare_facts,
    compare_furniture,
    compare_labels,
    compare_metadata,
    compare_roles,
    compare_sizes,
    compare_spoken,
    compare_structure,
    counts_follow,
    links_of_both,
    links_of_text,
    order_change,
    page_order,
    titles_of,
    with_moved_blocks,
    without_restated,
)
from letterpack.review.pixels import Looks, PagePair, painter
from letterpack.values import replace

_LOOKS: Final = frozenset({"moved", "font", "tags", "pixels"})
_CARRIER_TEXT: Final = "carrier text"
_BYTES_ALONE: Final = "the files differ only in their bytes"
_TRANSLATED: Final = 0.35
"""A text whose words are shared to less than this part with one in another language is a translation and not an edit."""


class Side(Struct, frozen=True):
    """A file: its bytes, what it shows, and what its manifest says of its enclosures and its profile."""

    data: bytes
    packet: ObservedPacket
    enclosures: tuple[EnclosureRow, ...] = ()
    profile: str = ""

    def label(self) -> str:
        """Return whom it goes to, as its window says; else what the file calls itself."""
        return _label(_document(self.packet))

    def window(self) -> str:
        """Return all that its window says, empty where it has none."""
        sections = _document(self.packet).sections
        return said(sections.get("carrier address") or sections.get("address") or ())


class _TextChanges(Struct, frozen=True):
    changes: list[Located]
    fixed: list[MatchedBlock]
    flowing: list[MatchedBlock]
    items: int
    translated: bool = False
    notes: tuple[str, ...] = ()


class Comparer:
    """Compares pairs of files, and remembers what many of them share."""

    def __init__(self) -> None:
        self._looks = Looks()

    def compare(self, packet_id: str, old: Side, new: Side) -> PacketChanges:
        """Return what changed from ``old`` to ``new``."""
        rearranged = list(compare_enclosed_order(old.enclosures, new.enclosures))
        order = None if rearranged else page_order(old.packet.pages, new.packet.pages)
        before, after = settled(_document(_reordered(old.packet, order) if order else old.packet), _document(new.packet))
        text = _texts(before, after)
        matched = [*text.fixed, *text.flowing]
        faces = [*compare_faces(matched), *compare_embedding(before, after)] or compare_spacing(matched)
        pushed = any(not each.harmless for each in text.changes) or bool(faces) or bool(text.items)
        moves = compare_places(text.fixed, text.flowing, pushed=pushed)
        changes = [
            *([order_change(order)] if order else []),
            *_carriers(before, after),
            *text.changes,
            *_beside_text(before, after, text),
        ]
        paint_old, paint_new = painter(old.data), painter(new.data)

        def pair(was: int, now: int) -> PagePair:
            pages = old.packet.pages[was], new.packet.pages[now]
            return PagePair(*pages, lambda: (paint_old(was), paint_new(now)))

        def same_picture(was: int, now: int) -> bool:
            return self._looks.same_picture(pair(was, now))

        if not order and len(old.packet.pages) == len(new.packet.pages):
            changes += compare_furniture_places(before, after)
        changes += [*faces, *moves.changes, *compare_enclosures(*_enclosed(before, after, old, new), same_picture)]
        changes += rearranged
        changes += compare_facts(old.packet.look, new.packet.look, pushed=pushed or bool(order or moves.changes))
        changes += [*compare_metadata(before.metadata, after.metadata, changes), *_profiles(old, new)]
        changes += _whole_pages(old.packet.pages, new.packet.pages, changes)
        places = order or range(min(len(before.pages), len(after.pages)))
        pairs = [(now, now, pair(was, now)) for now, was in enumerate(places)]
        changes += self._looks.compare(before, after, pairs)
        if not changes:
            programs = [side.packet.look.programs if side.packet.look else frozenset() for side in (old, new)]
            changes += self._looks.unexplained(pairs, same_fonts=programs[0] == programs[1])
            changes += compare_spoken(old.packet.look, new.packet.look)
        facts = replace(
            _facts(before, after, old, new),
            resized=_resized(before, after, moves.changes),
            repictured=_repictured(before, after),
            links=links_of_text(changes, old.packet, new.packet),
            kept_links=links_of_both(old.packet, new.packet),
        )
        changes = with_causes([_as_before(each, order) for each in changes], facts)
        return PacketChanges(
            id=packet_id,
            label=_label(after),
            status=_status(changes),
            changes=tuple(changes),
            pages=(len(old.packet.pages), len(new.packet.pages)),
            reflowed=moves.reflowed,
            notes=tuple(dict.fromkeys((*before.notes, *after.notes, *text.notes, *(() if changes else (_BYTES_ALONE,))))),
            own_words=frozenset([word for block in after.sections.get("address", ()) for word in key_of(block).split()]),
            sha256=(old.packet.sha256, new.packet.sha256),
            reading_sha256=new.packet.reading_sha256,
        )


def renamed(packet: PacketChanges, old_id: str) -> PacketChanges:
    """Return ``packet``, which had another id, with that among its changes."""
    name = Located(Change("pages", RENAMED, old_id, packet.id))
    changes = with_causes([*packet.changes, name], Facts((0, 0)))
    notes = tuple([note for note in packet.notes if note != _BYTES_ALONE])
    return replace(packet, changes=tuple(changes), status=_status(changes), notes=notes)


def _carriers(old: Document, new: Document) -> list[Located]:
    """Return the change where one side has a carrier page: who reads it gets a copy there, and none on the other side."""
    if _has_carrier(old) == _has_carrier(new):
        return []
    heads = [_first_heading(side.sections.get(_CARRIER_TEXT, ())) for side in (old, new)]
    before, after = (head.text if head else "" for head in heads)
    spots = [head.whole() if head else () for head in heads]
    number = spots[1][0].page_index + 1 if spots[1] else None
    return [Located(Change("pages", CARRIER_PAGE, before, after, number), spots[0], spots[1])]


def _first_heading(blocks: Sequence[ShownBlock]) -> ShownBlock | None:
    return next((block for block in blocks if block.role.startswith("H")), None)


def _has_carrier(document: Document) -> bool:
    return any(map(_is_of_carrier, document.sections))


def _is_of_carrier(section: str) -> bool:
    return section.startswith(CARRIER)


def _profiles(old: Side, new: Side) -> list[Located]:
    if old.profile == new.profile or not (old.profile and new.profile):
        return []
    return [Located(Change("metadata", "profile", old.profile, new.profile))]


def _whole_pages(old: Sequence[ObservedPage], new: Sequence[ObservedPage], changes: Sequence[Located]) -> list[Located]:
    """Return what became of the sheets, and of their number where nothing else tells of it."""
    found = list(compare_sizes(old, new))
    if len(old) != len(new) and not changes and not found:
        found.append(Located(Change("pages", "pages", str(len(old)), str(len(new)))))
    return found


def _facts(before: Document, after: Document, old: Side, new: Side) -> Facts:
    signatories = (len(before.sections.get("signatories", ())), len(after.sections.get("signatories", ())))
    olds, news = _enclosed(before, after, old, new)
    titles = (titles_of(olds, old.packet.look), titles_of(news, new.packet.look))
    return Facts(signatories, titles, after.metadata.language, addressed=(_addressed(before), _addressed(after)))


def _addressed(document: Document) -> frozenset[str]:
    return frozenset([word for block in document.sections.get("address", ()) for word in words_of(block.text)])


def _repictured(before: Document, after: Document) -> bool:
    """Whether the letter's pages show other pictures."""
    olds, news = ([page.pictures for page in each.pages if not page.by_others] for each in (before, after))
    return olds != news


def _resized(before: Document, after: Document, moves: Sequence[Located]) -> bool:
    """Whether pictures are others where the same words flow around them elsewhere."""
    return _repictured(before, after) and any(is_flowing(each.change) for each in moves)


def _beside_text(before: Document, after: Document, text: _TextChanges) -> list[Located]:
    """Compare heads and feet of pages, and tags."""
    furniture = [] if text.translated else list(compare_furniture(before, after, text.changes))
    return [*furniture, *compare_roles([*text.fixed, *text.flowing]), *compare_structure(before, after)]


def _label(document: Document) -> str:
    sections = document.sections
    window = sections.get("carrier address") or sections.get("address") or ()
    return ", ".join([" ".join(block.text.split()) for block in window[:2]]) or document.metadata.title


def _document(packet: ObservedPacket) -> Document:
    return our_document(packet) if is_ours(packet) else other_document(packet)


def _reordered(packet: ObservedPacket, order: Sequence[int]) -> ObservedPacket:
    """Return ``packet`` with its pages in the order that the other one has them in."""
    now = {was: index for index, was in enumerate(order)}
    passages = tuple(
        [
            replace(
                passage,
                page_index=now.get(passage.page_index, passage.page_index),
                contents=tuple([(now.get(page, page), mcid) for page, mcid in passage.contents]),
            )
            for passage in packet.passages
        ]
    )
    return replace(packet, pages=tuple([packet.pages[was] for was in order]), passages=passages)


def _as_before(found: Located, order: Sequence[int] | None) -> Located:
    """Return ``found`` with the old places on the pages that they were on."""
    if not order:
        return found
    return replace(found, old=tuple([spot._replace(page_index=order[spot.page_index]) for spot in found.old]))


def _texts(old: Document, new: Document) -> _TextChanges:
    """Compare all sections, those of both sides in the new one's order."""
    found = _TextChanges([], [], [], 0)
    if _is_translation(old, new):
        return _translated(old, new)
    if old.structured != new.structured:
        old, new = _unstructured(old), _unstructured(new)
    counts = (len(old.sections.get("signatories", ())), len(new.sections.get("signatories", ())))
    items, beside, notes = 0, list[tuple[Located, Located]](), list[str]()
    # A carrier page that came, or went, is one change, whatever is on it.
    both_carry = _has_carrier(old) == _has_carrier(new)
    for name in (each for each in dict.fromkeys((*new.sections, *old.sections)) if both_carry or not _is_of_carrier(each)):
        section = _section(name, old.sections.get(name, ()), new.sections.get(name, ()))
        kept = [each for each in section.changes if not counts_follow(each, *counts)]
        found.changes.extend(kept)
        beside.extend(section.beside)
        notes.extend(filter(None, [section.note]))
        if name in FIXED:
            found.fixed.extend(section.matched if not kept else _first(section.matched, old.sections.get(name, ())))
        else:
            found.flowing.extend(section.matched)
            found.changes.extend(compare_labels(section.matched, section.items))
            items += section.items
    changes = without_restated(with_moved_blocks(found.changes, beside))
    return replace(found, changes=changes, items=items, notes=tuple(notes))


def _first(matched: Sequence[MatchedBlock], old: Sequence[ShownBlock]) -> Sequence[MatchedBlock]:
    """Return the beginning of a block of lines that was edited, if that is as it was: what follows it may have been pushed."""
    return [each for each in matched[:1] if each.old is old[0]] if old else []


def _section(name: str, old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> Section:
    if name == "signatories":
        return compare_signatories(old, new)
    if name.endswith("address"):
        return compare_lines(old, new, "address")
    return compare_texts(old, new)


def _unstructured(document: Document) -> Document:
    """Return a document as one run of text, to be compared with one whose tags are not known."""
    blocks = [replace(block, field="text") for section in document.sections.values() for block in section]
    return replace(document, sections={"text": tuple(blocks)})


def _is_translation(old: Document, new: Document) -> bool:
    if primary(old.metadata.language) == primary(new.metadata.language):
        return False
    words = [{word for block in document.sections.get("text", ()) for word in key_of(block).split()} for document in (old, new)]
    return bool(words[0] and words[1]) and len(words[0] & words[1]) < _TRANSLATED * max(len(words[0]), len(words[1]))


def _translated(old: Document, new: Document) -> _TextChanges:
    """Compare a letter with its translation: it is one change, but for whom it goes to and who signs it."""
    first = [next(iter(document.sections.get("text", ())), None) for document in (old, new)]
    spots = [block.whole() if block else () for block in first]
    page = spots[1][0].page_index + 1 if spots[1] else None
    note = "the letter is in another language; its words were not compared"
    language = Change("text", "language", old.metadata.language, new.metadata.language, page, note=note)
    found = _TextChanges([Located(language, spots[0], spots[1])], [], [], 0, translated=True)
    address = compare_lines(old.sections.get("address", ()), new.sections.get("address", ()), "address")
    country = address.changes and all(
        "\n" not in side for each in address.changes for side in (each.change.before, each.change.after)
    )
    if address.changes and not country:
        found.changes.extend(address.changes)
    names = [
        [replace(block, text=block.text.partition("\n")[0]) for block in each.sections.get("signatories", ())]
        for each in (old, new)
    ]
    found.changes.extend(compare_signatories(names[0], names[1]).changes)
    return found


def _enclosed(before: Document, after: Document, old: Side, new: Side) -> tuple[Enclosed, Enclosed]:
    olds, news = [[document.pages[index] for index in document.enclosed] for document in (before, after)]
    firsts = [document.enclosed[0] if document.enclosed else len(document.pages) for document in (before, after)]
    return Enclosed(olds, old.enclosures, firsts[0]), Enclosed(news, new.enclosures, firsts[1])


def _status(changes: Sequence[Located]) -> Status:
    kinds = {part.change.kind for each in changes for part in (each, *each.follows) if part.change.field != RENAMED}
    if changes and not kinds:
        return "metadata"
    if not kinds:
        return "identical"
    if kinds == {"metadata"}:
        return "metadata"
    return "layout" if kinds <= _LOOKS | {"metadata"} else "changed"
