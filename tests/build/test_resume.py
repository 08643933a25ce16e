"""Packets of an earlier build that are kept: those that would be made from the same. The batch is as if all were made."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files as files_of
from pathlib import Path

import pytest
from openpyxl import Workbook

from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.fonts import scripts
from letterpack.manifest import render_row
from letterpack.model.manifest import PacketRow
from letterpack.pipeline.build import BuildRequest, build, jobs
from letterpack.stores import exchange, find_store
from letterpack.stores.files import FolderStage
from letterpack.world import TakenFile
from tests.build.making import BODY, HEAD, LETTER, campaign, make, person
from tests.build.test_campaign_fonts import PAGE
from tests.build.test_executors import files, sources
from tests.fontmaking import Machine, font
from tests.worlds import DictWorld

DIN = files_of("letterpack").joinpath("forms/din5008b.toml").read_text(encoding="utf-8")
ENGLISH = files_of("letterpack").joinpath("languages/en.toml").read_text(encoding="utf-8")


def kept(out: Path, changed: dict[str, bytes], fonts: Machine | None = None, **options: object) -> int:
    """Build ``changed`` into ``out`` again and return how many packets were kept; fail where the batch is not as a fresh one."""
    store = find_store(out)
    result = build(DictWorld(changed, fonts), BuildRequest(Path("campaign"), store, resume=True, **options))  # type: ignore[arg-type]
    options.pop("executor", None)
    fresh = make(out.with_name("fresh"), changed, fonts, **options)
    assert result.findings == fresh.findings and result.ok == fresh.ok
    assert files(out) == files(fresh.out)
    return result.kept


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A batch of `sources`."""
    return make(tmp_path / "out", sources()).out


def count(out: Path) -> int:
    return len(list((out / "packets").iterdir()))


def edited(path: str, old: str, new: str, found: dict[str, bytes] | None = None) -> dict[str, bytes]:
    found = sources() if found is None else found
    assert old.encode() in found[path]
    return found | {path: found[path].replace(old.encode(), new.encode())}


def test_what_has_not_changed_is_kept(out: Path) -> None:
    assert kept(out, sources()) == count(out)
    assert not list(out.parent.glob(".letterpack-*"))


@pytest.mark.parametrize("workers", [2, 3])
@pytest.mark.parametrize("executor", ["processes", "concurrent.futures:ThreadPoolExecutor"])
def test_workers_keep_packets_too(out: Path, executor: str, workers: int) -> None:
    assert kept(out, edited("addressees.yaml", "Name 3 ", "Nahme 3 "), workers=workers, executor=executor) == count(out) - 1


@pytest.mark.parametrize(
    ("path", "old", "new", "made"),
    [
        ("addressees.yaml", "Name 3 ", "Nahme 3 ", {"p3"}),
        ("addressees.yaml", "Two Street", "Deux Street", {"delta", "delta.2"}),
        # A copy that goes with one letter is named in it; one that goes with a letter by `copy_of` is among all letters' inputs.
        ("addressees.yaml", "Minister of Zeta", "Minister of Zita", {"gamma", "zeta"}),
        ("letter.md", "in prison", "in prisons", None),
        ("signatories.csv", "Freedom Now", "Freedom Soon", None),
    ],
)
def test_a_change_makes_what_it_concerns(out: Path, path: str, old: str, new: str, made: set[str] | None) -> None:
    before = files(out)
    assert kept(out, edited(path, old, new)) == (count(out) - len(made) if made else 0)
    differs = {Path(name).stem for name, data in files(out).items() if name.startswith("packets/") and before.get(name) != data}
    assert made is None or differs <= made


def test_an_enclosure_that_changed_is_seen(out: Path) -> None:
    found = sources()
    found["enclosures/two.pdf"] = found["enclosures/one.pdf"]
    assert kept(out, found) == count(out) - 2, "epsilon and zeta"


def test_addressees_come_and_go(out: Path) -> None:
    found = edited("addressees.yaml", "id: p4", "id: q4")
    assert kept(out, found) == count(out) - 1
    assert not (out / "packets/p4.pdf").exists()


def test_other_settings_and_profiles_keep_nothing(out: Path) -> None:
    assert kept(out, sources() | {"letterpack.yaml": b"name: Spring\n"}) == 0
    assert kept(out, sources() | {"letterpack.yaml": b"name: Spring\n"}, profile="print") == 0


