"""The server as a user starts it: its one address, what it answers, what it refuses, how it ends."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import threading
from contextlib import suppress
from pathlib import Path

import pytest

import letterpack
from letterpack.interface.catalog import load
from letterpack.preview.server import is_idle
from tests.preview.conftest import SCRIPT
from tests.preview.serving import Served, served

pytestmark = pytest.mark.loopback


@pytest.fixture
def page(spring: Path):
    with served(spring) as running:
        running.enter()
        yield running


def first(page: Served) -> str:
    rows = page.told("/api/packets")["packets"]
    assert isinstance(rows, list)
    return str(rows[0][0])


def test_it_prints_one_address_listens_on_the_loopback_alone_and_ends_with_the_terminal(spring: Path) -> None:
    with served(spring, forked=False) as page:
        assert page.address.startswith("http://127.0.0.1:") and "/?token=" in page.address
        listening = Path("/proc/net/tcp")
        if listening.exists():
            places = [line.split()[1] for line in listening.read_text().splitlines()[1:] if line.split()[3] == "0A"]
            assert [place for place in places if int(place.rpartition(":")[2], 16) == page.port] == [f"0100007F:{page.port:04X}"]
        assert page.end() == 0
        assert page.process.stdout is not None and page.process.stdout.read() == ""


def test_it_ends_while_a_page_listens(page) -> None:
    with socket.create_connection(("127.0.0.1", page.port), 180) as stream:
        stream.sendall(f"GET /api/events HTTP/1.1\r\n{page.head}\r\n".encode())
        assert b"event: hello" in stream.recv(4_096) + stream.recv(4_096)
        assert page.end() == 0


def test_it_ends_while_it_works_and_takes_no_more_than_it_can_do(spring: Path) -> None:
    """Ctrl-C reaches the server alone: it ends its work, and what waits for it; nothing is half built."""
    (spring / "addressees.yaml").unlink()
    rows = [f"p{number},Person {number},Street {number},SE" for number in range(20_000)]
    (spring / "addressees.csv").write_text("\n".join(["id,name,address1,country", *rows]) + "\n", encoding="utf-8")
    with served(spring, forked=False) as page:
        page.enter()
        with socket.create_connection(("127.0.0.1", page.port), 180) as stream:
            stream.sendall(f"GET /api/events HTTP/1.1\r\n{page.head}\r\n".encode())
            threads = [threading.Thread(target=patiently, args=(page,)) for _ in range(3)]
            for thread in threads:
                thread.start()
            heard = b""
            while b"event: progress" not in heard:
                heard = heard[-20:] + stream.recv(4_096)
            while page.told("/api/state")["waiting"] != len(threads):
                pass
            assert page.post("/api/work", {"work": "check"})[0] == 503
        assert page.end() == 0
        for thread in threads:
            thread.join(180)
    assert not (spring / "build").exists()


def patiently(page: Served) -> None:
    """Ask for a build; an answer that never comes is one too."""
    with suppress(OSError, http.client.HTTPException):
        page.post("/api/work", {"work": "build"})


def test_it_ends_after_a_time_without_readers_where_that_is_asked() -> None:
    assert not is_idle(0, 1e9)
    assert not is_idle(5, 299)
    assert is_idle(5, 301)


def test_a_port_that_is_taken_is_said(spring: Path, letterpack_command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = letterpack_command("preview", spring, "--no-open", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2 and "cannot be used" in done.stderr and "--port" in done.stderr


def test_what_it_shows_is_what_a_build_makes(still) -> None:
    store = letterpack.MemoryStore()
    result = letterpack.build(still.folder, out=store)
    for row in result.packets():
        status, pdf, headers = still.ask(f"/api/pdf?id={row.id}")
        assert status == 200 and pdf == result.read(row) and headers["Content-Type"] == "application/pdf"


def test_a_page_is_a_picture_of_the_size_that_is_asked_for(still) -> None:
    found = still.told(f"/api/packet?id={first(still)}")
    key = found["pages"][0]["key"]
    for scale, width in ((0.5, 298), (1, 596), (2, 1191)):
        status, picture, headers = still.ask(f"/api/picture?key={key}&scale={scale}")
        assert status == 200 and headers["Content-Type"] == "image/png"
        assert abs(int.from_bytes(picture[16:20]) - width) <= 1


@pytest.mark.parametrize(
    "path",
    [
        "/page/../server.py",
        "/page/..%2fserver.py",
        "/page/%2e%2e/%2e%2e/errors.py",
        "//etc/passwd",
        "/page//etc/passwd",
        "/page/words.en.json%00.js",
        "/api/source?name=../../../etc/passwd",
        "/api/source?name=/etc/passwd",
        "/api/source?name=letter.md/../letter.md",
        "/api/source?name=build/manifest.json",
        "/api/source?name=seal.json",
        "/api/source?name=letter.%2e%2e%2fx.md",
        "/api/source?name=",
        "/api/picture?key=../../letter.md&scale=1",
        "/api/picture?key=x&scale=nan",
        "/api/picture?key=x&scale=1e9",
        "/api/picture?key=x&scale=-1",
        "/api/pdf?id=../../letter",
        "/api/packet?id=%00",
        "/api/nothing",
    ],
)
def test_no_path_is_taken_from_a_request(still, path) -> None:
    status, body, _ = still.ask(path)
    assert status in (400, 404)
    assert b"root:" not in body and b"Traceback" not in body


def test_nothing_is_answered_without_the_key(spring: Path) -> None:
    with served(spring) as page:
        for path in ("/api/state", "/api/packets", "/api/events", "/api/pdf?id=x", "/api/picture?pass=x"):
            status, body, _ = page.ask(path)
            assert status == 403 and b"press Enter" in body
        for path in ("/", "/page/main.js"):
            status, body, _ = page.ask(path)
            assert status == 200 and spring.name.encode() not in body


def test_a_source_is_written_only_over_what_its_writer_saw(page, spring: Path) -> None:
    file = page.told("/api/source?name=letter.md")
    text = str(file["text"]) + "\nA new paragraph.\n"
    status, saved = page.post("/api/source", {"name": "letter.md", "text": text, "sha256": file["sha256"]})
    assert status == 200 and (spring / "letter.md").read_text(encoding="utf-8") == text
    assert saved["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    (spring / "letter.md").write_text(text + "Somebody else's.\n", encoding="utf-8")
    status, refused = page.post("/api/source", {"name": "letter.md", "text": "Mine", "sha256": saved["sha256"]})
    assert status == 409 and refused["error"]["changed"]
    assert "Somebody else's." in (spring / "letter.md").read_text(encoding="utf-8")


def test_reviewers_change_nothing(spring: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(spring.rglob("*")) if path.is_file()}
    with served(spring, "--read-only") as page:
        page.enter()
        file = page.told("/api/source?name=letter.md")
        assert page.post("/api/source", {"name": "letter.md", "text": "x", "sha256": file["sha256"]})[0] == 403
        assert page.post("/api/work", {"work": "build"})[0] == 403
        assert page.post("/api/work", {"work": "seal", "by": "Ada"})[0] == 403
        assert page.post("/api/editor", {"name": "letter.md", "line": 1})[0] == 403
        assert hand_over(page, "list=signatories&name=form.csv", FORM.encode())[0] == 403
        status, checked = page.post("/api/work", {"work": "check"})
        assert status == 200 and checked["built"] is False
    assert before == {path: path.read_bytes() for path in sorted(spring.rglob("*")) if path.is_file()}


FORM = "Timestamp,Name,Organisation,Do you agree to sign?\n2026-10-01,Zoe Zero,Union of Zeros,yes\n"


def hand_over(page: Served, query: str, data: bytes, headers: dict[str, str] | None = None) -> tuple[int, dict[str, object]]:
    kind = {"Content-Type": "application/octet-stream"} | (headers or {})
    status, body, _ = page.ask(f"/api/import?{query}", method="POST", body=data, headers=kind)
    return status, json.loads(body)


def test_a_spreadsheet_is_shown_before_it_is_written(page, spring: Path) -> None:
    before = (spring / "signatories.csv").read_bytes()
    status, seen = hand_over(page, "list=signatories&name=C:%5C..%5Cform.CSV&merge=1", FORM.encode())
    assert status == 200 and seen["ok"] and "Zoe Zero" in str(seen["lines"])
    assert (spring / "signatories.csv").read_bytes() == before
    again = f"list=signatories&name=form.csv&merge=1&write=1&sha256={seen['sha256']}"
    assert hand_over(page, again, FORM.encode())[0] == 200
    text = (spring / "signatories.csv").read_text(encoding="utf-8")
    assert "Zoe Zero" in text and "Example Press Union" in text
    assert hand_over(page, again, FORM.encode())[0] == 409


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("list=signatories&name=form.exe", b"x"),
        ("list=../letter&name=form.csv", b"x"),
        ("list=signatories&name=", b"x"),
        ("list=signatories&name=form.xlsx", b"not a workbook"),
        ("list=addressees&name=form.csv", b"\x00\xff" * 100),
    ],
)
def test_what_is_not_a_spreadsheet_is_refused_and_nothing_is_written(still, query, data) -> None:
    before = {path: path.read_bytes() for path in sorted(still.folder.rglob("*")) if path.is_file()}
    status, said = hand_over(still, f"{query}&write=1&sha256=", data)
    assert status in (400, 409) or not said["ok"]
    assert before == {path: path.read_bytes() for path in sorted(still.folder.rglob("*")) if path.is_file()}


def test_it_builds_and_checks(page, spring: Path) -> None:
    status, built = page.post("/api/work", {"work": "build", "print_run": True})
    assert status == 200 and built["ok"] and (spring / "build/print/run.pdf").is_file()
    status, checked = page.post("/api/work", {"work": "check"})
    assert status == 200 and checked["built"] and checked["ok"]
    status, same = page.post("/api/work", {"work": "compare", "with": "build"})
    assert status == 200 and same["same"], same


def test_what_cannot_be_done_is_said_with_a_remedy(still) -> None:
    status, sealed = still.post("/api/work", {"work": "seal", "by": "Ada"})
    assert status == 200 and sealed["error"]["hint"]
    assert still.post("/api/work", {"work": "nothing"})[0] == 400
    assert still.post("/api/work", {"work": ["build"]})[0] == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"work": 1}', b"null"])
def test_a_request_that_makes_no_sense_is_refused(still, body) -> None:
    status, said, _ = still.ask("/api/work", method="POST", body=body)
    assert status == 400 and b"Traceback" not in said


@pytest.mark.parametrize(
    ("path", "said", "why"),
    [
        ("source", {"name": "letter.md", "text": 1, "sha256": ""}, "a name, a text and a digest are needed"),
        ("table", {"name": "signatories.csv", "sha256": "", "edits": []}, "a name, a digest and changes are needed"),
        ("reviewed", {"text": None}, "a text is needed"),
        ("review", {"do": ["approve"]}, "these are not texts"),
        ("review", {"do": "approve", "packets": {"a": 1}}, "these are not texts"),
        ("review", {"do": "praise"}, "there is no such work to do"),
        ("editor", {"name": "letter.md", "line": 0}, "a name and a line are needed"),
        ("editor", {"name": "letter.md", "line": "1"}, "a name and a line are needed"),
        ("work", {"work": "approve", "version": -1}, "the packets have changed since you looked"),
    ],
)
def test_a_request_of_other_values_says_what_is_needed(still, path: str, said: dict[str, object], why: str) -> None:
    status, answer = still.post(f"/api/{path}", said)
    assert status in (400, 409)
    assert why in str(answer["error"])


def test_an_import_needs_a_file_and_a_decision_that_there_is(still) -> None:
    status, answer = hand_over(still, "list=signatories&name=form.csv&changes=perhaps", b"name")
    assert status == 400 and "there is no such decision" in str(answer)
    status, answer = hand_over(still, "list=signatories&name=form.csv", b"{}", {"Content-Type": "application/json"})
    assert status == 415 and "this is not a file" in str(answer)


def test_an_oversized_request_is_refused_and_the_page_goes_on(page) -> None:
    status, _, _ = page.ask("/api/source", method="POST", body=b'{"text": "' + b"x" * 9_100_000 + b'"}')
    assert status == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert page.ask("/api/work", method="POST", body=b"a=b", headers=form)[0] == 415
    with socket.create_connection(("127.0.0.1", page.port), 180) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 100_000)
        raw.settimeout(180)
        assert raw.recv(100).startswith(b"HTTP/1.1 400")
    assert page.ask("/api/state")[0] == 200


def test_fifty_connections_and_two_that_say_nothing(page) -> None:
    silent = [socket.create_connection(("127.0.0.1", page.port), 180) for _ in range(2)]
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(page.ask("/api/state")[0])) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    assert statuses == [200] * 50
    for each in silent:
        each.close()


def test_a_browser_that_is_killed_leaves_nothing_behind(page) -> None:
    for _ in range(40):
        stream = socket.create_connection(("127.0.0.1", page.port), 180)
        stream.sendall(f"GET /api/events HTTP/1.1\r\n{page.head}\r\n".encode())
        assert stream.recv(100)
        stream.close()
    assert page.ask("/api/state")[0] == 200


def test_a_name_is_text_wherever_it_goes(spring: Path) -> None:
    people = {"to": [{"id": "a", "name": SCRIPT, "address": ["\u202eStreet " + "x" * 200], "country": "SE"}]}
    (spring / "addressees.yaml").write_text(json.dumps(people), encoding="utf-8")
    with served(spring) as page:
        page.enter()
        rows = page.told("/api/packets")["packets"]
        assert isinstance(rows, list) and rows[0][3] == SCRIPT
        assert page.ask("/api/packets")[2]["Content-Type"] == "application/json"


def test_a_refusal_is_in_the_language_of_the_page(still) -> None:
    for tag, refused in (
        ("fr", "l’échelle n’est pas un nombre"),
        ("ru-RU,ru;q=0.9", "масштаб — не число"),
        ("de", "the scale is not a number"),
    ):
        _, body, _ = still.ask("/api/picture?key=x&scale=y", headers={"Accept-Language": tag})
        assert json.loads(body)["error"]["message"] == refused


def test_a_mistake_keeps_the_last_good_pages(page, spring: Path) -> None:
    name = first(page)
    before = page.told(f"/api/packet?id={name}")
    good = (spring / "letter.md").read_text(encoding="utf-8")
    version = page.told("/api/state")["version"]
    (spring / "letter.md").write_text(good + "\n{{ addressee.nonsense }}\n", encoding="utf-8")
    with socket.create_connection(("127.0.0.1", page.port), 180) as stream:
        stream.sendall(f"GET /api/events HTTP/1.1\r\n{page.head}\r\n".encode())
        while page.told("/api/state")["version"] == version:
            assert stream.recv(4_096)
    after = page.told(f"/api/packet?id={name}")
    assert after["fresh"] is False and after["pages"] == before["pages"]
    found = page.told("/api/findings")["findings"]
    assert isinstance(found, list) and [each["code"] for each in found if each["severity"] == "error"] == ["LP201"]
    _, body, _ = page.ask("/api/findings", headers={"Accept-Language": "es"})
    catalog = load("es")
    assert [each["message"] for each in json.loads(body)["findings"]] == [catalog.said(each["message"]) for each in found]
