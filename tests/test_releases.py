"""What is published: workflows that take nothing that moves, a release by one command, and a bill of what the wheel holds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from tests import installed

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".github/workflows").glob("*.yml")}
PARTS = ("letterpack/__init__.py", "CITATION.cff", "CHANGELOG.md", ".ci/release", ".ci/sbom", ".ci/letterpack.cdx.json")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_takes_nothing_that_moves_and_gives_nothing_away(name: str) -> None:
    text = WORKFLOWS[name]
    used = re.findall(r"^ *-? *uses: (.*)$", text, re.MULTILINE)
    moving = [each for each in used if not re.match(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$|\./", each)]
    assert used and not moving
    workflow = yaml.safe_load(text)
    assert set(workflow["permissions"].values() if workflow["permissions"] else ()) <= {"read"}
    steps = [step for job in workflow["jobs"].values() for step in job.get("steps", ())]
    assert not [step["run"] for step in steps if "${{" in step.get("run", "")]
    assert all(step["with"]["persist-credentials"] is False for step in steps if "checkout@" in step.get("uses", ""))
    assert all("timeout-minutes" in job for job in workflow["jobs"].values() if "steps" in job)


def test_an_action_has_one_digest_everywhere() -> None:
    texts = [*WORKFLOWS.values(), (ROOT / "action.yml").read_text(encoding="utf-8")]
    used = {found for text in texts for found in re.findall(r"uses: (\S+)@([0-9a-f]{40}) # (\S+)", text)}
    assert len({name for name, _, _ in used}) == len(used)


def test_every_python_that_we_name_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [found[1] for each in project["classifiers"] if (found := re.search(r":: (3\.\d+)$", each))]
    jobs = yaml.safe_load(WORKFLOWS["ci.yml"])["jobs"]
    for job in ("tests", "bare"):
        assert jobs[job]["strategy"]["matrix"]["python"] == named
        assert [each.split("-")[0] for each in jobs[job]["strategy"]["matrix"]["os"]] == ["ubuntu", "macos", "windows"]


def test_the_bill_is_of_these_files_and_sound() -> None:
    written = (ROOT / ".ci/letterpack.cdx.json").read_text(encoding="utf-8")
    made = subprocess.run([sys.executable, ROOT / ".ci/sbom"], capture_output=True, encoding="utf-8", check=True)
    assert made.stdout == written, "write it again: .ci/sbom > .ci/letterpack.cdx.json"
    schemas = Path(installed.module("cyclonedx").__file__ or "").parent / "schema/_res"
    known = {path: json.loads(path.read_text(encoding="utf-8")) for path in schemas.glob("*.SNAPSHOT.schema.json")}
    named = {f"http://cyclonedx.org/schema/{path.name}": Resource.from_contents(each) for path, each in known.items()}
    registry: Registry[object] = Registry().with_resources(named.items())
    validator = Draft7Validator(known[schemas / "bom-1.6.SNAPSHOT.schema.json"], registry=registry)
    assert not [error.message for error in validator.iter_errors(json.loads(written))]
    theirs = {
        path.relative_to(ROOT).as_posix() for kind in ("ttf", "otf", "dic") for path in (ROOT / "letterpack").rglob(f"*.{kind}")
    }
    assert {each["bom-ref"] for each in json.loads(written)["components"]} == theirs


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with what a release touches, and nothing released yet."""
    for name in PARTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("letterpack/fonts", "letterpack/text/patterns"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
        git(tmp_path, *words)
    return tmp_path


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Ada Sample", "-c", "user.email=ada@example.org"]
    return subprocess.run([installed.program("git"), *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def release(folder: Path, *words: object) -> tuple[int, str]:
    who = {f"GIT_{role}_{what}": "ada@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = [sys.executable, str(folder / ".ci/release"), *map(str, words)]
    path = str(Path(installed.program("git")).parent)
    done = subprocess.run(command, cwd=folder, env={"PATH": path, **who}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def add_news(folder: Path) -> None:
    changelog = folder / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    head, rest = text.split("\n## ", 1)
    changelog.write_text(f"{head}\n## Unreleased\n\n- Something new.\n\n## {rest}", encoding="utf-8")
    git(folder, "commit", "-qam", "News")


def test_a_release_is_one_command(repository: Path) -> None:
    add_news(repository)
    code, said = release(repository, "1.2.3")
    assert code == 0, said
    assert git(repository, "tag").split() == ["v1.2.3"]
    assert git(repository, "log", "-1", "--format=%s").strip() == "Release 1.2.3"
    assert not git(repository, "status", "--porcelain")
    package, citation, bill = (
        repository / name for name in ("letterpack/__init__.py", "CITATION.cff", ".ci/letterpack.cdx.json")
    )
    assert '__version__ = "1.2.3"' in package.read_text(encoding="utf-8")
    assert re.search(r"^version: 1\.2\.3\ndate-released: \d{4}", citation.read_text(encoding="utf-8"), re.MULTILINE)
    assert json.loads(bill.read_text(encoding="utf-8"))["metadata"]["component"]["version"] == "1.2.3"
    assert release(repository, "--notes", "v1.2.3") == (0, "- Something new.\n")
    dist = repository / "dist"
    dist.mkdir()
    for name in ("letterpack-1.2.3-py3-none-any.whl", "letterpack-1.2.3.tar.gz"):
        (dist / name).touch()
    assert release(repository, "--verify", "v1.2.3", dist) == (0, "")
    assert release(repository, "--verify", "v1.2.4", dist)[0] == 1
    (dist / "letterpack-1.2.3.tar.gz").rename(dist / "other.tar.gz")
    assert release(repository, "--verify", "v1.2.3", dist)[0] == 1


def test_no_release_where_it_would_be_wrong(repository: Path) -> None:
    assert "MAJOR.MINOR.PATCH" in release(repository, "1.2")[1]
    assert release(repository)[0] == 2
    add_news(repository)
    git(repository, "tag", "v2.0.0")
    assert "is released already" in release(repository, "2.0.0")[1]
    assert "not above 2.0.0" in release(repository, "1.9.9")[1]
    empty = "# Changelog\n\n## Unreleased\n\n## 2.0.0 (2026-01-01)\n\n- Old.\n"
    (repository / "CHANGELOG.md").write_text(empty, encoding="utf-8")
    assert "not committed" in release(repository, "2.1.0")[1]
    git(repository, "commit", "-qam", "No news")
    before = git(repository, "rev-parse", "HEAD")
    assert "says what is new" in release(repository, "2.1.0")[1]
    assert (git(repository, "rev-parse", "HEAD"), git(repository, "status", "--porcelain")) == (before, "")


@pytest.mark.parametrize("broken", [".ci/sbom", "CITATION.cff", "letterpack/__init__.py"])
def test_a_release_that_cannot_be_finished_changes_nothing(repository: Path, broken: str) -> None:
    add_news(repository)
    path = repository / broken
    path.write_text("import no_such_module\n" if broken.endswith("sbom") else "nothing\n", encoding="utf-8")
    git(repository, "commit", "-qam", "Break it")
    before = git(repository, "rev-parse", "HEAD")
    code, said = release(repository, "1.2.3")
    assert code == 1
    assert said.startswith("no release: ") and said.count("\n") == 1 and "Traceback" not in said
    assert git(repository, "rev-parse", "HEAD") == before
    assert not git(repository, "status", "--porcelain") and not git(repository, "tag")