def test_other_versions_keep_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["builder"]["libraries"]["uharfbuzz"] = "0.1"
    text = (out / "manifest.json").read_text(encoding="utf-8")
    old = json.dumps(json.loads((out / "manifest.json").read_bytes())["builder"], sort_keys=True, ensure_ascii=False)
    assert old in text
    (out / "manifest.json").write_text(text.replace(old, json.dumps(manifest["builder"], sort_keys=True)), encoding="utf-8")
    assert kept(out, sources()) == 0


def test_another_file_of_a_font_keeps_nothing_that_it_sets(tmp_path: Path) -> None:
    settings = {"fonts": {"default": "House"}}
    two = [Machine({"/fonts/House.ttf": font(PAGE + more, "House")}) for more in ("", "ſ")]
    out = make(tmp_path / "out", campaign(settings=settings), two[0]).out
    assert kept(out, campaign(settings=settings), two[0]) == 2
    assert kept(out, campaign(settings=settings), two[1]) == 0


def test_a_font_of_one_name_stays_in_the_manifest(tmp_path: Path) -> None:
    machine = Machine({"/fonts/naskh.ttf": font(scripts()["Arab"].sample, "Noto Naskh Arabic")})
    found = campaign([person("Alpha"), person("Beta", name="سلام")])
    out = make(tmp_path / "out", found, machine).out
    assert kept(out, found, machine) == 2
    assert kept(out, campaign([person("Alpha")]), machine) == 1
    assert "Naskh" not in (out / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data.replace(b"PDF", b"PDG", 1), lambda data: b""])
def test_a_packet_with_other_bytes_is_made_again(out: Path, change: Callable[[bytes], bytes]) -> None:
    path = out / "packets/alpha.pdf"
    path.write_bytes(change(path.read_bytes()))
    assert kept(out, sources()) == count(out) - 1


def test_a_file_that_is_none_of_a_batch_is_not_taken(tmp_path: Path) -> None:
    """A name that leads elsewhere, and a file that is none, are not taken."""
    (tmp_path / "old/packets").mkdir(parents=True)
    (tmp_path / "new").mkdir()
    secret = tmp_path / "secret"
    secret.write_bytes(b"private")
    (tmp_path / "old/packets/a.pdf").symlink_to(secret)
    (tmp_path / "old/packets/b.pdf").mkdir()
    stage, batch = FolderStage(tmp_path / "new"), find_store(tmp_path / "old").batch()
    paths = [f"packets/{name}.pdf" for name in ("a", "b", "c")]
    digest = hashlib.sha256(b"private").hexdigest()
    assert stage.take_over(batch, [TakenFile(path, path, digest) for path in paths]) == [None, None, None]
    assert not list((tmp_path / "new").glob("packets/*"))


PLACED = LETTER.replace("prison", "{{ addressee.place }}")
LONG = 32 * "ab"


def placed(**places: str) -> dict[str, bytes]:
    return campaign([person(name, fields={"place": place}) for name, place in places.items()], PLACED)


def test_what_was_found_while_packets_were_made_is_found_again(tmp_path: Path) -> None:
    made = make(tmp_path / "out", placed(Alpha=LONG, Beta="jail"))
    assert "LP213" in made.codes and made.manifest["warned"]
    assert kept(made.out, placed(Alpha=LONG, Beta="jail")) == 1
    assert kept(made.out, placed(Alpha="prison", Beta="jail")) == 1
    assert kept(made.out, placed(Alpha="prison", Beta="jail")) == 2


def test_what_was_found_with_several_packets_stays_when_the_first_goes(tmp_path: Path) -> None:
    """They share the paragraph, which is set once, and what is told of it is told once."""
    made = make(tmp_path / "out", placed(Alpha=LONG, Beta=LONG, Gamma="jail", Delta=LONG))
    assert len(made.findings) == 1
    assert [row.get("warned", False) for row in made.manifest["packets"]] == [True, True, False, True]
    assert kept(made.out, placed(Beta=LONG, Gamma="jail", Delta=LONG)) == 1
    assert kept(made.out, placed(Gamma="jail", Delta=LONG), workers=2) == 1
    assert kept(made.out, placed(Gamma="jail")) == 1


