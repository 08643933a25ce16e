"""Place, date and reference stand in the form's own room for information, on whichever side of the address it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.forms import form_names, load_form
from letterpack.model.form import AddressField, Form, Rect, Window
from letterpack.model.letter import Run
from letterpack.model.merged import MergedLetter
from letterpack.pipeline.build import kit
from letterpack.spans import Span
from letterpack.typeset.head import information_frame
from letterpack.units import mm_to_pt
from letterpack.values import replace
from tests.build.making import BODY, all_boxes, boxes_of, campaign, make, person
from tests.installed import SCRIPTS_PACKAGE, needs
from tests.typeset.setting import context

HEAD = "---\ndate: 2026-03-02\nsubject: A subject\nplace: Sampleton\nreference: REF 17/26\nlanguage: {}\n---\n\n"


def rect(x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> Rect:
    return Rect(mm_to_pt(x_mm), mm_to_pt(y_mm), mm_to_pt(width_mm), mm_to_pt(height_mm))


def window_at_right() -> Form:
    """A French DL envelope: window 100 x 45, 20 from the right and the bottom of 220 x 110 (NF Z 11-001); the block below it."""
    window = Window(rect(100.0, 45.0, 100.0, 45.0), mm_to_pt(10.0), mm_to_pt(10.0), 0.0)
    field = AddressField(
        rect(110.0, 50.0, 75.0, 30.0), rect(110.0, 45.0, 75.0, 4.0), window.safe, mm_to_pt(110.0), mm_to_pt(4.55), (window,)
    )
    return replace(load_form("din5008b"), name="fr-dl", address=field, information=rect(25.0, 48.0, 60.0, 36.0))


def shown(form: Form) -> Iterator[Rect]:
    """Yield what a window may show; of a form without one, where the address stands."""
    yield from [window.sweep for _, window in form.windows] or (form.address.recipient,)


def forms() -> list[Form]:
    return [*[load_form(name) for name in form_names()], window_at_right()]


@pytest.mark.parametrize("language", ["en", "ar", "kk"])
@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_the_date_stands_in_its_room_and_in_no_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form, language: str
) -> None:
    monkeypatch.setattr(kit, "campaign_form", lambda campaign: form)
    fonts: dict[str, Any] = {"settings": {"fonts": "arabic.ttf"}, "more": {"arabic.ttf": needs(SCRIPTS_PACKAGE).read_bytes()}}
    files = campaign(
        [person("Alpha", address=["Street 1", "1000 Town"])], HEAD.format(language) + BODY, **(fonts if language == "ar" else {})
    )
    made = make(tmp_path / "out", files)
    assert made.ok, made.findings
    form = form.facing(right_to_left=language == "ar")
    for said in ("Sampleton", "2026", "REF"):
        for left, top, right, bottom in boxes_of(made.packets["alpha"], 0, said):
            box = Rect(left, top, right - left, bottom - top)
            assert form.information.holds(box, 0.5), said
            assert not any(_meets(box, window) for window in shown(form)), said


def test_only_the_address_shows_in_a_window_at_the_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = window_at_right()
    monkeypatch.setattr(kit, "campaign_form", lambda campaign: form)
    made = make(tmp_path / "out", campaign([person("Alpha", address=["Street 1", "1000 Town"])], HEAD.format("en") + BODY))
    letters = [
        char
        for char, left, top, right, bottom in all_boxes(made.packets["alpha"], 0)
        if _meets(Rect(left, top, right - left, bottom - top), next(shown(form)))
    ]
    assert "".join(letters) == "AlphaExampleMinisterofAlphaStreet11000Town"


MERGED = MergedLetter(
    "en",
    "final",
    date(2026, 3, 2),
    "2 March 2026",
    "Sampleton",
    reference=(),
    subject=(),
    salutation=(),
    body=(),
    closing=(),
    enclosures=(),
)


def _meets(one: Rect, other: Rect) -> bool:
    return one.x_pt < other.right_pt and other.x_pt < one.right_pt and one.y_pt < other.bottom_pt and other.y_pt < one.bottom_pt


@given(
    st.floats(20.0, 110.0), st.floats(30.0, 70.0), st.floats(50.0, 75.0), st.floats(5.0, 40.0), st.floats(40.0, 80.0),
    st.integers(0, 12),
)  # fmt: skip
def test_lines_stay_in_their_room_or_are_told(x: float, y: float, width: float, height: float, line: float, words: int) -> None:
    base = load_form("plain-a4")
    address = replace(base.address, recipient=replace(base.address.recipient, y_pt=mm_to_pt(line)))
    form = replace(base, information=rect(x, y, width, height), address=address)
    means = context("en")
    runs = (Run("reference " * words),) if words else ()
    frame = information_frame(MERGED, runs, form, Span("letter.md"), means, own=True)
    bottom = frame.y_pt + sum(strip.height_pt for strip in frame.block.strips)
    fits = bottom <= form.information.bottom_pt + 0.02 and frame.y_pt >= form.information.y_pt - 0.02
    assert fits != any(found.code == "LP234" for found in means.report)
    for mark in [mark for strip in frame.block.strips for mark in strip.marks]:
        assert -0.01 <= mark.x_pt < form.information.width_pt
    if fits and form.information.y_pt <= address.recipient.y_pt and len(frame.block.strips) == 1:
        assert frame.y_pt == pytest.approx(
            min(address.recipient.y_pt, form.information.bottom_pt - frame.block.strips[0].height_pt)
        )
