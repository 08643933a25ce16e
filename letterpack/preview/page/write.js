// Writing the sources in the page. Every change is saved while you write; a file that somebody else changed is never overwritten.

import { get, post, unlessAway } from "./api.js";
import { announce, byId, button, make } from "./make.js";
import * as complete from "./complete.js";
import * as table from "./table.js";
import { say } from "./words.js";

const SAVE_AFTER_MS = 180;
const AGAIN_MS = 2000;
const panel = byId("panel-write");
// `file` is what is open, with the text that is on the disk as far as it is known here. What an answer changes is the file that was
// asked about, whatever is open by then.
const state = { file: { name: "", sha256: "", saved: "" }, theirs: null, findings: [], readOnly: false, timer: 0, saving: null, opening: 0, unsaved: new Map() };
let picker;
let modes;
let insert;
let area;
let gutter;
let told;
let conflict;
let asked = 0;

// `onRow` hears of the row of a table that is worked in.
export function prepare(readOnly, imports, onRow) {
  state.readOnly = readOnly;
  const grid = table.prepare(readOnly, { text: (name, line) => show(name, line, false), row: onRow });
  modes = make("div", { class: "modes", role: "group", "aria-label": say("mode"), hidden: true }, ...["as_table", "as_text"].map((key) => button(say(key), () => show(picker.value, 0, key === "as_table"), { id: key, "aria-pressed": "false" })));
  picker = make("select", { id: "file", "aria-label": say("name_file"), on: { change: () => show(picker.value, 0, table.isTable(picker.value)) } });
  told = make("p", { class: "soft state", role: "status" });
  gutter = make("div", { class: "gutter", "aria-hidden": "true", dir: "ltr" });
  area = make("textarea", { id: "area", spellcheck: true, "aria-label": say("name_area"), dir: "auto", autocomplete: "off", disabled: readOnly, on: { input: changed, scroll: scrolled, keydown: typed } });
  conflict = make("div", { class: "card error", hidden: true });
  const offered = complete.prepare(area, () => isLetter(state.file.name) && !readOnly, changed);
  insert = offered.menu;
  panel.replaceChildren(make("div", { class: "row-of" }, picker, modes, readOnly ? null : insert), conflict, grid, make("div", { class: "editor" }, gutter, area, offered.box), told, ...(readOnly ? [] : [imports]));
  if (readOnly) told.textContent = say("read_only");
}

const isWorkbook = (name) => /\.(xlsx|ods)$/.test(name);

// It has no text of its own: what was open before is left as a file is that another one follows.
async function openWorkbook(name, mine) {
  await flush();
  if (mine !== asked) return;
  keep();
  state.file = { name, sha256: "", saved: "" };
  area.value = "";
}

const isLetter = (name) => /^letter(\..+)?\.md$/.test(name);

export function list(names, tables) {
  complete.load();
  const wanted = [...new Set([...names, ...tables])];
  const others = [...tables, ...names];
  const missing = ["letter.md", "letterpack.yaml", ...["addressees", "signatories"].filter((stem) => !others.some((name) => name.startsWith(`${stem}.`))).map((stem) => (stem === "addressees" ? "addressees.yaml" : "signatories.csv"))];
  // What is open may be gone from the disk, and is to be saved all the same.
  for (const name of [...missing, state.file.name]) if (name && !wanted.includes(name)) wanted.push(name);
  const chosen = picker.value;
  if (wanted.join("\n") !== [...picker.options].map((each) => each.value).join("\n")) picker.replaceChildren(...wanted.map((name) => make("option", { value: name, text: name })));
  picker.value = state.opening ? chosen : state.file.name;
  begin();
}

// The letter is open from the start; where there is none, whoever writes begins one.
function begin() {
  if (picker.options.length && !state.file.name && !state.opening) show("letter.md", 0, false);
}

// Open a source at a line (0 leaves the place alone): a list as a table, where it can be one.
export async function open(name, line) {
  await show(name, line, table.isTable(name) && !(name === state.file.name && !state.asTable));
}

