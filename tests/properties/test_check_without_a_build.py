"""``check`` without a build finds all that ``build`` stops at, and stops at nothing else: a hook and CI agree."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from letterpack import build, check
from letterpack.checks.table import RULES
from letterpack.pipeline.build import BuildResult
from letterpack.pipeline.inspect.result import CheckResult
from tests.bombs.graphics import svg
from tests.bombs.pdfs import PDFS, made
from tests.trying import tried
from tests.warming import lay_out

_LETTER: Final = "---\ndate: 2026-10-30\nsubject: Release of Jane Example\n{head}---\n\nDear Minister,\n\n{body}\n"
_PEOPLE: Final = (
    "to:\n  - {{id: a, name: Alex Example, title: Minister, address: [{address}], country: {country}}}\n"
    "  - {{id: {second}, name: Ann Poe, title: Minister, address: [1 Example Square, 1234 Sampleton], country: NO}}\n"
)
_SOUND: Final = {
    "head": "",
    "body": "We write to you.",
    "address": "1 Example Square, 1234 Sampleton",
    "country": "NO",
    "second": "b",
    "settings": "{}\n",
    "answer": "yes",
}
_ENCLOSED: Final = "enclosures: [a.pdf]\n"
_PICTURE: Final = "![A word](p.png)"

FAULTS: Final[Mapping[str, tuple[Mapping[str, str], Mapping[str, bytes]]]] = {
    "a sound enclosure": ({"head": _ENCLOSED}, {"a.pdf": made()}),
    "an enclosure that is not there": ({"head": _ENCLOSED}, {}),
    "a damaged enclosure": ({"head": _ENCLOSED}, {"a.pdf": b"%PDF-1.7 nothing"}),
    "a locked enclosure": ({"head": _ENCLOSED}, {"a.pdf": PDFS["RC4-128"]()}),
    "an enclosure without a page": ({"head": _ENCLOSED}, {"a.pdf": PDFS["no page"]()}),
    "an enclosure that costs too much": ({"head": _ENCLOSED}, {"a.pdf": PDFS["nested functions"]()}),
    "a picture that is not there": ({"body": _PICTURE}, {}),
    "a damaged picture": ({"body": _PICTURE}, {"p.png": b"\x89PNG\r\n\x1a\nno"}),
    "a drawing with a script": ({"body": "![A word](p.svg)"}, {"p.svg": svg("<script/>")}),
    "letters that no font has": ({"body": "We write \U00012000 to \U0001b300 you."}, {}),
    "a table that is too wide": ({"body": "\n".join("|" + cell * 40 for cell in ("a|", "-|", "internationalization|"))}, {}),
    "a field that nobody has": ({"body": "Dear {{ addressee.fields.x }}."}, {}),
    "a block for nobody": ({"body": "::: for nobody\nText.\n:::"}, {}),
    "a note without its text": ({"body": "A word[^1]."}, {}),
    "an address that is too wide": ({"address": "X" * 200}, {}),
    "an address that is too high": ({"address": ", ".join(f"Line {line}" for line in range(20))}, {}),
    "a country that there is not": ({"country": "Landia"}, {}),
    "an id that is taken": ({"second": "a"}, {}),
    "a form that there is not": ({"settings": "form: nowhere\n"}, {}),
    "a logo that is not there": ({"settings": "sender: {logo: logo.pdf}\n"}, {}),
    "a key that there is not": ({"settings": "nonsense: 1\n"}, {}),
    "an answer that nobody understands": ({"answer": "perhaps"}, {}),
}
"""What is wrong with a campaign by what it changes: parts of its sources, and files beside them."""


def campaign_of(faults: Iterable[str]) -> dict[str, bytes | str]:
    """Return the files of a sound campaign with ``faults``."""
    parts = dict(_SOUND)
    files: dict[str, bytes | str] = {}
    for fault in faults:
        changed, beside = FAULTS[fault]
        parts |= {part: f"{parts[part]}\n\n{text}" if part == "body" else text for part, text in changed.items()}
        files |= beside
    return {
        "letter.md": _LETTER.format(**parts),
        "addressees.yaml": _PEOPLE.format(**parts),
        "signatories.csv": "name,consent\nAda Sample,{answer}\n".format(**parts),
        "letterpack.yaml": parts["settings"],
        **files,
    }


def stopping(result: BuildResult | CheckResult) -> set[tuple[str, str, int | None, str]]:
    """Return the errors that are no rule's, which stop a build."""
    found = {(each.code, each.file, each.line, each.message) for each in result.findings if each.severity == "error"}
    return {each for each in found if each[0] not in {rule.code for rule in RULES}}


@tried(0.1)
@given(st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, max_size=3, unique=True))
def test_a_check_stops_where_a_build_stops(faults: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lay_out({f"campaign/{name}": data for name, data in campaign_of(faults).items()}, folder)
        made_of_it = build(f"{folder}/campaign", out=f"{folder}/out", workers=1)
        found = stopping(check(f"{folder}/campaign"))
        assert found == stopping(made_of_it)
        assert made_of_it.ok == (not found)
