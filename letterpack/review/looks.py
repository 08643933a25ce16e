"""Fonts: words that say the same in another face, size or weight. One font for all is one change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.change import Change, Located, Spot
from letterpack.model.observed import FontRun, Shown
from letterpack.review.causes import FURNITURE
from letterpack.review.document import Document, ShownBlock
from letterpack.review.edits import MatchedBlock
from letterpack.units import pt_to_mm
from letterpack.values import replace

_ALL: Final = 0.9
"""The share of a face's letters that must have become the same other face for it to be one change."""
_SAME_SIZE_PT: Final = 0.05
_FEW_PLACES: Final = 4
_LEAST_SPACED_PT: Final = 0.5
_MOST_SAID: Final = 60


class SizedFont(Struct, frozen=True):
    """A font without its subset's tag, and a size."""

    name: str
    size_pt: float

    def __str__(self) -> str:
        return f"{self.name} {self.size_pt:g} pt"

    @property
    def family(self) -> str:
        """The name without the style."""
        return self.name.partition("-")[0]


class _FaceRun(NamedTuple):
    face: SizedFont
    letters: int


class _FaceChange(Struct, frozen=True):
    """Letters of a block that changed their face: from ``start`` on, counted without spaces."""

    block: MatchedBlock
    old: SizedFont
    new: SizedFont
    start: int
    letters: int


def compare_faces(matched: Sequence[MatchedBlock]) -> list[Located]:
    """Return the changes of face between blocks that say the same."""
    stretches: list[_FaceChange] = []
    for each in matched:
        if each.edited or not each.old.role or _same_faces(each):
            continue
        old, new = _runs(each.old), _runs(each.new)
        if old != new and sum([run.letters for run in old]) == sum([run.letters for run in new]):
            stretches.extend(_stretches(each, old, new))
    if not stretches:
        return []
    letters: Counter[SizedFont] = Counter()
    for run in [run for each in matched if not each.edited for run in _runs(each.old)]:
        letters[run.face] += run.letters
    everywhere = _everywhere(letters, stretches)
    rest: dict[tuple[SizedFont, SizedFont], list[_FaceChange]] = {}
    for stretch in stretches:
        if (stretch.old, stretch.new) not in everywhere:
            rest.setdefault((stretch.old, stretch.new), []).append(stretch)
    return [*_general(everywhere), *[found for some in rest.values() for found in _in_places(some)]]


def compare_spacing(matched: Sequence[MatchedBlock]) -> list[Located]:
    """Return one change for all lines that say the same in the same letters, and are longer or shorter: set apart, or on top of
    each other.
    """
    lines = [
        (old, new)
        for each in matched
        if not each.edited and len(each.old.lines) == len(each.new.lines)
        for old, new in zip(each.old.lines, each.new.lines, strict=True)
        if _is_spaced_otherwise(old.shown, new.shown)
    ]
    if not lines:
        return []
    old, new = lines[0]
    before, after = (f"a line {pt_to_mm(line.shown.width_pt):.1f} mm long" for line in (old, new))
    note = f"in {len(lines)} lines" if len(lines) > 1 else f"“{new.shown.text.strip()[:_MOST_SAID]}”"
    change = Change("font", "spacing", before, after, new.page_index + 1, note=note)
    olds, news = (
        [Spot(line.page_index, line.shown, 0, len(line.shown.text)) for line in side] for side in zip(*lines, strict=True)
    )
    return [Located(change, tuple(olds), tuple(news))]


def _is_spaced_otherwise(old: Shown, new: Shown) -> bool:
    if old.text != new.text or old.faces != new.faces or old.font.rpartition("+")[2] != new.font.rpartition("+")[2]:
        return False
    return abs(old.size_pt - new.size_pt) < _SAME_SIZE_PT and abs(new.width_pt - old.width_pt) >= _LEAST_SPACED_PT


