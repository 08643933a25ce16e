"""Rules, marks and every kind of graphic: the same in any process, sound, and a word for what is broken."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from letterpack.draw import pictures
from letterpack.draw.canvas import take_off
from letterpack.draw.graphics import marks, rule
from letterpack.forms import load_form
from tests.assemble import graphic_file
from tests.draw.loading import codes, load, quarters, saved, svg
from tests.installed import program
from tests.trying import tried


def test_a_rule_is_exact_and_leaves_no_state():
    assert rule(10, 20, 30.5, 20, 0.3, 0.5) == "q .5 G .3 w 10 20 m 30.5 20 l S Q"


def split(operators):
    return [f"{each.strip()} Q" for each in operators.split(" Q") if each.strip()]


def test_marks_stand_at_the_folds_of_the_form():
    lines = split(marks(load_form("din5008b")))
    assert len(lines) == 3 and all(line.startswith("q 0 G .3 w ") and line.endswith(" S Q") for line in lines)
    heights = [float(line.split()[6]) for line in lines]
    assert heights == pytest.approx([(297 - y) * 72 / 25.4 for y in (105, 148.5, 210)], abs=0.01)
    assert len(split(marks(load_form("us10")))) == 2


def test_marks_do_not_load_platypus():
    code = "import sys, letterpack.draw.graphics; print(*sorted(m for m in sys.modules if m.startswith(('reportlab', 'pypdf'))))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in loaded if "platypus" in name or "canvas" in name or "pypdf" in name or "graphics" in name]


EVERY = {
    "png": saved(quarters("RGBA")),
    "jpeg": saved(quarters(), "JPEG"),
    "svg": svg('<circle cx="9" cy="9" r="5" fill-opacity=".5"/>'),
}


@pytest.mark.parametrize("name", EVERY)
def test_equal_bytes_give_equal_fragments_in_any_process(name):
    code = (
        "import sys; from tests.draw.test_graphics import EVERY, load; import hashlib;"
        f"sys.stdout.write(hashlib.sha256(repr(load(EVERY[{name!r}])[0]).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Almaty"))
    }
    assert len(digests) == 1
    assert load(EVERY[name])[0] == load(EVERY[name])[0]


@pytest.mark.parametrize("name", EVERY)
def test_qpdf_finds_nothing_wrong(name, tmp_path):
    path = tmp_path / "graphic.pdf"
    path.write_bytes(graphic_file(load(EVERY[name])[0]))
    checked = subprocess.run([program("qpdf"), "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


fuzz = tried(1.5)


@fuzz
@given(
    name=st.sampled_from(sorted(EVERY)),
    cut=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
)
def test_broken_files_never_crash(name, cut, changes):
    data = bytearray(EVERY[name])
    for place, byte in changes:
        data[int(place * (len(data) - 1))] = byte
    codes(bytes(data[: int(cut * len(data))]) if cut < 0.7 else bytes(data))


def test_a_thread_that_ends_drawing_changes_nothing_for_another():
    """reportlab writes images as ASCII or not, for all threads: what one put back meanwhile changed another's packets."""
    image, begun = ImageReader(Image.new("RGB", (9, 9))), Event()

    def take_time(_canvas: Canvas) -> None:
        begun.set()
        time.sleep(0.02)

    other = Thread(target=take_off, args=(9, 9, take_time))

    def draw(canvas: Canvas) -> None:
        if begun.is_set():
            other.join()
        canvas.drawImage(image, 0, 0, 9, 9)

    alone = take_off(9, 9, draw)
    other.start()
    begun.wait()
    assert take_off(9, 9, draw) == alone


def test_limits_are_as_documented():
    assert pictures.MAX_PIXELS == 50_000_000
