// Who gets what: a list of any length, of which only the rows in view are made.

import { byId, keepingFocus, make } from "./make.js";
import { count, say } from "./words.js";

const KINDS = ["to", "cc", "bcc"];
const WORST = ["error", "warning", "note"];
const list = byId("list");
const rows = byId("rows");
let all = [];
let shown = [];
let chosenId = "";
let onChoose = () => {};
let regions = new Intl.DisplayNames("en", { type: "region", fallback: "code" });
let tongues = new Intl.DisplayNames("en", { type: "language", fallback: "code" });
const filter = { text: "", kind: "", found: false };

const named = (each) => each.name || each.organization || each.title || each.id;
const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const nameOf = (names, code) => {
  try {
    return code ? names.of(code) ?? code : "";
  } catch {
    return code;
  }
};

// The packets as the server tells them, and who hears which one was chosen.
export function fill(told, heard) {
  onChoose = heard;
  all = told.map(([id, kind, addressee, name, title, organization, country, language, file, line]) => {
    const each = { id, kind, addressee, name, title, organization, country, language, file, line, worst: "", findings: [], said: "" };
    each.words = bare([id, name, title, organization, country, nameOf(regions, country), language, nameOf(tongues, language), kind, say(`kind_${kind}`)].join(" "));
    return each;
  });
  chips();
  narrow();
}

export const known = () => all;
export const one = (id) => all.find((each) => each.id === id);

// Note which findings are about which packet: by its id, or by the lines of the file that name its reader.
export function judge(findings) {
  const byFile = new Map();
  const byName = new Map();
  for (const each of all) {
    each.findings = [];
    byName.set(each.id, each);
    if (!byFile.has(each.file)) byFile.set(each.file, []);
    byFile.get(each.file).push(each);
  }
  for (const some of byFile.values()) some.sort((a, b) => a.line - b.line);
  for (const found of findings) {
    const each = byName.get(found.packet) ?? lastBefore(byFile.get(found.file), found.line);
    found.reader = each?.id ?? "";
    each?.findings.push(found);
  }
  for (const each of all) {
    each.worst = WORST.find((kind) => each.findings.some((found) => found.severity === kind)) ?? "";
    each.said = each.worst ? bare(each.findings.map((found) => `${found.code} ${found.message}`).join("\n")) : "";
  }
  chips();
  narrow();
}

function lastBefore(some, line) {
  if (!some || !line) return undefined;
  let low = 0;
  let high = some.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (some[middle].line <= line) low = middle + 1;
    else high = middle;
  }
  return some[low - 1];
}

function chips() {
  const there = KINDS.filter((kind) => all.some((each) => each.kind === kind));
  const asked = there.length > 1 ? there.map((kind) => ({ text: say(`kind_${kind}`), on: filter.kind === kind, do: () => (filter.kind = filter.kind === kind ? "" : kind) })) : [];
  if (filter.found || all.some((each) => each.worst)) asked.push({ text: say("with_findings"), on: filter.found, do: () => (filter.found = !filter.found) });
  const made = asked.map((each) => make("button", { type: "button", text: each.text, "aria-pressed": String(each.on), on: { click: () => (each.do(), chips(), narrow()) } }));
  keepingFocus(byId("chips"), () => byId("chips").replaceChildren(...made));
}

function narrow() {
  const wanted = bare(filter.text).split(/\s+/).filter(Boolean);
  shown = all.filter((each) => (!filter.kind || each.kind === filter.kind) && (!filter.found || each.worst) && wanted.every((word) => each.words.includes(word) || each.said.includes(word)));
  byId("counted").textContent = shown.length === all.length ? say("packets_count", { n: all.length }) : say("packets_some", { n: shown.length, all: count(all.length) });
  draw(true);
}

const height = () => 3.6 * parseFloat(getComputedStyle(document.documentElement).fontSize);

// Make the rows in view, and no others.
function draw(anew) {
  const tall = height();
  rows.style.height = `${shown.length * tall}px`;
  const first = Math.max(0, Math.floor(list.scrollTop / tall) - 4);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / tall) + 4);
  const there = anew ? new Map() : new Map([...rows.children].map((row) => [row.id, row]));
  const wanted = shown.slice(first, last).map((each, offset) => there.get(`row-${each.id}`) ?? row(each, first + offset, tall));
  rows.replaceChildren(...wanted);
  for (const each of rows.children) each.setAttribute("aria-selected", String(each.id === `row-${chosenId}`));
  if (chosenId && document.getElementById(`row-${chosenId}`)) list.setAttribute("aria-activedescendant", `row-${chosenId}`);
  else list.removeAttribute("aria-activedescendant");
}

function row(each, index, tall) {
  const about = [each.name ? each.title : "", each.name || each.title ? each.organization : "", nameOf(regions, each.country)].filter(Boolean).join(" · ");
  const made = make(
    "div",
    { class: "row", id: `row-${each.id}`, role: "option", "aria-posinset": String(index + 1), "aria-setsize": String(shown.length), on: { click: () => choose(each.id) } },
    make("b", { dir: "auto", text: named(each), title: named(each) }),
    // Each in its own direction, so that it is its end that is cut off.
    make("span", { class: "about" }, `${say(`kind_${each.kind}`)} · `, make("bdi", { text: about || each.id })),
  );
  if (each.worst) made.append(make("span", { class: "bad", "data-worst": each.worst, text: say(`severity_${each.worst}`) }));
  made.style.top = `${index * tall}px`;
  return made;
}

// Choose a packet; the list shows it.
export function choose(id, quietly = false) {
  chosenId = id;
  const index = shown.findIndex((each) => each.id === id);
  if (index >= 0) {
    const tall = height();
    if (index * tall < list.scrollTop) list.scrollTop = index * tall;
    else if ((index + 1) * tall > list.scrollTop + list.clientHeight) list.scrollTop = (index + 1) * tall - list.clientHeight;
  }
  draw(false);
  if (!quietly) onChoose(id);
}

export const chosen = () => chosenId;

export function step(by) {
  const index = shown.findIndex((each) => each.id === chosenId);
  const next = shown[Math.max(0, Math.min(shown.length - 1, index < 0 ? 0 : index + by))];
  if (next && next.id !== chosenId) choose(next.id);
}

export function speakList(tag) {
  regions = new Intl.DisplayNames(tag, { type: "region", fallback: "code" });
  tongues = new Intl.DisplayNames(tag, { type: "language", fallback: "code" });
  chips();
  narrow();
}

export const title = named;

list.addEventListener("scroll", () => draw(false), { passive: true });
list.addEventListener("keydown", (event) => {
  const page = Math.max(1, Math.floor(list.clientHeight / height()) - 1);
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -all.length, End: all.length }[event.key];
  if (by) {
    event.preventDefault();
    event.stopPropagation();
    step(by);
  }
});
byId("search").addEventListener("input", (event) => {
  filter.text = event.target.value;
  narrow();
});
byId("search").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    list.focus();
    if (shown.length && !shown.some((each) => each.id === chosenId)) choose(shown[0].id);
  }
});
new ResizeObserver(() => draw(false)).observe(list);
