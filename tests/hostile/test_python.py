"""Python's own doors: no module of a campaign is imported, and none that a library would run from the user's home."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.preview.serving import Served

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = {
    *sys.stdlib_module_names, *[name for name in packages_distributions() if name.isidentifier() and name != "letterpack"],
    "reportlab_mods", "reportlab_settings", "local_reportlab_settings", "sitecustomize", "usercustomize", "rlextra", "win32api",
    "rlPyCairo", "hyperlink",
}  # fmt: skip
"""All that Python has, all that is installed beside us, and what libraries look for though it is in neither."""


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A campaign and a home, each with modules that leave a canary beside them."""
    camp, home = tmp_path / "camp", tmp_path / "home"
    armed = f"open({str(tmp_path / 'CANARY')!r}, 'a').write(__name__ + '\\n')\n"
    for name in MODULES:
        for folder in (camp, home / ".local/lib/python"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.py").write_text(armed, encoding="utf-8")
    for name in (".reportlab_mods", ".reportlab_settings"):
        (home / name).write_text(armed, encoding="utf-8")
    (camp / "letter.md").write_text(
        "---\ndate: 2026-03-02\nsubject: A\nenclosures: [a.pdf]\n---\n\n![A](a.svg)\n\nA letter.\n", encoding="utf-8"
    )
    enclosure = Canvas(str(camp / "a.pdf"))
    enclosure.drawString(72, 720, "An enclosure")
    enclosure.save()
    (camp / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0H9"/></svg>', "utf-8")
    (camp / "addressees.yaml").write_text("to:\n  - name: A\n    address: [B]\n    country: NO\n", encoding="utf-8")
    return camp


def run(camp: Path, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    environment = {**kept, "HOME": str(camp.parent / "home"), "PYTHONDONTWRITEBYTECODE": "1", **more}
    return subprocess.run(
        [sys.executable, *command], cwd=camp, env=environment, check=False, capture_output=True, encoding="utf-8"
    )


STARTED = (
    "import sys; sys.path[:] = [p for p in sys.path if p]; sys.path.insert(0, {root!r}); from letterpack.cli import main; main()"
)


COMMANDS = [["build"], ["check"], ["diff", ".", "."], ["signatories", "list"], ["lsp"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each[0])
def test_the_command(stranger, command) -> None:
    """As its script starts it: the script's folder is first on Python's path."""
    ran = run(stranger, ["-c", STARTED.format(root=str(ROOT)), *command])
    assert ran.returncode in (0, 1), ran.stderr
    assert not (stranger.parent / "CANARY").exists()


@pytest.mark.parametrize("folder", [".", "build", "a/b"])
def test_an_executor_is_not_found_in_a_campaign(stranger, folder) -> None:
    """What a user names is run, and is looked for on Python's path alone."""
    place = stranger / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / "queue_of_jobs.py").write_text(
        (stranger / "yaml.py").read_text(encoding="utf-8") + "make = None\n", encoding="utf-8"
    )
    module = ".".join([*Path(folder).parts, "queue_of_jobs"])
    ran = run(stranger, ["-c", STARTED.format(root=str(ROOT)), "build", "--executor", f"{module}:make"])
    assert ran.returncode == 2, ran.stderr
    assert not (stranger.parent / "CANARY").exists()


@pytest.mark.parametrize("searched", ["", ".", "{root}:", "{root}::", ":{root}", "{root}:."])
def test_a_path_with_an_empty_entry(stranger, searched) -> None:
    searched = searched.replace(":", os.pathsep).format(root=ROOT)
    (stranger / "sitecustomize.py").unlink()
    (stranger / "usercustomize.py").unlink()
    started = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from letterpack.cli import main; main()"
    for name in sys.stdlib_module_names:  # Python's own come first unless the path is set to have these first.
        (stranger / f"{name}.py").unlink(missing_ok=True)
    # If setuptools is installed, a file of its own has Python import it before any line of ours, as these two are.
    ran = run(stranger, ["-c", started, "build"], PYTHONPATH=searched, SETUPTOOLS_USE_DISTUTILS="stdlib")
    assert ran.returncode == 0, ran.stderr
    assert not (stranger.parent / "CANARY").exists()


@pytest.mark.parametrize("command", [["build"], ["lsp"]], ids=lambda each: each[0])
@pytest.mark.parametrize("safe", [True, False], ids=["-P", "-m"])
def test_python_m(stranger, command, safe) -> None:
    """Python itself looks into the folder first, unless it has -P, before any line of ours; from then on, nobody does."""
    for name in () if safe else sys.stdlib_module_names:
        (stranger / f"{name}.py").unlink(missing_ok=True)
    ran = run(stranger, [*["-P"] * safe, "-m", "letterpack", *command], PYTHONPATH=str(ROOT))
    assert ran.returncode in (0, 1), ran.stderr
    assert not (stranger.parent / "CANARY").exists()


SPAWNING = "import letterpack.executors.processes as processes; processes.USUAL_START = 'spawn'; "


@pytest.mark.parametrize("searched", ["", "lib", "{root}:lib:{camp}/lib"])
def test_workers_that_are_spawned(stranger, searched) -> None:
    """Their Python would look into the current folder, and wherever PYTHONPATH says, before any line of ours."""
    (stranger / "lib").mkdir()
    for name in ("multiprocessing", "sitecustomize"):
        (stranger / f"lib/{name}.py").write_text((stranger / "yaml.py").read_text(encoding="utf-8"), encoding="utf-8")
    started = STARTED.format(root=str(ROOT)).replace("from letterpack.cli", f"{SPAWNING}from letterpack.cli")
    first = "import os; os.environ['PYTHONPATH'] = {searched!r}; ".format(
        searched=searched.replace(":", os.pathsep).format(root=ROOT, camp=stranger)
    )
    ran = run(stranger, ["-c", first + started, "build", "--executor", "processes", "--workers", "2"])
    assert ran.returncode == 0, ran.stderr
    assert not (stranger.parent / "CANARY").exists()


@pytest.mark.loopback
def test_the_previews_workers(stranger) -> None:
    command = [sys.executable, "-c", STARTED.format(root=str(ROOT)), "preview", "--no-open"]
    process = subprocess.Popen(command, cwd=stranger, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    page = Served(process, stranger, process.stdout.readline().strip())
    try:
        page.enter()
        for asked in ({"work": "build"}, {"work": "check"}, {"work": "compare", "with": "build"}):
            status, said = page.post("/api/work", asked)
            assert status == 200 and said["ok"], said
    finally:
        page.end()
        process.communicate()
    assert not (stranger.parent / "CANARY").exists()


def test_the_same_bytes_with_reportlabs_own_doors(stranger) -> None:
    """Neither a home that changes reportlab nor one that is no folder makes other packets."""
    packet = stranger / "build/packets/a.pdf"
    made = set()
    for home in (str(stranger.parent / "home"), os.devnull, str(stranger.parent / "missing")):
        ran = run(stranger, ["-c", STARTED.format(root=str(ROOT)), "build"], HOME=home)
        assert ran.returncode == 0, ran.stderr
        made.add(packet.read_bytes())
    assert len(made) == 1
