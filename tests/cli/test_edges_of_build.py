"""What ``build`` prints for results that no small campaign gives: long lists, one of a kind, our own mistakes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import pytest

import letterpack
from letterpack.cli import main
from letterpack.cli.commands import app_for
from letterpack.cli.terminal import has_colour, progress_bar
from letterpack.diagnostics import Diagnostic
from letterpack.errors import CampaignNotFound, OutputFailed
from letterpack.library.campaign import watcher
from letterpack.model.manifest import PacketRow
from letterpack.render.text import packet_table
from letterpack.render.words import counted
from letterpack.spans import Span


def row(name: str, pages: int, kind: Literal["to", "cc", "bcc"] = "to") -> PacketRow:
    return PacketRow(name, name, kind, f"packets/{name}.pdf", pages, -(-pages // 2), "en", (), (), "0" * 64, "0" * 64)


@dataclass
class Result:
    rows: list[PacketRow]
    signatories: int = 40
    ok: bool = True
    out: str = "build"
    status: str = "draft"
    findings: tuple[Diagnostic, ...] = ()
    sources: object = None
    campaign: object = None
    kept: int = 0
    size_bytes: int = 0
    products: tuple[str, ...] = ()
    taken: list[str] = field(default_factory=list)

    @property
    def packet_count(self) -> int:
        return len(self.rows)

    def packets(self) -> Iterator[PacketRow]:
        for each in self.rows:
            self.taken.append(each.id)
            yield each


def table(result: Result) -> list[str]:
    """Return the table's lines of what looks like a result as far as the table asks."""
    return list(packet_table(cast("letterpack.BuildResult", result)))


@dataclass
class Request:
    campaign: object
    out: object
    only: Sequence[str]
    products: Sequence[str]
    profile: str | None
    workers: int
    executor: str
    resume: bool


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], list[Request]]:
    """Return a function that puts a build in the library's place: it gives the result, or raises it; requests are kept."""

    def put(outcome: object) -> list[Request]:
        requests: list[Request] = []

        def build(campaign: Path, **asked: Any) -> object:
            requests.append(Request(campaign, **asked))
            assert watcher().progress is None  # stderr is no terminal here
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr("letterpack.build", build)
        return requests

    return put


def test_the_table_of_the_readme() -> None:
    result = Result([row("minister-of-information", 3), row("general-prosecutor", 4, "cc")])
    assert list(table(result)) == [
        "minister-of-information  to   3 pages  2 sheets",
        "general-prosecutor       cc   4 pages  2 sheets",
        "40 signatories · draft · build/packets/",
    ]


def test_one_of_a_kind_and_many() -> None:
    result = Result([row("a", 1), row("b", 1204, "bcc")], signatories=1, status="final")
    assert list(table(result)) == [
        "a  to       1 page     1 sheet",
        "b  bcc  1,204 pages  602 sheets",
        "1 signatory · final · build/packets/",
    ]


def test_products_are_named_with_the_folder() -> None:
    run = Result([row("a", 1)], products=("print/run.pdf", "mailing/list.csv"))
    assert table(run)[-1] == "40 signatories · draft · build/packets/ · build/print/run.pdf · build/mailing/list.csv"
    split = Result([row("a", 1)], products=tuple(f"print/run-{number}.pdf" for number in range(1, 300)))
    assert table(split)[-1].endswith(" · build/print/run-4.pdf · … and 295 more")


def test_a_long_list_is_cut_and_not_read_to_its_end() -> None:
    result = Result([row(f"r{number}", 3) for number in range(10_000)], signatories=0)
    lines = list(table(result))
    assert lines[20:] == ["… and 9,980 more", "0 signatories · draft · build/packets/"]
    assert len(result.taken) <= 21


@pytest.mark.parametrize("count", [20, 21])
def test_one_more_is_shown_and_not_counted(count: int) -> None:
    assert len(list(table(Result([row(f"r{number}", 3) for number in range(count)])))) == count + 1


def test_lines_fit_a_terminal_of_80_columns() -> None:
    result = Result([row("a" * 50, 3, "bcc"), row("b", 1)])
    assert max(map(len, table(result))) <= 80


def test_options_reach_the_library(letterpack, library, tmp_path) -> None:
    requests = library(Result([row("a", 1)]))
    options = "--out o --only a --only b --workers 3 --print-run --profile print --with print-run --executor processes --resume"
    assert letterpack("build", tmp_path, *options.split()).code == 0
    (request,) = requests
    assert (request.campaign, str(request.out), request.only) == (tmp_path, "o", ["a", "b"])
    assert (request.workers, request.profile, request.executor, request.resume) == (3, "print", "processes", True)
    assert request.products == ("print-run", "print-run")


