"""Commands that write, what stands before each, and what must stand after it whatever it met."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.build.making import HEAD, campaign, person
from tests.faults.kernel import (
    CHANGING,
    LOCKING,
    MAKING,
    NAMING,
    OPENING,
    READING,
    REMOVING,
    RIGHTS,
    SYNCING,
    WRITING,
    Fault,
)
from tests.faults.trial import Outcome, Trials
from tests.hostile.repositories import git, write

COUNTED: Final = CHANGING | OPENING | LOCKING | READING
ERRORS: Final = (
    (OPENING, (errno.EMFILE, errno.EIO, errno.EACCES, errno.ESTALE, errno.ENAMETOOLONG, errno.EROFS, errno.EDQUOT, errno.ENOSPC, errno.ENOENT, errno.ENOMEM)),
    (READING, (errno.EIO, errno.ESTALE, errno.EINVAL)),
    (WRITING, (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.ESTALE)),
    (SYNCING, (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EINVAL, errno.ENOSYS)),
    (NAMING, (errno.EIO, errno.ENOSPC, errno.EXDEV, errno.EROFS, errno.EBUSY, errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ESTALE, errno.EMLINK, errno.EACCES)),
    (MAKING, (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EMLINK, errno.EIO)),
    (REMOVING, (errno.EIO, errno.EBUSY, errno.EROFS, errno.EACCES, errno.ESTALE, errno.ENOTEMPTY)),
    (RIGHTS, (errno.EPERM, errno.EOPNOTSUPP, errno.EROFS, errno.EIO)),
    (LOCKING, (errno.ENOLCK, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EBADF, errno.EIO)),
)  # fmt: skip
"""What a call may answer: on a full disk, beyond a quota, on media that are read-only, broken, gone, or come over a network."""
FINAL: Final = HEAD.replace("date:", "status: final\ndate:")
_TRIED: Final = b"blat"
"""What Python itself writes, to find out which folder takes temporary files."""
_DATE: Final = re.compile(rb"(?<=^date: )\d{4}-\d\d-\d\d$", re.MULTILINE)
_BATCH: Final = "camp/build/"
OURS: Final = re.compile(r"\.letterpack-[\w.-]+")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command, which batch is in ``camp/build`` before it, its exit code where all goes well, and whether it does its work only
    once.
    """

    arguments: tuple[str, ...]
    build: str = "new"
    exit: int = 0
    refuses_again: bool = False


