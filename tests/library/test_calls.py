"""What a program gets from the library: typed results, nothing on its terminal, nothing changed behind its back."""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

import letterpack
from letterpack.cli.commands import app_for
from letterpack.starter import start_campaign

ROOT = Path(__file__).resolve().parents[2]
MINISTER = "minister-of-justice"


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    start_campaign(tmp_path / "spring", date(2026, 3, 2))
    return tmp_path / "spring"


@pytest.fixture(params=["folder", "memory"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path | letterpack.MemoryStore:
    return letterpack.MemoryStore() if request.param == "memory" else tmp_path / "out"


def printed(capfd: pytest.CaptureFixture[str], *arguments: object) -> object:
    """Return the JSON that a command prints."""
    capfd.readouterr()
    app_for()([str(each) for each in arguments], standalone_mode=False)
    return json.loads(capfd.readouterr().out)


def test_an_address_of_a_folder_is_taken_as_the_folder_is(spring: Path) -> None:
    address = (spring / "build").as_uri()
    assert letterpack.build(spring, out=address).ok
    assert letterpack.check(spring, build=address).ok
    assert letterpack.diff(address, spring / "build").same
    with pytest.raises(letterpack.CannotBuild, match="a folder of their own"):
        letterpack.build(spring, out=address, only=[MINISTER])
    with pytest.raises(letterpack.OutputRefused, match="inside the build folder"):
        letterpack.diff(address, spring / "build").write_report(spring / "build/review.html")
    with pytest.raises(letterpack.NoSuchStore):
        letterpack.diff("floppy://a/build", spring / "build")


def test_a_batch_is_built_checked_and_compared_in_any_store(
    spring: Path, out: Path | letterpack.MemoryStore, tmp_path: Path
) -> None:
    result = letterpack.build(spring, out=out)
    assert result.ok, result.findings
    rows = list(result.packets())
    assert rows
    assert all(result.read(row).startswith(b"%PDF-") for row in rows)
    checked = letterpack.check(spring, build=out)
    assert checked.ok, checked.findings
    assert checked.complete == len(rows)
    other = letterpack.build(spring, out=tmp_path / "other")
    assert [row.sha256 for row in other.packets()] == [row.sha256 for row in rows]
    assert letterpack.diff(out, tmp_path / "other").same

    letter = spring / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("We ", "Today we ", 1), encoding="utf-8")
    assert {"LP302", "LP303", "LP304", "LP305", "LP306"} & {found.code for found in letterpack.check(spring, build=out).findings}
    assert letterpack.build(spring, out=tmp_path / "other").ok
    compared = letterpack.diff(out, tmp_path / "other")
    assert not compared.same
    assert compared.groups
    compared.write_report(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes().startswith(b"<!doctype html>")


def test_a_batch_in_memory_is_made_by_any_number_of_workers(spring: Path) -> None:
    store = letterpack.MemoryStore()
    assert letterpack.build(spring, out=store, workers=3, products=["print-run"]).ok
    assert store.batch().exists("print/run.pdf")
    assert letterpack.check(spring, build=store).ok
    store.batch().files.pop("print/run.pdf")  # type: ignore[attr-defined]
    found = [(found.code, found.severity, found.file) for found in letterpack.check(spring, build=store).findings]
    assert ("LP301", "error", "memory/print/run.pdf") in found


def test_results_are_what_the_command_prints(spring: Path, capfd: pytest.CaptureFixture[str]) -> None:
    result = letterpack.build(spring)
    assert printed(capfd, "build", spring, "--format", "json") == json.loads(json.dumps(result.to_dict()))
    checked = letterpack.check(spring)
    assert printed(capfd, "check", spring, "--format", "json") == json.loads(json.dumps(checked.to_dict()))
    assert [found.to_dict() for found in checked.findings] == checked.to_dict()["findings"]
    compared = letterpack.diff(spring / "build", spring / "build")
    assert printed(capfd, "diff", spring / "build", spring / "build", "--format", "json") == compared.to_dict()


def test_mistakes_are_findings_and_everything_else_is_raised(spring: Path, tmp_path: Path) -> None:
    with pytest.raises(letterpack.CampaignNotFound):
        letterpack.build(tmp_path / "nowhere")
    with pytest.raises(letterpack.CampaignNotFound):
        letterpack.open(spring / "letter.md")
    assert letterpack.build(spring, only=[MINISTER]).out == str(spring / "look")
    with pytest.raises(letterpack.CannotBuild, match="folder of their own"):
        letterpack.build(spring, only=[MINISTER], out=spring / "build")
    with pytest.raises(letterpack.NoSuchStore):
        letterpack.build(spring, out="floppy://a")
    with pytest.raises(letterpack.LetterpackError, match="no batch"):
        letterpack.check(spring, build=tmp_path / "nowhere")
    with pytest.raises(letterpack.CannotCompare):
        letterpack.diff(tmp_path / "nowhere", spring)
    assert letterpack.build(spring).ok
    with pytest.raises(letterpack.NotSealed, match="draft"):
        letterpack.seal(spring, by="Ada", on=date(2026, 3, 3))
    with pytest.raises(letterpack.NotSealed, match="no approver"):
        letterpack.seal(spring, by=" ", on=date(2026, 3, 3))
    (spring / "addressees.yaml").write_text("to: [{nme: A}]\n", encoding="utf-8")
    result = letterpack.build(spring)
    assert (result.ok, result.findings[0].file, result.findings[0].line) == (False, "addressees.yaml", 1)
    assert list(result.packets()) == []
    with pytest.raises(letterpack.CannotBuildSide) as refused:
        letterpack.diff(spring / "build", spring)
    assert refused.value.findings


def test_an_address_names_a_folder(spring: Path, tmp_path: Path) -> None:
    assert letterpack.build(spring, out=(tmp_path / "far away").as_uri()).ok
    assert letterpack.check(spring, build=tmp_path / "far away").built


def test_nothing_is_printed_and_nothing_left_changed(spring: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def state() -> tuple[object, ...]:
        umask = os.umask(0o077)
        os.umask(umask)
        return gc.get_threshold(), umask, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), Path.cwd()

    before = state()
    letterpack.build(spring)
    letterpack.check(spring)
    letterpack.diff(spring, spring)
    (spring / "letter.md").unlink()
    assert not letterpack.build(spring).ok
    assert state() == before
    assert capfd.readouterr() == ("", "")


def test_several_threads_at_once_leave_things_as_they_were(tmp_path: Path) -> None:
    folders = [tmp_path / f"campaign-{number}" for number in range(4)]
    for number, folder in enumerate(folders):
        start_campaign(folder, date(2026, 3, 2 + number))
        (folder / "letter.md").chmod(0o600 if number % 2 else 0o644)
    thresholds, umask = gc.get_threshold(), os.umask(0o022)
    together = threading.Barrier(len(folders))

    def work(folder: Path) -> tuple[bool, bool, list[str]]:
        together.wait(30)
        built = letterpack.build(folder, workers=1)
        return built.ok, letterpack.check(folder).ok, [row.sha256 for row in built.packets()]

    try:
        with ThreadPoolExecutor(len(folders)) as threads:
            found = list(threads.map(work, folders))
        assert gc.get_threshold() == thresholds
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(umask)
    assert all(built and checked for built, checked, _ in found)
    alone = [[row.sha256 for row in letterpack.build(folder, out=letterpack.MemoryStore()).packets()] for folder in folders]
    assert [digests for _, _, digests in found] == alone


def test_whoever_watches_is_told(spring: Path) -> None:
    told: list[tuple[int, int]] = []
    with letterpack.watch(lambda done, count: told.append((done, count))):
        letterpack.build(spring)
        built = len(told)
        letterpack.check(spring)
        checked = len(told)
        letterpack.diff(spring / "build", spring / "build")
    assert 0 < built < checked < len(told)
    letterpack.build(spring)
    own: list[int] = []
    letterpack.build(spring, progress=lambda done, _: own.append(done))
    assert own
    assert told[-1] == (len(list(letterpack.build(spring).packets())),) * 2


def test_signatories_are_counted_and_taken_over(spring: Path, tmp_path: Path) -> None:
    before = letterpack.count_signatories(spring).counts.printed
    (tmp_path / "form.csv").write_text("Organisation,Consent\nThe New Union,yes\n", encoding="utf-8")
    tried = letterpack.import_signatories(tmp_path / "form.csv", spring, merge=True, write=False)
    assert tried.ok
    assert letterpack.count_signatories(spring).counts.printed == before
    assert letterpack.import_signatories(tmp_path / "form.csv", spring, merge=True).ok
    assert letterpack.count_signatories(spring).counts.printed == before + 1
    with pytest.raises(letterpack.LetterpackError, match="no file"):
        letterpack.import_signatories(tmp_path / "nowhere.csv", spring)
    with pytest.raises(letterpack.LetterpackError, match="names no column"):
        options = letterpack.ImportOptions({"Organisation": "colour"})
        letterpack.import_signatories(tmp_path / "form.csv", spring, options=options)


def test_pages_schemas_and_fonts(spring: Path) -> None:
    assert letterpack.explain("101").code == "LP101"
    with pytest.raises(letterpack.LetterpackError, match="no code"):
        letterpack.explain("LP999")
    assert json.loads(letterpack.schema(letterpack.schema_names()[0]))
    with pytest.raises(letterpack.LetterpackError, match="no schema"):
        letterpack.schema("nothing")
    assert {rule.code for rule in letterpack.every_rule()} <= {code.code for code in letterpack.every_code()}
    table = letterpack.font_table(spring)
    assert table.ok
    assert any(row.family for row in table.scripts)


def test_the_examples_of_the_page_run(spring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(spring.parent)
    page = (ROOT / "docs/library.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(examples) >= 6
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, "docs/library.md", "exec"), names)
    assert "seen" in names
