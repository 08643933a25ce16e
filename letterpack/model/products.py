"""What can be made of packets, by name: the table that settings, the command line and ``products/`` go by."""

from __future__ import annotations

from typing import Final

PRODUCTS: Final = {
    "print-run": "letterpack.products.print_run",
    "envelopes": "letterpack.products.slips",
    "labels": "letterpack.products.slips",
    "mailing-list": "letterpack.products.mailing_list",
    "mailing-list-xlsx": "letterpack.products.mailing_list",
}
"""The module of each product that may be asked for: it is among its ``PRODUCTS``, which say the rest. Packets are always made."""
FOLDER: Final = "print"
"""The folder of their files in a batch."""
PRINT_RUN: Final = "print-run"
"""The one that has an option and a key of its own, older than the table."""
