"""What the page shows: the proof as it is now, the packets that were looked at, and who wants to hear that anything changed.

The event loop never works: proofs, packets and pictures are made one after the other in a single thread, and what reviewers say
is read and written in another, since that of tens of thousands of packets takes seconds. Long work has a process of its own,
in ``work``.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import letterpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from letterpack import Campaign, Finding, Proof, ProofPacket

T = TypeVar("T")

MOST_STREAMS: Final = 24
"""Pages that hear of changes at the same time; each is a tab that is in view."""
ENDS: Final = "end"
"""What listeners hear last."""
_REVIEW: Final = "review.yaml"
_KEPT_PACKETS: Final = 24
_KEPT_PICTURES_BYTES: Final = 64 << 20
_HALF_WRITTEN_SECONDS: Final = 0.06
"""An editor empties a file, then fills it: what has errors is looked at once more before anybody is told."""
_JUDGE_AFTER_SECONDS: Final = 0.35
"""The rules wait until whoever types has paused."""


class Desk:
    """The state behind the page."""

    def __init__(self, campaign: Campaign, *, read_only: bool, editor: str = "") -> None:
        self.campaign, self.read_only, self.editor = campaign, read_only, editor
        # Above that of any server before this one: a page that was open then sees that there is something new.
        self.version = time.time_ns() // 1_000_000
        self.proof: Proof | None = None
        self.findings: tuple[Finding, ...] = ()
        self.judged = False
        self.trouble = ""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="letterpack-proof")
        self._waiting: deque[Callable[[], object]] = deque()
        self._reviews = ThreadPoolExecutor(1, thread_name_prefix="letterpack-review")
        self._packets: OrderedDict[str, tuple[int, ProofPacket]] = OrderedDict()
        self._pages: OrderedDict[str, tuple[ProofPacket, int]] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, float], bytes] = OrderedDict()
        self._pictures_bytes = 0
        self._listeners: set[asyncio.Queue[str]] = set()
        self._changes = 0
        self._judging: asyncio.Task[None] | None = None

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Return what ``work`` returns, done in the desk's thread: at once, where that judges."""
        done: Future[T] = Future()
        self._waiting.append(partial(_settle, done, partial(work, *arguments)))
        self._thread.submit(self._next)
        return await asyncio.wrap_future(done)

    def _next(self) -> None:
        """Do one thing that waits; what was done between two rules does not wait any more."""
        if self._waiting:
            self._waiting.popleft()()

    async def review(self, work: Callable[..., T], *arguments: object) -> T:
        """Return what ``work`` with the review returns, which keeps no page waiting."""
        return await asyncio.get_running_loop().run_in_executor(self._reviews, work, self.campaign, *arguments)

    def close(self) -> None:
        """Begin nothing new."""
        for each in (self._thread, self._reviews):
            each.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[str] | None]:
        """Yield a queue of the names of what has changed; None where too many listen already."""
        if len(self._listeners) >= MOST_STREAMS:
            yield None
            return
        queue: asyncio.Queue[str] = asyncio.Queue(64)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    @property
    def is_watched(self) -> bool:
        """Whether any page is in view."""
        return bool(self._listeners)

    def tell(self, what: str) -> None:
        """Let all who listen know; one who does not take what was said before hears of the last."""
        for queue in self._listeners:
            if queue.full():
                with suppress(asyncio.QueueEmpty):
                    queue.get_nowait()
            queue.put_nowait(what)

    async def changed(self, names: frozenset[str]) -> None:
        """Take note that files of these names have changed: what reviewers say changes no packet."""
        if names == {_REVIEW}:
            self.tell("review")
            self._judge_later()
        else:
            await self.refresh()

    def _judge_later(self) -> None:
        if self._judging is not None:
            self._judging.cancel()
        self._judging = asyncio.get_running_loop().create_task(self._judge())

    async def refresh(self) -> None:
        """Read the sources again, and tell of it; not where they have changed once more meanwhile."""
        self._changes += 1
        mine = self._changes
        fresh, trouble = await self.run(self._read)
        if mine == self._changes and (fresh is None or not fresh.ok) and mine > 1:
            await asyncio.sleep(_HALF_WRITTEN_SECONDS)
            fresh, trouble = await self.run(self._read)
        if mine != self._changes:
            return
        self.proof, self.trouble = fresh, trouble
        self.findings, self.judged = (fresh.findings if fresh else ()), False
        self.version += 1
        self.tell("changed")
        self._judge_later()

    def _read(self) -> tuple[Proof | None, str]:
        try:
            return letterpack.proof(self.campaign, before=self.proof), ""
        except letterpack.LetterpackError as error:
            return None, error.message
        except OSError as error:
            return None, error.strerror or str(error)
        except Exception as bug:  # noqa: BLE001 -- A bug of ours must not end what others are writing in.
            traceback.print_exception(bug)
            return None, f"letterpack has a bug: {type(bug).__name__}; the terminal has what to report"

    async def _judge(self) -> None:
        await asyncio.sleep(_JUDGE_AFTER_SECONDS)
        proof, mine = self.proof, self._changes
        if proof is not None:
            found = await asyncio.get_running_loop().run_in_executor(self._thread, self._judged, proof, mine)
            if mine == self._changes:
                self.findings, self.judged = found, True
                self.tell("findings")

    def _judged(self, proof: Proof, mine: int) -> tuple[Finding, ...]:
        def is_stopped() -> bool:
            if mine == self._changes:
                self._next()  # Whoever turns to another packet does not wait for the rules over a long list.
            return mine != self._changes

        try:
            return proof.judge(is_stopped)
        except Exception as bug:  # noqa: BLE001 -- As above: the pages are still to be seen.
            traceback.print_exception(bug)
            return proof.findings

    async def packet(self, packet_id: str) -> tuple[ProofPacket, bool] | None:
        """Return a packet, and whether it is as the sources are now: where they have errors, it is the last good one."""
        version, known = self.version, self._packets.get(packet_id)
        if known is None or known[0] != version:
            proof = self.proof
            made = await self.run(proof.packet, packet_id) if proof is not None and proof.ok else None
            if made is not None:
                known = (version, made)
                self._keep(packet_id, version, made)
            if proof is self.proof and proof is not None and len(proof.findings) != len(self.findings):
                self.findings = proof.findings
                self.tell("findings")
        # As it was asked for: what has changed meanwhile is told of.
        return None if known is None else (known[1], known[0] == version)

    def _keep(self, packet_id: str, version: int, made: ProofPacket) -> None:
        self._packets[packet_id] = (version, made)
        self._packets.move_to_end(packet_id)
        while len(self._packets) > _KEPT_PACKETS:
            self._packets.popitem(last=False)
        for number, page in enumerate(made.pages, 1):
            self._pages[page.key] = (made, number)
            self._pages.move_to_end(page.key)
        while len(self._pages) > max(2_000, 2 * len(made.pages)):
            self._pages.popitem(last=False)

    async def picture(self, key: str, scale: float) -> bytes | None:
        """Return the picture of a page of one of the packets that were looked at; None where nobody has looked at such a one."""
        known = self._pictures.get((key, scale))
        if known is not None:
            self._pictures.move_to_end((key, scale))
            return known
        if key not in self._pages:
            return None
        packet, number = self._pages[key]
        painted = await self.run(packet.picture, number, scale)
        if (key, scale) not in self._pictures:
            self._pictures[key, scale] = painted
            self._pictures_bytes += len(painted)
        while self._pictures_bytes > _KEPT_PICTURES_BYTES and len(self._pictures) > 1:
            self._pictures_bytes -= len(self._pictures.popitem(last=False)[1])
        return painted


def _settle(done: Future[T], work: Callable[[], T]) -> None:
    """Put what ``work`` returns or raises into ``done``, unless nobody waits for it any more."""
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001 -- It is raised where it is waited for.
        done.set_exception(error)
