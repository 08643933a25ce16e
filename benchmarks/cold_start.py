"""What a command costs before any work: the sample built once, ``--help``. ``python -m benchmarks.cold_start``."""

from __future__ import annotations

import sys

from benchmarks.measuring import ROOT, best, build, run, say, scratch

RUNS = 10
TYPER_APP = '''
import typer
app = typer.Typer()
@app.command()
def build(campaign: str = ".") -> None:
    """Build."""
@app.command()
def check(campaign: str = ".") -> None:
    """Check."""
app()
'''


def main() -> None:
    """Measure and print."""
    with scratch() as folder:
        sample = best([build(ROOT, folder / "out") for _ in range(RUNS)])
        say("the sample, cold", sample.cpu_s, "CPU-s", "at most 0.45")
        sizes = [path.stat().st_size for path in (folder / "out/packets").iterdir()]
        say("the sample's largest packet", max(sizes) / 1_000, "KB", "under 50")
        (folder / "app.py").write_text(TYPER_APP, encoding="utf-8")
        ours = best([run(sys.executable, "-m", "letterpack", "--help") for _ in range(RUNS)])
        bare = best([run(sys.executable, folder / "app.py", "--help") for _ in range(RUNS)])
    say("letterpack --help", ours.cpu_s, "CPU-s")
    say("a bare typer app --help", bare.cpu_s, "CPU-s")
    say("letterpack : typer", ours.cpu_s / bare.cpu_s, "times", "at most 1.3")


if __name__ == "__main__":
    main()
