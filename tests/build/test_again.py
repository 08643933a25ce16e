"""A batch again, after a small change of its list, of which the rest is not even read: it must be as if all were made, and what
cannot be taken over so must be found out.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest

from letterpack.campaign import streams
from letterpack.diagnostics import Diagnostic
from letterpack.fonts import scripts
from letterpack.pipeline import build as built
from letterpack.pipeline.build import BuildRequest, again, build, making, note, stretches
from letterpack.spans import Span
from letterpack.stores import find_store
from tests.build.making import LETTER, make
from tests.build.test_executors import files
from tests.enclosures.makers import good_pdf
from tests.fontmaking import Machine, font
from tests.worlds import DictWorld

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a file's time of change is POSIX")
HEAD = "id,name,title,address1,address2,country,salutation\r\n"
FINAL = LETTER.replace("subject:", "status: final\nsubject:")
_names = random.Random(5)
NAMES = ["".join(_names.choices(("ba", "ki", "lo", "mu", "ne", "po", "ra", "tis", "vo", "zel"), k=3)).title() for _ in range(90)]


def row(index: int, **other: str) -> str:
    """Return a row whose name, title and street are nobody else's."""
    cells = {
        "id": f"a{index:02}",
        "name": f"{NAMES[index]} {NAMES[-index - 1]}",
        "title": f"Minister of {NAMES[index]}",
        "address1": f"{NAMES[index]} Street {index + 1}",
        "address2": "01000 Sampleton",
        "country": "NO",
        "salutation": "",
        **other,
    }
    quoted = ['"{}"'.format(cell.replace('"', '""')) if set(cell) & set('",\n') else cell for cell in cells.values()]
    return ",".join(quoted) + "\r\n"


ROWS = [row(index) for index in range(24)]


