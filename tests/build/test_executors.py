"""Who does the work changes no byte: this process, forked and spawned ones, an executor that somebody brings."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from runpy import run_module
from typing import Any

import pytest

from letterpack.cli import program
from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.executors import NAMED, crew_of
from letterpack.executors.processes import StartMethod, open_executor
from letterpack.manifest import CARRIED
from letterpack.pipeline.build import BuildRequest, build, jobs
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import LETTER, campaign, make, person
from tests.enclosures.makers import good_pdf

ROOT = Path(__file__).parents[2]
STARTS = [start for start in ("fork", "spawn") if start in multiprocessing.get_all_start_methods()]
SIGNED = ("Freedom Now", "Σωματείο Ελευθερίας", "Қазақ бюросы")


def sources() -> dict[str, bytes]:
    """A campaign with what is a packet's own in every way: enclosures, copies, letters beyond the family, several addresses."""
    own = {f"enclosures/{name}.pdf": good_pdf(pages) for pages, name in enumerate(("one", "two"), 1)}
    both = person("Delta", address=None, addresses=[["One Street"], ["Two Street"]], delivery="all")
    people = [
        person("Alpha", enclosures=["enclosures/one.pdf"]),
        person("Beta", name="Ғалымжан Σ"),
        person("Gamma", cc=[person("Zeta", enclosures=["enclosures/two.pdf"])]),
        both,
        person("Epsilon", enclosures=["enclosures/two.pdf", "enclosures/one.pdf"]),
        *[person(f"P{index}", name=f"Name {index} Žluťoučký") for index in range(9)],
    ]
    letter = LETTER.replace("journalists", "{{ addressee.name }} journalists")
    return campaign({"to": people, "cc": [person("Eta", copy_of="alpha")]}, letter, SIGNED, more=own)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory):
    return make(tmp_path_factory.mktemp("alone") / "out", sources(), print_run=True, workers=1)


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.parametrize("start", STARTS)
def test_processes_make_the_same_bytes(tmp_path: Path, alone, start: StartMethod) -> None:
    with open_executor(2, start) as executor:
        made = make(tmp_path / "out", sources(), print_run=True, workers=2, executor=executor)
    assert made.findings == alone.findings
    assert files(made.out) == files(alone.out)


@pytest.mark.parametrize("name", [*NAMED, "concurrent.futures:ProcessPoolExecutor", "concurrent.futures:ThreadPoolExecutor"])
@pytest.mark.parametrize("workers", [2, 3])
def test_executors_by_name_make_the_same_bytes(tmp_path: Path, alone, name: str, workers: int) -> None:
    made = make(tmp_path / "out", sources(), print_run=True, workers=workers, executor=name)
    assert files(made.out) == files(alone.out)


def test_an_executor_that_is_handed_over_is_left_open(tmp_path: Path, alone) -> None:
    """And may build the next campaign: what it remembers of one is not taken for the other."""
    with ThreadPoolExecutor(2) as executor:
        made = make(tmp_path / "one", sources(), print_run=True, workers=2, executor=executor)
        changed = sources() | {"enclosures/two.pdf": good_pdf(3)}
        again = make(tmp_path / "two", changed, workers=2, executor=executor)
        assert executor.submit(int, "7").result() == 7
    assert files(made.out) == files(alone.out)
    assert again.packets == make(tmp_path / "three", changed).packets


