"""What is made of a campaign: ``packets``, and what is made of the packets in turn, a product a file.

A product stands among the ``PRODUCTS`` of a module, and in a row of ``letterpack/model/products.py``. It takes the packets as
pieces, in mailing order, from whoever made them; writes a file, or several, below ``print/``; leaves a row for each in the
manifest, by which it is known as ours; and says what a check must find of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, TypeAlias

from msgspec import Struct

from letterpack.diagnostics import Diagnostic
from letterpack.errors import LetterpackError
from letterpack.model.campaign import CampaignRead, Settings
from letterpack.model.form import Fit, Form
from letterpack.model.manifest import EnclosureRow, PacketRow, PrintRunRow, ProductRow
from letterpack.model.pdf import Enclosure
from letterpack.model.products import PRODUCTS
from letterpack.model.profile import Profile
from letterpack.press.print_run import RunPacket
from letterpack.press.slips import AddressSlip
from letterpack.spans import Span
from letterpack.units import mm_to_pt

if TYPE_CHECKING:
    # A build reads no PDF back, and need not load what does.
    from letterpack.readback.product_rows import ToldRow

_BUILD: Final = "build again: letterpack build"
BESIDE_PT: Final = mm_to_pt(95.0)
"""How far from where lines begin that stands on a ``page`` which is beside another text."""


class PieceAddress(Struct, frozen=True):
    """Whom a packet goes to: the lines above the address by their keys, those of the address, the country's code."""

    names: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    country: str


class Piece(Struct, frozen=True):
    """A packet as a product takes it: its row of the manifest; its pages, if any product of the batch needs them; its address,
    and the slips that bear it, by the names of the products that ask for them.
    """

    row: PacketRow
    pages: RunPacket | None
    address: PieceAddress
    slips: Mapping[str, AddressSlip]


class Setting(Struct, frozen=True):
    """The batch that a product belongs to. ``create`` opens a file of it for writing, which stays open as long as the product is
    made. ``enclosure`` gives an enclosure as a packet has it, of a letter in a language; ``page`` sets texts, and what stands
    beside each, on a page of their own.
    """

    campaign: CampaignRead
    profile: Profile
    form: Form
    create: Callable[[str], BinaryIO]
    enclosure: Callable[[EnclosureRow, str], Enclosure]
    page: Callable[[Sequence[tuple[str, str]]], RunPacket]


class Maker(Protocol):
    """A product in the making. Its methods raise ``OSError``. Its files are not its own to close."""

    def add(self, piece: Piece) -> None:
        """Add the next piece, in mailing order."""
        ...

    def finish(self) -> Sequence[ProductRow | PrintRunRow]:
        """Write what is left to write, and return the rows in the manifest, one for each file."""
        ...


class ProductFile(Struct, frozen=True):
    """A product's file beside what should be in it, for a check.

    ``shown`` is the file as messages call it, ``then`` its digest in the manifest, ``now`` the file's, empty where it is missing.
    ``pieces`` are the packets that it holds by the manifest, ``expected`` those that it should hold.
    """

    product: Product
    shown: str
    file: str
    then: str
    now: str
    pieces: tuple[str, ...]
    expected: tuple[str, ...]


def as_it_was_built(seen: ProductFile) -> Iterator[Diagnostic]:
    """Yield whether the file is missing, is another, or is not made of the packets of now: what any product's check asks."""
    what, span = f"{seen.product.title} `{seen.file}`", Span(seen.shown)
    if not seen.now:
        yield Diagnostic("LP301", "error", f"{what} is missing", span, _BUILD)
        return
    if seen.pieces != seen.expected:
        yield Diagnostic("LP301", "error", f"{what} does not contain the current packets in their order", span, _BUILD)
    if seen.now != seen.then:
        yield Diagnostic("LP311", "error", f"{what} is not the file that was built", span, _BUILD)


def every_piece(_row: PacketRow) -> bool:
    """Take all packets."""
    return True


def no_blind_copy(row: PacketRow) -> bool:
    """Take all packets but blind copies: what lists several addressees names none of those that nobody else may know of."""
    return row.kind != "bcc"


FileTold: TypeAlias = Callable[[BinaryIO, ProductRow | PrintRunRow], Iterator["ToldRow"]]
"""Tells what a product's file says, row by row, by the file and its row in the manifest."""


class Product(Struct, frozen=True):
    """A kind of product. ``name`` is what the user asks for, ``title`` what messages call it, ``file`` its path in the batch,
    where it is one file; ``begin`` makes it.

    ``takes`` says which packets are its pieces, ``takes_pages`` whether it needs their pages. ``slip`` is the form on which each
    piece's address is set for it: of the campaign, its form, and the number of sheets. ``check`` yields what is wrong with
    a finished one: LP301 and LP311. ``arranges`` says whether its pieces may be in another order, or in several files.
    ``told`` yields what a file of it says, for a comparison: it raises ``NotTold``, and ``OSError``. ``looks`` yields in the same
    way how its pages look, where that is asked only of files that say the same, or of which ``told`` knows nothing.
    """

    name: str
    title: str
    file: str
    begin: Callable[[Setting], Maker]
    takes: Callable[[PacketRow], bool] = every_piece
    takes_pages: bool = False
    slip: Callable[[CampaignRead, Form, int], Form] | None = None
    check: Callable[[ProductFile], Iterator[Diagnostic]] = as_it_was_built
    arranges: Callable[[Settings], bool] = lambda _: False
    told: FileTold | None = None
    looks: FileTold | None = None


def fit_for(form: Form, sheets: int) -> Fit:
    """Return how so many sheets go into the smallest of the form's envelopes that takes them, or into the one that takes most."""
    taking = [fit for fit in form.fits if fit.envelope.max_sheets >= sheets]
    if not taking:
        return max(form.fits, key=lambda fit: fit.envelope.max_sheets)
    return min(taking, key=lambda fit: fit.envelope.width_pt * fit.envelope.height_pt)


def find_product(name: str) -> Product:
    """Return the product called ``name``. Raises ``LetterpackError`` where there is none."""
    if name not in PRODUCTS:
        known = ", ".join([f"`{each}`" for each in sorted(PRODUCTS)])
        raise LetterpackError(f"there is no product `{name}`", f"choose from {known}")
    made: Sequence[Product] = import_module(PRODUCTS[name]).PRODUCTS
    return next(each for each in made if each.name == name)
