"""What envelopes and labels bear, beside the packets as a check reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from letterpack.checks.evidence.compare import in_any_order
from letterpack.languages import runs_right_to_left
from letterpack.model.form import Rect
from letterpack.press.slips import about_slips
from letterpack.products import FinishedFile, ReadPiece
from letterpack.products.about_read import about_faults
from letterpack.units import pt_to_mm
from letterpack.values import replace

if TYPE_CHECKING:
    # A build reads no PDF back, and need not load what does.
    from letterpack.readback.whitelist.slips import ReadSlip, SlipPage, SlipPages

MOST_FAULTS: Final = 20
"""Of one product that are told."""
_ABOUT_PT: Final = 0.05


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
    slip: ReadSlip, piece: ReadPiece, place: Rect, page_height_pt: float, beside: Sequence[str] = ()
) -> Iterator[str]:
    """Yield what is wrong with ``slip``, which bears the address of ``piece``, and before it the lines ``beside``, at ``place``
    of a page of this height.
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


def _unspaced(lines: Iterable[str]) -> str:
    return "".join(in_any_order(" ".join(lines)).split())
