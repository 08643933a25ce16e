// The page: asks what there is, shows it, and follows what changes.

import { enter, get, post, shown } from "./api.js";
import * as batch from "./batch.js";
import * as compare from "./compare.js";
import * as findings from "./findings.js";
import { prepare as prepareImport } from "./import.js";
import { announce, byId, button, make } from "./make.js";
import * as packets from "./packets.js";
import * as pages from "./pages.js";
import * as review from "./review.js";
import { chosen as chosenLanguage, say, speak } from "./words.js";
import * as write from "./write.js";

const AGAIN_MS = 2000;
let state = null;
let found = { findings: [], count: 0, judged: false };
let asked = 0;
let wholeVersion = -1; // of the campaign that all of the page shows
let packetVersion = -1; // of the packet in view
let packetsAsked = 0;
let packetAnswered = 0;
let findingsAsked = 0;
let again = 0;
let awaited = null; // the row of a table that is worked in, until its packet is known

// --- what there is

async function load() {
  const mine = ++asked;
  const [fresh, listed] = await Promise.all([get("state"), get("packets")]);
  if (mine !== asked) return;
  state = fresh;
  packets.fill(listed.packets, (id) => choose(id));
  byId("name").textContent = state.name || "letterpack";
  byId("status").textContent = state.status ? say(`status_${state.status}`) : "";
  document.title = state.name ? `${state.name} · letterpack` : "letterpack";
  byId("trouble").hidden = !state.trouble;
  byId("trouble").textContent = state.trouble;
  write.list(state.sources, state.tables);
  batch.show(state.printRuns);
  if (awaited) worked(awaited.file, awaited.line);
  const wanted = packets.one(packets.chosen())?.id ?? packets.one(named())?.id ?? packets.known()[0]?.id;
  if (wanted) packets.choose(wanted, true);
  await Promise.all([wanted ? showPacket(wanted) : missing(), loadFindings(), write.refresh(), review.load(state.version)]);
  // The two were asked for at once: the older one says how far the page is.
  if (mine === asked) wholeVersion = Math.min(fresh.version, listed.version);
}

// The packet that the address names; whatever else somebody has written there names none.
function named() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

// Whatever fails for want of its server is done again until it works, so that no part of the page stays behind.
function soon(does) {
  clearTimeout(again);
  again = setTimeout(() => does().then(() => connected(true), () => soon(does)), AGAIN_MS);
}

// The file changed: the packet in view comes first, everything else after it.
async function changed() {
  try {
    const id = packets.chosen();
    if (state && id) await showPacket(id);
    await load();
    connected(true);
    write.retry();
  } catch (refused) {
    connected(!refused.isAway);
    soon(changed);
  }
}

// Who was away hears what the stream has said meanwhile.
async function greeted(version) {
  pages.retry();
  if (version !== wholeVersion) return changed();
  await Promise.all([loadFindings(), review.load(state.version)]).catch(() => soon(changed));
  write.retry();
}

async function loadFindings() {
  const mine = ++findingsAsked;
  const whole = asked;
  const fresh = await get("findings");
  if (mine !== findingsAsked || whole !== asked) return;
  found = fresh;
  packets.judge(found.findings);
  findings.show(found, lead());
  write.judge(found.findings);
}

function missing() {
  none(say(state.ok ? "nobody" : "no_pages"), "");
}

// There are no pages of this packet: nothing of the one before is left that could be taken for it, or approved in its place.
function none(why, id) {
  pages.clear(why);
  byId("who").textContent = packets.one(id) ? packets.title(packets.one(id)) : "";
  byId("where").textContent = "";
  byId("stale").hidden = true;
  byId("pdf").hidden = true;
  review.show(null);
}

async function showPacket(id) {
  const mine = ++packetsAsked;
  let packet;
  try {
    packet = await get("packet", { id });
  } catch (refused) {
    if (refused.isAway) throw refused;
    if (packets.chosen() === id && mine > packetAnswered) none(say("no_pages"), id);
    return;
  }
  if (packets.chosen() !== id || (packet.id === pages.shown() && packet.version < packetVersion)) return;
  packetAnswered = Math.max(mine, packetAnswered);
  packetVersion = packet.version;
  byId("stale").hidden = packet.fresh;
  const reader = packets.one(id);
  byId("who").textContent = reader ? packets.title(reader) : id;
  byId("where").textContent = [say(`kind_${packet.kind}`), say("pages_count", { n: packet.pages.length }), say("sheets_count", { n: packet.sheets })].join(" · ");
  byId("pdf").hidden = false;
  byId("pdf").href = shown("pdf", { id });
  pages.show(packet, state?.zones ?? []);
  review.show(packet);
}

