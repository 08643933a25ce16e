// A list as a table: cells are changed where they stand in the file, and what is wrong is said in its cell.
// It is used like a spreadsheet: arrows move, typing replaces, Enter or F2 edits, Escape leaves it as it was.

import { get, post, unlessAway } from "./api.js";
import { announce, byId, button, make, message } from "./make.js";
import { pasted } from "./pasted.js";
import { say } from "./words.js";

const ROWS_SHOWN = 100;
const MOST_UNDO = 30;
const USUAL = { "addressees.yaml": ["kind", "id", "name", "title", "organization", "address", "country"] };
const OFFERED = {
  "signatories.csv": ["name", "title", "organization", "country", "group", "language", "consent", "withdrawn", "email", "note"],
  "addressees.csv": ["id", "kind", "name", "title", "organization", "address", "country", "language", "salutation", "delivery", "copy_of", "jointly", "enclosures", "verified"],
};
const RANK = { error: 3, warning: 2, note: 1 };
// `age` is how often the rows were read anew, so that a change is only sent about the rows that its writer saw. `moving` counts
// changes after which rows stand elsewhere: until they are through, nothing else is changed.
const state = { name: "", sha256: "", columns: [], rows: [], why: "", top: 0, find: "", more: new Set(), row: 0, column: 0, findings: [], undo: [], queue: Promise.resolve(), pending: 0, moving: 0, age: 0, opened: 0 };
let readOnly = false;
let editor = null; // What is typed in, in its cell.
let isBehind = false; // Something is new that is not shown while somebody types in a cell,
let later = null; // such as the table as it is after a change that was made before.
let lead = {};
let host;
let parts = {};

// `lead` has `text`, which opens a line of the file as text, and `row`, which hears of the row that is worked in.
export function prepare(isReadOnly, leads) {
  readOnly = isReadOnly;
  lead = leads;
  parts = {
    find: make("input", { type: "search", id: "find-row", "aria-label": say("find_row"), placeholder: say("find_row"), autocomplete: "off", on: { input: () => found() } }),
    add: button(say("row_add"), () => addRow(), { id: "row-add" }),
    remove: button(say("row_delete"), () => deleteRow(), { id: "row-delete" }),
    undo: button(say("undo"), () => undo(), { id: "undo", disabled: true }),
    column: make("select", { id: "column-add", "aria-label": say("column_more"), on: { change: () => moreColumns() } }),
    trouble: make("div", { role: "alert" }),
    scroll: make("div", { class: "grid-scroll", tabindex: "-1" }),
    pager: make("div", { class: "row-of pager" }),
    told: make("p", { class: "soft", role: "status" }),
  };
  host = make(
    "div",
    { class: "grid-host", hidden: true },
    make("div", { class: "row-of" }, parts.find, ...(readOnly ? [] : [parts.add, parts.remove, parts.undo, parts.column])),
    parts.trouble,
    parts.scroll,
    parts.pager,
    parts.told,
    make("p", { class: "soft grid-help", text: say(readOnly ? "read_only" : "grid_help") }),
  );
  parts.scroll.addEventListener("keydown", typed);
  parts.scroll.addEventListener("paste", (event) => paste(event));
  parts.scroll.addEventListener("copy", copy);
  return host;
}

export const isTable = (name) => /^(addressees\.(yaml|csv|xlsx|ods)|signatories\.(csv|xlsx|ods))$/.test(name);

export async function open(name, line) {
  const mine = ++state.opened;
  let fresh;
  do {
    commit();
    await state.queue;
    fresh = await get("table", { name });
    if (mine !== state.opened) return true;
  } while (editor || state.pending);
  if (name !== state.name) Object.assign(state, { top: 0, find: "", row: 0, column: 0, undo: [], more: new Set() });
  parts.find.value = state.find;
  take(fresh);
  if (line) goTo(line);
  return state.columns !== null;
}