def _in_places(stretches: Sequence[_FaceChange]) -> Iterator[Located]:
    """Yield a change for each place where letters changed from one face to another; one change where there are many."""
    if len(stretches) <= _FEW_PLACES:
        yield from map(_local, stretches)
        return
    first = _local(stretches[0])
    note = f"in {len(stretches)} places; the first: {first.change.note}"
    yield replace(first, change=first.change._replace(field="font", note=note))


def _same_faces(block: MatchedBlock) -> bool:
    """Whether a block's lines are all in the faces they were in, as nearly all are."""
    olds, news = block.old.lines, block.new.lines
    return len(olds) == len(news) and all(
        one.shown.font == other.shown.font
        and one.shown.size_pt == other.shown.size_pt
        and one.shown.faces == other.shown.faces
        and one.shown.text == other.shown.text
        for one, other in zip(olds, news, strict=True)
    )


def _runs(block: ShownBlock) -> list[_FaceRun]:
    found: list[_FaceRun] = []
    for line in block.lines:
        shown = line.shown
        whole = FontRun(shown.font.rpartition("+")[2], shown.size_pt, len("".join(shown.text.replace("\u00ad", "").split())))
        for font, size_pt, count in shown.faces or (whole,):
            face = SizedFont(font, round(size_pt / _SAME_SIZE_PT) * _SAME_SIZE_PT)
            if found and found[-1].face == face:
                found[-1] = _FaceRun(face, found[-1].letters + count)
            elif count:
                found.append(_FaceRun(face, count))
    return found


def _stretches(block: MatchedBlock, old: Sequence[_FaceRun], new: Sequence[_FaceRun]) -> Iterator[_FaceChange]:
    at = 0
    olds, news = [list(run) for run in old], [list(run) for run in new]
    i = j = 0
    left_old, left_new = old[0].letters, new[0].letters
    while i < len(olds) and j < len(news):
        step = min(left_old, left_new)
        if old[i].face != new[j].face:
            yield _FaceChange(block, old[i].face, new[j].face, at, step)
        at += step
        left_old, left_new = left_old - step, left_new - step
        if not left_old:
            i += 1
            left_old = old[i].letters if i < len(old) else 0
        if not left_new:
            j += 1
            left_new = new[j].letters if j < len(new) else 0


def _everywhere(letters: Counter[SizedFont], stretches: Sequence[_FaceChange]) -> dict[tuple[SizedFont, SizedFont], int]:
    """Return the changes that nearly all letters of a face made."""
    made: Counter[tuple[SizedFont, SizedFont]] = Counter()
    for each in stretches:
        made[each.old, each.new] += each.letters
    return {pair: count for pair, count in made.items() if count >= _ALL * letters[pair[0]]}


def _general(everywhere: dict[tuple[SizedFont, SizedFont], int]) -> Iterator[Located]:
    """Yield one change for each family that became another, and one for sizes."""
    families: dict[tuple[str, str], None] = {}
    sizes: dict[tuple[float, float], None] = {}
    for old, new in everywhere:
        if old.family != new.family:
            families[old.family, new.family] = None
        elif old.name != new.name:
            families[old.name, new.name] = None
        if abs(old.size_pt - new.size_pt) > _SAME_SIZE_PT:
            sizes[old.size_pt, new.size_pt] = None
    for before, after in families:
        yield Located(Change("font", "font", before, after))
    if sizes:
        before, after = [", ".join([f"{pair[side]:g} pt" for pair in sorted(sizes, reverse=True)]) for side in (0, 1)]
        yield Located(Change("font", "size", before, after))


def _local(each: _FaceChange) -> Located:
    start, end = _offsets(each.block.new.text, each.start, each.letters)
    old_start, old_end = _offsets(each.block.old.text, each.start, each.letters)
    text = " ".join(each.block.new.text[start:end].split())
    page_index = each.block.new.page_index
    change = Change(
        "font",
        each.block.new.field,
        str(each.old),
        str(each.new),
        None if page_index is None else page_index + 1,
        note=f"“{text}”",
    )
    return Located(change, each.block.old.spots(old_start, old_end), each.block.new.spots(start, end))


