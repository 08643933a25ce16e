#!/usr/bin/env python3
"""The docs as one PDF, tagged: ``python docs/print.py FILE``. Needs the extra ``docs``, and Chromium to print with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(target: Path) -> int:
    """Make all pages one, and print it to ``target``."""
    browser = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if browser is None:
        print("no Chromium is installed", file=sys.stderr)
        return 2
    # As root, it refuses its sandbox.
    alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as made:
        subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "singlehtml", "-d", f"{made}/trees", HERE, f"{made}/one"],
            check=True,
        )
        command = [browser, "--headless", "--disable-gpu", *alone, "--no-pdf-header-footer", "--generate-pdf-document-outline"]
        subprocess.run([*command, f"--print-to-pdf={target.resolve()}", Path(made, "one/index.html").as_uri()], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