def test_what_is_found_beside_the_letter_s_text_is_found_again_too(tmp_path: Path) -> None:
    people = [person("Alpha", salutation=f"Dear {36 * 'ab'},"), person("Beta", fields={"place": "b"})]
    made = make(tmp_path / "out", campaign(people))
    assert made.codes == ["LP213"]
    assert kept(made.out, campaign(people)) == 1


def test_signatories_of_a_workbook_and_own_manners_count(tmp_path: Path) -> None:
    def workbook(name: str) -> bytes:
        book, data = Workbook(), io.BytesIO()
        assert book.active is not None
        for row in ("organization", name):
            book.active.append([row])
        book.save(data)
        return data.getvalue()

    out = make(tmp_path / "out", campaign(more={"signatories.xlsx": workbook("Freedom One")})).out
    assert kept(out, campaign(more={"signatories.xlsx": workbook("Freedom Two")})) == 0
    letter = HEAD + 'They said "no" to us.\n'
    manners = [f'quotes = "{quotes}"\n'.encode() for quotes in ("“”‘’", "«»‹›")]
    out = make(tmp_path / "own", campaign(letter=letter, more={"manners/en.toml": manners[0]})).out
    assert kept(out, campaign(letter=letter, more={"manners/en.toml": manners[1]})) == 0


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="8mm"><rect width="60mm" height="6mm" fill="{}"/></svg>'
OWN = {
    "styles/house.toml": ("[body]\nsize = {}\n", "11.0", "11.5"),
    "forms/house.toml": (DIN, "top = 98.46", "top = 99.46"),
    "languages/en.toml": (ENGLISH, "Copy for information", "For your information"),
    "head.svg": (SVG, "#a00", "#0a0"),
    "follow.svg": (SVG, "#a00", "#0a0"),
    "hand.svg": (SVG, "#a00", "#0a0"),
    "drawn.svg": (SVG, "#a00", "#0a0"),
}


def own_files(changed: str = "") -> dict[str, bytes]:
    """Return a campaign in which all is its own, the file ``changed`` being another."""
    more = {path: text.replace("{}", old).replace(old, new if path == changed else old) for path, (text, old, new) in OWN.items()}
    head = HEAD.replace("subject", "style: house\nsubject")
    settings = {
        "form": "house",
        "letterhead": {"first": "head.svg", "following": "follow.svg"},
        "signature": {"name": "Hand", "image": "hand.svg"},
    }
    people = {"to": [person("Alpha")], "cc": [person("Beta")]}
    letter = f"{head}{BODY}\n![A drawing](drawn.svg)\n"
    return campaign(people, letter, settings=settings, more={path: text.encode() for path, text in more.items()})


@pytest.mark.parametrize("changed", OWN)
def test_every_file_of_its_own_counts(tmp_path: Path, changed: str) -> None:
    before = make(tmp_path / "out", own_files())
    assert before.ok, before.findings
    assert kept(before.out, own_files(changed)) == 0
    assert kept(before.out, own_files(changed)) == 2


def test_products_are_made_of_kept_packets_too(tmp_path: Path) -> None:
    products = ("envelopes", "labels", "mailing-list")
    out = make(tmp_path / "out", sources(), products=products).out
    assert kept(out, sources(), products=products) == count(out)


@pytest.mark.parametrize(("printing", "workers"), [({}, 1), ({"order": "post", "split": "sheets", "totals": True}, 2)])
def test_a_print_run_is_made_of_kept_packets_too(tmp_path: Path, printing: dict[str, object], workers: int) -> None:
    found = sources() | {"letterpack.yaml": json.dumps({"printing": printing}).encode()}
    out = make(tmp_path / "out", found, print_run=True).out
    assert kept(out, found, print_run=True, workers=workers) == count(out)
    changed = edited("addressees.yaml", "Name 3 ", "Nahme 3 ", found)
    assert kept(out, changed, print_run=True, workers=workers) == count(out) - 1


def test_an_error_among_kept_packets_stops_a_print_run_too(tmp_path: Path) -> None:
    out = make(tmp_path / "out", placed(Alpha="prison", Beta="jail"), print_run=True).out
    before = files(out)
    request = BuildRequest(Path("campaign"), find_store(out), resume=True, print_run=True)
    for people in (placed(Alpha=9 * LONG, Beta="jail"), placed(Alpha="prison", Beta=9 * LONG)):
        result = build(DictWorld(people), request)
        assert not result.ok and {each.code for each in result.findings} == {"LP233"}
    assert files(out) == before