export async function refresh() {
  if (editor) isBehind = true;
  if (!state.name || host.hidden || state.pending || editor) return;
  const { sha256 } = state;
  const fresh = await get("table", { name: state.name }).catch(unlessAway(null));
  // What was changed here meanwhile is newer.
  if (fresh && fresh.name === state.name && sha256 === state.sha256 && fresh.sha256 !== sha256 && !state.pending && !editor) take(fresh);
}

// Nobody types in a cell any more: what came meanwhile is shown.
function catchUp() {
  if (!isBehind) return;
  const known = later;
  later = null;
  if (known?.sha256 === state.sha256 && known.name === state.name && !state.pending) take(known);
  else draw();
  refresh().catch(() => parts.told.replaceChildren(say("no_server")));
}

export function judge(findings) {
  state.findings = findings;
  if (host && !host.hidden && state.name) draw();
}

function take(table) {
  // Somebody else has changed it: to undo what was done before would undo that.
  if (table.sha256 !== state.undo.at(-1)?.after) state.undo = [];
  Object.assign(state, table);
  state.age += 1;
  state.row = Math.max(0, Math.min(state.row, state.rows.length - 1));
  if (state.columns) draw();
  else parts.scroll.replaceChildren();
  parts.told.textContent = table.why;
}

// --- what is shown

function columns() {
  const usual = USUAL[state.name];
  return state.columns
    .map((name, index) => ({ name, index }))
    .filter(({ name, index }) => !usual || usual.includes(name) || state.more.has(name) || state.rows.some((row) => row[1][index]));
}

const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function matching() {
  const wanted = bare(state.find);
  return state.rows.map((row, index) => ({ row, index })).filter(({ row }) => !wanted || bare(row[1].join("\n")).includes(wanted));
}

// Which findings are about which cell: the last one that begins before them in their row.
function placed() {
  const about = new Map();
  for (const each of [...state.findings.filter((found) => found.file === state.name && found.line)]) {
    let low = 0;
    let high = state.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (state.rows[middle][0] <= each.line) low = middle + 1;
      else high = middle;
    }
    if (!low) continue;
    let best = -1;
    state.rows[low - 1][2].forEach(([line, column], index) => {
      const [bestLine, bestColumn] = best < 0 ? [0, 0] : state.rows[low - 1][2][best];
      const isBefore = line && (line < each.line || (line === each.line && column <= (each.column ?? 0)));
      if (isBefore && each.column && (line > bestLine || (line === bestLine && column > bestColumn))) best = index;
    });
    const key = `${low - 1} ${best}`;
    about.set(key, [...(about.get(key) ?? []), each]);
  }
  return about;
}

function draw() {
  if (editor) {
    isBehind = true;
    return;
  }
  isBehind = false;
  const shown = matching();
  state.top = Math.min(state.top, Math.max(0, Math.floor((shown.length - 1) / ROWS_SHOWN) * ROWS_SHOWN));
  const kept = parts.scroll.contains(document.activeElement);
  const about = placed();
  const heads = columns();
  const table = make(
    "table",
    { class: "grid", role: "grid", "aria-label": state.name, "aria-rowcount": String(state.rows.length + 1), "aria-colcount": String(heads.length + 1), "aria-readonly": readOnly || Boolean(state.why) ? "true" : null },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, make("th", { role: "columnheader", scope: "col" }, make("span", { class: "vh", text: say("row_number") })), ...heads.map(({ name }) => make("th", { role: "columnheader", scope: "col", dir: "auto", text: name || "…" })))),
    make("tbody", { role: "rowgroup" }, ...shown.slice(state.top, state.top + ROWS_SHOWN).map(({ row, index }) => line(row, index, heads, about))),
  );
  const place = [parts.scroll.scrollLeft, parts.scroll.scrollTop];
  parts.scroll.replaceChildren(table);
  if (!shown.length) parts.scroll.append(make("p", { class: "empty", text: say(state.rows.length ? "nothing_found" : "no_rows") }));
  [parts.scroll.scrollLeft, parts.scroll.scrollTop] = place;
  pager(shown.length);
  offer(heads);
  const isFixed = readOnly || Boolean(state.why);
  for (const each of [parts.add, parts.remove, parts.column]) each.disabled = isFixed;
  parts.remove.disabled ||= !state.rows.length;
  parts.undo.disabled = isFixed || !state.undo.length;
  const now = active();
  if (now) now.tabIndex = 0;
  if (kept && !parts.scroll.contains(document.activeElement)) (now ?? parts.scroll).focus({ preventScroll: true });
}