@pytest.mark.parametrize("length", [1, 2, 5])
def test_where_stretches_end_changes_no_byte(tmp_path: Path, alone, monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    monkeypatch.setattr(jobs, "_AT_ONCE", length)
    monkeypatch.setattr(jobs, "_IN_A_JOB", 2 * length)
    for workers in (1, 2):
        assert files(make(tmp_path / str(workers), sources(), print_run=True, workers=workers).out) == files(alone.out)


class Counting(Executor):
    """An executor that does each job when it is handed over, through pickles as one far away, and counts the packets."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def submit(self, work, /, *args, **kwargs) -> Future[Any]:
        from multiprocessing.reduction import ForkingPickler

        work, args = ForkingPickler.loads(ForkingPickler.dumps((work, args)))
        result = ForkingPickler.loads(ForkingPickler.dumps(work(*args, **kwargs)))
        self.made.append(result.result.packets)
        future: Future[Any] = Future()
        future.set_result(result)
        return future


def test_a_print_run_makes_no_packet_twice(tmp_path: Path, alone, monkeypatch: pytest.MonkeyPatch) -> None:
    from letterpack.pipeline.build.packet import LetterBuilder

    pressed: list[str] = []
    packets = LetterBuilder.packets

    def watched(builder, due, **how):
        pressed.extend([each.name for each in due])
        return packets(builder, due, **how)

    monkeypatch.setattr(LetterBuilder, "packets", watched)
    executor = Counting()
    made = make(tmp_path / "out", sources(), print_run=True, workers=3, executor=executor)
    assert files(made.out) == files(alone.out)
    assert sum(executor.made) == len(alone.packets)
    assert sorted(pressed) == sorted(alone.packets)
    assert len(executor.made) > 1


class Between(Counting):
    """An executor before whose first job somebody changes one of the files that the build has put there for its workers."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def submit(self, work, /, *args, **kwargs) -> Future[Any]:
        carried = args[0].order.carried
        file = carried.files.folder / carried.names.get(self.path, f"{CARRIED}/{self.path}")
        file.write_bytes(file.read_bytes().replace(b"Name 3", b"Name 4").replace(b"#000", b"#111"))
        return super().submit(work, *args, **kwargs)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("campaign", "has put into .* for its workers was changed"),
        ("addressees.csv", "`addressees.csv` changed while it was being read"),
        ("logo.svg", "files changed while they were being read"),
    ],
)
def test_a_worker_that_gets_another_campaign_is_heard_of(tmp_path: Path, path: str, said: str) -> None:
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#000" d="M0 0h9v9z"/></svg>'
    rows = "".join([f"a{index},Name {index},Street\n" for index in range(9)]).encode()
    more = {"addressees.csv": b"id,name,address1\n" + rows, "logo.svg": logo}
    found = campaign([person("Alpha", name="Name 3")], more=more, settings={"sender": {"names": ["House"], "logo": "logo.svg"}})
    with pytest.raises(LetterpackError, match=said):
        make(tmp_path / "out", found, workers=2, executor=Between(path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["no.such.module:Executor", "concurrent.futures:Nothing", "nothing", "builtins:dict"])
def test_an_executor_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LetterpackError) as refused:
        make(tmp_path / "out", campaign(), executor=name)
    assert name in refused.value.message
    assert "MODULE:NAME" in refused.value.hint


@pytest.mark.parametrize(
    "name",
    [
        "os:getcwd", "json:loads", "concurrent.futures:Executor", "builtins:print", "sys:exit", "os:_exit", "datetime:date",
        "subprocess:run", ".relative:Executor", "a:", ":b", "::", "made_up_executors:broken", "made_up_executors:refused",
        "made_up_executors:divided", "made_up_unreadable:any", "made_up_unfinished:any",
    ],
)  # fmt: skip
def test_what_somebody_names_and_is_none_is_no_fault_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "made_up_executors.py").write_text(
        "def broken(max_workers): return unheard_of\n"
        "def refused(max_workers): raise ConnectionRefusedError('no scheduler answers')\n"
        "def divided(max_workers): return 1 / 0\n"
    )
    (tmp_path / "made_up_unreadable.py").write_text("def any(:\n")
    (tmp_path / "made_up_unfinished.py").write_text("raise RuntimeError('set up the queue first')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(LetterpackError) as refused:
        make(tmp_path / "out", campaign(), executor=name)
    assert name in refused.value.message
    assert "MODULE:NAME" in refused.value.hint
    assert not (tmp_path / "out").exists()


class BreaksLater(Executor):
    """Does the first jobs, and refuses others, as a pool does whose worker was killed meanwhile."""

    def __init__(self, jobs: int) -> None:
        self.left = jobs
        self.futures: list[Future[Any]] = []

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do ``work``, or refuse it."""
        if not self.left:
            raise BrokenProcessPool("a process in the process pool was terminated abruptly")
        self.left -= 1
        future: Future[Any] = Future()
        future.set_result(work(*arguments, **named))
        self.futures.append(future)
        return future


@pytest.mark.parametrize("jobs", range(6))
def test_a_worker_that_ended_while_others_were_asked_is_heard_of(jobs: int) -> None:
    from letterpack.executors import Crew
    from letterpack.executors.work import in_order

    done: list[int] = []
    with (
        pytest.raises(LetterpackError, match="ended before its work was done"),
        in_order(Crew(BreaksLater(jobs), 2, is_ours=False), abs, range(9)) as results,
    ):
        done.extend(results)
    assert done == [*range(jobs - 3)]


class Answers(Executor):
    """Gives for each job what ``answer`` makes of it: of what does the job, and of what came of those that were done."""

    def __init__(self, answer: Callable[[Callable[[], Any], list[Any]], Any]) -> None:
        self.answer, self.done = answer, list[Any]()

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do ``work``, and answer."""
        future: Future[Any] = Future()
        try:
            future.set_result(self.answer(partial(work, *arguments, **named), self.done))
        except BaseException as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


def again(do: Callable[[], Any], done: list[Any]) -> Any:
    """Do a job twice."""
    do()
    done.append(do())
    return done[-1]


def swapped(do: Callable[[], Any], done: list[Any]) -> Any:
    """Give the answer of the first job."""
    done.append(do())
    return done[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (again, ""),
        (swapped, "another answer"),
        (lambda do, done: done.append(do()), "another answer"),
        (lambda do, _: do() and {}["x"], "failed: KeyError: 'x'"),
        (lambda do, _: do() and sys.exit(4), "failed: SystemExit: 4"),
        (lambda do, _: do() and open("gone"), "failed: FileNotFoundError"),  # noqa: PTH123, SIM115
    ],
)
def test_an_executor_that_is_brought_has_its_own_troubles(answer: Callable[..., Any], said: str) -> None:
    from letterpack.executors import Crew
    from letterpack.executors.work import in_order

    crew = Crew(Answers(answer), 2, is_ours=False, is_brought=True)
    with pytest.raises(LetterpackError, match=said) if said else nullcontext(), in_order(crew, abs, range(1, 4)) as results:
        assert list(results) == [1, 2, 3]