async function show(name, line, asTable) {
  const mine = ++asked;
  state.opening += 1;
  try {
    if (isWorkbook(name)) await openWorkbook(name, mine);
    else await openText(name, asTable ? 0 : line, mine);
  } catch (refused) {
    if (mine !== asked) return;
    picker.value = state.file.name;
    return say_state("failed", refused.message || say("no_server"));
  } finally {
    state.opening -= 1;
  }
  if (mine !== asked) return;
  picker.value = name;
  state.asTable = asTable;
  looks();
  if (asTable && !(await table.open(name, line).catch(() => false))) {
    if (mine !== asked) return;
    state.asTable = isWorkbook(name);
    if (!state.asTable && line) goTo(line);
  }
  looks();
}

// A table has all the room; a text leaves some to the letter.
export function looks() {
  const isTable = Boolean(state.asTable);
  const { name } = state.file;
  modes.hidden = !table.isTable(name) || isWorkbook(name);
  byId("as_table").setAttribute("aria-pressed", String(isTable));
  byId("as_text").setAttribute("aria-pressed", String(!isTable));
  insert.hidden = isTable || !isLetter(name);
  panel.querySelector(".grid-host").hidden = !isTable;
  area.parentElement.hidden = isTable;
  told.hidden = isTable;
  document.body.classList.toggle("tabled", isTable && !panel.hidden);
}

async function openText(name, line, mine) {
  if (name !== state.file.name) {
    await flush();
    const file = await get("source", { name });
    if (mine !== asked) return;
    keep();
    take(file);
    picker.value = name;
    area.scrollTop = 0;
    restore();
  }
  if (line) goTo(line);
}

// What is not saved yet is saved while another file is open; what cannot be, waits here.
function keep() {
  clearTimeout(state.timer);
  state.timer = 0;
  if (!isUnsaved()) return;
  const mine = { file: state.file, text: area.value };
  state.unsaved.set(mine.file.name, mine);
  saveKept(mine);
}

async function saveKept(mine) {
  while (state.saving) await state.saving;
  if (state.unsaved.get(mine.file.name) !== mine) return;
  state.saving = send(mine.file, mine.text).finally(() => (state.saving = null));
  const isLost = await state.saving;
  if (state.unsaved.get(mine.file.name) !== mine) return;
  if (mine.file.saved === mine.text) state.unsaved.delete(mine.file.name);
  else if (isLost) setTimeout(saveKept, AGAIN_MS, mine);
}

function restore() {
  const mine = state.unsaved.get(state.file.name);
  if (!mine) return;
  state.unsaved.delete(state.file.name);
  state.file = mine.file;
  area.value = mine.text;
  numbers();
  save();
}

const isUnsaved = () => Boolean(area && state.file.name && !state.readOnly && !area.disabled && area.value !== state.file.saved);

// The server is there again, or the page is in view again: what is not saved is tried once more.
export function retry() {
  begin();
  if (isUnsaved() && conflict.hidden && !state.saving) save();
  for (const mine of state.unsaved.values()) saveKept(mine);
}

// Leaving loses nothing unasked.
addEventListener("beforeunload", (event) => (isUnsaved() || state.unsaved.size || table.isUnsaved()) && event.preventDefault());
document.addEventListener("visibilitychange", () => document.hidden && state.timer && save());

function take(file) {
  state.file = { name: file.name, sha256: file.sha256, saved: file.text ?? "" };
  const at = [area.selectionStart, area.selectionEnd, area.scrollTop];
  area.value = state.file.saved;
  area.disabled = state.readOnly || file.text === null;
  [area.selectionStart, area.selectionEnd, area.scrollTop] = at;
  area.parentElement.classList.toggle("wraps", !/\.(csv|jsonl)$/.test(file.name));
  conflict.hidden = true;
  say_state(file.text === null ? "failed" : "", file.why);
  numbers();
}

// The files changed on the disk: take what is new, unless something here is not saved yet.
export async function refresh() {
  if (state.asTable) await table.refresh();
  const { file } = state;
  const { sha256, name } = file;
  if (!name || isWorkbook(name) || state.saving || state.timer) return;
  const fresh = await get("source", { name }).catch(unlessAway(null));
  // An answer that was asked for before something was saved here is older than that.
  const isBehind = file !== state.file || sha256 !== file.sha256 || state.saving || state.timer;
  if (fresh && !isBehind && fresh.sha256 !== sha256 && area.value === file.saved) take(fresh);
}

function goTo(line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const tall = parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (top_of(line) ?? (line - 1) * tall) - area.clientHeight / 3);
}

