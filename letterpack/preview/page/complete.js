// What can be put into the letter, offered while it is written: the campaign's own fields after {{, blocks for some after :::.

import { get } from "./api.js";
import { announce, make } from "./make.js";
import { say } from "./words.js";

const MOST = 8;
let offers = [];
let area;
let box;
let menu;
let at = 0;
let shown = [];
let asked = 0;
let isAwaited = false; // Something was begun that nothing is known for yet: what comes to be known is offered then.
let isLetter = () => false;
let onText = () => {};

// `letter` tells whether the file is a letter; `changed` hears that the text did.
export function prepare(textarea, letter, changed) {
  area = textarea;
  isLetter = letter;
  onText = changed;
  box = make("ul", { id: "offers", class: "offers", role: "listbox", "aria-label": say("insert"), hidden: true });
  menu = make("select", { id: "insert", "aria-label": say("insert"), on: { change: () => picked() } }, make("option", { value: "", text: say("insert") }));
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", "offers");
  area.addEventListener("input", suggest);
  area.addEventListener("keydown", typed, true);
  area.addEventListener("blur", () => setTimeout(() => document.activeElement === area || hide(), 150));
  area.addEventListener("click", hide);
  area.addEventListener("scroll", () => box.hidden || place());
  return { box, menu };
}

export async function load() {
  const mine = ++asked;
  const fresh = await get("offers").catch(() => offers);
  if (mine !== asked || JSON.stringify(fresh) === JSON.stringify(offers)) return;
  offers = fresh;
  if (isAwaited && document.activeElement === area) suggest();
  const group = (kind, name) => {
    const some = offers.filter((each) => each.kind === kind).slice(0, 60);
    return some.length ? [make("optgroup", { label: say(name) }, ...some.map((each) => make("option", { value: each.text, text: told(each) })))] : [];
  };
  menu.replaceChildren(make("option", { value: "", text: say("insert") }), ...group("field", "offer_fields"), ...group("block", "offer_blocks"));
}

const told = (each) => [each.text.split("\n")[0].replace(/^\{\{ | \}\}$/g, ""), each.example].filter(Boolean).join(" · ");

function picked() {
  const each = offers.find((one) => one.text === menu.value);
  menu.value = "";
  if (!each) return;
  area.focus();
  const isAlone = each.kind === "block";
  const before = area.value.slice(0, area.selectionStart);
  const start = isAlone && before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  put(area.selectionStart, area.selectionEnd, start + each.text + (isAlone ? "\n" : ""), isAlone ? start.length + each.text.indexOf("\n") + 1 : null);
}

// What is being written, and where it began; null where nothing is offered.
function begun() {
  if (!isLetter() || area.selectionStart !== area.selectionEnd) return null;
  const before = area.value.slice(0, area.selectionStart);
  const field = /\{\{[ \t]*([\p{L}\w.-]*)$/u.exec(before);
  if (field) return { kind: "field", said: field[1], from: area.selectionStart - field[0].length };
  const block = /(?:^|\n)(:::+[ \t]*([^\n]{0,80}))$/.exec(before);
  return block ? { kind: "block", said: block[2], from: area.selectionStart - block[1].length } : null;
}

// What begins with what was typed, after a dot too, comes before what has it somewhere, and that before what has it in its example.
function fitting(kind, wanted) {
  const rank = (each) => {
    const name = told({ text: each.text }).toLowerCase();
    return name.startsWith(wanted) || name.split(/[ .]/).some((part) => part.startsWith(wanted)) ? 0 : name.includes(wanted) ? 1 : told(each).toLowerCase().includes(wanted) ? 2 : 3;
  };
  const ranked = offers.filter((each) => each.kind === kind).map((each) => [rank(each), each]);
  return [0, 1, 2].flatMap((wantedRank) => ranked.filter(([is]) => is === wantedRank).map(([, each]) => each)).slice(0, MOST);
}

function suggest() {
  const now = begun();
  shown = now ? fitting(now.kind, now.said.toLowerCase()) : [];
  isAwaited = Boolean(now) && !shown.length;
  if (!shown.length) return hide();
  at = 0;
  draw();
  place();
  announce(say("offers_count", { n: shown.length }));
}

function draw() {
  box.replaceChildren(
    ...shown.map((each, index) =>
      make(
        "li",
        { role: "option", id: `offer-${index}`, "aria-selected": String(index === at), on: { mousedown: (event) => (event.preventDefault(), take(index)) } },
        make("code", { dir: "ltr", text: each.text.split("\n")[0] }),
        each.example ? make("span", { dir: "auto", text: each.example }) : null,
      ),
    ),
  );
  box.hidden = false;
  area.setAttribute("aria-activedescendant", `offer-${at}`);
}

// Below the line that is written, above it where there is no room; nowhere where that line is out of view.
function place() {
  const style = getComputedStyle(area);
  const mirror = make("div", { "aria-hidden": "true", dir: "auto" });
  Object.assign(mirror.style, { position: "absolute", visibility: "hidden", whiteSpace: style.whiteSpace, overflowWrap: "break-word", font: style.font, lineHeight: style.lineHeight, padding: style.padding, width: `${area.clientWidth}px`, tabSize: style.tabSize });
  const mark = make("span", { text: "\u200b" });
  mirror.append(area.value.slice(0, area.selectionStart), mark);
  document.body.append(mirror);
  const tall = parseFloat(style.lineHeight);
  const top = mark.offsetTop - area.scrollTop + tall + 4;
  const left = Math.max(0, Math.min(mark.offsetLeft, area.clientWidth - box.offsetWidth));
  mirror.remove();
  if (top < 0 || top - tall > area.clientHeight) return hide();
  const room = area.clientHeight - top;
  const high = box.offsetHeight;
  box.style.top = `${room < high && top - tall - 8 > high ? top - tall - 8 - high : top}px`;
  box.style.left = `${area.offsetLeft + left}px`;
}

export function hide() {
  if (!box || box.hidden) return;
  box.hidden = true;
  shown = [];
  area.removeAttribute("aria-activedescendant");
}

function typed(event) {
  if (box.hidden || event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    at = (at + by + shown.length) % shown.length;
    draw();
  } else if (event.key === "Enter" || event.key === "Tab") take(at);
  else if (event.key === "Escape") hide();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function take(index) {
  const now = begun();
  const each = shown[index];
  hide();
  if (!now || !each) return;
  const rest = area.value.slice(area.selectionStart);
  const end = area.selectionStart + (now.kind === "field" ? (/^[ \t]*\}\}/.exec(rest)?.[0].length ?? 0) : 0);
  const isClosed = now.kind === "block" && /^[^\n]*\n(?:(?!:::)[^\n]*\n)*:::[ \t]*(?:\n|$)/.test(rest);
  const text = isClosed ? each.text.split("\n")[0] : each.text;
  put(now.from, end, text, now.kind === "block" && !isClosed ? text.indexOf("\n") + 1 : null);
}

// Undo knows the change: it is made as typing is.
function put(start, end, text, caret) {
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end");
  if (caret !== null) area.setSelectionRange(start + caret, start + caret);
  hide();
  onText();
}
