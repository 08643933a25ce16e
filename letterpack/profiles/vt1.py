"""``vt1``: print rooms that work record by record. Print runs are PDF/VT-1 and say whose pages are whose; all else as ``print``.

PDF/VT-1 is PDF/X-4 with document parts (ISO 16612-2). A single packet has none: it is one record.
"""

from __future__ import annotations

from typing import Final

from letterpack.model.profile import Profile
from letterpack.profiles.print import PROFILE as PRINT
from letterpack.values import replace

PROFILE: Final[Profile] = replace(PRINT, name="vt1", run_claims=(*PRINT.run_claims, "PDF/VT-1"), names_parts=True)
