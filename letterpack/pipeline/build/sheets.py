"""How many packets have more sheets than their form's envelope takes: said once for each number of sheets (LP232)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from letterpack.diagnostics import Report
from letterpack.forms.fit import check_sheets
from letterpack.model.form import Form
from letterpack.spans import Span


class TooManySheets(NamedTuple):
    """The first packet, in mailing order, with some number of sheets; where its addressee stands; how many more there are."""

    packet: str
    span: Span
    more: int


class SheetCount:
    """Packets that are too heavy, by their number of sheets."""

    def __init__(self) -> None:
        self.heavy: dict[int, TooManySheets] = {}

    def count(self, sheets: int, packet: str, span: Span) -> None:
        """Count ``packet``, whose addressee stands at ``span``."""
        known = self.heavy.get(sheets)
        self.heavy[sheets] = known._replace(more=known.more + 1) if known else TooManySheets(packet, span, 0)

    def taken(self) -> dict[int, TooManySheets]:
        """Return what was counted, and begin anew."""
        counted, self.heavy = self.heavy, {}
        return counted

    def add(self, later: Mapping[int, TooManySheets]) -> None:
        """Count what another process has found among packets that come ``later`` in mailing order."""
        for sheets, each in later.items():
            known = self.heavy.get(sheets)
            self.heavy[sheets] = known._replace(more=known.more + each.more + 1) if known else each

    def tell(self, form: Form, report: Report) -> None:
        """Report the packets that were counted."""
        for sheets, (packet, span, more) in sorted(self.heavy.items()):
            check_sheets(form, sheets, span, report, packet, more)