def listed(rows: list[str], letter: str = LETTER, more: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Return a campaign with a list of ``rows`` and ``more`` files."""
    signed = b"organization\nFreedom One\n"
    return {
        "letter.md": letter.encode(),
        "addressees.csv": (HEAD + "".join(rows)).encode(),
        "signatories.csv": signed,
        **(more or {}),
    }


@dataclass
class Place:
    """Where a campaign is built again and again; ``was_again`` tells whether the last build read only what was new."""

    out: Path
    was_again: bool = False
    found: dict[str, str] = field(default_factory=dict)

    def build(self, found: dict[str, bytes], fonts: Machine | None = None, **options: object) -> int:
        """Build ``found`` and return how many packets were kept; fail where the batch is not as a fresh one."""
        self.was_again = False
        request = BuildRequest(Path("campaign"), find_store(self.out), resume=True, **options)  # type: ignore[arg-type]
        result = build(DictWorld(found, fonts), request)
        fresh = make(self.out.with_name("fresh"), found, fonts, **options)
        assert (result.ok, result.findings) == (fresh.ok, fresh.findings)
        if result.ok:
            assert files(self.out) == files(fresh.out)
        assert not list(self.out.parent.glob(".letterpack-*"))
        self.found = {found.code: found.message for found in result.findings}
        return result.kept


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A place where little is large."""
    place = Place(tmp_path / "out")

    def watched(*args: object) -> object:
        rebuilt = again.build_again(*args)  # type: ignore[arg-type]
        place.was_again = rebuilt is not None
        return rebuilt

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(built, "build_again", watched)
    in_stretches_of_four(monkeypatch)
    yield place


def in_stretches_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stretches have four rows, and lists of few be noted too."""
    for module in (streams, note, again, stretches):
        monkeypatch.setattr(module, "STRIDE", 4)
    for module in (note, built):
        monkeypatch.setattr(module, "LEAST", 8)


CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "nothing": lambda rows: rows,
    "an address": lambda rows: [*rows[:9], row(9, address1="Other Street 7"), *rows[10:]],
    "a name": lambda rows: [*rows[:9], row(9, name="Nemo Novak"), *rows[10:]],
    "two far apart": lambda rows: [*rows[:6], row(6, address1="A 7"), *rows[7:20], row(20, address1="B 8"), *rows[21:]],
    "the first": lambda rows: [row(0, address1="Other Street 7"), *rows[1:]],
    "the last": lambda rows: [*rows[:-1], row(23, address1="Other Street 7")],
    "one more in the middle": lambda rows: [*rows[:10], row(30), *rows[10:]],
    "more at the end": lambda rows: [*rows, *map(row, range(30, 36))],
    "no line end at the end": lambda rows: [*rows[:-1], rows[-1].rstrip()],
    "one less": lambda rows: [*rows[:10], *rows[11:]],
    "a stretch less": lambda rows: [*rows[:8], *rows[12:]],
    "the first stretch less": lambda rows: rows[4:],
    "a stretch elsewhere": lambda rows: [*rows[:8], *rows[12:20], *rows[8:12], *rows[20:]],
    "empty lines": lambda rows: [*rows[:8], "\r\n\r\n", *rows[8:], "\r\n"],
    "lines within a cell": lambda rows: [*rows[:9], row(9, address1="Care of Ida\nOther Street, 7"), *rows[10:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_new_of_a_list_is_all_that_is_read(place: Place, change: str) -> None:
    place.build(listed(ROWS))
    changed = CHANGES[change](ROWS)
    kept = place.build(listed(changed))
    assert place.was_again and kept == len({*map(str.strip, changed)} & {*map(str.strip, ROWS)})


def test_a_list_of_json_lines_too(place: Place) -> None:
    def lines(index: int, street: str) -> dict[str, bytes]:
        entries = [
            {"id": f"a{at}", "name": f"Name {at}", "address": [street if at == index else f"Way {at}", "01000 Sampleton"]}
            for at in range(24)
        ]
        text = "".join(json.dumps(entry) + "\n" for entry in entries)
        return {"letter.md": LETTER.encode(), "addressees.jsonl": text.encode()}

    place.build(lines(11, "Old Street 1"))
    assert place.build(lines(11, "New Street 1")) == 23 and place.was_again


OTHERWISE: dict[str, tuple[dict[str, bytes], dict[str, bytes]]] = {
    "the letter": (listed(ROWS), listed(ROWS, LETTER.replace("prison", "prisons"))),
    "the signatories": (listed(ROWS), listed(ROWS, more={"signatories.csv": b"organization\nFreedom Two\n"})),
    "the settings": (listed(ROWS), listed(ROWS, more={"letterpack.yaml": b"name: Spring\n"})),
    "the header": (listed(ROWS), listed([HEAD.replace("title", "organization"), *ROWS])),
    "an id that is taken": (listed(ROWS), listed([*ROWS[:9], row(9, id="a15"), *ROWS[10:]])),
    "a stretch that stands twice": (listed(ROWS), listed([*ROWS[:12], *ROWS[8:12], *ROWS[12:]])),
    "a cell that is not closed": (
        listed(ROWS),
        listed([*ROWS[:9], ROWS[9].replace(f"{NAMES[9]} Street", '"Street'), *ROWS[10:]]),
    ),
    "a quote that takes in what follows": (
        listed(ROWS),
        listed([*ROWS[:9], row(9).replace(",NO,", ',NO,"Dear'), *ROWS[10:16], row(16).replace(",NO,", ',NO,"'), *ROWS[17:]]),
    ),
    "quotes before and after some rows": (listed(ROWS), listed([*ROWS[:8], '"\r\n', *ROWS[8:12], '"\r\n', *ROWS[12:]])),
    "a quote in an empty row at the end": (listed(ROWS), listed([*ROWS, '""\r\n'])),
    "what the rules find in a draft": (
        listed(ROWS, LETTER + "\nDear [NAME],\n"),
        listed([*ROWS[:9], row(9, address1="Other Street 7"), *ROWS[10:]], LETTER + "\nDear [NAME],\n"),
    ),
    "a row that is too short": (listed(ROWS), listed([*ROWS[:9], "a9,Name\r\n", *ROWS[10:]])),
    "an address that does not fit": (listed(ROWS), listed([*ROWS[:9], row(9, address1="A" * 200), *ROWS[10:]])),
    "a word that is too long": (listed(ROWS), listed([*ROWS[:9], row(9, salutation=f"Dear {'ab' * 40},"), *ROWS[10:]])),
    "a row without an id": (listed(ROWS), listed([*ROWS[:9], row(9, id=""), *ROWS[10:]])),
    "rows without ids before": (listed([row(0, id=""), *ROWS[1:]]), listed(["\r\n", row(0, id=""), *ROWS[1:]])),
    "a copy in the list": (
        listed(ROWS, more={"addressees.yaml": b"bcc: [{id: z, name: Z, copy_of: a02, address: [Z 1]}]"}),
        listed([*ROWS[:2], *ROWS[3:]], more={"addressees.yaml": b"bcc: [{id: z, name: Z, copy_of: a02, address: [Z 1]}]"}),
    ),
    "a second list": (listed(ROWS), listed(ROWS, more={"addressees.jsonl": b'{"id": "z", "name": "Z", "address": ["Z 1"]}\n'})),
    "one who repeats another": (
        listed(ROWS, FINAL),
        listed([*ROWS[:9], row(15, id="a09"), *ROWS[10:]], FINAL),
    ),
    "one whom a salutation names": (
        listed([*ROWS[:20], row(20, salutation="Dear Nemo Novak,"), *ROWS[21:]], FINAL),
        listed([*ROWS[:9], row(9, name="Nemo Novak"), *ROWS[10:20], row(20, salutation="Dear Nemo Novak,"), *ROWS[21:]], FINAL),
    ),
    "a salutation that names another": (
        listed(ROWS, FINAL),
        listed([*ROWS[:9], row(9, salutation=f"Dear {NAMES[15]},"), *ROWS[10:]], FINAL),
    ),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_all_is_read_where_the_rest_may_have_to_do_with_it(place: Place, what: str) -> None:
    before, after = OTHERWISE[what]
    place.build(before)
    place.build(after)
    assert not place.was_again


def test_where_much_has_changed_all_is_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "_MOST_FRESH_BYTES", 0)
    place.build(listed(ROWS))
    place.build(listed([*ROWS[:8], *map(row, range(30, 40)), *ROWS[18:]]))
    assert not place.was_again


def test_a_final_letter_s_list_is_judged_by_what_is_new(place: Place) -> None:
    found = [*ROWS[:20], row(20, salutation=f"Dear {NAMES[20]} {NAMES[-21]},"), *ROWS[21:]]
    place.build(listed(found, FINAL))
    assert place.build(listed([*found[:9], row(9, address1="Other Street 7"), *found[10:]], FINAL)) == 23
    assert place.was_again
    place.build(listed([*found[:9], row(9, name="Nemo Novak"), *found[10:]], FINAL))
    assert not place.was_again, "somebody has a salutation, and it may name whom it does not know"


def test_a_font_that_one_name_needs(place: Place) -> None:
    machine = Machine({"/fonts/naskh.ttf": font(scripts()["Arab"].sample, "Noto Naskh Arabic")})
    found = [*ROWS[:15], row(15, name="سلام"), *ROWS[16:]]
    place.build(listed(found), machine)
    changed = listed([*found[:6], row(6, address1="Other Street 7"), *found[7:]])
    assert place.build(changed, machine) == 23 and place.was_again
    assert "Naskh" in (place.out / "manifest.json").read_text(encoding="utf-8")
    more = Machine({**machine.fonts, "/fonts/other.ttf": font("a", "Another")})
    place.build(listed(found), more)
    assert not place.was_again, "another font may be the one for it now"


def spoil(path: Path) -> None:
    """Change a byte of the file at ``path``, and set its times back."""
    was = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


TOUCHED: dict[str, Callable[[Path], object]] = {
    "a byte of a packet": lambda out: spoil(out / "packets/a17.pdf"),
    "a packet cut off": lambda out: os.truncate(out / "packets/a17.pdf", 100),
    "a packet that has gone": lambda out: (out / "packets/a17.pdf").unlink(),
    "a packet that is another": lambda out: (out / "packets/a16.pdf").replace(out / "packets/a17.pdf"),
    "a second name for a packet": lambda out: os.link(out / "packets/a17.pdf", out.with_name("other.pdf")),
    "rights of a packet": lambda out: (out / "packets/a17.pdf").chmod(0o600),
    "the manifest": lambda out: spoil(out / "manifest.json"),
}


@pytest.mark.parametrize("what", TOUCHED)
def test_files_that_have_changed_are_not_taken_over(place: Place, what: str) -> None:
    place.build(listed(ROWS))
    if what == "the manifest":
        text = (place.out / "manifest.json").read_text(encoding="utf-8")
        (place.out / "manifest.json").write_text(text.replace('"pages": 1', '"pages": 9', 1), encoding="utf-8")
        request = BuildRequest(Path("campaign"), find_store(place.out), resume=True)
        assert build(DictWorld(listed(ROWS)), request).ok and not place.was_again
        return
    TOUCHED[what](place.out)
    assert place.build(listed(CHANGES["an address"](ROWS))) >= 21
    assert not place.was_again


def with_pages(path: Path) -> None:
    """Let the manifest at ``path`` say something else of a packet."""
    path.write_bytes(path.read_bytes().replace(b'"pages": 1', b'"pages": 9', 1))


LATE: dict[str, tuple[bool, str, Callable[[Path], object]]] = {
    "a packet": (False, "packets/a17.pdf", spoil),
    "the manifest": (False, "manifest.json", with_pages),
    "a packet that was taken over": (True, "packets/a17.pdf", lambda path: path.write_bytes(b"%PDF")),
}


@pytest.mark.parametrize("what", LATE)
def test_what_is_changed_before_the_note_is_taken_is_not_trusted(
    place: Place, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    is_taken_over, name, change = LATE[what]

    def late(*args: object, **named: object) -> None:
        change(place.out / name)
        note.leave(*args, **named)  # type: ignore[arg-type]

    if is_taken_over:
        place.build(listed(ROWS))
    request = BuildRequest(Path("campaign"), find_store(place.out), resume=True)
    with monkeypatch.context() as patch:
        patch.setattr(built, "leave", late)
        build(DictWorld(listed(ROWS)), request)
    if name == "manifest.json":
        build(DictWorld(listed(ROWS)), request)
        assert not place.was_again
    else:
        assert place.build(listed(ROWS)) == 23


STRANGE: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda kept: kept.write_bytes(b""),
    "cut off": lambda kept: os.truncate(kept, kept.stat().st_size - 9),
    "longer": lambda kept: kept.write_bytes(kept.read_bytes() + b"x"),
    "a bit of it": spoil,
    "no note": lambda kept: kept.write_bytes(hashlib.sha256(b"\xc1").digest() + b"\xc1"),
    "longer than its manifest": lambda kept: os.truncate(kept, 1 << 30),
    "others may write it": lambda kept: kept.chmod(0o620),
    "a link": lambda kept: kept.symlink_to(kept.rename(kept.with_suffix(".elsewhere"))),
    "a pipe": lambda kept: [kept.rename(kept.with_suffix(".elsewhere")), os.mkfifo(kept)],  # type: ignore[func-returns-value]
    "a folder": lambda kept: kept.rename(kept.with_suffix(".elsewhere")).with_suffix(".note").mkdir(),
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_note_that_is_lost_or_strange_is_done_without(place: Place, tmp_path: Path, what: str) -> None:
    place.build(listed(ROWS))
    kept = min((tmp_path / "cache/letterpack/batches").iterdir(), key=lambda each: each.stat().st_mtime_ns)
    assert kept.stat().st_mode & 0o077 == 0, "for its user alone"
    STRANGE[what](kept)
    place.build(listed(ROWS))
    assert not place.was_again


def test_by_what_a_table_is_understood_is_always_read() -> None:
    rows = [each.encode() for each in ROWS]
    noted = [stretches.stretch_of(b"".join(rows[start : start + 4]), 4) for start in range(0, 24, 4)]
    change = stretches.list_change(BytesIO(b"".join([rows[0], *rows[4:]])), 0, stretches.head_digest(b""), noted, range(6))
    assert change is not None and change.parts[1:] == [2, 3, 4, 5]


def test_a_list_that_goes_when_all_is_made_is_no_longer_needed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    world = DictWorld(listed(ROWS))

    def made(*args: object) -> object:
        result = making.make_batch(*args)  # type: ignore[arg-type]
        world.files.pop("addressees.csv")
        return result

    monkeypatch.setattr(built, "make_batch", made)
    assert build(world, BuildRequest(Path("campaign"), find_store(place.out))).ok


def test_notes_of_old_places_go(place: Place, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / "cache/letterpack/batches").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"cache/letterpack/batches/{number}.note").write_bytes(b"old")
    place.build(listed(ROWS))
    assert len(list((tmp_path / "cache/letterpack/batches").iterdir())) == 16
    place.build(listed(ROWS))
    assert place.was_again


def test_products_are_made_of_all(place: Place) -> None:
    place.build(listed(ROWS))
    assert place.build(listed(ROWS), products=("mailing-list",)) == 24
    assert not place.was_again
    place.build(listed(CHANGES["an address"](ROWS)))
    assert place.was_again and not (place.out / "mailing-list.csv").exists()


FLAWS: dict[str, Callable[[int], str]] = {
    "LP246": lambda index: row(index, address1=f"{1600 + index} Pennsylvania Avenue Northwest Apartment 12345", country="US"),
    "LP313": lambda index: row(index, title=f"PrÃ¤sident {NAMES[index % 60]}"),
    "LP354": lambda index: row(index, address2="80331 Berlin", country="DE"),
}


@pytest.mark.parametrize("flaws", [("LP246",), ("LP246", "LP313", "LP354")])
def test_any_row_of_changes(place: Place, flaws: Sequence[str]) -> None:
    """Rows come, go, move and change, four times over, in some of which something is found, or was until now: the note of such a
    build is as good as that of any other.
    """
    chance, rows, unused, times = random.Random(0), list(ROWS), list(range(24, 60)), 0
    letter = LETTER if len(flaws) > 1 else FINAL
    made = [*[FLAWS[code] for code in flaws], row, row, lambda index: row(index, address1="c/o\nX")]
    for at, index in enumerate(range(5, 21, 5)):
        rows[index] = made[at % 3](index)
    place.build(listed(rows, letter))
    for _ in range(4):
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(rows))
            match chance.randrange(4):
                case 0:
                    rows.insert(at, chance.choice(made)(unused.pop()))
                case 1:
                    rows.pop(at)
                case 2:
                    rows[at] = chance.choice([*made, lambda _: "\r\n"])(unused.pop())
                case _:
                    rows.insert(chance.randrange(len(rows)), rows.pop(at))
        place.build(listed(rows, letter))
        times += place.was_again
    assert times >= 3


def test_what_is_accepted_so_often_is_told_from_the_next_one_on(place: Place) -> None:
    said = Diagnostic("LP354", "error", "`80331` is not a postcode of Berlin", Span("addressees.csv")).fingerprint
    names = f"findings: [{said}, {said}-2]"
    more = {"letterpack.yaml": f"suppress: [{{code: LP354, reason: known, expires: 2099-01-01, {names}}}]\n".encode()}
    rows = [FLAWS["LP354"](index) if index in (6, 14) else row(index) for index in range(24)]
    place.build(listed(rows, FINAL, more))
    rows[20] = row(20, address1="Other Street 7")
    assert place.build(listed(rows, FINAL, more)) == 23 and place.was_again
    rows[10] = FLAWS["LP354"](10)
    place.build(listed(rows, FINAL, more))
    assert not place.was_again, "the third is an error"


def test_packets_that_are_too_heavy_are_counted(place: Place) -> None:
    letter = LETTER.replace("subject:", "enclosures: [enclosures/long.pdf]\nsubject:")
    more = {"enclosures/long.pdf": good_pdf(24)}
    place.build(listed(ROWS, letter, more))
    assert place.build(listed(CHANGES["one less"](ROWS), letter, more)) == 23 and place.was_again
    assert place.found["LP232"].startswith("the packets for `a00` and 22 others have 13 sheets")
