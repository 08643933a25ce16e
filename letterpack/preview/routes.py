"""What may be asked, a row each. A request names packets, pages and sources as the desk has told them; none of it is a path."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import fields
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

import letterpack
from letterpack.preview import lists
from letterpack.preview.answers import CannotAnswer, body_of, in_words, json_of, pieces_of, voice_of
from letterpack.preview.desk import ENDS, Desk
from letterpack.preview.guard import MOST_BODY_BYTES
from letterpack.preview.lists import DECISIONS, LETTER, LETTERS, LISTS, SUFFIXES, ImportAsked, take
from letterpack.preview.work import WORK, WRITING, JsonObject, Worker, builds_in, print_run, print_runs
from letterpack.render.words import Voice

_MOST_WAITING: Final = 3
"""Pieces of long work, one of them going on."""
_BEAT_SECONDS: Final = 15.0
_MOST_FINDINGS: Final = 2_000
"""On the page; a list with more mistakes has the same one in each row."""
_SCALES: Final = (0.25, 8.0)
"""Pixels to the point of a picture: a thumbnail, and a page at 800 %."""
_KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


class PageFile(Struct, frozen=True):
    """A file that the browser gets, read once, by a name in a table: no path is made of a request. And its media type."""

    data: bytes
    kind: str


def page_files() -> dict[str, PageFile]:
    """Return the page's files by name."""
    found: dict[str, PageFile] = {}
    for each in files("letterpack.preview").joinpath("page").iterdir():
        suffix = f".{each.name.rpartition('.')[2]}"
        if suffix in _KINDS:
            found[each.name] = PageFile(each.read_bytes(), _KINDS[suffix])
    return found


def languages(page: dict[str, PageFile]) -> dict[str, str]:
    """Return the languages that the page speaks: tags, and what each is called in itself."""
    words = {name.split(".")[1]: json.loads(file.data) for name, file in page.items() if name.endswith(".json")}
    return {tag: said["language"] for tag, said in sorted(words.items())}


