"""How large the package may be. Each number may only fall: who needs more room deletes first."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "letterpack"

CEILINGS: Final = {
    "files": 540,
    "lines": 88206,
    "names at the top": 64,
    "modules loaded to build the sample": 365,
    "calls to the first text": 23,
    "files on the way to the first text": 11,
}
"""Python files and their lines; folders and modules in ``letterpack/``; what ``letterpack build`` loads for the sample; and the
stack, in calls and in files, from the command line to the first call of ``set_text`` in ``typeset/``.
"""
_WATCH: Final = """
import json, sys
from pathlib import Path

import letterpack
package = str(Path(letterpack.__file__).parent)
way = []

def watch(frame, event, _):
    if event == "call" and frame.f_code.co_name == "set_text" and not way:
        while frame is not None:
            if frame.f_code.co_filename.startswith(package):
                way.append(frame.f_code.co_filename)
            frame = frame.f_back

from letterpack.cli import program
sys.argv = ["letterpack", "build", sys.argv[1], "--out", sys.argv[2]]
sys.setprofile(watch)
try:
    program()
except SystemExit as end:
    assert not end.code, end.code
finally:
    sys.setprofile(None)
modules = [name for name in sys.modules if name.split(".")[0] == "letterpack"]
print(json.dumps({"modules": len(modules), "calls": len(way), "files": len(set(way))}))
"""


@cache
def sizes() -> dict[str, int]:
    """Return what the package measures today, by the names of the ceilings."""
    modules = list(PACKAGE.rglob("*.py"))
    top = [entry for entry in PACKAGE.iterdir() if entry.suffix == ".py" or (entry.is_dir() and entry.name != "__pycache__")]
    return {
        "files": len(modules),
        "lines": sum(len(module.read_text(encoding="utf-8").splitlines()) for module in modules),
        "names at the top": len([entry for entry in top if entry.name not in ("__init__.py", "__main__.py")]),
    }


@cache
def build_of_the_sample(out: Path) -> dict[str, int]:
    """Return what one build of the sample loads, and its way to the first text, by the names of the ceilings."""
    command = [sys.executable, "-P", "-c", _WATCH, str(ROOT), str(out)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    seen = json.loads(run.stdout.splitlines()[-1])
    return {
        "modules loaded to build the sample": seen["modules"],
        "calls to the first text": seen["calls"],
        "files on the way to the first text": seen["files"],
    }


@pytest.mark.parametrize("measure", CEILINGS)
def test_the_package_is_no_larger_than_its_ceiling(measure: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    measured = sizes() | build_of_the_sample(tmp_path_factory.getbasetemp() / "size")
    assert measured[measure] <= CEILINGS[measure], (
        f"{measure}: {measured[measure]}, and {CEILINGS[measure]} are allowed: delete first"
    )