def test_a_manifest_laid_out_anew_keeps_nothing(out: Path) -> None:
    manifest = out / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_bytes())), encoding="utf-8")
    assert kept(out, sources()) == 0


def build_and_die(folder: Path, at: int) -> int:
    """Begin to build in a process of its own, which is killed before it writes its packet number ``at``, or where that is 0,
    before the batch is in its place; return its status.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = iter(range(at - 1, -2, -1))
    put = FolderStage.put

    def counted(stage: FolderStage, path: str, pieces: Sequence[bytes]) -> None:
        if next(left) == 0:
            die()
        put(stage, path, pieces)

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if at:
        FolderStage.put = counted  # type: ignore[assignment, method-assign]
    else:
        exchange.sync = die  # type: ignore[assignment]
    jobs._AT_ONCE = 2  # type: ignore[misc]
    build(Disk(folder), BuildRequest(folder))
    os._exit(1)


def on_disk(folder: Path, found: dict[str, bytes]) -> Path:
    for path, data in found.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize(("at", "before"), [(1, False), (8, True), (17, False), (0, True)])
def test_a_killed_build_is_gone_on_with(tmp_path: Path, at: int, before: bool) -> None:
    """Over an old batch of another letter too, which stays until the new one is whole."""
    found = sources()
    folder = on_disk(tmp_path / "campaign", edited("letter.md", "prison", "jail") if before else found)
    if before:
        assert build(Disk(folder), BuildRequest(folder)).ok
    old = files(folder / "build")
    on_disk(folder, found)
    assert build_and_die(folder, at) == -signal.SIGKILL and files(folder / "build") == old
    result = build(Disk(folder), BuildRequest(folder, resume=True))
    assert result.ok and (result.kept == result.packet_count if at == 0 else at - 5 <= result.kept < at)
    assert not list(folder.glob(".letterpack-*"))
    fresh = tmp_path / "fresh"
    assert build(Disk(folder), BuildRequest(folder, fresh)).ok
    assert files(folder / "build") == files(fresh)


def test_a_build_that_fails_leaves_its_packets_for_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost worker ends the build; without the option nothing is left, and what was left goes."""
    monkeypatch.setattr(jobs, "_AT_ONCE", 2)

    def lost(row: PacketRow) -> bytes:
        if row.id == "p5":
            raise MemoryError
        return render_row(row)

    out = tmp_path / "out"
    with monkeypatch.context() as broken, ThreadPoolExecutor(1) as executor:
        broken.setattr(jobs, "render_row", lost)
        for resume, left in ((False, 0), (True, 1)):
            with pytest.raises(LetterpackError):
                build(DictWorld(sources()), BuildRequest(Path("campaign"), out, executor=executor, workers=1, resume=resume))
            assert len(list(tmp_path.glob(".letterpack-*"))) == left
    (folder,) = tmp_path.glob(".letterpack-*")
    if sys.platform != "win32":
        assert folder.stat().st_mode & 0o777 == 0o700, "it holds blind copies"
    assert 0 < kept(out, sources()) < count(out)
    assert not list(tmp_path.glob(".letterpack-*"))


def test_a_ledger_that_was_cut_off_anywhere_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    found = sources()
    whole = make(tmp_path / "whole", found)
    lines = (whole.out / "manifest.json").read_bytes().split(b'"packets": [')[1].split(b"\n ]")[0]
    ledger = json.dumps(whole.manifest["builder"], sort_keys=True).encode() + lines
    chance = random.Random(16)
    for end in (0, 5, len(ledger), chance.randrange(len(ledger))):
        out = tmp_path / f"at-{end}/out"
        left = out.parent / ".letterpack-0123456789abcdef"
        (left / "packets").mkdir(parents=True)
        for name, data in whole.packets.items():
            (left / f"packets/{name}.pdf").write_bytes(data)
        (left / ".letterpack-rows").write_bytes(ledger[:end])
        (left / ".letterpack-names").write_text(".letterpack-rows\npackets\n", encoding="utf-8")
        rows = ledger[:end].count(b"\n  {")
        assert rows - 1 <= kept(out, found) <= rows
