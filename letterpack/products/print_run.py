"""The print run: one PDF of all packets in mailing order, for a duplex printer."""

from __future__ import annotations

from typing import BinaryIO

from letterpack.model.manifest import PrintRunRow
from letterpack.model.products import PRINT_RUN
from letterpack.press.print_run import FILE, PrintRun
from letterpack.products import Piece, Product, Setting, Witness
from letterpack.readback.whitelist.typefaces import FontsNamed
from letterpack.wording.senders import author


class _RunMaker:
    def __init__(self, setting: Setting, file: BinaryIO) -> None:
        campaign, letter = setting.campaign, setting.campaign.letter
        self._enclosure = setting.enclosure
        self._run = PrintRun(
            file,
            campaign.settings.name or "Print run",
            author(campaign.settings.sender, letter.language),
            letter.language,
            letter.date,
            setting.profile,
        )

    def add(self, piece: Piece) -> None:
        """Add the packet's pages, what it encloses read again: it does not travel with them."""
        assert piece.pages is not None
        self._run.add(piece.row.id, piece.pages, [self._enclosure(each, piece.row.language) for each in piece.row.enclosures])

    def finish(self) -> PrintRunRow:
        """Complete the PDF."""
        return self._run.finish()


def _opened(data: bytes, fonts: FontsNamed) -> Witness:
    from letterpack.readback.whitelist.runs import RunWitness

    return RunWitness(data, fonts)


PRODUCT = Product(name=PRINT_RUN, title="the print run", file=FILE, begin=_RunMaker, takes_pages=True, read_back=_opened)
