"""A product for tests: the packets' ids, a line each, of those that are no bcc."""

from __future__ import annotations

import hashlib

from letterpack.model.manifest import ProductRow
from letterpack.products import Piece, Product, Setting

FILE = "print/pieces.txt"


class Lines:
    def __init__(self, setting: Setting) -> None:
        self.file = setting.create(FILE)
        self.ids: list[str] = []
        self.digest = hashlib.sha256()

    def add(self, piece: Piece) -> None:
        line = f"{piece.row.id} {piece.row.pages}\n".encode()
        self.file.write(line)
        self.digest.update(line)
        self.ids.append(piece.row.id)

    def finish(self) -> tuple[ProductRow]:
        return (ProductRow("plain-list", FILE, self.digest.hexdigest(), tuple(self.ids)),)


PRODUCTS = (Product("plain-list", "the list", FILE, Lines, takes=lambda row: row.kind != "bcc"),)
