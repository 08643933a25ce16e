"""``default``: archive and screen. PDF/A-2a and PDF/UA-1, colours as they are, links that lead."""

from __future__ import annotations

from typing import Final

from letterpack.model.profile import Intent, Profile

SCREEN: Final = Intent("srgb.icc", 3, "sRGB IEC61966-2.1", "", ("GTS_PDFA1",))

PROFILE: Final = Profile(
    name="default",
    pdf_version="1.7",
    packet_claims=("PDF/A-2a", "PDF/UA-1"),
    run_claims=("PDF/A-2u",),
    intent=SCREEN,
    colours=frozenset(("RGB",)),
    links_lead=True,
    is_trimmed=False,
)
