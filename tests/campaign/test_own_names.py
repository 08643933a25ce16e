"""The names of a campaign's own data files, which products are named after."""

from __future__ import annotations

from importlib.resources import files

import pytest

from letterpack.campaign.own_data import read_own_data
from letterpack.diagnostics import Report
from tests.worlds import DictWorld

ENVELOPE = files("letterpack").joinpath("envelopes/c4.toml").read_bytes()


@pytest.mark.parametrize("pair", [("Own", "own"), ("hôtel", "ho\u0302tel"), ("STRASSE", "straße"), ("É", "e\u0301")])
def test_two_names_that_some_system_takes_for_one(pair: tuple[str, str]) -> None:
    report = Report()
    read = read_own_data(DictWorld({f"envelopes/{name}.toml": ENVELOPE for name in pair}), report)
    first, second = sorted(pair)
    (finding,) = report
    assert (finding.code, finding.span.file) == ("LP195", f"envelopes/{second}.toml")
    assert f"`envelopes/{first}.toml`" in finding.message
    assert read.broken == {f"envelopes/{second}.toml"}


def test_names_that_every_system_keeps_apart() -> None:
    report = Report()
    assert not read_own_data(DictWorld({f"envelopes/{name}.toml": ENVELOPE for name in ("own", "own2", "öwn")}), report).broken
    assert not list(report)
