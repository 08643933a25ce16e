"""What can be made of packets, by name: the table that settings, the command line and ``products/`` go by."""

from __future__ import annotations

from typing import Final

PRODUCTS: Final = {
    "print-run": "letterpack.products.print_run",
    "envelopes": "letterpack.products.envelopes",
    "labels": "letterpack.products.labels",
    "mailing-list": "letterpack.products.mailing_list",
    "mailing-list-xlsx": "letterpack.products.mailing_workbook",
}
"""The module of each product that may be asked for: its ``PRODUCT`` says the rest. Packets are always made."""
FOLDER: Final = "print"
"""The folder of their files in a batch."""
PRINT_RUN: Final = "print-run"
"""The one that has an option and a key of its own, older than the table."""
