"""Nothing speaks to a network: no command opens a socket, all work where there is none, and no test may ask for one."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import letterpack
from tests import installed
from tests.hostile.private_files import enclosure, jpeg, svg
from tests.network import is_loopback

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = "organization,name,email,consent\nUnion,Zoe,zoe@example.org,yes\n"


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """A campaign with everything that could point somewhere: links, pictures, a drawing, an enclosure."""
    folder = tmp_path / "campaign"
    (folder / "enclosures").mkdir(parents=True)
    said = str
    (folder / "logo.svg").write_bytes(svg(said))
    (folder / "court.jpg").write_bytes(jpeg(said))
    (folder / "enclosures/report.pdf").write_bytes(enclosure(said))
    (folder / "letterpack.yaml").write_text("sender: {names: [Society], logo: logo.svg, contact: [https://example.org]}\n")
    (folder / "addressees.yaml").write_text("to: [{id: a, name: A, address: [1 Example Square], country: SE}]\n")
    letter = "---\ndate: 2026-10-30\nsubject: S\nstatus: final\nenclosures: [enclosures/report.pdf]\n---\n"
    letter += "See [our page](https://example.org/page), <mail@example.org>.\n\n![A court](court.jpg)\n"
    (folder / "letter.md").write_text(letter)
    (folder / "signatories.csv").write_text(ROWS)
    (folder / "export.csv").write_text("Timestamp," + ROWS.replace("\n", "\n2026-10-01,", 1))
    return folder


def commands(folder: Path) -> list[list[str]]:
    """Return what a campaign goes through, in order."""
    return [
        ["build", str(folder), "--print-run", "--workers", "2"],
        ["check", str(folder)],
        ["diff", str(folder / "build"), str(folder), "--html", str(folder / "review.html")],
        ["seal", str(folder), "--by", "Ada", "--on", "2026-11-01"],
        ["signatories", "list", str(folder)],
        ["signatories", "import", str(folder / "export.csv"), "--campaign", str(folder), "--merge"],
        ["explain", "LP101"],
        ["fonts"],
        ["schema", "diff"],
    ]


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache"), "LOCALAPPDATA": str(folder / "cache")}


def test_no_command_opens_a_socket_and_all_work_without_a_network(campaign: Path, tmp_path: Path) -> None:
    alone = [installed.program("unshare"), "--map-root-user", "--net"]
    may_be_alone = subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    elsewhere, record = shutil.copytree(campaign, tmp_path / "elsewhere"), tmp_path / "record"
    recorded = [sys.executable, str(ROOT / "tests/hostile/recorded.py"), str(record), json.dumps(commands(elsewhere))]
    run = [*(alone if may_be_alone else []), *recorded]
    done = subprocess.run(run, capture_output=True, text=True, env=environment(tmp_path), check=False)
    assert done.returncode == 0, done.stderr
    assert (elsewhere / "build/print/run.pdf").exists() and (elsewhere / "review.html").exists()
    assert record.read_text() == ""
    if not may_be_alone:
        pytest.skip("a process may not have a network of its own here")
    # With a network it is only built, to compare what was made.
    assert letterpack.build(campaign, products=("print-run",), workers=1).ok
    for path in ("build/packets/a.pdf", "build/manifest.json"):
        assert (campaign / path).read_bytes() == (elsewhere / path).read_bytes()


def test_the_record_sees_a_socket(tmp_path: Path) -> None:
    record = tmp_path / "record"
    code = "import sys; sys.argv[1:] = [sys.argv[1]]; import tests.hostile.recorded, socket; socket.socket().close()"
    subprocess.run([sys.executable, "-c", code, str(record)], env=environment(tmp_path), check=True)
    assert "socket.__new__" in record.read_text()


def connect_by_ipv6() -> None:
    with socket.socket(socket.AF_INET6) as made:
        made.connect(("2001:db8::1", 443))


def send_a_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"x", ("192.0.2.1", 53))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.create_connection(("192.0.2.1", 443), 1),
        lambda: socket.create_connection(("127.0.0.1", 9), 1),
        connect_by_ipv6,
        send_a_datagram,
        lambda: urllib.request.urlopen("http://example.org"),
    ],
    ids=["name", "address", "loopback", "sixth", "datagram", "urllib"],
)
def test_no_test_reaches_the_network(ask) -> None:
    with pytest.raises(pytest.fail.Exception, match="asked the network"):
        ask()


@pytest.mark.loopback
def test_a_test_with_the_mark_reaches_its_own_loopback_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), 5) as client:
        assert client.getpeername() == server.getsockname()
    with pytest.raises(pytest.fail.Exception, match="asked the network"):
        socket.getaddrinfo("example.org", 443)


def test_what_is_loopback() -> None:
    assert all(map(is_loopback, ("localhost", b"127.0.0.1", "127.8.9.1", "::1")))
    assert not any(map(is_loopback, ("example.org", "10.0.0.1", "", "0.0.0.0", "::", None)))
