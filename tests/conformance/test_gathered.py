"""The judge of what tests build can say no, and asks of each packet what it claims and nothing else."""

from __future__ import annotations

from tests import installed
from tests.conformance.gathered import judge
from tests.enclosures.makers import good_pdf


def test_a_packet_is_judged_by_its_claims(tmp_path):
    installed.verapdf()
    paths = [tmp_path / "one.2a+ua1.pdf", tmp_path / "two.ua1.pdf"]
    for path in paths:
        path.write_bytes(good_pdf())
    failures = judge(paths)
    archival = "6.6.2.1-1"  # ISO 19005-2: no metadata
    accessible = "7.1-8"  # ISO 14289-1: no metadata
    assert said(failures, "one") >= {archival, accessible}
    assert accessible in said(failures, "two")
    assert archival not in said(failures, "two")


def said(failures, name):
    return {failure.split(": ")[1].split(" ")[0] for failure in failures if failure.startswith(f"{name}.")}