function line(row, index, heads, about) {
  const own = about.get(`${index} -1`) ?? [];
  return make(
    "tr",
    { role: "row", "aria-rowindex": String(index + 2), "data-row": String(index) },
    make("th", { role: "rowheader", scope: "row", class: worst(own) }, String(index + 1), ...own.map((found) => told(found))),
    ...heads.map((head) => cell(row, index, head, about.get(`${index} ${head.index}`) ?? [])),
  );
}

function cell(row, index, { name, index: column }, found) {
  const isFixed = row[3].includes(column) || readOnly || Boolean(state.why);
  const id = `cell-${index}-${column}`;
  const made = make(
    "td",
    { role: "gridcell", id, class: [worst(found), row[3].includes(column) && column ? "fixed" : ""].join(" ").trim() || null, tabindex: "-1", "data-column": String(column), "aria-readonly": isFixed ? "true" : null, "aria-invalid": found.some((each) => each.severity === "error") ? "true" : null, "aria-describedby": found.length ? `${id}-said` : null },
    make("span", { class: "value", dir: "auto", text: row[1][column] }),
    found.length ? make("span", { class: "said", id: `${id}-said` }, ...found.map((each) => told(each))) : null,
  );
  made.addEventListener("mousedown", (event) => {
    if (editor?.closest("td") === made) return;
    const isAgain = state.row === index && state.column === column && document.activeElement === made;
    event.preventDefault();
    focus(index, column);
    if (isAgain || event.detail > 1) edit();
  });
  return made;
}

const worst = (found) => found.reduce((most, each) => (RANK[each.severity] > (RANK[most] ?? 0) ? each.severity : most), "") || null;
const told = (found) => message("span", found.message, { class: `told ${found.severity}` });

function pager(count) {
  const last = Math.min(state.top + ROWS_SHOWN, count);
  const turn = (by) => {
    state.top += by;
    draw();
    parts.scroll.scrollTop = 0;
  };
  parts.pager.hidden = count <= ROWS_SHOWN;
  parts.pager.replaceChildren(
    button("‹", () => turn(-ROWS_SHOWN), { "aria-label": say("rows_before"), disabled: state.top === 0 }),
    make("span", { text: say("rows_shown", { from: state.top + 1, to: last, n: count }) }),
    button("›", () => turn(ROWS_SHOWN), { "aria-label": say("rows_after"), disabled: last >= count }),
  );
}

function offer(heads) {
  const there = new Set(heads.map((each) => each.name.toLowerCase()));
  const names = (USUAL[state.name] ? state.columns : OFFERED[state.name] ?? []).filter((name) => !there.has(name));
  parts.column.replaceChildren(make("option", { value: "", text: say("column_more") }), ...names.map((name) => make("option", { value: name, text: name })));
}

function found() {
  state.find = parts.find.value;
  state.top = 0;
  draw();
  announce(say("rows_found", { n: matching().length }));
}

// --- the place in the table

const active = () => byId(`cell-${state.row}-${state.column}`) ?? parts.scroll.querySelector("td");