def _offsets(text: str, start: int, letters: int) -> tuple[int, int]:
    """Return where letters ``start`` to ``start + letters``, counted without spaces, stand in ``text``."""
    places = [index for index, char in enumerate(text) if not char.isspace() and char != "\u00ad"]
    last = min(start + letters, len(places)) - 1
    return (places[start], places[last] + 1) if start < len(places) else (0, len(text))


def compare_embedding(old: Document, new: Document) -> Iterator[Located]:
    """Yield the change where fonts are in one file and not in the other, and where nothing but their list is known."""
    for what, before, after in (
        ("embedded", "in the file", "not in the file"),
        ("not embedded", "not in the file", "in the file"),
    ):
        wanted = what == "embedded"
        had = {_bare(font.name) for font in old.fonts if font.embedded is wanted}
        lost = sorted(had & {_bare(font.name) for font in new.fonts if font.embedded is not wanted})
        if lost:
            yield Located(Change("font", "embedding", before, after, note=", ".join(lost)))
    if not (old.structured and new.structured):
        had, has = {_bare(font.name) for font in old.fonts}, {_bare(font.name) for font in new.fonts}
        if had != has:
            yield Located(Change("font", "font", ", ".join(sorted(had - has)), ", ".join(sorted(has - had))))


def _bare(name: str) -> str:
    return name.rpartition("+")[2]


_STILL_MM: Final = 0.05
"""What moves less than this has not moved: a printer cannot do it."""


class Shift(Struct, frozen=True):
    """How far a block moved, y down, and whether it is on another page now."""

    dx_mm: float
    dy_mm: float
    page: bool

    @property
    def none(self) -> bool:
        """Whether it stands where it stood."""
        return not self.page and abs(self.dx_mm) < _STILL_MM and abs(self.dy_mm) < _STILL_MM


class Moves(Struct, frozen=True):
    """What moved by itself, and how many blocks were pushed."""

    changes: tuple[Located, ...]
    reflowed: int


def compare_places(fixed: Sequence[MatchedBlock], flowing: Sequence[MatchedBlock], *, pushed: bool) -> Moves:
    """Return what moved. ``pushed`` where an edit, or another font, moves what flows."""
    found: dict[tuple[float, float], list[tuple[MatchedBlock, Shift]]] = {}
    otherwise: list[Located] = []
    for each in fixed:
        shift = shift_of(each.old, each.new)
        if shift is not None and not shift.none and not each.edited:
            found.setdefault((round(shift.dx_mm, 1), round(shift.dy_mm, 1)), []).append((each, shift))
        elif not each.edited and not pushed:
            otherwise.extend(_set_otherwise(each))
    reflowed = 0
    unedited = [each for each in flowing if not each.edited]
    shifts = [(each, shift) for each in unedited if (shift := shift_of(each.old, each.new)) is not None]
    if pushed:
        reflowed = sum([not shift.none for _, shift in shifts])
    else:
        for each, shift in shifts:
            if not shift.none:
                found.setdefault((round(shift.dx_mm, 1), round(shift.dy_mm, 1)), []).append((each, shift))
                break
            if changed := list(_set_otherwise(each)):
                otherwise.extend(changed)
                break
    return Moves((*[_moved(pairs) for pairs in found.values()], *otherwise), reflowed)


def _set_otherwise(block: MatchedBlock) -> Iterator[Located]:
    """Yield the change of a block that begins where it did, and whose lines break or stand elsewhere."""
    old, new = _lines(block.old), _lines(block.new)
    if len(old) == len(new) and all(map(_same_line, old, new)):
        return
    before, after = (f"{pt_to_mm(_width(lines)):.1f} mm wide" for lines in (old, new))
    page_index = block.new.page_index or 0
    note = "the lines of the same words end or stand elsewhere"
    yield Located(
        Change("moved", block.new.field, before, after, page_index + 1, note=note), block.old.whole(), block.new.whole()
    )