def test_what_a_job_meets_is_no_trouble_of_its_executor() -> None:
    from letterpack.executors import Crew
    from letterpack.executors.work import in_order

    crew = Crew(Answers(lambda do, _: do()), 2, is_ours=False, is_brought=True)
    with pytest.raises(FileNotFoundError), in_order(crew, open, ["gone"]) as results:
        list(results)


class TakesBack(Executor):
    """Takes all jobs back, as a cluster does that is shut down meanwhile."""

    def submit(self, _work: Callable[..., Any], /, *_arguments: Any, **_named: Any) -> Future[Any]:
        """Return what nobody will do."""
        future: Future[Any] = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_jobs_that_were_taken_back_are_no_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(LetterpackError, match="ended before its work was done"):
        make(tmp_path / "out", campaign(), workers=2, executor=TakesBack())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("start", STARTS)
def test_a_check_finds_the_same(tmp_path: Path, start: StartMethod) -> None:
    """Packets that are damaged, whoever reads them."""
    folder = tmp_path / "campaign"
    for path, data in sources().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    assert build(Disk(folder), BuildRequest(folder, workers=1)).ok
    (folder / "build/packets/beta.pdf").write_bytes(b"no PDF")
    (folder / "build/packets/p3.pdf").unlink()
    here = check(Disk(folder), CheckRequest(folder, workers=1))
    with open_executor(2, start) as executor:
        found = check(Disk(folder), CheckRequest(folder, workers=2, executor=executor))
    assert (found.findings, found.found, found.packets) == (here.findings, here.found, here.packets)
    assert {each.packet for each in found.findings if each.severity == "error"} >= {"beta", "p3"}


def killed(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def short_of_memory(_: object) -> None:
    raise MemoryError


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("trouble", [killed, short_of_memory])
@pytest.mark.parametrize("start", STARTS)
def test_a_worker_that_ends_early_is_heard_of(start: StartMethod, trouble) -> None:
    from letterpack.executors import Crew
    from letterpack.executors.work import in_order

    with (
        pytest.raises(LetterpackError, match="ended before its work was done"),
        open_executor(2, start) as executor,
        in_order(Crew(executor, 2, is_ours=True), trouble, range(3)) as results,
    ):
        list(results)


def test_whatever_is_raised_ends_the_workers_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), crew_of("processes", 2) as crew:
        crew.executor.submit(time.sleep, 600)
        crew.executor.submit(time.sleep, 600)
        raise KeyboardInterrupt
    assert not multiprocessing.active_children()
    assert time.monotonic() - began < 300


def test_the_program_may_be_loaded_by_a_worker_of_mpi() -> None:
    """``python -m mpi4py.futures -m letterpack`` loads it in each process under this name, and runs it in the first."""
    assert run_module("letterpack", run_name="__worker__")["program"] is program


