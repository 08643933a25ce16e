"""What a comparison is made of: ids read when they are asked for, lines, pictures, and what nobody may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest
from PIL import Image, ImageChops, ImageFilter

from letterpack.model.change import Change, Comparison, Consequence, Group, Located, PacketChanges, ProductChanges
from letterpack.model.observed import ObservedPage, Shown
from letterpack.review import others, pixels
from letterpack.review.pixels import _are_alike
from letterpack.review.report import fragments
from letterpack.review.telling import without_blind_copies


def _shown(text: str, x_pt: float, y_pt: float = 100.0, width_pt: float = 20.0) -> Shown:
    return Shown(text, x_pt, y_pt, width_pt, 10.0, "F", "", -1)


def _page(*shown: Shown) -> ObservedPage:
    return ObservedPage(595.0, 842.0, (shown,), 0, by_others=True, drawn=b"", pictures=b"")


def test_what_stands_close_together_on_one_height_is_a_line() -> None:
    page = _page(_shown("We ", 10), _shown("ask", 31), _shown("you", 54.5), _shown("far", 300), _shown("below", 10, 120))
    assert [(each.text, each.width_pt) for each in others._rows(page)] == [("We ask you", 64.5), ("far", 20), ("below", 20)]


def test_pictures_of_pages_that_differ_in_size_or_cannot_be_painted() -> None:
    small, large = Image.new("RGB", (20, 20), "white"), Image.new("RGB", (20, 30), "white")
    assert pixels._exact_difference(small, None) is None
    whole = pixels._exact_difference(small, large)
    assert whole is not None and (whole.x_pt, whole.y_pt) == (0.0, 0.0)
    assert pixels._difference(small, large, (), exact=True) is None
    assert pixels._difference(None, large, (), exact=False) is None
    assert pixels._difference(small, small.copy(), (), exact=True) is None
    assert not _are_alike(Image.new("RGB", (100, 20)), Image.new("RGB", (20, 100)))
    assert _are_alike(small, Image.new("RGB", (40, 40), "white"))


ADDRESS = Change("address", "address", "old", "new")
SAID = Change("text", "paragraph", "the words of one", "the words of another")


def _compared() -> Comparison:
    follows = (Consequence(SAID, ("b1", "P1")), Consequence(SAID, ("P1",)), Consequence(SAID, ("b1",)))
    return Comparison(
        "old",
        "new",
        (
            Change("text", "addressees.yaml: b1: name", "Bo", "", note="gone"),
            Change("text", "letter.md: b1", "a", "b"),
            Change("text", "letter.md", "a", "b"),
        ),
        (
            PacketChanges("b1", "Bo", "changed", (Located(ADDRESS),), (1, 1), groups=(0,)),
            PacketChanges("P1", "Ada", "changed", (Located(ADDRESS),), (1, 1), groups=(0,)),
        ),
        (Group(ADDRESS, ("b1", "P1"), follows=follows, numbers=(0,)),),
    )


def test_nothing_of_a_blind_copy_is_told() -> None:
    told = without_blind_copies(_compared(), {"b1"})
    shown = re.sub(r" at 0x[0-9a-f]+", "", repr(told))
    assert "Bo" not in shown and "b1" not in shown
    assert [each.field for each in told.sources] == ["addressees.yaml: a blind copy", "letter.md: a blind copy", "letter.md"]
    assert told.sources[0].note == "gone"
    (group,) = told.groups
    assert [(each.change.before, len(each.packets)) for each in group.follows] == [("", 2), (SAID.before, 1)]


def _alone(packets: tuple[PacketChanges, ...], products: tuple[ProductChanges, ...] = ()) -> dict[str, str]:
    return fragments(Comparison("old", "new", (), packets, (), products=products))


def _verdicts() -> Iterator[tuple[tuple[PacketChanges, ...], str]]:
    same, other = PacketChanges("P1", "", "identical"), PacketChanges("P2", "", "changed")
    yield (same,), "The packet is identical"
    yield (same, same), "All packets are identical"
    yield (other,), "The packet differs"
    yield (same, other), "1 of 2 packets differs"
    yield (other, other), "2 of 2 packets differ"


@pytest.mark.parametrize(("packets", "verdict"), [*_verdicts()])
def test_a_report_begins_with_how_many_differ(packets: tuple[PacketChanges, ...], verdict: str) -> None:
    assert verdict in "\n".join(_alone(packets).values())


def test_a_product_with_many_changes_is_folded() -> None:
    rows = tuple([Change("text", f"row P{number}", "a", "b") for number in range(40)])
    told = "\n".join(_alone((), (ProductChanges("mailing-list", "the mailing list", "list.csv", "changed", rows, 2),)).values())
    assert "<details class=product><summary>list.csv, the mailing list: 42 changes</summary>" in told
    assert "… and 2 more changes" in told


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (40, 30)])
def test_what_stands_right_beside_is_what_pillows_filters_find(size: tuple[int, int]) -> None:
    picture = Image.frombytes("RGB", size, Random(7).randbytes(size[0] * size[1] * 3))
    lightest, darkest = (
        picture.filter(ImageFilter.MaxFilter(3)),
        picture.filter(ImageFilter.MinFilter(3)),
    )
    assert ImageChops.difference(pixels._spread(picture, ImageChops.lighter), lightest).getbbox() is None
    assert ImageChops.difference(pixels._spread(picture, ImageChops.darker), darkest).getbbox() is None
