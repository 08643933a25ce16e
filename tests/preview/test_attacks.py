"""The preview attacked from outside and from within its own campaign: slow, crowded, linked, huge, turned around."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from http.client import SERVICE_UNAVAILABLE
from itertools import pairwise
from pathlib import Path

import pytest

import letterpack
from letterpack.preview.server import MOST_CONNECTIONS
from letterpack.preview.work import compare
from tests.bombs.workbooks import archive
from tests.preview.serving import served
from tests.trying import many

pytestmark = pytest.mark.loopback


@pytest.fixture
def page(spring: Path):
    with served(spring) as running:
        running.enter()
        yield running


def trickle(port: int, head: bytes, seconds: float) -> None:
    """Begin a request with ``head``, and go on byte by byte without ever ending it."""
    end = time.monotonic() + seconds
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 180) as slow:
        slow.sendall(head)
        while time.monotonic() < end:
            slow.sendall(b"x")
            time.sleep(0.05)


def test_many_that_trickle_keep_nobody_out(page) -> None:
    """Slowloris: a hundred that never finish their request's head or body."""
    host = f"Host: 127.0.0.1:{page.port}\r\n".encode()
    post = host + f"Origin: {page.origin}\r\nX-Letterpack-Key: {page.key}\r\nContent-Type: application/json\r\n".encode()
    heads = [b"GET / HTTP/1.1\r\n" + host, b"POST /api/review HTTP/1.1\r\n" + post + b"Content-Length: 9999\r\n\r\n"]
    threads = [threading.Thread(target=trickle, args=(page.port, heads[number % 2], 2.0), daemon=True) for number in range(100)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        assert page.ask("/api/state")[0] == 200
    for thread in threads:
        thread.join(180)
    assert page.ask("/api/state")[0] == 200


@pytest.mark.parametrize("said", [b"", b"GET / HTT", b"POST /api/work HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"])
def test_however_many_wait_the_reader_gets_in(page, said: bytes) -> None:
    """More connections than the server takes at once, none of which ever ends its request; those that came first give way."""
    with ExitStack() as waiting:
        for _ in range(MOST_CONNECTIONS + 72):
            each = waiting.enter_context(socket.create_connection(("127.0.0.1", page.port), 180))
            each.sendall(said)
        # Those that are being refused count until they are, and whoever comes meanwhile is told to come later, as the page does.
        end = time.monotonic() + 180
        while page.ask("/api/state")[0] == SERVICE_UNAVAILABLE and time.monotonic() < end:
            pass
        assert [page.ask("/api/state")[0] for _ in range(5)] == [200] * 5


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        "Content-Length: 0\r\nContent-Length: 999\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length: +0\r\n",
        " Content-Length: 0\r\n",
    ],
)
def test_no_request_is_smuggled_in_another_ones_body(still, head: str) -> None:
    """What stands behind a request that can be read in two ways is not asked in its writer's name."""
    before = {each: each.read_bytes() for each in sorted(still.folder.rglob("*")) if each.is_file()}
    body = json.dumps({"do": "comment", "by": "Eve", "text": "smuggled"})
    own = f"Host: 127.0.0.1:{still.port}\r\nContent-Type: application/json\r\n"
    # Whoever reads it as a request of its own closes after it; this end stays open, as its end would take the answer away.
    hidden = f"POST /api/review HTTP/1.1\r\n{own}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ours = f"Origin: {still.origin}\r\nX-Letterpack-Key: {still.key}\r\n"
    outer = f"POST /api/review HTTP/1.1\r\n{own}{ours}{head}\r\n0\r\n\r\n{hidden}"
    with socket.create_connection(("127.0.0.1", still.port), 180) as raw:
        raw.sendall(outer.encode())
        answers = b"".join(iter(lambda: raw.recv(65_536), b""))
    statuses = [line.split()[1] for line in answers.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert statuses and set(statuses) <= {b"400", b"403", b"413", b"415"}, answers
    assert before == {each: each.read_bytes() for each in sorted(still.folder.rglob("*")) if each.is_file()}


def zipped(name: str) -> bytes:
    return archive({name: b"<w:document>" + b" " * (600 << 20)})


BLANKS = {
    "docx": ("list=letter&name=x.docx", partial(zipped, "word/document.xml")),
    "ods": ("list=addressees&name=x.ods", partial(zipped, "content.xml")),
    "xlsx": ("list=signatories&name=x.xlsx", partial(zipped, "xl/workbook.xml")),
}
TRIED = list(BLANKS)[: many(2, len(BLANKS))]
"""One of a letter and one of a list, each by another program: tests/bombs tries what unpacks them with all."""


@pytest.mark.parametrize(
    ("query", "make"),
    [
        *[BLANKS[name] for name in TRIED],
        ("list=letter&name=x.md", lambda: b"> " * 200_000),
        ("list=signatories&name=x.csv", lambda: b'"' + b"a" * 3_000_000),
        ("list=signatories&name=x.csv", lambda: b"," * 3_000_000),
    ],
    ids=[*TRIED, "md", "csv", "columns"],
)
def test_a_bomb_that_is_dropped_goes_off_nowhere(page, spring: Path, query: str, make: Callable[[], bytes]) -> None:
    data = make()
    before = {each: each.read_bytes() for each in sorted(spring.rglob("*")) if each.is_file()}
    kind = {"Content-Type": "application/octet-stream"}
    status, body, _ = page.ask(f"/api/import?{query}&write=1&sha256=", method="POST", body=data, headers=kind)
    assert status in (200, 400, 409, 413) and b"Traceback" not in body
    assert page.ask("/api/state")[0] == 200
    assert before == {each: each.read_bytes() for each in sorted(spring.rglob("*")) if each.is_file()}
    if (memory := Path(f"/proc/{page.process.pid}/status")).exists():
        most = next(line for line in memory.read_text().splitlines() if line.startswith("VmHWM"))
        assert int(most.split()[1]) < 700_000, most


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\n"
        + "".join([f"{name}: &{name} [*{last}, *{last}]\n" for last, name in pairwise("abcdefghijklmnopqrstuvwxyz")]),
        "comments: " + "[" * 50_000,
        "comments:\n" + "  - {}\n" * 20_000,
        "approvals: !!python/object/apply:os.system [id]",
        "\x00",
        "- a\n- b",
        "comments:\n  - {id: a, by: b, on: 2026-01-01, text: '" + "\u202e" * 100_000 + "'}",
    ],
    ids=["aliases", "nested", "rows", "tag", "nul", "list", "turned"],
)
def test_a_review_that_is_dropped_is_no_bomb(page, spring: Path, text: str) -> None:
    status, said = page.post("/api/reviewed", {"text": text})
    assert status in (200, 400) and (status == 200 or said["error"]["message"])
    assert page.ask("/api/state")[0] == 200
    assert status == 200 or not (spring / "review.yaml").exists()


