"""What ``letterpack diff`` takes, in CPU seconds after imports, the size of its reports and its memory."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.campaigns import word, write_campaign
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.compare import compare_batches, open_packets
from letterpack.pipeline.compare.report import write_report

PACKETS = 1_000


def built(folder: Path, out: Path) -> Path:
    assert build(Disk(folder), BuildRequest(folder, out)).ok
    return out


def measure(name: str, old: Path, new: Path, html: Path | None = None, only: tuple[str, ...] = ()) -> None:
    begun = time.process_time()
    before, after = open_packets(old, "old"), open_packets(new, "new")
    found = compare_batches(before, after, only=only)
    compared = time.process_time() - begun
    report = ""
    if html:
        write_report(html, found, before, after)
        report = f", with report {time.process_time() - begun:.2f} s and {html.stat().st_size / 1e6:.1f} MB"
    print(f"{name:<44} {compared:6.2f} s  {len(found.groups)} groups{report}")


def measure_order(folder: Path) -> None:
    """Compare one packet with itself in another order: a list whose names were corrected, and a letter of short paragraphs."""
    chance = random.Random(1)
    write_campaign(folder, 1)
    rows = [(f"Union {word(chance)} {index}", f"{word(chance)} {word(chance)}") for index in range(2_000)]
    corrected = chance.sample([(union, name[:-1] + "x") for union, name in rows], len(rows))
    paragraphs = [" ".join(word(chance) for _ in range(5)) for _ in range(950)]
    letter, signatories = folder / "letter.md", folder / "signatories.csv"
    head = letter.read_text(encoding="utf-8").rpartition("---\n")[0]

    def batch(name: str) -> Path:
        return built(folder, folder.with_name(f"{folder.name}-{name}"))

    for name, some in (("listed", rows), ("corrected", corrected)):
        lines = "".join(f"{union},{signatory},Director,KZ\n" for union, signatory in some)
        signatories.write_text(f"organization,name,title,country\n{lines}", encoding="utf-8")
        batch(name)
    for name, texts in (("written", paragraphs), ("moved", chance.sample(paragraphs, len(paragraphs)))):
        letter.write_text(f"{head}---\n\n" + "\n\n".join(texts) + "\n", encoding="utf-8")
        batch(name)
    for label, old, new in (
        ("2,000 signatories corrected and sorted anew", "listed", "corrected"),
        ("950 paragraphs of five words in another order", "written", "moved"),
    ):
        measure(label, folder.with_name(f"{folder.name}-{old}"), folder.with_name(f"{folder.name}-{new}"))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_campaign(folder / "campaign", PACKETS)
        old = built(folder / "campaign", folder / "old")
        letter = folder / "campaign/letter.md"
        text = letter.read_text(encoding="utf-8")
        rows = (folder / "campaign/signatories.csv").read_text(encoding="utf-8")

        letter.write_text(text.replace(" of ", " about ", 1), encoding="utf-8")
        word = built(folder / "campaign", folder / "word")
        letter.write_text(text, encoding="utf-8")

        (folder / "campaign/signatories.csv").write_text(f"{rows}Example Union,Jane Example,Director,KZ\n", encoding="utf-8")
        signatory = built(folder / "campaign", folder / "signatory")
        (folder / "campaign/signatories.csv").write_text(rows, encoding="utf-8")

        addressees = folder / "campaign/addressees.csv"
        addressees.write_text(addressees.read_text(encoding="utf-8").replace(" Street", " Road"), encoding="utf-8")
        street = built(folder / "campaign", folder / "street")

        measure("one pair of packets, a word", old, word, only=("a000000",))
        measure("one pair of packets, a signatory", old, signatory, only=("a000000",))
        measure(f"{PACKETS:,} identical packets", old, old)
        measure(f"{PACKETS:,} packets, the same word", old, word, folder / "word.html")
        measure(f"{PACKETS:,} packets, the same signatory", old, signatory, folder / "signatory.html")
        measure(f"{PACKETS:,} packets, every address another", old, street, folder / "street.html")
        measure_order(folder / "order")
    unit = 1 if sys.platform == "darwin" else 1024
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