function focus(row, column) {
  commit();
  const before = active();
  if (before) before.tabIndex = -1;
  const isOther = row !== state.row;
  Object.assign(state, { row, column });
  if (!byId(`cell-${row}-${column}`)) {
    const at = matching().findIndex((each) => each.index === row);
    if (at >= 0) state.top = Math.floor(at / ROWS_SHOWN) * ROWS_SHOWN;
    draw();
  }
  const now = active();
  if (!now) return;
  now.tabIndex = 0;
  now.focus({ preventScroll: true });
  now.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (isOther || !before) lead.row?.(state.name, state.rows[row]?.[0]);
}

// Move by rows and columns among those that are shown.
function move(down, along) {
  const rows = matching().map((each) => each.index);
  const heads = columns().map((each) => each.index);
  const row = rows[Math.max(0, Math.min(rows.length - 1, Math.max(0, rows.indexOf(state.row)) + down))];
  const column = heads[Math.max(0, Math.min(heads.length - 1, Math.max(0, heads.indexOf(state.column)) + along))];
  if (row !== undefined) focus(row, column);
}

export function goTo(line) {
  commit();
  const at = state.rows.findLastIndex((row) => row[0] <= line);
  if (at < 0) return;
  state.find = parts.find.value = "";
  const wanted = placed();
  const hit = columns().find((head) => (wanted.get(`${at} ${head.index}`) ?? []).some((each) => each.line === line)) ?? columns()[0];
  state.row = at;
  state.column = hit.index;
  state.top = Math.floor(at / ROWS_SHOWN) * ROWS_SHOWN;
  draw();
  focus(at, hit.index);
}

function typed(event) {
  if (editor) return typedIn(event, editor);
  const way = document.documentElement.dir === "rtl" ? -1 : 1;
  const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, way], ArrowLeft: [0, -way], PageDown: [20, 0], PageUp: [-20, 0], Home: [0, -9999], End: [0, 9999] }[event.key];
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (step && (isPlain || event.ctrlKey)) {
    event.preventDefault();
    event.stopPropagation();
    move(event.ctrlKey && step[0] ? Math.sign(step[0]) * 1e6 : step[0], event.ctrlKey && !step[0] ? Math.sign(step[1]) * 9999 : step[1]);
  } else if ((event.key === "Enter" || event.key === "F2") && isPlain) {
    event.preventDefault();
    edit();
  } else if ((event.key === "Delete" || event.key === "Backspace") && isPlain) {
    event.preventDefault();
    set(state.row, state.column, "");
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    undo();
  } else if (event.key.length === 1 && isPlain) {
    event.preventDefault();
    event.stopPropagation();
    edit(event.key);
  }
}

function typedIn(event, area) {
  event.stopPropagation();
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    const { id } = area.closest("td");
    editor = null; // First, since Chromium tells what goes with the focus in it of a blur, which keeps what was typed.
    isBehind = true;
    catchUp();
    (byId(id) ?? active())?.focus({ preventScroll: true });
  } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    commit();
    move(1, 0);
  } else if (event.key === "Enter" && event.altKey) {
    event.preventDefault();
    area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end");
    grow(area);
  } else if (event.key === "Tab") {
    event.preventDefault();
    commit();
    move(0, event.shiftKey ? -1 : 1);
  }
}

// --- changing it

