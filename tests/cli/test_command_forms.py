"""``letterpack forms`` and ``letterpack envelopes``: listed, drawn, explained, and a sheet to hold against the envelope."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from letterpack import list_envelopes, list_forms
from letterpack.envelopes import envelope_names
from letterpack.forms import form_names, load_form
from letterpack.interface import ENGLISH, LANGUAGES, speak
from letterpack.model.form import Rect
from letterpack.render.columns import cells
from letterpack.render.forms import envelope_lines, envelope_table, form_lines, form_table
from letterpack.render.words import TERMINAL_VOICE
from letterpack.units import pt_to_mm

SCALE = 4.0
"""Pixels a point."""


def test_every_form_and_envelope_is_listed(letterpack: Any, tmp_path: Path) -> None:
    ran = letterpack("forms", "--campaign", tmp_path)
    assert [line.split()[0] for line in ran.out.splitlines() if line[0] != " "] == list(form_names())
    ran = letterpack("envelopes", "--campaign", tmp_path)
    assert [line.split()[0] for line in ran.out.splitlines() if line[0] != " "] == list(envelope_names())


def test_a_terminal_of_80_columns_has_room_for_all_that_is_said(letterpack: Any, tmp_path: Path) -> None:
    # A command makes the whole list for each name: here it is made once.
    forms, envelopes = list_forms(tmp_path), list_envelopes(tmp_path)
    listed = [letterpack(command, "--campaign", tmp_path).out.splitlines() for command in ("forms", "envelopes")]
    explained = [*[form_lines(form, envelopes) for form in forms], *map(envelope_lines, envelopes)]
    assert len(explained) == len(form_names()) + len(envelope_names())
    assert not [line for lines in (*listed, *explained) for line in lines if len(line) > 80]
    some = [each for each in envelopes if each.name in ("no9", "us-10-double")]
    for language in LANGUAGES:
        speak(language)
        drawn = list(form_lines(forms[0], envelopes, TERMINAL_VOICE))
        assert len({cells(line) for line in drawn if line[:1] in ("┌", "│", "├", "└")}) == 1
        told = [list(envelope_lines(each, TERMINAL_VOICE)) for each in some]
        tables = [*form_table(forms, TERMINAL_VOICE), *envelope_table(envelopes, TERMINAL_VOICE)]
        assert not [line for lines in (drawn, tables, *told) for line in lines if cells(line) > 80]
        before_sources = [line for lines in told for line in lines[:3]]
        words = r"(?<![-\w])(window|lines?|fold|flat|confidence|takes|sheets?|text|letterhead|shows|high|medium|low)\b"
        english = re.findall(words, "\n".join((*drawn, *tables, *before_sources)))
        assert bool(english) is (language == ENGLISH), english


def test_a_form_is_drawn_and_says_what_shows_in_which_envelope(letterpack: Any, tmp_path: Path) -> None:
    out = letterpack("forms", "fr", "--campaign", tmp_path).out
    page = [line for line in out.splitlines() if line[:1] in ("│", "├")]
    assert len(page) == 42 and all(len(line) == 62 for line in page)
    assert "* fr-dl" in out and "x 100 to 190, y 45 to 85" in out
    found = json.loads(letterpack("forms", "fr", "--campaign", tmp_path, "--format", "json").out)["forms"][0]
    shown = {each["envelope"]: each for each in found["fits"]}
    assert shown["fr-c5"]["left_mm"] == 109.0 and shown["fr-c5"]["folds_mm"] == [148.5]
    assert "uk-dl" not in shown


def test_an_envelope_says_where_its_numbers_come_from(letterpack: Any, tmp_path: Path) -> None:
    out = letterpack("envelopes", "it-11x23", "--campaign", tmp_path).out
    assert "confidence: low" in out and "Blasetti" in out and "forms: it" in out
    for command in ("forms", "envelopes"):
        ran = letterpack(command, "nowhere", "--campaign", tmp_path)
        assert ran.code == 2 and "there is no" in ran.err and "choose one of" in ran.err


@pytest.mark.parametrize("name", ["fr", "us10", "nl"])
def test_a_proof_shows_at_full_size_what_the_windows_show(letterpack: Any, tmp_path: Path, name: str) -> None:
    """The gray field is measured on the rendered page; each envelope of the form has its page."""
    out = tmp_path / "proof.pdf"
    assert letterpack("forms", "proof", name, "--campaign", tmp_path, "--output", out).code == 0
    form, document = load_form(name), pypdfium2.PdfDocument(out)
    assert len(document) == len(form.fits)
    for index, window in enumerate(form.address.windows):
        picture = document[index].render(scale=SCALE).to_pil().convert("L")
        assert picture.size == (round(form.paper_width_pt * SCALE + 0.49), round(form.paper_height_pt * SCALE + 0.49))
        safe, gray = window.safe, {229, 230}
        inside = Rect(safe.x_pt + 2, safe.y_pt + 2, safe.width_pt - 4, safe.height_pt - 4)
        for x, y in ((inside.x_pt, inside.y_pt), (inside.right_pt, inside.bottom_pt)):
            assert picture.getpixel((int(x * SCALE), int(y * SCALE))) in gray
        for x, y in ((safe.x_pt - 2, safe.y_pt + 2), (safe.right_pt + 2, safe.y_pt + 4), (safe.x_pt + 20, safe.bottom_pt + 2)):
            assert picture.getpixel((int(x * SCALE), int(y * SCALE))) == 255, pt_to_mm(x)


def test_a_proof_is_of_the_campaigns_form_and_replaces_only_a_proof(letterpack: Any, tmp_path: Path) -> None:
    (tmp_path / "letterpack.yaml").write_text("form: din5008b\nenvelopes: [de-dl, de-c5]\n", encoding="utf-8")
    out = tmp_path / "proof.pdf"
    assert letterpack("forms", "proof", "--campaign", tmp_path, "--output", out).code == 0
    first = out.read_bytes()
    assert len(pypdfium2.PdfDocument(out)) == 2
    assert letterpack("forms", "proof", "--campaign", tmp_path, "--output", out).code == 0
    assert out.read_bytes() == first
    other = tmp_path / "report.pdf"
    other.write_bytes(b"%PDF-1.4 of somebody")
    assert letterpack("forms", "proof", "--campaign", tmp_path, "--output", other).code == 2
    assert other.read_bytes() == b"%PDF-1.4 of somebody"
    ran = letterpack("forms", "proof", "uk", "--envelope", "fr-dl", "--campaign", tmp_path, "--output", out)
    assert ran.code == 2 and "`uk` does not go with fr-dl" in ran.err
