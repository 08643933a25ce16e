"""The wheel, installed alone in a new environment, builds a campaign: no development tool hides a missing dependency or file."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from letterpack.codes import every_code

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


def sources(folder: Path) -> Path:
    """Copy to ``folder`` what a wheel is built from, and return it."""
    for name in ("LICENSE", "README.md", "pyproject.toml", ".ci/letterpack.cdx.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "letterpack", folder / "letterpack", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def needed(wheel: Distribution) -> Iterator[Distribution]:
    """Yield of this environment what the installed ``wheel`` says that it needs, and what that says in turn."""
    waiting, seen = [wheel], set[str]()
    while waiting:
        for requirement in map(Requirement, waiting.pop().requires or ()):
            name = canonicalize_name(requirement.name)
            if name not in seen and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                assert not requirement.extras, requirement
                seen.add(name)
                waiting.append(distribution(name))
                yield waiting[-1]


def link(found: Distribution, folder: Path) -> None:
    """Put what ``found`` installs into the ``folder`` of another environment."""
    for name in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
        if not (folder / name).exists():
            place = Path(str(found.locate_file(name)))
            (folder / name).symlink_to(place, target_is_directory=place.is_dir())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The wheel and the sdist, by name."""
    return built(sources(tmp_path_factory.mktemp("made") / "one"), PYTHONHASHSEED="1", TZ="Asia/Almaty", LC_ALL="C")


@pytest.fixture(scope="module")
def installed(made: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel and what it says that it needs; that an index has it all, `.ci/run` tries."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = [folder / name for name in made if name.endswith(".whl")]
    wheel.write_bytes(made[wheel.name])
    venv.create(folder / "venv", with_pip=False)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", programs / "python")
    done = run(*pip, "install", "-q", "--no-deps", "--no-index", "--no-compile", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(programs / "python", "-c", ask, cwd=folder).stdout.strip())
    for each in needed(next(iter(distributions(name="letterpack", path=[str(packages)])))):
        link(each, packages)
    return programs


def test_the_bare_wheel_builds_the_starter_and_the_sample(installed: Path, tmp_path: Path) -> None:
    started = run(installed / "letterpack", "init", "campaign", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    for campaign in (tmp_path / "campaign", ROOT):
        out = tmp_path / "out" / campaign.name
        built = run(installed / "letterpack", "build", campaign, "--out", out, "--print-run", "--format", "json", cwd=tmp_path)
        assert built.returncode == 0, built.stderr
        for packet in json.loads(built.stdout)["packets"]:
            file = (out / packet["file"]).read_bytes()
            assert file.startswith(b"%PDF-")
            assert len(file) < 50_000
    assert (out / "print" / "run.pdf").is_file()


def test_the_bare_wheel_brings_its_data_files(installed: Path, tmp_path: Path) -> None:
    explained = run(installed / "letterpack", "explain", cwd=tmp_path)
    assert explained.returncode == 0
    assert [line.split()[0] for line in explained.stdout.splitlines()] == [each.code for each in every_code()]
    assert run(installed / "letterpack", "schema", "letter", cwd=tmp_path).returncode == 0
    fonts = run(installed / "letterpack", "fonts", cwd=tmp_path).stdout.splitlines()
    assert sum(line.endswith(".ttf") and "GentiumBookPlus-" in line for line in fonts) == 4


def test_the_bare_wheel_has_no_development_tool(installed: Path, tmp_path: Path) -> None:
    for tool in ("pytest", "hypothesis", "jsonschema", "opendataloader_pdf", "ruff", "mypy"):
        assert run(installed / "python", "-c", f"import {tool}", cwd=tmp_path).returncode == 1, tool


def built(source: Path, *kinds: str, **environment: str) -> dict[str, bytes]:
    """Return what hatchling makes from ``source``, by name."""
    out = source.parent / f"{source.name}-dist"
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out), *kinds]
    done = subprocess.run(command, cwd=source, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_the_same_sources_give_the_same_wheel_and_sdist_anywhere(made: dict[str, bytes], tmp_path: Path) -> None:
    two = sources(tmp_path / "elsewhere" / "two")
    for path in two.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        path.chmod(path.stat().st_mode & ~0o077)
    assert made == built(two, PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    (sdist,) = (two.parent / "two-dist").glob("*.tar.gz")
    shutil.unpack_archive(sdist, tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    (wheel,) = built(unpacked, "-t", "wheel").items()
    assert wheel in made.items()
    with zipfile.ZipFile(io.BytesIO(wheel[1])) as archive:
        bill = next(name for name in archive.namelist() if "/sboms/" in name)
        assert archive.read(bill) == (ROOT / ".ci/letterpack.cdx.json").read_bytes()