@pytest.mark.parametrize("path", ["/api/table", "/api/reviewed", "/api/source", "/api/work", "/api/review", "/api/editor"])
def test_a_foreign_page_cannot_ask_for_anything_that_writes(still, path: str) -> None:
    before = {each: each.read_bytes() for each in sorted(still.folder.rglob("*")) if each.is_file()}
    said = {
        "name": "letter.md",
        "text": "x",
        "sha256": "",
        "edits": [{"do": "delete", "row": 0}],
        "work": "build",
        "do": "approve",
    }
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Host": "evil.example"},
        {"Host": f"127.0.0.1.evil.example:{still.port}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Letterpack-Key": ""},
        {"X-Letterpack-Key": "guess"},
        {"X-Letterpack-Key": still.url_pass},
    ):
        assert still.post(path, said, headers)[0] == 403, headers
    assert before == {each: each.read_bytes() for each in sorted(still.folder.rglob("*")) if each.is_file()}


@pytest.mark.parametrize(
    "said",
    [
        {"name": "../../etc/passwd", "sha256": "", "edits": [{"do": "add", "at": 0, "cells": ["x"]}]},
        {"name": "signatories.csv", "sha256": "", "edits": []},
        {"name": "signatories.csv", "sha256": "", "edits": [{"do": "set", "row": "0", "column": 0, "text": "x"}]},
        {"name": "signatories.csv", "sha256": "", "edits": [{"do": "set", "row": True, "column": 0, "text": "x"}]},
        {"name": "signatories.csv", "sha256": "", "edits": [{"do": "__class__"}]},
        {"name": "signatories.csv", "sha256": "", "edits": [{"do": "add", "at": 0, "cells": [1]}]},
        {"name": "signatories.csv", "sha256": "", "edits": "x"},
        {"name": ["signatories.csv"], "sha256": "", "edits": [{"do": "delete", "row": 0}]},
        {"name": "signatories.csv", "sha256": "0" * 64, "edits": [{"do": "delete", "row": 0}]},
    ],
)
def test_changes_of_a_table_that_make_no_sense_are_refused(still, said) -> None:
    before = (still.folder / "signatories.csv").read_bytes()
    assert still.post("/api/table", said)[0] in (400, 409)
    assert (still.folder / "signatories.csv").read_bytes() == before


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (0, -1), (10**9, 0), (0, 10**9), (2**70, 0)])
def test_a_cell_that_is_not_there_is_refused(still, row: int, column: int) -> None:
    table = still.told("/api/table?name=signatories.csv")
    edits = [{"do": "set", "row": row, "column": column, "text": "x"}]
    status, said = still.post("/api/table", {"name": "signatories.csv", "sha256": table["sha256"], "edits": edits})
    assert status == 400 and said["error"]["message"]


