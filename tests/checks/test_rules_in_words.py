"""What rules say of one, of two and of more: sentences that mutants showed no other test to hold."""

from __future__ import annotations

from datetime import date

import pytest

from tests.checks.sources import HEAD, Dict, found, sources_of

TODAY = date(2026, 10, 30)


def _people(*verified: str) -> str:
    rows = [
        f"  - {{id: p{number}, title: Judge {number}, address: [{number} Square, 12345 Sampleton], country: DE, verified: {on}}}\n"
        for number, on in enumerate(verified)
    ]
    return "to:\n" + "".join(rows)


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        (("2026-05-03",), []),
        (("2026-05-02",), ["`p0` was verified on 2026-05-02, 181 days ago"]),
        (("2026-01-02", "2026-01-02"), ["`p0` and 1 more were verified on 2026-01-02, 301 days ago"]),
        (("2026-01-02",) * 3, ["`p0` and 2 more were verified on 2026-01-02, 301 days ago"]),
        (("2026-10-30",), []),
        (("2026-10-31",), ["`p0` was verified on 2026-10-31, which is still to come"]),
        (
            ("2026-10-31", "2026-01-02", "2026-10-31"),
            [
                "`p0` and 1 more were verified on 2026-10-31, which is still to come",
                "`p1` was verified on 2026-01-02, 301 days ago",
            ],
        ),
    ],
)
def test_when_addressees_were_verified(verified: tuple[str, ...], said: list[str]) -> None:
    sources = sources_of(Dict({"addressees.yaml": _people(*verified), "letter.md": f"{HEAD}We write.\n"}), TODAY)
    assert [each.message for each in found(sources, "LP318")] == said
