"""The second witness: a list of all that letterpack writes into a packet, made from the standard and not from the press. Whatever
else a file holds is strange, however it looks: our own mistake, or somebody else's hand.

What is strange is told in words that follow "the packet contains what letterpack does not write:".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from letterpack.model.observed import Shown
from letterpack.readback.objects import Objects, array, dictionary, name, number
from letterpack.readback.structure import TaggedBlock
from letterpack.readback.values import Malformed, Stream, Value
from letterpack.readback.whitelist.painting import Painted, PaintedPicture
from letterpack.readback.whitelist.places import Core, covered, is_hidden, out_of_order

__all__ = ["page_places", "pictures_on_text", "reading_places"]


def page_places(lines: Sequence[Shown], pictures: Iterable[Core]) -> Iterator[str]:
    """Yield what stands on one of the ``lines`` of a page; ``pictures`` are those that may not."""
    if text := covered(lines):
        yield f"something on top of `{text[:60]}`"
    for picture in pictures:
        if is_hidden(picture, lines):
            yield "a picture on top of text"


def pictures_on_text(
    objects: Objects, resources: Mapping[str, Value], streams: Iterable[Painted], height_pt: float
) -> Iterator[Core]:
    """Yield where pictures stand that the ``streams`` of a page paint over text, if there is any."""
    has_text = False
    for painted in streams:
        for picture in painted.pictures:
            if has_text or not picture.behind:
                yield _rectangle(objects, resources, picture, height_pt)
        has_text = has_text or painted.has_text


def _rectangle(objects: Objects, resources: Mapping[str, Value], picture: PaintedPicture, height_pt: float) -> Core:
    found = objects.get(dictionary(objects, resources.get("XObject")).get(picture.name))
    if not isinstance(found, Stream):
        raise Malformed("a picture of it is missing")
    box = [0.0, 0.0, 1.0, 1.0]
    if name(objects, found.values.get("Subtype")) == "Form":
        box = [number(objects, each) for each in array(objects, found.values.get("BBox"))]
    left, bottom, right, top = box
    x0, x1 = sorted((picture.x_pt + picture.across * left, picture.x_pt + picture.across * right))
    y0, y1 = sorted((picture.y_pt + picture.up * bottom, picture.y_pt + picture.up * top))
    return Core(x0, height_pt - y1, x1, height_pt - y0)


def reading_places(blocks: Sequence[TaggedBlock], pages: Mapping[int, Sequence[Shown]], *, right_to_left: bool) -> Iterator[str]:
    """Yield that what is read first stands below what is read next; ``pages`` are the lines of each page by its index."""
    lines: dict[tuple[int, int], list[Shown]] = {}
    for index, shown in pages.items():
        for line in shown:
            if line.mcid >= 0:
                lines.setdefault((index, line.mcid), []).append(line)
    found = out_of_order(blocks, lines, right_to_left=right_to_left)
    if found is not None:
        yield f"`{found[1][:60]}` on page {found[0] + 1} above what is read before it"
