"""How languages are written, where a keyboard has no key for it: quotation marks, apostrophes, dashes, spaces that keep words
together. What was typed is mended by it.

Vocabulary and one function: a letter as typed becomes the letter as printed, its code, addresses and fields untouched. A language
is a TOML file here; ``und.toml`` has what all share.
"""

from __future__ import annotations

from letterpack.manners.language import ROOM, manners_of, read_manners
from letterpack.manners.letters import Mender
from letterpack.manners.ties import TIES

__all__ = ["ROOM", "TIES", "Mender", "manners_of", "read_manners"]
