"""What envelopes and labels bear, beside the packets as a check reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.checks.evidence.compare import in_any_order
from letterpack.languages import runs_right_to_left
from letterpack.model.form import AddressField, Rect
from letterpack.model.observed import FontRun, Shown
from letterpack.press.slips import about_slips
from letterpack.products import FinishedFile, ReadPiece
from letterpack.products.about_read import about_faults, meant_of
from letterpack.units import pt_to_mm
from letterpack.values import replace

if TYPE_CHECKING:
    # A build reads no PDF back, and need not load what does.
    from letterpack.readback.whitelist.slips import ReadSlip, SlipPage, SlipPages

MOST_FAULTS: Final = 20
"""Of one product that are told."""
_ABOUT_PT: Final = 0.002
"""What is written in thousandths of a point."""
_LINE_PT: Final = 0.015
"""Lines stand on hundredths of a point."""
_MOST_LOWER: Final = 0.3
"""Of the distance of lines: how much lower a block may begin whose first letters are taller than Latin ones."""
_BASELINE: Final = 0.72
"""Of the distance of lines: how far below the top of a block its first one stands."""


def closely_read(finished: FinishedFile, title: str, pages: SlipPages, languages: AbstractSet[str]) -> Iterator[str]:
    """Yield what the finished PDF of slips called ``title`` holds otherwise value by value; all its ``pages`` were taken, and are
    of packets in these ``languages``.
    """
    yield from pages.closely(meant_of(finished, about_slips(finished.campaign, title), pages.about, languages))


def open_slips(finished: FinishedFile, title: str) -> tuple[SlipPages, list[str]]:
    """Return the pages of a finished PDF of slips called ``title``, and what is wrong with what it says of itself."""
    from letterpack.readback.long_files import LongFile
    from letterpack.readback.whitelist.slips import SlipPages

    pages = SlipPages(LongFile(finished.file), finished.fonts, parts=finished.profile.names_parts)
    wanted = replace(about_slips(finished.campaign, title), claims=finished.profile.run_claims)
    faults = about_faults(pages.about, wanted) if pages.about else ()
    return pages, [*faults, *pages.head(finished.profile.intent)]


def size_faults(page: SlipPage, wanted: tuple[float, float]) -> Iterator[str]:
    """Yield that ``page`` has another size than is ``wanted``."""
    if any(abs(one - other) > _ABOUT_PT for one, other in zip(page.size_pt, wanted, strict=True)):
        width, height = (f"{pt_to_mm(side):.0f}" for side in wanted)
        yield f"its page {page.number} is not {width} × {height} mm"


def slip_faults(
    slip: ReadSlip, piece: ReadPiece, place: Rect, page_height_pt: float, field: AddressField, beside: Sequence[str] = ()
) -> Iterator[str]:
    """Yield what is wrong with ``slip``, which bears the address of ``piece`` in its ``field``, and before it the lines
    ``beside``, at ``place`` of a page of this height.
    """
    from letterpack.readback.values import Malformed

    name = piece.row.id
    at = (place.x_pt, page_height_pt - place.bottom_pt)
    if any(abs(one - other) > _ABOUT_PT for one, other in zip((slip.x_pt, slip.y_pt), at, strict=True)):
        yield f"that of `{name}` stands at another place"
    try:
        shown = slip.lines(place.height_pt, right_to_left=runs_right_to_left(piece.row.language))
    except Malformed:
        yield f"that of `{name}` cannot be read"
        return
    said, wanted = [line.text.strip() for line in shown], [*beside, *piece.block]
    if _unspaced(said) != _unspaced(wanted):
        yield f"that of `{name}` says `{' / '.join(said) or 'nothing'}`, and `{' / '.join(wanted)}` is right"
    whole = Rect(0.0, 0.0, place.width_pt, place.height_pt)
    if not all(whole.holds(line.box) for line in shown):
        yield f"that of `{name}` does not stand on its paper"
    elif not _is_in_field(shown, field):
        yield f"that of `{name}` does not stand as a block in its place"


def _is_in_field(shown: Sequence[Shown], field: AddressField) -> bool:
    """Whether lines stand in a ``field``: one below the other, each from its edge on, in type of one size, from its top on; and
    what is the sender's so from the edge of its line on. Letters that are taller than Latin ones begin lower.
    """
    lines = list(_whole_lines(shown))
    address = [line for line in lines if line.y_pt > field.room.y_pt and line.is_at(field.text_x_pt, field.room.right_pt)]
    sender, returned = [line for line in lines if line not in address], field.return_line
    if not all(line.is_at(returned.x_pt, returned.right_pt) for line in sender):
        return False
    if not (_are_one_block(address) and _are_one_block(sender)):
        return False
    step = address[1].y_pt - address[0].y_pt if len(address) > 1 else field.leading_pt
    lower = address[0].y_pt - field.room.y_pt - _BASELINE * step if address else 0.0
    is_latin = all(piece.text.isascii() for line in address for piece in line.pieces)
    return -_LINE_PT <= lower <= (_LINE_PT if is_latin else _MOST_LOWER * step)


class _SlipLine(Struct, frozen=True):
    """A line of a slip: the pieces of its languages, side by side from left to right."""

    pieces: tuple[Shown, ...]

    @property
    def y_pt(self) -> float:
        """Where it stands."""
        return self.pieces[0].y_pt

    @property
    def right_pt(self) -> float:
        """Where it ends."""
        return self.pieces[-1].x_pt + self.pieces[-1].width_pt

    def is_at(self, left: float, right: float) -> bool:
        """Whether it begins at the ``left`` edge or, as those from right to left do, at the ``right`` one."""
        # Each piece stands on a hundredth of a point.
        return abs(self.pieces[0].x_pt - left) <= _LINE_PT or abs(self.right_pt - right) <= _LINE_PT * len(self.pieces)


def _whole_lines(shown: Iterable[Shown]) -> Iterator[_SlipLine]:
    """Yield the lines whose pieces ``shown`` are: on one height, each begins where the one before it ends."""
    last: _SlipLine | None = None
    for piece in shown:
        if last and abs(piece.y_pt - last.y_pt) <= _LINE_PT and abs(piece.x_pt - last.right_pt) <= _LINE_PT:
            last = _SlipLine((*last.pieces, piece))
            continue
        if last:
            yield last
        last = _SlipLine((piece,))
    if last:
        yield last


def _are_one_block(lines: Sequence[_SlipLine]) -> bool:
    steps = [after.y_pt - before.y_pt for before, after in pairwise(lines)]
    pieces = [piece for line in lines for piece in line.pieces]
    sizes = {(run.font, run.size_pt) for piece in pieces for run in piece.faces or (FontRun(piece.font, piece.size_pt, 0),)}
    return max(steps, default=0.0) - min(steps, default=0.0) <= _LINE_PT and len(sizes) == len({font for font, _ in sizes})


def _unspaced(lines: Iterable[str]) -> str:
    return "".join(in_any_order(" ".join(lines)).split())
