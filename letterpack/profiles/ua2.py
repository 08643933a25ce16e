"""``ua2``: accessibility by the standards of 2024. PDF 2.0 that is PDF/UA-2, Well-Tagged PDF and, for archives, PDF/A-4."""

from __future__ import annotations

from typing import Final

from letterpack.model.profile import Profile
from letterpack.profiles.default import PROFILE as DEFAULT
from letterpack.values import replace

PROFILE: Final[Profile] = replace(
    DEFAULT,
    name="ua2",
    pdf_version="2.0",
    packet_claims=("PDF/A-4", "PDF/UA-2", "WTPDF-1.0"),
    run_claims=("PDF/A-4",),
)