def test_where_no_thread_may_be_started_that_is_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise RuntimeError("can't start new thread")

    with pytest.raises(RuntimeError, match="can't start new thread"), open_executor(2) as executor:
        monkeypatch.setattr("threading.Thread.start", refused)
        executor.submit(abs, 1)
    monkeypatch.undo()
    assert not multiprocessing.active_children()


def descendants(pid: int) -> set[int]:
    """Return the processes below ``pid``, from ``/proc``."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(holds, seconds: float = 300) -> bool:
    """Whether ``holds`` comes true before ``seconds`` have passed."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


PROGRAM = """
import sys
from pathlib import Path
from letterpack.disk import Disk
from letterpack.executors.processes import open_executor
from letterpack.pipeline.build import BuildRequest, build
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with open_executor(2, sys.argv[2]) as executor:
        build(Disk(folder), BuildRequest(folder, workers=2, print_run=True, executor=executor))
"""


MANY = 12_000
"""Packets that take two workers seconds: a build is seen in the middle of them."""


@contextmanager
def building(folder: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that builds a large campaign in ``folder``, in the middle of it."""
    rows = "".join([f"a{index},Name {index},Street {index}\n" for index in range(MANY)])
    (folder / "letter.md").write_text(LETTER, encoding="utf-8")
    (folder / "addressees.csv").write_text(f"id,name,address1\n{rows}", encoding="utf-8")
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: sum(1 for _ in folder.glob(".letterpack-*/packets/**/*.pdf")) > 200)
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_parent(tmp_path: Path, start: StartMethod, number: int) -> None:
    """Killed in the middle of many packets: nobody is left who writes more."""
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    folder = tmp_path / "campaign"
    folder.mkdir()
    with building(folder, sys.executable, str(tmp_path / "program.py"), str(folder), start) as process:
        workers = descendants(process.pid)
        assert len(workers) >= 2
        process.send_signal(number)
        process.wait()
        assert until(lambda: not any(map(is_alive, workers)))
        left = sum(1 for _ in folder.glob(".letterpack-*/packets/**/*.pdf"))
        time.sleep(0.3)
        assert sum(1 for _ in folder.glob(".letterpack-*/packets/**/*.pdf")) == left < MANY


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_a_command_that_is_asked_to_end_ends_its_workers_and_leaves_nothing(tmp_path: Path) -> None:
    with building(tmp_path, sys.executable, "-m", "letterpack", "build", str(tmp_path), "--workers", "2") as process:
        workers = descendants(process.pid)
        assert workers
        process.terminate()
        process.wait()
        assert until(lambda: not any(map(is_alive, workers)))
    assert {path.name for path in tmp_path.iterdir()} == {"letter.md", "addressees.csv"}


def test_no_job_of_a_handed_over_executor_outlives_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packet cannot be written: what else was begun ends before the staged folder goes, what was not begun never is."""
    real = jobs.write_packets
    written: list[str] = []

    def write(stage: Any, files: Any) -> None:
        written.extend(path for path, _ in files)
        if any(path.endswith("beta.pdf") for path, _ in files):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(stage, files)

    monkeypatch.setattr(jobs, "write_packets", write)
    monkeypatch.setattr(jobs, "_AT_ONCE", 1)
    monkeypatch.setattr(jobs, "_IN_A_JOB", 1)
    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(LetterpackError, match="could not be written"):
            make(tmp_path / "out", sources(), workers=2, executor=executor)
        assert list(tmp_path.iterdir()) == []
        before = len(written)
        executor.submit(int, "7").result()
    assert len(written) == before < 14


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_workers_that_were_there_before_keep_what_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "campaign"
    folder.mkdir()
    for path, data in campaign().items():
        (folder / path).write_bytes(data)
        (folder / path).chmod(0o600)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        executor.submit(os.umask, 0o022).result()
        assert build(Disk(folder), BuildRequest(folder, workers=2, executor=executor)).ok
        assert executor.submit(os.umask, 0o022).result() == 0o022
    assert {path.stat().st_mode & 0o077 for path in (folder / "build").rglob("*.pdf")} == {0}


def test_a_process_pool_of_the_callers_is_not_killed(tmp_path: Path, alone) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        with pytest.raises(LetterpackError):
            make(tmp_path / "out", campaign(), executor=executor, products=("nothing",))
        assert executor.submit(int, "7").result() == 7