function edit(first) {
  const now = active();
  if (!now || readOnly || state.why || state.moving || editor) return;
  if (now.classList.contains("fixed") || state.rows[state.row][3].includes(state.column)) {
    refused({ message: say("cell_fixed"), hint: "" }, state.rows[state.row][0]);
    return;
  }
  // Whoever looks something up in another window goes on typing where they were.
  const left = () => document.activeElement === area || commit();
  const area = make("textarea", { rows: "1", dir: "auto", maxlength: "10000", "aria-label": state.columns[state.column], on: { blur: left, input: () => grow(area) } });
  area.value = first ?? state.rows[state.row][1][state.column];
  editor = area;
  now.querySelector(".value").replaceChildren(area);
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  grow(area);
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function commit() {
  const area = editor;
  if (!area) return;
  editor = null; // First: what goes away may be told of it by a blur, and come here once more.
  const at = area.closest("td");
  const row = Number(at.closest("tr").dataset.row);
  const column = Number(at.dataset.column);
  const text = area.value;
  area.closest(".value").textContent = text;
  set(row, column, text);
  catchUp();
}

function set(row, column, text) {
  if (readOnly || state.why || state.moving || !state.rows[row] || state.rows[row][3].includes(column) || state.rows[row][1][column] === text) return;
  const cells = state.rows[row][1];
  const before = cells[column];
  cells[column] = text;
  byId(`cell-${row}-${column}`)?.querySelector(".value")?.replaceChildren(text);
  change([{ do: "set", row, column, text }], `${state.columns[column]}: ${text}`, () => (cells[column] = before));
}

// Do one thing after the other with the table; says whether it was done.
function queued(work, isMoving) {
  state.pending += 1;
  state.moving += isMoving;
  parts.scroll.setAttribute("aria-busy", String(state.moving > 0));
  parts.told.textContent = say("state_writing");
  const done = state.queue.then(work).finally(() => {
    state.pending -= 1;
    state.moving -= isMoving;
    parts.scroll.setAttribute("aria-busy", String(state.moving > 0));
  });
  state.queue = done.catch(() => {});
  return done;
}

const isEmptied = ({ row, column, text }) => !state.rows[row][1].some((each, index) => (index === column ? text : each).trim());

// Send changes; what is lost to somebody else's change is shown, so that it can be made again. Rows are named by where they stand, so
// what was meant for rows that were read anew meanwhile is not sent. Says whether they are written.
function change(edits, told_as, undone = () => {}) {
  const { name, age } = state;
  // A row that is emptied goes.
  const isMoving = edits.length > 1 || edits[0].do !== "set" || isEmptied(edits[0]);
  return queued(async () => {
    try {
      if (age !== state.age) throw Object.assign(new Error(), { changed: true });
      const before = await get("source", { name }).catch(() => null);
      const { sha256 } = state;
      const fresh = await post("table", { name, sha256, edits });
      if (before?.text && before.sha256 === sha256) state.undo = [...state.undo, { text: before.text, after: fresh.sha256 }].slice(-MOST_UNDO);
      state.sha256 = fresh.sha256;
      if (state.pending === 1 && !editor) take(fresh);
      else if (state.pending === 1) [later, isBehind] = [fresh, true];
      reassure();
      parts.told.textContent = say("state_saved");
      return true;
    } catch (error) {
      const fresh = await get("table", { name }).catch(() => null);
      if (age === state.age) undone();
      if (fresh && !editor) take(fresh);
      else draw();
      refused(error.changed ? { message: say("conflict"), hint: say("conflict_cell") } : error, state.rows[edits[0].row ?? 0]?.[0], told_as);
      return false;
    }
  }, isMoving);
}

export const isUnsaved = () => state.pending > 0 || Boolean(editor);

// It works again; what was typed and is not written stays to be read until it is closed.
function reassure() {
  for (const each of [...parts.trouble.children]) if (!each.querySelector("pre")) each.remove();
}

function refused(error, line, lost = "") {
  parts.told.textContent = say("state_failed");
  reassure();
  const card = parts.trouble.appendChild(
    make(
      "div",
      { class: "card error" },
      message("h3", error.message || say("no_server")),
      error.hint ? message("p", error.hint, { class: "hint" }) : null,
      lost ? make("pre", { dir: "auto", text: lost }) : null,
      make("div", { class: "do" }, button(say("as_text"), () => lead.text(state.name, line ?? 1), { class: "link" }), button(say("close"), () => card.remove(), { class: "link" })),
    ),
  );
}

async function addRow() {
  commit();
  if (state.moving) return;
  const at = state.rows.length ? state.row + 1 : 0;
  const first = columns().find((each) => each.name !== "kind") ?? { index: 0 };
  const cells = state.columns.map((name, index) => (index === first.index ? uniqueId(name) : name === "kind" && state.rows[state.row] ? state.rows[state.row][1][index] : ""));
  if (!cells.some(Boolean)) cells[first.index] = "…";
  state.find = parts.find.value = "";
  const before = state.rows.map((row) => row[1].join("\0"));
  if (!(await change([{ do: "add", at, cells }], ""))) return;
  const made = state.rows.findIndex((row, index) => row[1].join("\0") !== before[index]);
  if (made < 0 || isElsewhere()) return;
  draw();
  focus(made, first.index);
  edit();
  editor?.select();
}

// Whoever has gone on to something else is not fetched back.
const isElsewhere = () => document.activeElement !== document.body && !host.contains(document.activeElement);

// A new row needs something in it; its writer sees it selected, and types over it.
function uniqueId(name) {
  if (name !== "id") return "…";
  const taken = new Set(state.rows.map((row) => row[1][state.columns.indexOf("id")]));
  let number = state.rows.length + 1;
  while (taken.has(`new-${number}`)) number += 1;
  return `new-${number}`;
}

async function deleteRow() {
  commit();
  if (!state.rows[state.row] || state.moving) return;
  const gone = state.row;
  if (!(await change([{ do: "delete", row: gone }], ""))) return;
  announce(say("row_deleted", { row: gone + 1 }));
  if (active() && !isElsewhere()) focus(Math.min(gone, state.rows.length - 1), state.column);
}

function moreColumns() {
  commit();
  const name = parts.column.value;
  if (!name || state.moving) return;
  if (USUAL[state.name]) {
    state.more.add(name);
    draw();
  } else change([{ do: "column", name }], "");
}

async function undo() {
  commit();
  if (state.moving) return;
  const { name } = state;
  await queued(async () => {
    const last = state.undo.at(-1);
    if (!last) return;
    try {
      await post("source", { name, text: last.text, sha256: state.sha256 });
      state.undo.pop();
      take(await get("table", { name }));
      parts.told.textContent = say("state_saved");
      announce(say("undone"));
    } catch (error) {
      const fresh = await get("table", { name }).catch(() => null);
      if (fresh) take(fresh);
      refused(error.changed ? { message: say("conflict"), hint: say("conflict_cell") } : error, 1);
    }
  }, true);
}

// What comes from a spreadsheet fills cells to the right and below, and rows beyond the last are added.
function paste(event) {
  if (editor || readOnly || state.why || state.moving) return;
  const block = pasted(event.clipboardData.getData("text/plain"));
  if (!block.length) return;
  event.preventDefault();
  const rows = matching().map((each) => each.index);
  const heads = columns().map((each) => each.index);
  const from = [Math.max(0, rows.indexOf(state.row)), Math.max(0, heads.indexOf(state.column))];
  const edits = [];
  block.forEach((cells, down) => {
    const target = rows[from[0] + down];
    const at = cells.map((text, along) => [heads[from[1] + along], text]).filter(([column]) => column !== undefined);
    if (target === undefined) {
      const filled = state.columns.map(() => "");
      for (const [column, text] of at) filled[column] = text;
      if (filled.some((text) => text.trim())) edits.push({ do: "add", at: state.rows.length + edits.filter((each) => each.do === "add").length, cells: filled });
    } else for (const [column, text] of at) if (!state.rows[target][3].includes(column) && state.rows[target][1][column] !== text) edits.push({ do: "set", row: target, column, text });
  });
  if (edits.length) change(edits, event.clipboardData.getData("text/plain")).then((isWritten) => isWritten && announce(say("pasted", { n: block.length })));
}

function copy(event) {
  if (editor || String(getSelection())) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", state.rows[state.row]?.[1][state.column] ?? "");
}