def test_a_bare_call_asks_for_the_defaults(letterpack, library) -> None:
    requests = library(Result([row("a", 1)]))
    letterpack("build")
    (request,) = requests
    assert (str(request.campaign), request.out, request.only) == (".", None, ())
    assert (request.workers, request.products, request.profile, request.executor) == (0, (), None, "")


def test_what_cannot_be_built_is_said_in_two_lines(letterpack, library) -> None:
    library(OutputFailed("`build` cannot be written: no space left", "free some space and build again"))
    ran = letterpack("build")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "letterpack: `build` cannot be written: no space left\n  = hint: free some space and build again\n"


def test_our_own_mistake_asks_for_a_report(letterpack, library) -> None:
    library(ZeroDivisionError("division by zero"))
    ran = letterpack("build")
    assert (ran.code, ran.out) == (3, "")
    assert "Traceback" in ran.err
    assert "ZeroDivisionError" in ran.err
    assert "report" in ran.err.splitlines()[-1]


def test_json_streams_a_packet_a_line(letterpack, library) -> None:
    warning = Diagnostic("LP232", "warning", "`x` is odd", Span("letter.md", 3, 4), "mend it")
    library(Result([row("a", 1), row("b", 2)], findings=(warning,)))
    ran = letterpack("build", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    result = json.loads(ran.out)
    assert [packet["id"] for packet in result["packets"]] == ["a", "b"]
    assert [(found["code"], found["line"]) for found in result["findings"]] == [("LP232", 3)]
    assert sum('"inputs_sha256"' in line for line in ran.out.splitlines()) == 2


def test_an_unnamed_number_is_plural() -> None:
    assert [counted(number, "page") for number in (0, 1, 2, 1000)] == ["0 pages", "1 page", "2 pages", "1,000 pages"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_only_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert has_colour(Terminal())
    assert not has_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not has_colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colour(Terminal())


def test_a_bar_comes_late_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("letterpack.cli.terminal.time.monotonic", lambda: now[0])
    with progress_bar() as show:
        assert show is not None
        show(1, 1000)
        assert terminal.getvalue() == ""
        now[0] += 5
        show(1500, 1000)
        now[0] += 1
        pace = show.pace
    assert "1,500 packets" in terminal.getvalue()
    assert pace is not None
    result = cast("letterpack.BuildResult", Result([row("a", 1)] * 1500, size_bytes=34_200_000))
    assert pace.told(result) == "34.2 MB, 300 packets/s: read in 0.0 s, made in 5.0 s, put in place in 1.0 s"


def test_no_bar_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar() as show:
        assert show is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", ["explain LP213", "--help", "build --help", "--version", "signatories"])
def test_a_result_that_cannot_be_written_is_no_mistake_of_ours(arguments: str) -> None:
    command = [sys.executable, "-m", "letterpack", *arguments.split()]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("letterpack: the result could not be written to stdout: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_batch_is_there_though_nobody_could_be_told(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "letterpack", "init", str(tmp_path)], check=True, capture_output=True)
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "letterpack", "build", str(tmp_path)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "the work was done; check where its output goes" in done.stderr
    assert (tmp_path / "build" / "manifest.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
@pytest.mark.parametrize("arguments", ["--help", "explain", "schema manifest", "build --help"])
def test_a_reader_that_leaves_is_no_trouble(arguments: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "letterpack", *arguments.split()]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    os.close(writing)
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes no stream there")
def test_without_stdout_a_command_works_and_says_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m letterpack init "{tmp_path}" >&-'],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["build", "--out", ""], ["build", ""], ["check", "--build="], ["init", ""]])
def test_an_empty_folder_is_not_the_current_one(arguments: list[str], tmp_path: Path) -> None:
    """As of a shell's variable that is not set."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-m", "letterpack", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "the folder's name is empty" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "command", [["build"], ["check"], ["signatories", "list"], ["seal", "--by", "Ann", "--on", "2026-10-30"]]
)
def test_a_file_of_the_campaign_is_not_the_campaign(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text("", encoding="utf-8")
    with pytest.raises(CampaignNotFound) as refused:
        app_for()([*command, str(tmp_path / "letter.md")], standalone_mode=False)
    assert refused.value.hint == f"name the folder: `{tmp_path}`"


def test_a_folder_that_nobody_may_look_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letterpack.library.campaign.os.access", lambda *_: False)
    with pytest.raises(CampaignNotFound, match="permission denied"):
        app_for()(["build", str(tmp_path)], standalone_mode=False)


def test_an_interrupt_from_the_keyboard_is_no_traceback_however_early(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("letterpack.cli._run", interrupted)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 130
