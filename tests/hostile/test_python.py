"""Python's own doors: no module of a campaign is imported, and none that a library would run from the user's home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = (
    "yaml", "typer", "rich", "reportlab_mods", "reportlab_settings", "local_reportlab_settings", "pypdf", "babel", "lxml", "PIL",
    "uharfbuzz", "sitecustomize", "usercustomize", "markdown_it", "svglib", "ftfy", "csv", "json", "tomllib", "decimal",
    "platformdirs", "deflate", "rlextra", "cryptography", "numpy", "brotli", "zstandard", "win32api", "rlPyCairo", "hyperlink",
)  # fmt: skip


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
    (camp / "letter.md").write_text("---\ndate: 2026-03-02\nsubject: A\n---\n\n![A](a.svg)\n\nA letter.\n", encoding="utf-8")
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


@pytest.mark.parametrize("command", [["build"], ["check"], ["diff", ".", "."], ["signatories", "list"]], ids=lambda each: each[0])
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
    for name in ("csv", "json", "decimal", "tomllib"):  # Python's own come first unless the path is set to have these first.
        (stranger / f"{name}.py").unlink()
    ran = run(stranger, ["-c", started, "build"], PYTHONPATH=searched)
    assert ran.returncode == 0, ran.stderr
    assert not (stranger.parent / "CANARY").exists()


def test_python_m(stranger) -> None:
    """Python looks into the folder first, before any line of ours; from then on, nobody does."""
    for path in stranger.glob("*.py"):
        if path.stem in sys.stdlib_module_names:
            path.unlink()
    ran = run(stranger, ["-m", "letterpack", "build"], PYTHONPATH=str(ROOT))
    assert ran.returncode == 0, ran.stderr
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