class _Line(Struct, frozen=True):
    """All that a block shows on one height of a page."""

    page_index: int
    text: str
    left_pt: float
    right_pt: float
    y_pt: float


def _lines(block: ShownBlock) -> list[_Line]:
    found: list[_Line] = []
    for page_index, shown, _ in block.lines:
        line = _Line(page_index, "".join(shown.text.split()), shown.x_pt, shown.x_pt + shown.width_pt, shown.y_pt)
        last = found[-1] if found else None
        if last and last.page_index == page_index and last.y_pt == shown.y_pt:
            sides = min(last.left_pt, line.left_pt), max(last.right_pt, line.right_pt)
            found[-1] = _Line(page_index, last.text + line.text, *sides, line.y_pt)
        else:
            found.append(line)
    return found


def _same_line(one: _Line, other: _Line) -> bool:
    ways = (other.left_pt - one.left_pt, other.y_pt - one.y_pt)
    return one.page_index == other.page_index and one.text == other.text and all(map(_is_still, ways))


def _width(lines: Sequence[_Line]) -> float:
    return max([line.right_pt for line in lines], default=0.0) - min([line.left_pt for line in lines], default=0.0)


def _is_still(way_pt: float) -> bool:
    return abs(pt_to_mm(way_pt)) < _STILL_MM


def compare_furniture_places(old: Document, new: Document) -> Iterator[Located]:
    """Yield a change for each way by which heads and feet that say the same stand elsewhere on their pages."""
    olds, news = _by_words(old), _by_words(new)
    found: dict[tuple[float, float], list[tuple[Spot, Spot]]] = {}
    for called in olds.keys() & news.keys():
        one, other = olds[called], news[called]
        across, down = pt_to_mm(other.x_pt - one.x_pt), pt_to_mm(other.y_pt - one.y_pt)
        if not Shift(across, down, page=False).none:
            spots = Spot(called[0], one, 0, len(one.text)), Spot(called[0], other, 0, len(other.text))
            found.setdefault((round(across, 1), round(down, 1)), []).append(spots)
    for (across, down), pairs in sorted(found.items()):
        before, after = zip(*sorted(pairs), strict=True)
        yield Located(Change("moved", FURNITURE, "", "", after[0].page_index + 1, across, down), before, after)


def _by_words(document: Document) -> dict[tuple[int, str], Shown]:
    """Return what stands in heads and feet, by its page and its words, that stands there once."""
    found: dict[tuple[int, str], Shown | None] = {}
    for page_index, shown in document.furniture:
        key = page_index, shown.text
        found[key] = None if key in found else shown
    return {key: shown for key, shown in found.items() if shown is not None}


def shift_of(old: ShownBlock, new: ShownBlock) -> Shift | None:
    """Return how far the beginning of a block moved; None where it shows nothing."""
    if not old.lines or not new.lines:
        return None
    one, other = old.lines[0], new.lines[0]
    across, down = other.shown.x_pt - one.shown.x_pt, other.shown.y_pt - one.shown.y_pt
    return Shift(pt_to_mm(across), pt_to_mm(down), one.page_index != other.page_index)


def _moved(pairs: Sequence[tuple[MatchedBlock, Shift]]) -> Located:
    """Return one change for all blocks that moved alike."""
    blocks, shift = [each for each, _ in pairs], pairs[0][1]
    fields = ", ".join(dict.fromkeys([each.new.field for each in blocks]))
    page_index = blocks[0].new.page_index or 0
    before = f"page {(blocks[0].old.page_index or 0) + 1}" if shift.page else ""
    after = f"page {page_index + 1}" if shift.page else ""
    change = Change("moved", fields, before, after, page_index + 1, round(shift.dx_mm, 2), round(shift.dy_mm, 2))
    old = tuple([spot for each in blocks for spot in each.old.whole()])
    return Located(change, old, tuple([spot for each in blocks for spot in each.new.whole()]))