async function choose(id) {
  awaited = null;
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  pages.unlight();
  if (document.body.dataset.view === "packets") view("letter");
  try {
    await showPacket(id);
  } catch {
    connected(false);
    return soon(changed);
  }
  announce(`${byId("who").textContent}, ${byId("where").textContent}`);
}

// --- where findings lead

async function go(finding) {
  view("letter");
  const id = finding.packet && packets.one(finding.packet) ? finding.packet : finding.reader;
  if (id && id !== packets.chosen()) {
    packets.choose(id, true);
    await choose(id);
  }
  if (!pages.light(finding.file, finding.line ?? 1, finding.severity, finding.page)) fix(finding);
}

async function fix(finding) {
  await source(finding.file, finding.line ?? 1);
}

const lead = () => ({ go, fix, outside: state.readOnly ? null : outside });

// Open the line in the editor on this machine; here, where there is none.
async function outside(finding) {
  const { opened } = await post("editor", { name: finding.file, line: finding.line }).catch(() => ({ opened: false }));
  if (!opened) await fix(finding);
}

async function source(file, line) {
  if (!state.sources.includes(file) && !state.tables.includes(file)) return;
  tab("write");
  view("side");
  await write.open(file, line || 1);
}

// A row of the addressees' table is worked in: its packet is the one to see.
function worked(file, line) {
  const reader = packets.known().find((each) => each.file === file && each.line === line);
  awaited = reader ? null : { file, line };
  if (reader && reader.id !== packets.chosen()) packets.choose(reader.id);
}

// --- views, tabs, keys

function view(name) {
  document.body.dataset.view = name;
  for (const each of document.querySelectorAll(".views button")) each.setAttribute("aria-pressed", String(each.dataset.view === name));
}

const TABS = ["findings", "write", "changes", "batch"];

function tab(name) {
  for (const each of TABS) {
    const isIt = each === name;
    byId(`tab-${each}`).setAttribute("aria-selected", String(isIt));
    byId(`tab-${each}`).tabIndex = isIt ? 0 : -1;
    byId(`panel-${each}`).hidden = !isIt;
  }
  if (name === "changes") compare.offer();
  write.looks();
}

const KEYS = [
  ["j / n", "key_after", () => packets.step(1)],
  ["k / p", "key_before", () => packets.step(-1)],
  ["PageDown / PageUp", "key_page", null],
  ["+", "larger", () => pages.zoomBy(1)],
  ["-", "smaller", () => pages.zoomBy(-1)],
  ["0", "fit", () => pages.fit()],
  ["/", "search", () => (view("packets"), byId("search").focus())],
  ["w", "zones", () => byId("zones").click()],
  ["s", "special", () => byId("special").click()],
  ["b", "beside", () => byId("beside").click()],
  ["o", "thumbs", () => byId("thumbs").click()],
  ["e", "key_write", () => (tab("write"), view("side"), byId("area").focus())],
  ["a", "changes", () => (tab("changes"), view("side"), byId("reviewer").focus())],
  ["f", "findings", () => (tab("findings"), view("side"), byId("tab-findings").focus())],
  ["?", "keys", () => help()],
];
const DOES = new Map(KEYS.flatMap(([keys, , does]) => keys.split(" / ").map((key) => [key, does])));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog, [role=grid]")) return;
  if (event.key === "PageDown" || event.key === "PageUp") {
    if (event.target.closest("#list, #side")) return;
    event.preventDefault();
    pages.turnTo(pages.pageInView() + (event.key === "PageDown" ? 1 : -1));
    return;
  }
  if (!hasKeys() && event.key.length === 1) return;
  const does = DOES.get(event.key === "=" ? "+" : event.key);
  if (does) {
    event.preventDefault();
    does();
  }
});

// Keys of one letter can be turned off, for who speaks to the machine (WCAG 2.1.4).
const hasKeys = () => localStorage.getItem("letterpack-keys") !== "off";

