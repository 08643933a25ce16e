"""From a saved change to the new picture in a real browser. ``python -m benchmarks.preview_live``; needs Chromium and Playwright.

The clock starts when the file is written and ends when the picture is decoded and on the page. What the machine does beside it
counts, so run it on an idle one; on a busy one, the server's own processor time says more.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from statistics import median

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import ROOT, compiled, say, scratch
from tests.preview.serving import served
from tests.review.browser import browser

EDITS = 25
PAUSE_S = 1.0
"""Between two changes, so that the rules over the first are through."""
PAINTED = """() => {
    window.painted = new Promise((done) =>
        document.getElementById('pages').addEventListener('painted', () => done(Date.now()), { once: true }));
}"""


def latencies(folder: Path, old: str, new: str, edits: int) -> list[tuple[float, float]]:
    """Return the milliseconds of each change of the first page, and those that the server's processor works meanwhile."""
    letter, found = folder / "letter.md", []
    with served(folder) as running, browser() as opened:
        page = opened.new_page(viewport={"width": 1400, "height": 900})
        page.goto(running.address)
        page.wait_for_selector("#pages .sheet[data-painted]", timeout=120_000)
        page.wait_for_selector('#light[data-worst]:not([data-worst=""])', timeout=120_000)
        for edit in range(edits):
            text = letter.read_text(encoding="utf-8")
            changed = text.replace(old, new, 1) if edit % 2 == 0 else text.replace(new, old, 1)
            page.evaluate(PAINTED)
            worked = cpu_ms(running.process.pid)
            began = time.time()
            letter.write_text(changed, encoding="utf-8")
            painted = page.evaluate("() => window.painted") - 1_000 * began
            found.append((painted, cpu_ms(running.process.pid) - worked))
            time.sleep(PAUSE_S)
    return found


def cpu_ms(process: int) -> float:
    """Return how long the threads of a process have worked, in milliseconds; 0 where the system does not say."""
    threads = Path(f"/proc/{process}/task")
    told = [each.read_text() for each in threads.glob("*/schedstat")] if threads.is_dir() else []
    return sum([int(each.split()[0]) for each in told]) / 1e6


def tell(what: str, found: list[tuple[float, float]], wanted: str) -> None:
    """Print the medians."""
    say(f"{what}, from the change to the picture", median([clock for clock, _ in found]), "ms", wanted)
    say(f"{what}, the server's processor until then", median([worked for _, worked in found]), "ms", "")


def main() -> None:
    """Measure and print."""
    compiled(ROOT)
    with scratch() as folder:
        sample = folder / "sample"
        sample.mkdir()
        for name in ("letter.md", "addressees.yaml", "letterpack.yaml", "signatories.csv"):
            shutil.copy(ROOT / name, sample)
        found = latencies(sample, "The undersigned", "We, the", EDITS)
        tell("the sample", found, "under 150")
        write_campaign(folder / "large", 10_000)
        large = latencies(folder / "large", "subject: Release", "subject: Freedom", 8)
        tell("10,000 addressees", large, "under 1,000")


if __name__ == "__main__":
    main()
