"""How a page bears slips: each from its lower left corner on, in a state of its own."""

from __future__ import annotations

import re
from typing import Final

from letterpack.patterns import late

_NUMBER: Final = rb"(-?\d+(?:\.\d+)?)"
SLIP: Final = late(rb"q 1 0 0 1 %s %s cm (.*?) Q(?:\n(?=q 1 0 0 1 )|\Z)" % (_NUMBER, _NUMBER), re.DOTALL)
"""A slip: where its corner stands, and the operators that draw it."""
