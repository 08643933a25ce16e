"""Printing conditions by their registered names, which printers and their programs know.

The names are those of the ICC's Characterization Data Registry (https://www.color.org/chardata/drsection1.xalter).
"""

from __future__ import annotations

import re
from typing import Final

REGISTERED: Final = frozenset(
    [
        *[f"FOGRA{number}" for number in range(27, 61)],
        "CGATS TR 001", "CGATS TR 003", "CGATS TR 005", "CGATS TR 006",
        *[f"CGATS21-2-CRPC{number}" for number in range(1, 8)],
        "JC200103", "JC200104", "JCN2002", "JCW2003", "IFRA26", "EUROSB104", "EUROSB204",
    ]
)  # fmt: skip
"""Names of the registry."""
_NAMES: Final = (
    (r"FOGRA ?(\d\d)", r"FOGRA\1"),
    (r"CRPC ?-?([1-7])", r"CGATS21-2-CRPC\1"),
    (r"PSO Coated v3", "FOGRA51"),
    (r"PSO Uncoated v3", "FOGRA52"),
    (r"PSO Uncoated ISO12647", "FOGRA47"),
    (r"PSO Coated (?:300% )?NPscreen", "FOGRA43"),
    (r"PSO Uncoated NPscreen", "FOGRA44"),
    (r"PSO LWC Improved", "FOGRA45"),
    (r"PSO LWC Standard", "FOGRA46"),
    (r"PSO MFC", "FOGRA41"),
    (r"PSO SNP", "FOGRA42"),
    (r"PSO INP", "FOGRA48"),
    (r"PSO SC-B Paper v3", "FOGRA54"),
    (r"SC Paper \(ECI\)", "FOGRA40"),
    (r"ISO ?Coated ?v2", "FOGRA39"),
    (r"ISO Coated", "FOGRA27"),
    (r"eciCMYK ?v2", "FOGRA59"),
    (r"eciCMYK", "FOGRA53"),
    (r"GRACoL ?2013 ?UNC", "CGATS21-2-CRPC3"),
    (r"GRACoL ?2013", "CGATS21-2-CRPC6"),
    (r"SWOP ?2013", "CGATS21-2-CRPC5"),
    (r"GRACoL ?2006", "CGATS TR 006"),
    (r"SWOP ?2006.*3", "CGATS TR 003"),
    (r"SWOP ?2006.*5", "CGATS TR 005"),
    (r"Web Coated \(SWOP\)", "CGATS TR 001"),
    (r"Japan ?Color ?2001 ?Coated", "JC200103"),
    (r"Japan ?Color ?2001 ?Uncoated", "JC200104"),
    (r"Japan ?Color ?2002 ?News", "JCN2002"),
    (r"Japan ?Color ?2003 ?Web", "JCW2003"),
    (r"(?:IFRA|ISO) ?newspaper ?26", "IFRA26"),
)
"""How profiles that many printers hand out describe themselves, and the condition they are made for."""


def registered_name(description: str) -> str:
    """Return the name of the condition that an ICC profile with this ``description`` is made for; empty where nobody knows."""
    for pattern, name in _NAMES:
        found = re.search(pattern, description, re.IGNORECASE)
        if found and (known := found.expand(name)) in REGISTERED:
            return known
    return ""
