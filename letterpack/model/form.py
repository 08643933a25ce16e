"""The geometry of a sheet and its envelope, in points from the page's top-left corner, y down.

``forms/`` reads it from data; typesetting and pagination place by it; checks measure against it.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from letterpack.units import mm_to_pt
from letterpack.values import replace

BLEED_PT: Final = mm_to_pt(3.0)
"""How far what reaches the edge is drawn beyond it for the print room: the 3 mm that printers ask for."""
CONFIDENCES: Final = ("high", "medium", "low")
"""How far the numbers of an envelope can be trusted."""


class Rect(Struct, frozen=True):
    """A rectangle: its top-left corner and its size."""

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float

    @property
    def right_pt(self) -> float:
        """The x of the right edge."""
        return self.x_pt + self.width_pt

    @property
    def bottom_pt(self) -> float:
        """The y of the lower edge."""
        return self.y_pt + self.height_pt

    def holds(self, other: Rect, tolerance_pt: float = 0.01) -> bool:
        """Whether ``other`` lies wholly inside."""
        return (
            other.x_pt >= self.x_pt - tolerance_pt
            and other.y_pt >= self.y_pt - tolerance_pt
            and other.right_pt <= self.right_pt + tolerance_pt
            and other.bottom_pt <= self.bottom_pt + tolerance_pt
        )

    def common(self, other: Rect) -> Rect:
        """Return what the two have in common, where they meet."""
        x, y = max(self.x_pt, other.x_pt), max(self.y_pt, other.y_pt)
        return Rect(x, y, min(self.right_pt, other.right_pt) - x, min(self.bottom_pt, other.bottom_pt) - y)

    def meets(self, other: Rect, tolerance_pt: float = 0.01) -> bool:
        """Whether the two have more in common than an edge."""
        return (
            min(self.right_pt, other.right_pt) - max(self.x_pt, other.x_pt) > tolerance_pt
            and min(self.bottom_pt, other.bottom_pt) - max(self.y_pt, other.y_pt) > tolerance_pt
        )


class EnvelopeWindow(Struct, frozen=True):
    """A window's ``place`` on the front of its envelope, the edge that the flap is on at the top. ``clear_pt`` is the white that
    the post wants around what shows in it.
    """

    place: Rect
    clear_pt: float


class Envelope(Struct, frozen=True):
    """An envelope as it is bought. ``size`` is what makers call its size, ``max_sheets`` how many folded sheets it takes."""

    name: str
    size: str
    width_pt: float
    height_pt: float
    max_sheets: int
    window: EnvelopeWindow | None
    return_window: EnvelopeWindow | None
    confidence: str


class Fit(Struct, frozen=True):
    """A sheet, folded at ``folds_y_pt``, in its envelope."""

    envelope: Envelope
    folds_y_pt: tuple[float, ...]


class Window(Struct, frozen=True):
    """An envelope's window as it lies over page 1 while the sheet rests in the envelope's top-left corner.

    The sheet can slide right by ``slack_x_pt`` and down by ``slack_y_pt``; the window then lies that much farther left and
    up on the page. ``clear_pt`` is the white the post asks for around the address at every position. ``envelope`` is its name,
    empty where it has none of its own.
    """

    area: Rect
    slack_x_pt: float
    slack_y_pt: float
    clear_pt: float
    envelope: str = ""

    @property
    def safe(self) -> Rect:
        """What shows at every position of the sheet, less the white around it."""
        left, top = max(0.0, self.area.x_pt) + self.clear_pt, self.area.y_pt + self.clear_pt
        right = self.area.right_pt - self.slack_x_pt - self.clear_pt
        bottom = self.area.bottom_pt - self.slack_y_pt - self.clear_pt
        return Rect(left, top, right - left, bottom - top)

    @property
    def sweep(self) -> Rect:
        """What shows at any position of the sheet: only the address may be printed there."""
        left = max(0.0, self.area.x_pt - self.slack_x_pt)
        top = max(0.0, self.area.y_pt - self.slack_y_pt)
        return Rect(left, top, self.area.right_pt - left, self.area.bottom_pt - top)


class AddressField(Struct, frozen=True):
    """Where the addressee's block stands on page 1.

    ``recipient`` is where the block begins when it has room; ``safe`` is what it must never leave where there is a window, so
    that a long block may rise from ``recipient`` to the top of ``safe``; without one it may grow down to the foot of ``room``.
    Every line begins at ``text_x_pt``. ``leading_pt`` is the distance of baselines. ``return_line`` is the sender's, above it.
    ``windows`` are those of all envelopes that the letter may travel in: ``safe`` shows in each of them, wherever the sheet
    slides. There are none on forms that promise none. ``closest_pt`` is how close lines may come for an address that has no
    room otherwise: on a label or an envelope; zero elsewhere.
    """

    recipient: Rect
    return_line: Rect
    safe: Rect
    text_x_pt: float
    leading_pt: float
    windows: tuple[Window, ...]
    closest_pt: float = 0.0

    @property
    def room(self) -> Rect:
        """What the block may take: ``safe``, and where no window is promised as much again below, from where text makes way."""
        safe = self.safe
        return safe if self.windows else Rect(safe.x_pt, safe.y_pt, safe.width_pt, safe.height_pt * 2)

    @property
    def max_lines(self) -> int:
        """How many lines ``room`` has room for."""
        return int((self.room.height_pt + 0.01) / self.leading_pt)

    @property
    def max_width_pt(self) -> float:
        """How wide a line may be."""
        return self.safe.right_pt - self.text_x_pt


class Marks(Struct, frozen=True):
    """Short rules at the left edge that show where to fold and punch. ``punch_y_pt`` is None where nobody punches."""

    folds_y_pt: tuple[float, ...]
    punch_y_pt: float | None
    x_pt: float
    fold_length_pt: float
    punch_length_pt: float


class Form(Struct, frozen=True):
    """The geometry of a letter's pages.

    ``first`` and ``following`` are the text areas: ``first.y_pt`` is where the body (or the subject) may start.
    ``letterhead`` is the room for the sender's head on page 1, ``information`` for place, date and reference.
    ``head_y_pt`` is the running head's baseline on following pages, ``foot_y_pt`` the foot's on all pages. ``fits`` are the
    envelopes that the letter may travel in; ``return_windows`` those of their windows that show the return line. ``posts``
    are the countries whose posts' rules hold (ISO 3166). ``keep_outs`` are other places on page 1, by name, where nothing may
    print.
    """

    name: str
    title: str
    paper_width_pt: float
    paper_height_pt: float
    first: Rect
    following: Rect
    letterhead: Rect
    information: Rect
    head_y_pt: float
    foot_y_pt: float
    address: AddressField
    marks: Marks
    fits: tuple[Fit, ...]
    posts: tuple[str, ...]
    return_windows: tuple[Window, ...]
    keep_outs: tuple[tuple[str, Rect], ...]

    def facing(self, *, right_to_left: bool) -> Form:
        """Return the form of a letter that runs ``right_to_left`` or not: where no window fixes the address, it stands at the
        edge where lines begin, and what is beside it at the other.
        """
        field = self.address
        if not right_to_left or field.windows:
            return self
        recipient = self._mirrored(field.recipient)
        address = replace(
            field,
            recipient=recipient,
            return_line=self._mirrored(field.return_line),
            safe=self._mirrored(field.safe),
            text_x_pt=self._mirrored(Rect(field.text_x_pt, 0.0, field.max_width_pt, 0.0)).x_pt,
        )
        return replace(self, address=address, information=self._mirrored(self.information))

    def _mirrored(self, rect: Rect) -> Rect:
        return replace(rect, x_pt=self.first.x_pt + self.first.right_pt - rect.right_pt)

    @property
    def return_x_pt(self) -> float:
        """Where the return line begins: on one edge with the address, unless it stands beside it."""
        return self.address.return_line.x_pt if self._return_is_beside else self.address.text_x_pt

    @property
    def return_is_apart(self) -> bool:
        """Whether the return line stays in its place, and does not stand close above an address that is short: it has a window of
        its own, stands beside the address, or a place between the two is kept out.
        """
        line, below = self.address.return_line, self.address.recipient.y_pt
        between = Rect(line.x_pt, line.bottom_pt, line.width_pt, below - line.bottom_pt)
        return bool(self.return_windows) or self._return_is_beside or any(rect.meets(between) for _, rect in self.keep_outs)

    @property
    def _return_is_beside(self) -> bool:
        return self.address.return_line.x_pt >= self.address.recipient.right_pt

    @property
    def windows(self) -> tuple[tuple[str, Window], ...]:
        """The windows of all envelopes, by the keys of their files."""
        own = [("window", window) for window in self.address.windows]
        return (*own, *[("return_window", window) for window in self.return_windows])

    @property
    def roomiest(self) -> Envelope:
        """The envelope that takes the most sheets."""
        return max([fit.envelope for fit in self.fits], key=lambda each: each.max_sheets)
