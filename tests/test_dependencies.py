"""What else is installed: pyproject.toml, the lock that CI installs from, and the page that accounts for each package agree."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, requires
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {name: (ROOT / ".ci" / name).read_text(encoding="utf-8") for name in ("requirements.txt", "runtime.txt")}
TEXTS = [(ROOT / ".ci" / name).read_text(encoding="utf-8") for name in ("build.in", "tools.in")]
BUILD, TOOLS = ([line for line in text.splitlines() if not line.startswith("#")] for text in TEXTS)
PAGE = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")


def locked(lock: str = "requirements.txt") -> dict[str, tuple[Version, list[str]]]:
    """Return version and digests of each package of the lock."""
    found: dict[str, tuple[Version, list[str]]] = {}
    for entry in re.split(r"\n(?=[a-z])", LOCKS[lock].split("\n", 2)[2]):
        head, *rest = entry.replace("\\\n", "\n").splitlines()
        name, _, version = head.partition(";")[0].strip().partition("==")
        found[canonicalize_name(name)] = Version(version), [line.strip() for line in rest if line.strip()]
    return found


def needed(start: list[str]) -> set[str]:
    """Return the packages that ``start`` brings here, by what they say of themselves."""
    found: set[str] = set()
    waiting = [(Requirement(each), frozenset({""})) for each in start]
    while waiting:
        requirement, extras = waiting.pop()
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(requirement.name)
        if name not in found:
            found.add(name)
            waiting += [(Requirement(each), frozenset({"", *requirement.extras})) for each in requires(name) or ()]
    return found


def table(heading: str) -> dict[str, list[str]]:
    """Return the rows under ``heading`` by their package."""
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in rows}


AT_RUN_TIME, FOR_DEVELOPERS = table("At run time"), table("For developers")


@pytest.mark.parametrize("wanted", [*PROJECT["dependencies"], *chain.from_iterable(EXTRAS.values()), *BUILD, *TOOLS])
def test_the_lock_is_of_pyproject(wanted: str) -> None:
    requirement = Requirement(wanted)
    version, _ = locked()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version), f"run .ci/lock: {wanted} is locked at {version}"


def test_the_lock_holds_all_that_is_needed() -> None:
    assert not needed([*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["docs"]]) - locked().keys(), "run .ci/lock"


def test_the_actions_lock_is_a_part_of_it() -> None:
    part, whole = locked("runtime.txt"), locked()
    assert needed(PROJECT["dependencies"]) <= part.keys()
    assert not part.keys() & {canonicalize_name(Requirement(each).name) for each in EXTRAS["dev"]}
    assert {name: version for name, (version, _) in part.items()} == {name: whole[name][0] for name in part}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_digests_and_nothing_else(lock: str) -> None:
    for name, (_, lines) in locked(lock).items():
        assert lines and all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines), name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(lock: str) -> None:
    assert not re.search(r"://|^\s*-(?!-hash)|--(?:extra-)?index-url|--find-links| @ ", LOCKS[lock], re.MULTILINE)


def test_ci_installs_nothing_but_the_lock() -> None:
    run = (ROOT / ".ci/run").read_text(encoding="utf-8")
    installs = [line for line in run.splitlines() if "pip install" in line]
    assert len(installs) == 4
    assert installs[0] == "from_lock=(pip install -q --require-hashes --only-binary :all:)"
    assert all("requirements.txt" in line for line in run.splitlines() if '"${from_lock[@]}" -r' in line)
    assert "--no-deps --no-index --no-build-isolation" in installs[1]
    assert all("--dry-run" in each and "--only-binary :all:" in each for each in installs[2:])
    assert "PIP_NO_INDEX=1 PIP_NO_BUILD_ISOLATION=0" in run


def test_every_package_at_run_time_has_its_line() -> None:
    assert AT_RUN_TIME.keys() == needed(PROJECT["dependencies"])


def test_every_package_for_developers_has_its_line() -> None:
    assert FOR_DEVELOPERS.keys() == {
        canonicalize_name(Requirement(each).name) for each in (*EXTRAS["dev"], *EXTRAS["docs"], *TOOLS)
    }


@pytest.mark.parametrize(("name", "row"), [*AT_RUN_TIME.items(), *FOR_DEVELOPERS.items()])
def test_a_line_says_everything_and_the_licence_is_the_packages_own(name: str, row: list[str]) -> None:
    assert all(row)
    try:
        said = metadata(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    texts = [*said.get_all("License-Expression", []), *said.get_all("License", []), *said.get_all("Classifier", [])]
    told = " ".join([text[:200] for text in texts if not text.startswith("Topic")])
    told = told.lower()
    if not re.search(r"licen[sc]e ::|mit|bsd|apache|gpl|mpl|ofl|psf|isc", told):
        assert name == "axe-playwright-python", f"{name} says nothing of its licence"
        return
    for part in re.findall(r"[A-Za-z]+", row[0].replace("-or-later", "").replace("-only", "")):
        if part not in ("AND", "OR", "Clause", "CMU"):
            assert part.lower() in told, f"{name} says {told}"


@pytest.mark.parametrize("wanted", PROJECT["dependencies"])
def test_what_one_person_maintains_has_a_plan(wanted: str) -> None:
    name = canonicalize_name(Requirement(wanted).name)
    plans = table("If one maintainer stops")
    assert (name in plans) == AT_RUN_TIME[name][2].startswith("one person"), f"{name} needs a row, or needs none any more"
    if name in plans:
        module = name.removeprefix("python-")
        asked = re.compile(rf"^\s*(?:import|from) (?:python_)?{module}\b", re.MULTILINE)
        users = {path for path in (ROOT / "letterpack").rglob("*.py") if asked.search(path.read_text(encoding="utf-8"))}
        named = set(re.findall(r"`([\w/]+\.py)`", plans[name][0]))
        assert users and (not named or named == {path.relative_to(ROOT / "letterpack").as_posix() for path in users}), name


def test_the_action_takes_nothing_that_moves() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used and all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", each) for each in used)
    installs = [line for step in steps for line in step.get("run", "").splitlines() if "pip install" in line]
    assert len(installs) == 3
    assert "--require-hashes --only-binary :all: -r" in installs[0] and ".ci/runtime.txt" in installs[0]
    assert "--no-deps --no-index --no-build-isolation" in installs[1]
    assert "--require-hashes --only-binary :all: -r" in installs[2] and ".ci/fonts-$extra.txt" in installs[2]


@pytest.mark.parametrize("file", ["action.yml", "templates/letterpack.yml"])
def test_nothing_of_the_repository_is_run_where_a_campaign_is_checked(file: str) -> None:
    """They begin in the repository: without `-P`, Python would take `pip.py` and whatever pip imports from there."""
    started = re.findall(r"\bpython[\d.]*( .*)", (ROOT / file).read_text(encoding="utf-8"))
    commands = [each for each in started if " -m " in each]
    assert commands and all(each.startswith(" -P -m ") for each in commands)