// Where a line begins, wrapped as it is.
function top_of(line) {
  return rowsOf().slice(0, line - 1).reduce((sum, rows) => sum + rows, 0) * parseFloat(getComputedStyle(area).lineHeight);
}

// How many rows of the screen each line takes.
function rowsOf() {
  const lines = area.value.split("\n");
  if (!area.parentElement.classList.contains("wraps") || lines.length > 3000) return lines.map(() => 1);
  const mirror = make("div", { "aria-hidden": "true", dir: "auto" });
  const style = getComputedStyle(area);
  Object.assign(mirror.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", font: style.font, lineHeight: style.lineHeight, tabSize: style.tabSize, width: `${area.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)}px` });
  mirror.append(...lines.map((text) => make("div", { text: text || " " })));
  document.body.append(mirror);
  const tall = parseFloat(style.lineHeight);
  const found = [...mirror.children].map((each) => Math.max(1, Math.round(each.getBoundingClientRect().height / tall)));
  mirror.remove();
  return found;
}

function numbers() {
  const worst = new Map();
  for (const each of state.findings) if (each.file === state.file.name && each.line && worst.get(each.line) !== "error") worst.set(each.line, each.severity);
  gutter.replaceChildren(
    ...rowsOf().flatMap((rows, index) => [make("span", { class: worst.get(index + 1) ?? "", text: String(index + 1) }), "\n".repeat(rows)]),
    "\n\n",
  );
  scrolled();
}

export function judge(findings) {
  state.findings = findings;
  table.judge(findings);
  if (area && state.file.name) numbers();
}

function scrolled() {
  gutter.scrollTop = area.scrollTop;
}

function changed() {
  numbers();
  clearTimeout(state.timer);
  state.timer = setTimeout(save, SAVE_AFTER_MS);
  say_state("writing");
}

async function flush() {
  if (state.timer) await save();
  while (state.saving) await state.saving;
}

// One after the other: a second save would take the first one's for somebody else's change.
async function save() {
  clearTimeout(state.timer);
  state.timer = 0;
  while (state.saving) await state.saving;
  if (!isUnsaved()) {
    conflict.hidden = true;
    return say_state("saved");
  }
  const { file } = state;
  state.saving = send(file, area.value).finally(() => (state.saving = null));
  if ((await state.saving) && file === state.file && !state.timer) state.timer = setTimeout(save, AGAIN_MS);
}

// Says whether nobody has answered, so that it is to be sent again.
async function send(file, text) {
  try {
    const fresh = await post("source", { name: file.name, text, sha256: file.sha256 });
    saved(file, fresh.sha256, text);
    return false;
  } catch (refused) {
    try {
      if (!refused.changed) throw refused;
      await ask(file, text);
      return false;
    } catch (failed) {
      if (file === state.file) say_state("failed", failed.message || say("no_server"));
      return Boolean(failed.isAway);
    }
  }
}

function saved(file, sha256, text) {
  Object.assign(file, { sha256, saved: text });
  if (file !== state.file) return;
  conflict.hidden = true;
  say_state(area.value === text ? "saved" : "writing");
}

// Somebody else has changed the file: nothing is overwritten until the writer says which text should stay. Where it was this page,
// which never heard that its text had been written, there is nothing to say.
async function ask(file, text) {
  const theirs = await get("source", { name: file.name });
  if (theirs.text === text) return saved(file, theirs.sha256, text);
  if (file !== state.file) return;
  say_state("conflict", say("conflict"));
  state.theirs = theirs;
  if (!conflict.hidden) return; // Its buttons stay, for whoever is about to press one.
  conflict.replaceChildren(
    make("h3", { text: say("conflict") }),
    make("p", { text: say("conflict_what") }),
    make(
      "div",
      { class: "do" },
      button(say("take_theirs"), () => take(state.theirs)),
      button(say("keep_mine"), () => {
        Object.assign(state.file, { sha256: state.theirs.sha256, saved: state.theirs.text ?? "" });
        save();
      }),
    ),
  );
  conflict.hidden = false;
  announce(say("conflict"));
}

function say_state(kind, text = "") {
  told.dataset.state = kind;
  told.textContent = text || (kind ? say(`state_${kind}`) : state.readOnly ? say("read_only") : "");
}

function typed(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    save();
  }
}

new ResizeObserver(() => area && state.file.name && numbers()).observe(panel);