function help() {
  const dialog = byId("keys");
  dialog.replaceChildren(
    make("h2", { id: "keys-title", text: say("keys") }),
    make("dl", {}, ...KEYS.flatMap(([keys, what]) => [make("dt", {}, make("kbd", { text: keys })), make("dd", { text: say(what) })]), make("dt", { text: say("key_pointer") }), make("dd", { text: say("key_source") })),
    make("label", { class: "row-of tick" }, make("input", { type: "checkbox", id: "single-keys", checked: hasKeys(), on: { change: (event) => localStorage.setItem("letterpack-keys", event.target.checked ? "on" : "off") } }), say("single_keys")),
    button(say("close"), () => dialog.close()),
  );
  dialog.showModal();
}

function listen() {
  for (const each of document.querySelectorAll(".views button")) each.addEventListener("click", () => view(each.dataset.view));
  for (const each of TABS) byId(`tab-${each}`).addEventListener("click", () => tab(each));
  byId("side").querySelector(".tabs").addEventListener("keydown", (event) => {
    const way = document.documentElement.dir === "rtl" ? -1 : 1;
    const by = { ArrowRight: way, ArrowLeft: -way }[event.key];
    if (!by) return;
    const now = TABS.findIndex((each) => byId(`tab-${each}`).getAttribute("aria-selected") === "true");
    const next = TABS[(now + by + TABS.length) % TABS.length];
    tab(next);
    byId(`tab-${next}`).focus();
  });
  byId("before").addEventListener("click", () => packets.step(-1));
  byId("after").addEventListener("click", () => packets.step(1));
  byId("larger").addEventListener("click", () => pages.zoomBy(1));
  byId("smaller").addEventListener("click", () => pages.zoomBy(-1));
  byId("fit").addEventListener("click", () => pages.fit());
  for (const name of ["beside", "thumbs", "zones", "special"]) byId(name).addEventListener("click", () => byId(name).setAttribute("aria-pressed", String(pages.toggle(name))));
  byId("help").addEventListener("click", help);
  pages.host.addEventListener("source", (event) => source(event.detail.file, event.detail.line));
}

// --- following: one stream while the page is in view

let stream = null;

function follow() {
  stream?.close();
  stream = new EventSource(shown("events"));
  stream.addEventListener("hello", (event) => (connected(true), greeted(Number(event.data))));
  stream.addEventListener("changed", (event) => Number(event.data) !== wholeVersion && changed());
  stream.addEventListener("review", () => review.load(state?.version).catch(() => soon(changed)));
  stream.addEventListener("findings", () => loadFindings().catch(() => soon(changed)));
  stream.addEventListener("progress", (event) => batch.progress(...JSON.parse(event.data).slice(1)));
  // Too many tabs listen: the browser asks again after a while, and this page looks for itself until then.
  stream.addEventListener("full", () => changed());
  stream.addEventListener("error", () => (stream.readyState === EventSource.CLOSED ? away() : lost()));
}

// A stream that the server ends, because too many listen, is opened again by the browser; one without its server says so.
const lost = () => get("state").then(() => connected(true), () => connected(false));

// The stream is refused or gone for good: the server has ended, or is another one that does not know this browser.
function away() {
  connected(false);
  setTimeout(() => !document.hidden && stream?.readyState === EventSource.CLOSED && follow(), AGAIN_MS);
}

function connected(isIt) {
  const told = byId("trouble");
  if (!isIt) {
    told.textContent = say("no_server");
    told.hidden = false;
  } else if (state) {
    told.textContent = state.trouble;
    told.hidden = !state.trouble;
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) stream?.close();
  else follow();
});

async function begin() {
  await enter();
  const { languages: known, readOnly } = await get("state");
  const tag = chosenLanguage(known);
  const picker = byId("language");
  picker.append(...Object.entries(known).map(([each, name]) => make("option", { value: each, text: name, lang: each, selected: each === tag })));
  picker.addEventListener("change", () => {
    sessionStorage.setItem("language", picker.value);
    location.reload();
  });
  await speak(tag);
  packets.speakList(tag);
  listen();
  const opens = () => (tab("write"), view("side"));
  const imports = prepareImport(readOnly, opens, (file) => (tab("changes"), view("side"), review.merge(file)));
  write.prepare(readOnly, imports, worked);
  batch.prepare(readOnly, { go, fix, outside: readOnly ? null : outside });
  review.prepare({ turnTo: (id) => packets.choose(id), work: batch.doWork });
  await load().catch(() => soon(changed));
  follow();
}

// Without its words the page can say nothing but this.
begin().catch((refused) => {
  byId("trouble").textContent = refused.message || "The preview cannot be reached. Open the address that letterpack printed in the terminal.";
  byId("trouble").hidden = false;
});
