"""Lines back up across the sheet: what flows stands on one grid of half lines, on every page of a letter, and names on quarters:
on halves, the white below names of two lines and of three would differ by four points.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.forms import load_form
from letterpack.paginate.fitting import PageBreaker
from letterpack.readback import PacketReader
from letterpack.styles import STANDARD, load_style
from letterpack.typeset.context import BASELINE
from tests.build.making import campaign, make, person

MEASURES = load_style(STANDARD)
HALF = MEASURES.body.leading_pt / 2
FORMS = ("plain-a4", "plain-letter", "din5008a", "din5008b", "us10")
TEXT = "The organisations that have signed this letter ask you to release the journalists at once. " * 4
QUOTE = "> " + TEXT
CODE = "```\n" + "x = 1\n" * 3 + "```"
TABLE = "| Name | Remark |\n|---|---|\n" + f"| One | {TEXT} |\n| Two | so |\n"
LIST = f"1. {TEXT}\n2. {TEXT}\n\n- so\n- or so"
BODY = "\n\n".join([TEXT, "## Heading", QUOTE, CODE, TEXT, TABLE, TEXT, LIST, "## More", TEXT] * 3)


def off_grid(form: str, tmp_path: Path) -> list[tuple[int, str, float]]:
    """Return each line of body type that is not on the grid: page, text, by how much."""
    letter = f"---\ndate: 2026-03-02\nsubject: Release of the imprisoned\nenclosures: []\n---\n\n{BODY}\n"
    people = {
        "to": [person("Alpha")],
        "cc": [person("Gamma"), person("Delta", name=None, organization="Office of " + "many words " * 2)],
    }
    names = [f"Union of {'very ' * (index % 9)}Free Writers {index}" for index in range(60)]
    made = make(tmp_path / form, campaign(people, letter, names, {"form": form}))
    assert made.ok, made.findings
    packet = PacketReader().read(made.packets["alpha"], 0)
    origin = load_form(form).following.y_pt + 2 * HALF * BASELINE
    found = []
    for number, page in enumerate(packet.pages):
        for shown in page.shown:
            body = not shown.artifact and shown.size_pt in (MEASURES.body.size_pt, MEASURES.quote.size_pt) and shown.text.strip()
            first_of_row = shown.text.startswith("Union of")
            if (body or first_of_row) and not (number == 0 and shown.y_pt < load_form(form).first.y_pt):
                grid = HALF / 2 if first_of_row else HALF
                off = (shown.y_pt - origin + grid / 2) % grid - grid / 2
                if abs(off) > 0.02:
                    found.append((number, shown.text, off))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_all_but_headings_is_on_the_grid(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a letter that nothing tightens: its spaces would leave the grid."""
    monkeypatch.setattr(PageBreaker, "best", PageBreaker.broken)
    off = off_grid(form, tmp_path)
    assert {text.strip() for _, text, _ in off} <= {"Heading", "More"}
    assert {round(abs(by), 2) for *_, by in off} <= {MEASURES.heading_below_pt}