class Routes:
    """Answers what the page asks."""

    def __init__(self, desk: Desk, worker: Worker, page: dict[str, PageFile]) -> None:
        self._desk, self._worker, self._page = desk, worker, page
        self._languages = languages(page)

    def table(self) -> list[Route]:
        """Return the routes."""
        get, post = partial(self._route, "GET"), partial(self._route, "POST")
        return [
            get("/", self.index),
            *[get(f"/page/{name}", partial(self.page, name)) for name in self._page],
            get("/api/state", self.state),
            get("/api/packets", self.packets),
            get("/api/findings", self.findings),
            get("/api/packet", self.packet),
            get("/api/picture", self.picture),
            get("/api/pdf", self.pdf),
            get("/api/print-run", self.print_run),
            get("/api/source", self.source),
            get("/api/table", self.table_of),
            get("/api/offers", self.offers),
            get("/api/sides", self.sides),
            get("/api/events", self.events),
            post("/api/source", self.write),
            post("/api/table", self.edit),
            post("/api/work", self.work),
            post("/api/editor", self.editor),
            post("/api/import", self.take),
            get("/api/review", self.review),
            post("/api/review", self.remark),
            post("/api/reviewed", self.merge),
        ]

    def _route(self, method: str, path: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
        async def endpoint(request: Request) -> Response:
            said: JsonObject
            try:
                return await answer(request)
            except CannotAnswer as refused:
                said, status = {"message": refused.message, "hint": refused.hint}, refused.status
            except letterpack.SourceChanged as error:
                said, status = {"message": error.message, "hint": error.hint, "changed": True}, 409
            except letterpack.LetterpackError as error:
                said, status = {"message": error.message, "hint": error.hint}, 400
            return await in_words(request, {"error": said}, status)

        return Route(path, endpoint, methods=[method])

    async def index(self, _: Request) -> Response:
        """Answer with the page."""
        return await self.page("index.html", _)

    async def page(self, name: str, _: Request) -> Response:
        """Answer with one of the page's files."""
        file = self._page[name]
        return Response(file.data, headers={"content-type": file.kind})

    async def state(self, request: Request) -> Response:
        """Answer with what the page shows around the packets."""
        desk, proof = self._desk, self._desk.proof
        version, trouble = desk.version, desk.trouble  # Of this proof: there may be another one when the names are known.
        sources = await desk.run(letterpack.source_names, desk.campaign)
        tables = await desk.run(letterpack.table_names, desk.campaign)
        return await in_words(
            request,
            {
                "version": version,
                "name": proof.name if proof else "",
                "status": proof.status if proof else "",
                "ok": bool(proof and proof.ok),
                "trouble": trouble,
                "readOnly": desk.read_only,
                "zones": [each._asdict() for each in proof.zones] if proof else [],
                "sources": list(sources),
                "tables": list(tables),
                "languages": self._languages,
                "waiting": self._worker.waiting,
                "count": len(proof.entries) if proof else 0,
                "printRuns": await asyncio.to_thread(print_runs, desk.campaign.path),
            },
        )

    async def packets(self, _: Request) -> Response:
        """Answer with a row for each packet."""
        proof = self._desk.proof
        rows = [list(each) for each in proof.entries] if proof else []
        return JSONResponse({"version": self._desk.version, "packets": rows})

    async def findings(self, request: Request) -> Response:
        """Answer with what is wrong."""
        found = [each.to_dict() for each in self._desk.findings[:_MOST_FINDINGS]]
        return await in_words(request, {"judged": self._desk.judged, "count": len(self._desk.findings), "findings": found})

    async def packet(self, request: Request) -> Response:
        """Answer with a packet's pages: their pictures' keys, their text, and places on them."""
        packet_id = request.query_params.get("id", "")
        version, found = self._desk.version, await self._desk.packet(packet_id)
        if found is None:
            raise CannotAnswer("this packet cannot be made now", "the findings say why", 404)
        packet, is_fresh = found
        row = packet.row
        return JSONResponse(
            {
                "version": version,
                "fresh": is_fresh,
                "id": row.id,
                "kind": row.kind,
                "sheets": row.sheets,
                "language": row.language,
                "reading": packet.reading_sha256,
                "enclosures": [each.path for each in row.enclosures],
                "pages": [
                    {"key": page.key, "w": page.width_pt, "h": page.height_pt, "enclosed": page.is_enclosed, "lines": page.lines}
                    for page in packet.pages
                ],
                "places": packet.places,
            }
        )

    async def picture(self, request: Request) -> Response:
        """Answer with a page's picture."""
        try:
            scale = float(request.query_params.get("scale", "1"))
        except ValueError:
            raise CannotAnswer("the scale is not a number") from None
        if not _SCALES[0] <= scale <= _SCALES[1]:
            raise CannotAnswer("the scale is too small or too large")
        found = await self._desk.picture(request.query_params.get("key", ""), round(scale, 2))
        if found is None:
            raise CannotAnswer("there is no such page", status=404)
        return Response(found, media_type="image/png")

    async def pdf(self, request: Request) -> Response:
        """Answer with a packet's PDF as it is now."""
        found = await self._desk.packet(request.query_params.get("id", ""))
        if found is None:
            raise CannotAnswer("this packet cannot be made now", "the findings say why", 404)
        name = found[0].row.id
        return Response(
            found[0].pdf, media_type="application/pdf", headers={"content-disposition": f'inline; filename="{name}.pdf"'}
        )

    async def print_run(self, request: Request) -> Response:
        """Answer with a file of the print run that was built last: hundreds of megabytes, piece by piece."""
        name = request.query_params.get("name", "")
        file = await asyncio.to_thread(print_run, self._desk.campaign.path, name)
        if file is None:
            raise CannotAnswer("there is no print run of this name", "build the packets with a print run", 404)
        headers = {"content-disposition": f"inline; filename*=utf-8''{quote(name, safe='')}"}
        return StreamingResponse(pieces_of(file), media_type="application/pdf", headers=headers)

    async def source(self, request: Request) -> Response:
        """Answer with the text of a source."""
        return await _source(request, await self._desk.run(self._read, request.query_params.get("name", "")))

    async def write(self, request: Request) -> Response:
        """Put a text in the place of a source, if that is still what the writer saw."""
        self._require_writer()
        asked = await json_of(request)
        name, text, sha256 = asked.get("name"), asked.get("text"), asked.get("sha256")
        if not (isinstance(name, str) and isinstance(text, str) and isinstance(sha256, str)):
            raise CannotAnswer("a name, a text and a digest are needed")
        return await _source(request, await self._desk.run(self._write, name, text, sha256))

    async def offers(self, _: Request) -> Response:
        """Answer with what can be put into the letter."""
        proof = self._desk.proof
        found = await self._desk.run(proof.offers) if proof else ()
        return JSONResponse([each._asdict() for each in found])

    async def sides(self, _: Request) -> Response:
        """Answer with what the packets can be compared with, by name."""
        campaign = self._desk.campaign
        found = await asyncio.to_thread(letterpack.list_revisions, campaign)
        revisions = [{"kind": each.kind, "name": each.name, "on": each.on.isoformat(), "subject": each.subject} for each in found]
        return JSONResponse({"builds": list(builds_in(campaign.path)), "revisions": revisions})

    async def merge(self, request: Request) -> Response:
        """Take over a colleague's review.yaml."""
        asked = await json_of(request)
        if not isinstance(asked.get("text"), str):
            raise CannotAnswer("a text is needed")
        return _reviewed(await self._desk.review(letterpack.merge_review, asked["text"]))

    async def table_of(self, request: Request) -> Response:
        """Answer with one of the lists as a table."""
        name = request.query_params.get("name", "")
        return JSONResponse(lists.told(await self._desk.run(letterpack.read_table, self._desk.campaign, name)))

    async def edit(self, request: Request) -> Response:
        """Change cells and rows of a list, if that is still what the writer saw."""
        self._require_writer()
        asked = await json_of(request)
        name, sha256, edits = asked.get("name"), asked.get("sha256"), lists.edits_of(asked.get("edits"))
        if not (isinstance(name, str) and isinstance(sha256, str) and edits):
            raise CannotAnswer("a name, a digest and changes are needed")
        make = partial(letterpack.edit_table, self._desk.campaign, name, edits, sha256=sha256)
        return JSONResponse(lists.told(await self._desk.run(make)))

    def _read(self, name: str) -> letterpack.SourceFile:
        return letterpack.read_source(self._desk.campaign, name)

    def _write(self, name: str, text: str, sha256: str) -> letterpack.SourceFile:
        return letterpack.write_source(self._desk.campaign, name, text, sha256=sha256)

    def _require_writer(self) -> None:
        if self._desk.read_only:
            raise CannotAnswer("this preview is read-only", "start it without --read-only to change files", 403)

    async def take(self, request: Request) -> Response:
        """Say what was understood of a spreadsheet, and write it where its writer has seen that."""
        self._require_writer()
        said = request.query_params
        suffix, into = said.get("name", "").rpartition(".")[2].lower(), said.get("list", "")
        wanted = LETTERS if into == LETTER else SUFFIXES
        if suffix not in wanted or into not in (*LISTS, LETTER):
            raise CannotAnswer(
                "a file of this kind cannot be imported here", f"choose one that ends in {', '.join(sorted(wanted))}"
            )
        decisions = DECISIONS.get((said.get("changes", ""), said.get("comments", "")))
        if decisions is None:
            raise CannotAnswer("there is no such decision")
        if request.headers.get("content-type") != "application/octet-stream":
            raise CannotAnswer("this is not a file", status=415)
        seen = said.get("sha256", "") if said.get("write") else None
        data = await body_of(request, MOST_BODY_BYTES)
        asked = ImportAsked(data, suffix, into, bool(said.get("merge")), seen, decisions, Voice(await voice_of(request)))
        return await in_words(request, await self._desk.run(take, self._desk.campaign, asked))

    async def review(self, _: Request) -> Response:
        """Answer with approvals and comments."""
        return _reviewed(await self._desk.review(letterpack.read_review))

    async def remark(self, request: Request) -> Response:
        """Approve what was looked at, write down a comment, or settle one: reviewers may, where they may change nothing else."""
        asked = await json_of(request)
        said = {key: asked.get(key, "") for key in ("do", "by", "packet", "change", "sha256", "text", "id")}
        packets = asked.get("packets", {})
        if not isinstance(packets, dict) or not all(isinstance(each, str) for each in (*said.values(), *packets.values())):
            raise CannotAnswer("these are not texts")
        return _reviewed(await self._desk.review(_remark, said, packets))

    async def editor(self, request: Request) -> Response:
        """Open a source at a line in the user's own editor."""
        self._require_writer()
        asked = await json_of(request)
        name, line = asked.get("name"), asked.get("line", 1)
        if not (isinstance(name, str) and isinstance(line, int) and 0 < line < 10**9):
            raise CannotAnswer("a name and a line are needed")
        return JSONResponse({"opened": await self._desk.run(self._open, name, line)})

    def _open(self, name: str, line: int) -> bool:
        return letterpack.open_editor(self._desk.campaign, name, line=line, editor=self._desk.editor)

    async def work(self, request: Request) -> Response:
        """Build, check, compare or seal, and answer when it is done."""
        asked = await json_of(request)
        name = asked.get("work")
        if not isinstance(name, str) or name not in WORK:
            raise CannotAnswer("there is no such work")
        if name in WRITING:
            self._require_writer()
        if name == "approve" and asked.get("version") != self._desk.version:
            raise CannotAnswer("the packets have changed since you looked", "look at them again", 409)
        if self._worker.waiting >= _MOST_WAITING:
            raise CannotAnswer("other work is still running", "wait until it has ended", 503)
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            loop.call_soon_threadsafe(self._desk.tell, f"progress {json.dumps([name, done, total])}")

        return await in_words(request, await asyncio.to_thread(self._worker.run, name, asked, progress))

    async def events(self, _: Request) -> Response:
        """Answer with a stream of what changes (Server-Sent Events)."""
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        with self._desk.listening() as queue:
            if queue is None:
                yield "retry: 10000\nevent: full\ndata:\n\n"
                return
            yield f"retry: 500\nevent: hello\ndata: {self._desk.version}\n\n"
            while True:
                try:
                    event, _, data = (await asyncio.wait_for(queue.get(), _BEAT_SECONDS)).partition(" ")
                    if event == ENDS:
                        return
                    yield f"event: {event}\ndata: {data or self._desk.version}\n\n"
                except TimeoutError:
                    yield ": still here\n\n"


async def _source(request: Request, file: letterpack.SourceFile) -> Response:
    return await in_words(request, {"name": file.name, "sha256": file.sha256, "text": file.text, "why": file.why})


def _remark(campaign: letterpack.Campaign, said: dict[str, str], packets: dict[str, str]) -> letterpack.Review:
    today = date.today()
    if said["do"] == "approve":
        return letterpack.approve(campaign, {said["packet"]: said["sha256"]}, by=said["by"], on=today)
    if said["do"] == "approve-change":
        known = letterpack.approve_changes(campaign, {said["sha256"]: said["change"]}, by=said["by"], on=today)
        return letterpack.approve(campaign, packets, by=said["by"], on=today) if packets else known
    if said["do"] == "comment":
        about = {"packet": said["packet"], "change": said["change"]}
        return letterpack.comment(campaign, said["text"], by=said["by"], on=today, **about)
    if said["do"] == "settle":
        return letterpack.settle(campaign, said["id"], by=said["by"])
    raise CannotAnswer("there is no such work to do")


def _reviewed(review: letterpack.Review) -> Response:
    """Answer with a review: its rows by the keys of review.yaml, of each list."""
    return JSONResponse(
        {
            "approvals": [_row(each) for each in review.approvals],
            "changes": [_row(each) for each in review.changes],
            "comments": [_row(each) for each in review.comments],
        }
    )


def _row(said: letterpack.Approval | letterpack.ApprovedChange | letterpack.Comment) -> dict[str, str]:
    return {each.name: str(getattr(said, each.name)) for each in fields(said) if each.name != "span"}
