"""What products take of a packet: its row, its pages, its address, and that address on paper of its own."""

from __future__ import annotations

from msgspec import Struct

from letterpack.model.manifest import printed_sheets
from letterpack.pipeline.build.due import Addressed, DuePacket
from letterpack.pipeline.build.earlier import TakenPacket
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.packet import MadePacket
from letterpack.press.print_run import RunPacket
from letterpack.press.slips import AddressSlip
from letterpack.products import Piece, PieceAddress, Product, find_product
from letterpack.wording.people import addressed_names


class PieceNeeds(Struct, frozen=True):
    """What the products of a batch want of its packets: their ``pages``, and addresses for the products called ``slips``."""

    pages: bool = False
    slips: tuple[str, ...] = ()


def wanted_by(products: tuple[Product, ...]) -> PieceNeeds:
    """Return what ``products`` want."""
    return PieceNeeds(
        any(product.takes_pages for product in products), tuple([product.name for product in products if product.slip])
    )


def piece_of(kit: Kit, packet: MadePacket | TakenPacket, wanted: PieceNeeds, pages: RunPacket | None = None) -> Piece:
    """Return ``packet`` as products take it; of one that was there, ``pages`` are those that it would have."""
    slips: dict[str, AddressSlip] = {}
    sheets = printed_sheets(packet.row, kit.campaign.settings.printing.sides)
    for product in map(find_product, wanted.slips):
        assert product.slip is not None
        if product.takes(packet.row) and (made := packet.slip(product.slip(kit.campaign, kit.form, sheets))):
            slips[product.name] = made
    if wanted.pages and isinstance(packet, MadePacket):
        pages = packet.pages()
    return Piece(packet.row, pages, address_of(packet.due, kit.campaign.settings.sender.country), slips)


def address_of(due: Addressed | DuePacket, home: str) -> PieceAddress:
    """Return whom the packet ``due`` goes to."""
    reader = due.reader
    names = addressed_names(reader, home)
    return PieceAddress(tuple(names.items()), reader.addresses[due.address_index], reader.country)
