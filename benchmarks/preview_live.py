"""From a saved change to the new picture in a real browser. ``python -m benchmarks.preview_live``; needs Chromium and Playwright.

The clock starts when the file is written and ends when the picture is decoded and on the page. What the machine does beside it
counts, so run it on an idle one.
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


def latencies(folder: Path, old: str, new: str, edits: int) -> list[float]:
    """Return the milliseconds of each change of the letter's first page."""
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
            began = time.time()
            letter.write_text(changed, encoding="utf-8")
            found.append(page.evaluate("() => window.painted") - 1_000 * began)
            time.sleep(PAUSE_S)
    return found


def main() -> None:
    """Measure and print."""
    compiled()
    with scratch() as folder:
        sample = folder / "sample"
        sample.mkdir()
        for name in ("letter.md", "addressees.yaml", "letterpack.yaml", "signatories.csv"):
            shutil.copy(ROOT / name, sample)
        found = latencies(sample, "The undersigned", "We, the", EDITS)
        say("the sample, from the change to the picture", median(found), "ms", "under 150")
        write_campaign(folder / "large", 10_000)
        large = latencies(folder / "large", "subject: Release", "subject: Freedom", 8)
        say("10,000 addressees, one packet in view", median(large), "ms", "under 1,000")


if __name__ == "__main__":
    main()
