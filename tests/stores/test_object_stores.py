"""Batches in an object store: on two real S3 servers, one of which knows no conditions, and behind one that fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO

import pytest

from letterpack.diagnostics import Report
from letterpack.errors import AnswerLost, OutputFailed, OutputRefused
from letterpack.manifest.earlier import EarlierRows
from letterpack.pipeline.build import BuildRequest, jobs
from letterpack.pipeline.build import build as build_batch
from letterpack.pipeline.build.versions import versions
from letterpack.pipeline.inspect.batch import files_beside
from letterpack.stores import bucket, find_store, objects
from letterpack.stores.bucket import Bucket
from letterpack.stores.memory import MemoryStore
from letterpack.stores.objects import ObjectStage, ObjectStore
from tests.build.making import LETTER, campaign, person
from tests.stores.batches import fill, version_in
from tests.stores.servers import BUCKET, between, environment, moto, rclone
from tests.trying import WIDE
from tests.worlds import DictWorld

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def moto_port() -> Iterator[int]:
    with moto() as port:
        yield port


@pytest.fixture(scope="module")
def rclone_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with rclone(tmp_path_factory.mktemp("rclone")) as port:
        yield port


@pytest.fixture(params=["moto", "rclone"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    use(monkeypatch, request.getfixturevalue(f"{request.param}_port"))
    return str(request.param)


def use(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name, value in environment(port).items():
        monkeypatch.setenv(name, value)
    bucket._opened.cache_clear()


def place() -> str:
    return f"s3://{BUCKET}/{token_hex(6)}"


def store_at(address: str) -> ObjectStore:
    store = find_store(address)
    assert isinstance(store, ObjectStore)
    return store


def build(address: str, version: str, report: Report | None = None) -> Report:
    report = report or Report()
    with find_store(address).staged(report) as staging:
        fill(staging, version)
        staging.commit()
    return report


def keys(address: str) -> list[str]:
    return sorted(Bucket(address).below(""))


def campaign_in(folder: Path) -> Path:
    folder.mkdir()
    letter = LETTER.replace("---\n", "---\nstatus: final\n", 1)
    files = campaign([person(f"N{index}") for index in range(40)], letter, ["Freedom Now"])
    for path, data in files.items():
        (folder / path).write_bytes(data)
    return folder


def letterpack(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "letterpack", *[str(each) for each in arguments]]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("server", ["moto", "rclone"] if WIDE else ["moto"], indirect=True)
def test_every_command_reads_and_writes_there(server: str, tmp_path: Path) -> None:
    """Of the other server, each change of the project tries the calls alone."""
    folder, address = campaign_in(tmp_path / "c"), place()
    for workers in ("1", "2"):
        built = letterpack("build", folder, "--out", address, "--workers", workers, "--print-run")
        assert built.returncode == 0, built.stderr
    local = letterpack("build", folder, "--out", tmp_path / "local", "--print-run")
    assert local.returncode == 0
    store = store_at(address)
    batch = store.batch()
    packets = [path.relative_to(tmp_path / "local").as_posix() for path in (tmp_path / "local").rglob("*") if path.is_file()]
    assert len(packets) == 42
    assert all(batch.read(path) == (tmp_path / "local" / path).read_bytes() for path in packets)
    assert len(keys(address)) == 43
    checked = letterpack("check", folder, "--build", address)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    sealed = letterpack("seal", folder, "--build", address, "--by", "Ada Sample", "--on", "2026-03-02")
    assert sealed.returncode == 0, sealed.stderr
    digest = sha256(batch.read("manifest.json")).hexdigest()
    assert json.loads((folder / "seal.json").read_bytes())["manifest_sha256"] == digest
    held = letterpack("check", folder, "--build", address)
    assert held.returncode == 0, held.stdout + held.stderr
    same = letterpack("diff", address, tmp_path / "local")
    assert same.returncode == 0, same.stdout + same.stderr
    again = letterpack("reprint", "n7", "n9", "--build", address, "--output", tmp_path / "again.pdf")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again.pdf").read_bytes().startswith(b"%PDF")
    said = built.stdout + built.stderr + checked.stdout + checked.stderr
    assert "letterpacksecret" not in said + "".join([batch.read("manifest.json").decode()])
    assert ("LP502" in said) is (server == "rclone")


def test_a_server_that_knows_no_conditions_is_named(server: str) -> None:
    assert [found.code for found in build(place(), "one")] == (["LP502"] if server == "rclone" else [])


def test_the_old_batch_goes_and_a_large_file_is_read_in_part(server: str) -> None:
    address = place()
    build(address, "one")
    with find_store(address).staged(Report()) as staging:
        fill(staging, "two", ("a",))
        with staging.stage.create("print/run.pdf") as file:
            for number in range(20):
                file.write(bytes([number]) * 1_000_000)
        staging.commit()
    store = store_at(address)
    assert version_in(store.batch()) == "two"
    with store.batch().open("print/run.pdf") as read:
        read.seek(12_999_999)
        assert read.read(2) == b"\x0c\x0d"
        assert read.seek(-1, os.SEEK_END) == 19_999_999
        assert read.read() == b"\x13"
    assert len(keys(address)) == 4, server


def test_of_two_builds_the_first_to_end_wins(monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    use(monkeypatch, moto_port)
    address = place()
    build(address, "zero")
    with pytest.raises(OutputFailed, match="another build has ended"), find_store(address).staged(Report()) as slow:
        fill(slow, "slow")
        build(address, "quick")
        slow.commit()
    assert version_in(find_store(address).batch()) == "quick"
    assert len(keys(address)) == 5


def test_a_build_that_ends_while_another_looks_takes_its_run_away(monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    """Before the record of the other, which is told so; and before the old batch is read, which is then done without."""
    use(monkeypatch, moto_port)
    address, size, opens = place(), Bucket.size, Bucket.open
    meanwhile = iter(["quick"])

    def asked(bucket: Bucket, path: str) -> int:
        for version in meanwhile:
            build(address, version)
        return size(bucket, path)

    def opened(bucket: Bucket, path: str) -> BinaryIO:
        seen.extend([path] if path.endswith("/manifest.json") else [])
        if len(seen) == 2 and path == seen[1]:
            seen.append("")
            raise FileNotFoundError(path)
        return opens(bucket, path)

    build(address, "zero")
    monkeypatch.setattr(Bucket, "size", asked)
    with pytest.raises(OutputFailed, match="another build has ended"), find_store(address).staged(Report()) as slow:
        fill(slow, "slow")
        slow.commit()
    assert version_in(find_store(address).batch()) == "quick"
    found, seen, other = campaign([person("N0"), person("N1")]), list[str](), place()
    assert resumed(other, found) == 0
    monkeypatch.setattr(Bucket, "open", opened)
    assert resumed(other, found) == 0


def test_a_build_that_clears_up_late_leaves_the_next_one(monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    use(monkeypatch, moto_port)
    address, remove_past = place(), objects._remove_past
    meanwhile = iter(["next", "last"])

    def late(*args: Any) -> None:
        for version in meanwhile:
            build(address, version)
        remove_past(*args)

    build(address, "zero")
    monkeypatch.setattr(objects, "_remove_past", late)
    build(address, "one")
    assert version_in(find_store(address).batch()) == "last"
    assert len(keys(address)) == 5


def test_a_number_that_is_free_again_makes_no_batch(monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    """Two builds end while a third one sleeps: the record that it would write has been there, and gone."""
    use(monkeypatch, moto_port)
    address = place()
    with pytest.raises(OutputFailed, match="another build has ended"), find_store(address).staged(Report()) as slow:
        fill(slow, "slow")
        build(address, "second")
        build(address, "third")
        slow.commit()
    assert version_in(find_store(address).batch()) == "third"


def test_many_builds_at_once_leave_one_whole_batch(server: str) -> None:
    address = place()
    won: list[str] = []

    def one(version: str) -> None:
        try:
            build(address, version)
        except OutputFailed:
            return
        won.append(version)

    threads = [threading.Thread(target=one, args=(f"v{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won, server
    if server == "moto":
        assert version_in(find_store(address).batch()) in won


def test_whoever_reads_stays_with_one_batch(server: str) -> None:
    address = place()
    build(address, "one")
    before = find_store(address).batch()
    build(address, "two")
    with pytest.raises(FileNotFoundError):
        before.read("packets/a.pdf")
    assert version_in(find_store(address).batch()) == "two", server


def test_what_a_killed_build_left_goes_with_the_next(server: str) -> None:
    address = place()
    build(address, "one")
    staging = find_store(address).staged(Report()).__enter__()
    fill(staging, "left")
    build(address, "two")
    assert version_in(find_store(address).batch()) == "two"
    assert len(keys(address)) == 5, server


def resumed(address: str, found: dict[str, bytes], **options: object) -> int:
    """Build ``found`` again and return how many packets were kept; fail where the batch is not as a fresh one."""
    result = build_batch(DictWorld(found), BuildRequest(Path("campaign"), find_store(address), resume=True, **options))  # type: ignore[arg-type]
    fresh = MemoryStore()
    assert result.ok and build_batch(DictWorld(found), BuildRequest(Path("campaign"), fresh)).ok
    batch, made = find_store(address).batch(), fresh.batch().files
    assert {path: batch.read(path) for path in made} == made
    assert len(keys(address)) == len(made) + 1
    return result.kept


def test_packets_are_copied_from_the_last_batch(server: str) -> None:
    people = [person(f"N{index}") for index in range(5)]
    address = place()
    assert resumed(address, campaign(people)) == 0
    assert resumed(address, campaign(people)) == 5
    changed = campaign([*people[:4], person("N4", name="Other")])
    run = store_at(address).batch().run
    Bucket(address).remove([f"{run}/packets/n1.pdf"])
    Bucket(address).remove([f"{run}/packets/n2.pdf"])
    Bucket(address).put(f"{run}/packets/n2.pdf", b"of somebody else")
    with ThreadPoolExecutor(2) as executor:
        assert resumed(address, changed, executor=executor, workers=2) == 2, server


def test_a_batch_that_cannot_be_read_back_is_said_to_be_built(monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    """Nor is a copy that the server does not give back taken for a packet: it is made again."""
    address, found = place(), campaign([person("N0"), person("N1")])
    use(monkeypatch, moto_port)
    build_batch(DictWorld(found), BuildRequest(Path("campaign"), find_store(address)))
    lost = iter(["n1.pdf", ".letterpack", ".letterpack"])
    awaited = [next(lost)]

    def fault(method: str, path: str, _: int) -> str:
        if method != "GET" or not path.endswith(awaited[0]):
            return ""
        awaited[0] = next(lost, " ")
        return "404" if path.endswith(".pdf") else "403"

    with between(moto_port, fault) as port:
        use(monkeypatch, port)
        again = build_batch(DictWorld(found), BuildRequest(Path("campaign"), find_store(address), resume=True))
        assert again.kept == 1
        with pytest.raises(AnswerLost, match=r"the packets are built, and cannot be read again: .* refused the request"):
            list(again.packets())
    use(monkeypatch, moto_port)
    assert len(list(again.packets())) == 2


def test_a_build_that_was_cut_short_is_gone_on_with(monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    """By an error, and by a kill, after which nobody clears up; a run that goes while it is read is none."""
    use(monkeypatch, moto_port)
    monkeypatch.setattr(jobs, "_AT_ONCE", 2)
    monkeypatch.setattr(objects, "_LEDGER_PIECE_BYTES", 1)
    found = campaign([person(f"N{index}") for index in range(9)])
    address, put = place(), objects.ObjectStage.put

    def broken(stage: ObjectStage, path: str, pieces: Sequence[bytes]) -> None:
        if path.endswith("n6.pdf"):
            raise MemoryError
        put(stage, path, pieces)

    for resume, kept in ((True, 6), (False, 0)):
        with monkeypatch.context() as cut, suppress(MemoryError):
            cut.setattr(objects.ObjectStage, "put", broken)
            build_batch(DictWorld(found), BuildRequest(Path("campaign"), find_store(address), resume=resume))
        assert bool(keys(address)) is resume
        assert resumed(address, found) == kept
        Bucket(address).remove(keys(address))
    with monkeypatch.context() as killed, suppress(MemoryError):
        killed.setattr(objects.ObjectStage, "put", broken)
        killed.setattr(Bucket, "remove", lambda *_: None)
        build_batch(DictWorld(found), BuildRequest(Path("campaign"), find_store(address)))
    with find_store(address).staged(Report(), resume=True) as staging:
        (left,) = staging.earlier
        rows = EarlierRows(left, versions())
        with rows.opened():
            Bucket(address).remove([key for key in keys(address) if ".letterpack-rows" in key])
            assert rows.find(64 * "0", "n0") is None
        with rows.opened():
            assert rows.find(64 * "0", "n0") is None
    assert resumed(address, found) == 0


def test_a_place_with_other_things_is_refused_and_what_comes_later_is_kept(server: str) -> None:
    address = place()
    Bucket(address).put("budget.xlsx", b"mine")
    with pytest.raises(OutputRefused, match=r"budget\.xlsx. was not made by letterpack"):
        build(address, "one")
    assert keys(address) == ["budget.xlsx"], server
    there = store_at(address).batch()
    assert not there.run and not list(there.walk(""))
    other = place()
    build(other, "one")
    run = store_at(other).batch().run
    for strange in (theirs := ["manifest.json", "drafts/2024/list.xlsx"]):
        Bucket(other).put(strange, b"mine")
    assert {"./manifest.json", "./drafts/"} == set(files_beside(store_at(other).batch(), []))
    Bucket(other).remove(theirs)
    Bucket(other).put(f"{run}/packets/notes.txt", b"mine")
    for version in ("two", "three"):
        report = build(other, version)
        assert [found.code for found in report if found.code != "LP502"] == ["LP500"]
        assert Bucket(other).read(f"{run}/packets/notes.txt") == b"mine"
        assert version_in(find_store(other).batch()) == version


FAULTS: dict[str, Callable[[str, str, int], str]] = {
    "every third answer is 503": lambda method, path, number: "503" if number % 3 == 0 else "",
    "every third connection breaks": lambda method, path, number: "cut" if number % 3 == 0 else "",
    "every fourth answer is lost": lambda method, path, number: "lost" if number % 4 == 0 else "",
    "every answer is slow": lambda method, path, number: "slow" if number % 5 == 0 else "",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_fails_now_and_then_is_asked_again(fault: str, monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    with between(moto_port, FAULTS[fault]) as port:
        use(monkeypatch, port)
        address = place()
        build(address, "one")
        build(address, "two")
        assert version_in(find_store(address).batch()) == "two"


@pytest.mark.parametrize(("method", "stands"), [("PUT", "one"), ("GET", "two")])
def test_a_run_that_a_record_may_name_stays(method: str, stands: str, monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    """Whether the record is refused, or it is there and nobody can look at it any more."""
    use(monkeypatch, moto_port)
    address, begun = place(), threading.Event()
    build(address, "one")

    def fault(asked: str, path: str, _: int) -> str:
        begun.set() if path.endswith("2.letterpack") else None
        return "403" if begun.is_set() and asked == method else ""

    with between(moto_port, fault) as port:
        use(monkeypatch, port)
        with pytest.raises(OutputFailed, match=r"refused the request \(403\): the new batch may be in its place already"):
            build(address, "two")
    use(monkeypatch, moto_port)
    assert version_in(find_store(address).batch()) == stands
    build(address, "three")
    assert len(keys(address)) == 5


def test_a_manifest_that_the_server_loses_makes_no_batch(monkeypatch: pytest.MonkeyPatch, moto_port: int) -> None:
    use(monkeypatch, moto_port)
    address, commit = place(), objects.StagedObjects.commit

    def lost(staged: objects.StagedObjects) -> None:
        staged.stage.bucket.remove([f"{staged.stage.run}/manifest.json"])
        commit(staged)

    monkeypatch.setattr(objects.StagedObjects, "commit", lost)
    with pytest.raises(OutputFailed, match="no longer where the build has put it"):
        build_batch(DictWorld(campaign()), BuildRequest(Path("campaign"), find_store(address)))
    assert not keys(address)


@pytest.mark.parametrize("part", ["packets/", ".letterpack", "manifest.json"])
def test_what_is_refused_stops_the_build_and_the_old_batch_stays(
    part: str, monkeypatch: pytest.MonkeyPatch, moto_port: int
) -> None:
    use(monkeypatch, moto_port)
    address = place()
    build(address, "one")
    with between(moto_port, lambda method, path, _: "403" if method == "PUT" and part in path else "") as port:
        use(monkeypatch, port)
        with pytest.raises(OutputFailed, match=r"refused the request \(403") as caught:
            build(address, "two")
    assert "credentials" in caught.value.hint
    use(monkeypatch, moto_port)
    assert version_in(find_store(address).batch()) == "one"
    assert len(keys(address)) == 5


@pytest.mark.parametrize(
    ("status", "code", "said", "hint"),
    [
        (400, "ExpiredToken", "have expired (400 ExpiredToken)", "AWS_SECRET_ACCESS_KEY"),
        (403, "RequestTimeTooSkewed", "refused the request (403 RequestTimeTooSkewed)", "clock"),
        (400, "AuthorizationHeaderMalformed", "refused the request (400 ", "AWS_REGION"),
        (403, "QuotaExceeded", "refused the request (403 ", "make room"),
        (404, "NoSuchBucket", "refused the request (404 ", "make the bucket"),
        (403, "InvalidAccessKeyId", "refused the request (403 ", "credentials in the environment"),
        (400, "Strange", "answered with an error (400 Strange)", "connection"),
    ],
)
def test_what_a_server_says_in_its_short_word_has_its_remedy(
    status: int, code: str, said: str, hint: str, monkeypatch: pytest.MonkeyPatch, moto_port: int
) -> None:
    """Credentials may hold for the first packets and not for the last. What a server repeats of them is in no message."""
    use(monkeypatch, moto_port)
    address = place()
    build(address, "one")
    answer = f"<Error><Code>{code}</Code><AWSAccessKeyId>letterpackkey</AWSAccessKeyId><Token>letterpacktoken</Token></Error>"
    with between(
        moto_port, lambda method, path, _: f"{status} {answer}" if method == "PUT" and "packets/" in path else ""
    ) as port:
        use(monkeypatch, port)
        with pytest.raises(OutputFailed) as caught:
            build(address, "two")
    assert said in caught.value.message and hint in caught.value.hint
    assert "letterpackkey" not in f"{caught.value.message}{caught.value.hint}{caught.getrepr(chain=True, style='native')}"
    use(monkeypatch, moto_port)
    assert version_in(find_store(address).batch()) == "one"


def test_an_object_that_is_not_there_is_told_without_the_words_of_the_server(
    monkeypatch: pytest.MonkeyPatch, moto_port: int
) -> None:
    use(monkeypatch, moto_port)
    address = place()
    build(address, "one")
    answer = "404 <Error><Code>NoSuchKey</Code><AWSAccessKeyId>letterpackkey</AWSAccessKeyId></Error>"
    with between(moto_port, lambda method, path, _: answer if method == "GET" and "packets/" in path else "") as port:
        use(monkeypatch, port)
        with pytest.raises(FileNotFoundError) as caught:
            version_in(find_store(address).batch())
    assert "letterpackkey" not in str(caught.getrepr(chain=True, style="native"))


def test_a_server_that_is_gone_is_told_with_the_address_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, 9)
    failed = letterpack("build", campaign_in(tmp_path / "c"), "--out", place())
    assert failed.returncode == 2
    assert "could not be reached" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert "secret" not in failed.stderr
    assert len(failed.stderr.splitlines()) <= 4


def test_a_killed_worker_stops_the_build_and_the_old_batch_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moto_port: int
) -> None:
    folder, address = campaign_in(tmp_path / "c"), place()
    use(monkeypatch, moto_port)
    assert letterpack("build", folder, "--out", address).returncode == 0
    seen = threading.Event()

    def fault(method: str, path: str, _: int) -> str:
        if method == "PUT" and "/packets/" in path:
            seen.set()
            return "slow"
        return ""

    with between(moto_port, fault) as port:
        use(monkeypatch, port)
        command = [sys.executable, "-m", "letterpack", "build", os.fspath(folder), "--out", address, "--workers", "2"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            assert seen.wait(300)
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            workers = [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
            os.kill(workers[0], signal.SIGKILL)
            _, told = process.communicate(timeout=300)
    assert process.returncode == 2, told
    assert "worker" in told
    use(monkeypatch, moto_port)
    batch = store_at(address).batch()
    assert len([path for path in keys(address) if path.startswith(batch.run)]) == 41
    # What the server took after the worker's end goes with the next build.
    assert letterpack("build", folder, "--out", address).returncode == 0
    assert len(keys(address)) == 42