SCENARIOS: Final[Mapping[str, Scenario]] = {
    "first build": Scenario(("build",), ""),
    "rebuild": Scenario(("build",), "old"),
    "print run by two workers": Scenario(("build", "--print-run", "--workers", "2"), "old"),
    "check": Scenario(("check",)),
    "check into a file": Scenario(("check", "--format", "json", "--output", "result.json")),
    "diff with a report": Scenario(("diff", "../old", "build", "--html", "report.html"), exit=1),
    "diff of a campaign": Scenario(("diff", "../old", "."), exit=1),
    "diff of a revision": Scenario(("diff", "HEAD~1"), exit=1),
    "seal": Scenario(("seal", "--by", "Ada", "--on", "2026-03-02", "--replace")),
    "import": Scenario(("signatories", "import", "../form.csv", "--merge")),
    "import of a workbook": Scenario(("signatories", "import", "../form.xlsx", "--merge")),
    "init": Scenario(("init", "fresh/folder"), refuses_again=True),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a scenario begins: ``template`` is copied for each trial; ``after`` are the files once the command went well."""

    scenario: Scenario
    template: Path
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    calls: tuple[tuple[str, str], ...]


def lay_out(folder: Path, trials: Trials) -> None:
    """Make in ``folder`` what all scenarios share: a campaign of two commits, a batch of each, results of earlier commands."""
    from tests.bombs.workbooks import NAMES, xlsx

    camp = folder / "camp"
    for name in ("tmp", "cache", "home", "camp"):
        (folder / name).mkdir(parents=True)
    git(camp, "init", "-q", ".")
    people = [person("Alpha"), person("Beta"), person("Gamma")]
    for number, text in enumerate(("We write to you.", "We write to you again, at length.")):
        write(camp, campaign(people[: 3 - number], f"{FINAL}{text}\n", ["One", "Two"], more={"notes.txt": b"mine\n"}))
        git(camp, "add", "letter.md", "addressees.yaml", "signatories.csv", "notes.txt")
        git(camp, "commit", "-q", "-m", "x")
        went(trials, folder, ("build", "--out", "../new" if number else "../old"))
    shutil.copytree(folder / "new", camp / "build")
    went(trials, folder, ("check", "--format", "json", "--output", "result.json"))
    went(trials, folder, ("diff", "../old", "../new", "--html", "report.html"), 1)
    went(trials, folder, ("seal", "--by", "Bob", "--on", "2026-03-01"))
    shutil.rmtree(camp / "build")
    write(folder, {"form.csv": b"Organisation,Country\nThree,NO\n", "form.xlsx": xlsx(NAMES)})


def went(trials: Trials, root: Path, arguments: tuple[str, ...], code: int = 0) -> Outcome:
    """Run a command that nothing befalls."""
    ran = trials.run(root, "camp", arguments, Fault(COUNTED))
    assert ran.exit == code, (ran.exit, ran.said, ran.calls[-3:])
    assert not ran.orphans
    return ran


def ground(scenario: Scenario, laid: Path, place: Path, trials: Trials) -> Ground:
    """Return where ``scenario`` begins, from what was ``laid`` out."""
    template = place / "template"
    shutil.copytree(laid, template, symlinks=True)
    if scenario.build:
        shutil.copytree(template / scenario.build, template / "camp/build")
    before = files_in(template)
    trial = fresh(template, place / "well")
    ran = went(trials, trial, scenario.arguments, scenario.exit)
    after = files_in(trial)
    assert not leftovers(trial)
    return Ground(scenario, template, before, after, ran.calls)


def fresh(template: Path, place: Path) -> Path:
    """Return a copy of ``template`` at ``place``, which takes an earlier one's."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place, symlinks=True)
    return place


def files_in(root: Path) -> dict[str, bytes]:
    """Return all files below ``root`` but those of temporary folders and the cache."""
    found = {}
    for folder, below, names in os.walk(root):
        if Path(folder) == root:
            below[:] = [name for name in below if name not in ("tmp", "cache", "home")]
        for name in names:
            path = Path(folder, name)
            # What a new campaign says of today is another tomorrow.
            found[path.relative_to(root).as_posix()] = _DATE.sub(b"", path.read_bytes())
    return found


def leftovers(root: Path) -> list[str]:
    """Return what a command has left lying about: staged files and folders, temporary ones."""
    tried = [path for path in (root / "tmp").iterdir() if path.is_file() and path.read_bytes() in (b"", _TRIED)]
    left = {*root.rglob(".letterpack-*"), *(root / "tmp").iterdir(), *(root / "home").iterdir()}.difference(tried)
    return sorted([path.relative_to(root).as_posix() for path in left])


def faults_of(made: Ground) -> Iterator[Fault]:
    """Yield each error of each call that the command makes."""
    for at, (name, _) in enumerate(made.calls, 1):
        for names, errors in ERRORS:
            if name in names:
                yield from [Fault(COUNTED, at, error) for error in errors]


def judge(made: Ground, root: Path, ran: Outcome, fault: Fault, trials: Trials) -> list[str]:
    """Return what is wrong after ``fault``: with what the command said, with what stands, and with what the next one makes."""
    well, hit = made.scenario.exit, ran.calls[fault.at - 1] if 0 < fault.at <= len(ran.calls) else ("nothing", "")
    wrong = [f"{ran.orphans} processes were left behind"] if ran.orphans else []
    if ran.exit not in ({-fault.signal, 128 + fault.signal, well} if fault.signal else {well, 1, 2}):
        wrong.append(f"exit {ran.exit}")
    if "Traceback" in ran.said or (ran.exit == 2 and "hint: " not in ran.said and " failed" not in ran.said):
        wrong.append("unkind")
    # Who is killed cleans nothing up, and what cannot be removed stays: the next command sees to it.
    may_leave = ran.exit == -signal.SIGKILL or fault.lasting or "LP501" in ran.said
    may_leave = may_leave or (bool(fault.error) and (hit[0] in REMOVING | NAMING or hit[1].startswith("tmp/")))
    wrong += _strange(made, files_in(root), ran, may_leave=may_leave)
    if not may_leave and (left := leftovers(root)):
        wrong.append(f"left: {left}")
    return wrong + list(_next(made, root, trials))


def _strange(made: Ground, stands: Mapping[str, bytes], ran: Outcome, *, may_leave: bool) -> Iterator[str]:
    """Yield which files are neither as they were nor as they should become, a batch as a whole."""
    if _batch(stands) not in (_batch(made.before), _batch(made.after)):
        yield "a batch that is neither the old one nor the new one"
    for path in sorted({*made.before, *made.after, *stands}):
        now = stands.get(path)
        told = _told_in(path, now, ran)
        if told or path.startswith(_BATCH) or now in (made.before.get(path), made.after.get(path)):
            continue
        if not (may_leave and any(OURS.fullmatch(part) for part in path.split("/"))):
            yield f"{path} is {'gone' if now is None else 'strange'}"


def _told_in(path: str, now: bytes | None, ran: Outcome) -> bool:
    """Whether the file at ``path`` tells the fault: what could not be read is a finding of the check, a check that could not run
    is one too (LP504), and a packet that failed is told in the comparison.
    """
    if path == "camp/result.json":
        return ran.exit == 1 or (ran.exit == 2 and b"LP504" in (now or b""))
    return path == "camp/report.html" and " failed" in ran.said


def _batch(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.startswith(_BATCH)}


def _next(made: Ground, root: Path, trials: Trials) -> Iterator[str]:
    """Yield what is wrong with the next run of the same command: all is as if nothing had happened."""
    again = trials.run(root, "camp", made.scenario.arguments, Fault(COUNTED))
    if made.scenario.refuses_again and again.exit == 2:
        return
    if again.exit != made.scenario.exit:
        yield f"again: exit {again.exit}: {again.said[-300:]}"
    now = files_in(root)
    if odd := sorted(path for path in {*now, *made.after} if now.get(path) != made.after.get(path)):
        yield f"again: other files {odd[:5]}"
    if left := leftovers(root):
        yield f"again: left {left}"
