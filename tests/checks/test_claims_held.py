"""What a packet claims is held against what its file says of itself, lack by lack."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from letterpack.checks.inputs import Batch, Packet, Sources
from letterpack.checks.rules.conformance import check_batch, check_packet
from letterpack.spans import Span

NOTHING = cast(Sources, None)


def told(claims: tuple[str, ...] = ("PDF/A-2a", "PDF/UA-1"), stated: tuple[str, ...] | None = None, **spoiled: Any) -> list[str]:
    """What the rule says of a packet that is as it claims to be, but for what is ``spoiled``."""
    metadata = SimpleNamespace(claims=claims, language=spoiled.pop("language", "en"), xmp_title=spoiled.pop("title", "Release"))
    font = SimpleNamespace(name="Gentium", to_unicode=True)
    whole = {
        "marked": True,
        "passages": [1],
        "tagged_pages": 3,
        "intents": [1],
        "fonts": [font],
        "enclosed_fonts": [],
        "tag_faults": [],
    }
    row = SimpleNamespace(claims=claims if stated is None else stated)
    pdf = SimpleNamespace(metadata=metadata, **{**whole, **spoiled})
    packet = SimpleNamespace(pdf=pdf, expected=SimpleNamespace(id="alpha"), row=row, own_pages=3, span=Span("a.pdf"))
    return [each.message for each in check_packet(NOTHING, cast(Packet, packet))]


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ({}, []),
        ({"marked": False}, ["is not tagged"]),
        ({"passages": []}, ["is not tagged"]),
        ({"tagged_pages": 2}, ["has tags on 2 of its 3 pages"]),
        ({"language": ""}, ["has no language"]),
        ({"title": ""}, ["has no title"]),
        ({"intents": []}, ["has no output intent"]),
        (
            {"enclosed_fonts": [SimpleNamespace(name="Nobody", to_unicode=False)]},
            ["has a font that does not say what its characters mean: Nobody"],
        ),
        ({"language": "", "title": ""}, ["has no language", "has no title"]),
    ],
)
def test_each_lack_is_told(spoiled: dict[str, Any], said: list[str]) -> None:
    assert told(**spoiled) == [f"the packet for `alpha` claims PDF/A-2a and PDF/UA-1 and {each}" for each in said]
    assert told((), **spoiled) == [], "what claims nothing lacks nothing"


def test_a_fault_of_tags_is_held_against_the_claim_that_it_concerns() -> None:
    faults = ["has a heading below no other"]
    assert told(tag_faults=faults) == ["the packet for `alpha` claims PDF/UA-1 and has a heading below no other"]
    assert told(("PDF/A-2b",), tag_faults=faults) == []


def test_claims_are_those_of_the_manifest() -> None:
    assert told((), ("PDF/A-2a",)) == ["the packet for `alpha` claims nothing, and the manifest says PDF/A-2a"]
    assert told(("PDF/A-2b",), ()) == ["the packet for `alpha` claims PDF/A-2b, and the manifest says nothing"]


def test_what_a_validator_says_is_told_of_packets_that_somebody_gets() -> None:
    reader = SimpleNamespace(span=Span("addressees.yaml"))
    batch = SimpleNamespace(judged={"alpha": ["6.2.3"], "gone": ["6.1"]}, expected={"alpha": reader})
    found = [each.message for each in check_batch(NOTHING, cast(Batch, batch))]
    assert found == ["veraPDF says that the packet for `alpha` breaks 6.2.3"]
