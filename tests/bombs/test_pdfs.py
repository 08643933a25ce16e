"""No PDF takes the machine down, as an enclosure or in the packet that is read back; what is not told is sent and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bombs.arena import Arena
from tests.bombs.pdfs import NEAR_LIMITS, PDFS, enclosing, form, made, nested_forms, stream


def put(folder: Path, pdf: bytes) -> None:
    for name, data in enclosing(pdf).items():
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else data.encode())


EVERY = {**PDFS, **NEAR_LIMITS}


@pytest.mark.parametrize("name", EVERY)
def test_a_hostile_pdf_is_told_or_sent(arena: Arena, tmp_path: Path, name: str) -> None:
    put(tmp_path, EVERY[name]())
    built = arena.run_in(tmp_path, "build", "--workers", "1")
    assert built.exit in (0, 1), built
    if built.exit:
        assert any(code.startswith("LP4") for code in built.codes), built.said
        assert "letter.md:4:14" in built.said
    else:
        checked = arena.run_in(tmp_path, "check")
        assert checked.exit in (0, 1), checked


@pytest.mark.parametrize("name", [name for name in PDFS if name.startswith(("AES", "RC4"))])
def test_a_protected_file_is_told_as_one(arena: Arena, name: str) -> None:
    outcome = arena.run(enclosing(PDFS[name]()), "build", "--workers", "1")
    if "no user" in name:
        assert outcome.exit == 0, outcome.said
    else:
        assert outcome.codes - {"LP319", "LP420"} == {"LP403"}
        assert "needs a password" in outcome.said


@pytest.mark.parametrize("name", ["nested forms", "nested patterns", "nested functions", "content in many streams"])
def test_what_draws_without_end_is_not_sent(arena: Arena, name: str) -> None:
    assert "LP415" in arena.run(enclosing(PDFS[name]()), "build", "--workers", "1").codes


def test_forms_as_programs_nest_them_are_sent(arena: Arena) -> None:
    assert arena.run(enclosing(nested_forms(3, 3)), "build", "--workers", "1").exit == 0


def test_a_map_is_sent(arena: Arena) -> None:
    assert arena.run(enclosing(made(content=b"1 0 0 rg 0 0 m 9 9 l S " * 200_000)), "build", "--workers", "1").exit == 0


def test_a_nested_form_in_a_soft_mask_counts(arena: Arena) -> None:
    page = stream(b"/G gs 0 0 m 9 9 l S " * 1000, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</ExtGState<</G 6 0 R>>>>")
    state = b"<</SMask<</S/Luminosity/G 7 0 R>>>>"
    mask = stream(b"0 0 m 9 9 l S " * 2000, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    bomb = made(page, state, mask, resources=b"<</XObject<</X0 5 0 R>>>>", content=b"/X0 Do")
    assert "LP415" in arena.run(enclosing(bomb), "build", "--workers", "1").codes


@pytest.mark.parametrize("name", ["X0", "#58#30"])
@pytest.mark.parametrize("between", [b" ", b" %\n", b"%a\r%b\n"])
def test_a_drawing_is_counted_however_its_name_is_written(arena: Arena, name: str, between: bytes) -> None:
    inner = (b"/" + name.encode() + between + b"Do ") * 2_000
    bomb = made(form(inner, 6), form(inner, 7), form(b"0 0 m 9 9 l S"), resources=b"<</XObject<</X0 5 0 R>>>>", content=inner)
    assert arena.run(enclosing(bomb), "build", "--workers", "1").codes & {"LP415"}
