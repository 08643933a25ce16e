"""What a build tells a program that records traces."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.build.making import LETTER, campaign, person

RECORDED = """
import json, sys
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
trace.set_tracer_provider(provider)
metrics.set_meter_provider(MeterProvider([reader]))

from letterpack.cli import main

def built(*arguments):
    sys.argv[1:] = ["build", *arguments]
    try:
        main()
    except SystemExit as left:
        found, code = [json.loads(each.to_json()) for each in spans.get_finished_spans()], left.code
    spans.clear()
    return code, found

told = [built(*arguments.split()) for arguments in sys.argv[1:]]
done = reader.get_metrics_data().resource_metrics[0].scope_metrics[0].metrics[0]
print(json.dumps([told, [done.name, sum(each.value for each in done.data.data_points)]]), file=sys.stderr)
"""


def test_a_build_is_a_trace_of_its_stages_and_findings(tmp_path: Path) -> None:
    for path, data in campaign([person(name) for name in "abcdefg"], LETTER).items():
        (tmp_path / path).write_bytes(data)
    shutil.copytree(tmp_path, tmp_path / "wrong")
    with (tmp_path / "wrong/letter.md").open("a", encoding="utf-8") as letter:
        letter.write("\n{{ addressee.shoesize }}\n")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/mine.txt").touch()
    asked = (".", ". --resume --format jsonl", "wrong", ". --out taken")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LETTERPACK_LANG": "en"}
    ran = subprocess.run(
        [sys.executable, "-c", RECORDED, *asked], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    (fresh, resumed, wrong, refused), done = json.loads(ran.stderr.splitlines()[-1])
    assert done == ["letterpack.packets.done", 21] and [code for code, _ in (fresh, resumed, wrong, refused)] == [0, 0, 1, 2]
    assert [each["name"] for each in fresh[1]] == ["reading", "making", "placing", "letterpack build"]
    *stages, whole = fresh[1]
    assert {each["parent_id"] for each in stages} == {whole["context"]["span_id"]}
    assert (stages[0]["start_time"], stages[2]["end_time"]) == (whole["start_time"], whole["end_time"])
    assert whole["attributes"]["letterpack.packets"] == 7 and whole["attributes"]["letterpack.packets.kept"] == 0
    packets = json.loads((tmp_path / "build/manifest.json").read_bytes())["packets"]
    assert whole["attributes"]["letterpack.packets.bytes"] == sum(
        (tmp_path / "build" / each["file"]).stat().st_size for each in packets
    )
    assert resumed[1][-1]["attributes"]["letterpack.packets.kept"] == 7
    found = wrong[1][-1]["events"]
    assert [each["attributes"]["letterpack.finding.file"] for each in found] == ["letter.md"]
    assert found[0]["attributes"].keys() == {f"letterpack.finding.{each}" for each in ("code", "severity", "file", "line")}
    assert wrong[1][-1]["status"]["description"] == "nothing was built"
    assert [each["name"] for each in refused[1]] == ["letterpack build"]
    assert refused[1][0]["attributes"] == {"error.type": "OutputRefused"} and not refused[1][0]["events"]
    # Not a word of a letter or a list leaves.
    assert "shoesize" not in json.dumps([fresh[1], resumed[1], wrong[1], refused[1]])
