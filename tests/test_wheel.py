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
from pathlib import Path

import pytest

from letterpack.codes import every_code
from tests.installed import lacking

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


def pip(*arguments: str | Path, cwd: Path) -> None:
    done = run(sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments, cwd=cwd)
    if done.returncode == 0:
        return
    if "No matching distribution" in done.stderr + done.stdout:
        lacking("the package index cannot be reached")
    pytest.fail(done.stderr)


def sources(folder: Path) -> Path:
    """Copy to ``folder`` what a wheel is built from, and return it."""
    for name in ("LICENSE", "README.md", "pyproject.toml", ".ci/letterpack.cdx.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "letterpack", folder / "letterpack", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, sources(folder / "source"), cwd=folder)
    (wheel,) = folder.glob("letterpack-*.whl")
    venv.create(folder / "venv", with_pip=False)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip("--python", programs / "python", "install", "-q", "--no-compile", wheel, cwd=folder)
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


def test_the_same_sources_give_the_same_wheel_and_sdist_anywhere(tmp_path: Path) -> None:
    one, two = sources(tmp_path / "one"), sources(tmp_path / "elsewhere" / "two")
    for path in two.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        path.chmod(path.stat().st_mode & ~0o077)
    first = built(one, PYTHONHASHSEED="1", TZ="Asia/Almaty", LC_ALL="C")
    assert first == built(two, PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8")
    (sdist,) = (tmp_path / "one-dist").glob("*.tar.gz")
    shutil.unpack_archive(sdist, tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    (wheel,) = built(unpacked, "-t", "wheel").items()
    assert wheel in first.items()
    with zipfile.ZipFile(io.BytesIO(wheel[1])) as archive:
        bill = next(name for name in archive.namelist() if "/sboms/" in name)
        assert archive.read(bill) == (ROOT / ".ci/letterpack.cdx.json").read_bytes()
