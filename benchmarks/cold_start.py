"""What a command costs before any work: the sample built once, ``--help``, beside a bare typer app, in turns.

``python -m benchmarks.cold_start [FOLDER]``; FOLDER holds another version of the program, which then takes its turn, too.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measuring import ROOT, best, run, say, scratch

RUNS = 10
NOWHERE = Path("/dev/null")
"""A cache in which nothing can be kept (Linux): what the first command on a machine costs, but for what it writes."""
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
        (folder / "app.py").write_text(TYPER_APP, encoding="utf-8")
        ours = {"": ROOT}
        if sys.argv[1:]:
            ours[" before"] = Path(sys.argv[1]).resolve()
        commands: dict[str, tuple[Path, tuple[str | Path, ...]]] = {
            "a bare typer app": (ROOT, (folder / "app.py", "build")),
            "a bare typer app --help": (ROOT, (folder / "app.py", "--help")),
        }
        for when, root in ours.items():
            commands[f"the sample, cold{when}"] = (root, ("-m", "letterpack", "build", ROOT, "--out", folder / f"out{when}"))
            commands[f"the same, nothing kept{when}"] = commands[f"the sample, cold{when}"]
            commands[f"letterpack --help{when}"] = (root, ("-m", "letterpack", "--help"))
        turns = [
            {
                what: run(sys.executable, *command, root=root, cache=NOWHERE if "nothing kept" in what else None)
                for what, (root, command) in commands.items()
            }
            for _ in range(RUNS)
        ]
        sizes = [path.stat().st_size for path in (folder / "out/packets").iterdir()]
    costs = {what: best([turn[what] for turn in turns]).cpu_s for what in commands}
    for what, cpu_s in costs.items():
        say(what, cpu_s, "CPU-s")
    for when in ours:
        say(
            f"the sample, cold : typer --help{when}",
            costs[f"the sample, cold{when}"] / costs["a bare typer app --help"],
            "times",
            "at most 2.5",
        )
        say(f"the sample, cold : typer{when}", costs[f"the sample, cold{when}"] / costs["a bare typer app"], "times")
        say(
            f"letterpack : typer --help{when}",
            costs[f"letterpack --help{when}"] / costs["a bare typer app --help"],
            "times",
            "at most 1.3",
        )
    say("the sample's largest packet", max(sizes) / 1_000, "KB", "under 50")


if __name__ == "__main__":
    main()