@pytest.mark.parametrize("name", ["../../..", "/etc", ".git", "secret/../..", "build/../..", ""])
def test_only_builds_that_are_listed_are_compared_with(still, name: str) -> None:
    for asked in ({"with": name}, {"with": "other", "name": name}):
        said = compare(still.folder, asked)
        assert said["ok"] is False and "nothing of this name" in said["error"]["message"]


@pytest.mark.parametrize("name", ["../../..", "/etc", "--help", ":/x", "HEAD:letter.md", "x" * 9_000, "HEAD\0", "\n", ""])
def test_a_revision_is_never_a_path(still, name: str) -> None:
    """Each piece of work is done in a process of its own, where all that is asked for goes this way."""
    try:
        said = compare(still.folder, {"with": "revision", "name": name})
    except letterpack.LetterpackError as error:
        assert error.hint
    else:
        assert said["ok"] is False and said["error"]["hint"], said


def test_a_comparison_that_fails_is_told_by_the_server(still) -> None:
    for asked in ({"with": "other", "name": "../../.."}, {"with": "revision", "name": "HEAD\0"}):
        status, said = still.post("/api/work", {"work": "compare", **asked})
        assert status == 200 and said["ok"] is False and said["error"]["hint"], said


def test_links_lead_nowhere(spring: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name\nTop Secret\n", encoding="utf-8")
    (spring / "signatories.csv").unlink()
    (spring / "signatories.csv").symlink_to(secret)
    other = tmp_path / "other"
    other.mkdir()
    (other / "manifest.json").write_text("{}", encoding="utf-8")
    (spring / "linked").symlink_to(other)
    (spring / "build/print").mkdir(parents=True)
    (spring / "build/print/run.pdf").symlink_to(secret)
    with served(spring) as page:
        page.enter()
        assert page.told("/api/sides")["builds"] == []
        assert page.ask("/api/print-run?name=run.pdf")[0] == 404 and page.told("/api/state")["printRuns"] == []
        assert page.ask("/api/print-run?name=../../letter.md")[0] == 404
        for path in ("/api/table?name=signatories.csv", "/api/source?name=signatories.csv", "/api/packets", "/api/findings"):
            status, body, _ = page.ask(path)
            assert status in (200, 400) and b"Top Secret" not in body
        edits = [{"do": "add", "at": 0, "cells": ["x"]}]
        assert page.post("/api/table", {"name": "signatories.csv", "sha256": "", "edits": edits})[0] in (400, 409)
    assert secret.read_text(encoding="utf-8") == "name\nTop Secret\n"


def test_huge_and_turned_names_are_texts(spring: Path) -> None:
    name = "\u202e\u2066" + "ﷺ" * 300 + "\u0301" * 300
    people = {"to": [{"id": "a", "name": name, "address": ["Street 1"], "country": "SE"}]}
    (spring / "addressees.yaml").write_text(json.dumps(people), encoding="utf-8")
    (spring / ("n" * 200 + ".md")).write_text("x", encoding="utf-8")
    with served(spring) as page:
        page.enter()
        for path in ("/api/state", "/api/packets", "/api/table?name=addressees.yaml", "/api/offers", "/api/findings"):
            status, body, headers = page.ask(path)
            assert status == 200 and headers["Content-Type"] == "application/json" and b"Traceback" not in body


def test_two_writers_of_one_table_lose_nothing(page, spring: Path) -> None:
    """Two tabs send a change each against the same table: one is written, the other is told."""
    table = page.told("/api/table?name=signatories.csv")
    statuses: list[int] = []

    def send(text: str) -> None:
        edits = [{"do": "set", "row": 0, "column": 0, "text": text}]
        statuses.append(page.post("/api/table", {"name": "signatories.csv", "sha256": table["sha256"], "edits": edits})[0])

    threads = [threading.Thread(target=send, args=(f"Writer {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    assert sorted(statuses) == [200, *[409] * 5]


def test_reviewers_change_no_table(spring: Path) -> None:
    with served(spring, "--read-only") as page:
        page.enter()
        table = page.told("/api/table?name=signatories.csv")
        edits = [{"do": "delete", "row": 0}]
        assert page.post("/api/table", {"name": "signatories.csv", "sha256": table["sha256"], "edits": edits})[0] == 403
        review = 'comments:\n  - {id: "a", by: "Zoe", on: "2026-01-01", text: "Hm"}\n'
        assert page.post("/api/reviewed", {"text": review})[0] == 200
        assert page.post("/api/reviewed", {"text": "approvals: ["})[0] == 400
