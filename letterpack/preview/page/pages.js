// The letter: pages as pictures with their text over them, sharp at any size, with what is special and what the form asks.

import { pictureOf } from "./api.js";
import { byId, keepingFocus, make } from "./make.js";
import { say } from "./words.js";

const CSS_PX_TO_PT = 96 / 72;
const PT_TO_MM = 25.4 / 72;
const SCALES = [0.5, 0.75, 1, 1.33, 2, 2.67, 4, 5.33, 8];
const ZOOMS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];
const MOST_TRIES = 5;
const MOST_WRITTEN = 60; // Pages whose text is there before they come into view, to be found and read aloud.
const WRITE_AFTER_MS = 400;
const measuring = document.createElement("canvas").getContext("2d");

const view = { zoom: 1, fits: true, beside: false, zones: false, special: true, packet: null, form: [], highlighted: null };
const host = byId("pages");
const flow = make("div", { class: "flow" });
const legend = make("p", { class: "legend" });
host.append(legend, flow);
let sheets = [];
let writing = 0;

const seen = new IntersectionObserver((entries) => entries.forEach((each) => each.isIntersecting && each.target.fill?.()), {
  root: host,
  rootMargin: "60% 0px",
});

// The scale, in pixels to the point, that is at least as sharp as the screen.
const sharp = (zoom) => {
  const wanted = zoom * CSS_PX_TO_PT * (window.devicePixelRatio || 1);
  return SCALES.find((each) => each >= wanted - 0.01) ?? SCALES.at(-1);
};

function zoomOf(page) {
  if (!view.fits) return view.zoom;
  const style = getComputedStyle(host);
  const room = host.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd) - 2;
  const width = view.beside ? (room - 24) / 2 : room;
  return Math.max(0.2, Math.min(1.5, width / (page.w * CSS_PX_TO_PT)));
}

// Show a packet. What looks as before stays as it is, so that nothing flickers and the place on the page stays.
export function show(packet, form) {
  const other = view.packet?.id !== packet.id;
  view.packet = packet;
  view.form = form;
  const kept = new Map(sheets.map((sheet) => [sheet.key, sheet]));
  const fresh = packet.pages.map((page, index) => {
    const same = kept.get(page.key);
    kept.delete(page.key);
    return same?.index === index ? same.again(page) : new Sheet(page, index, sheets[index]);
  });
  fresh.forEach((sheet) => sheet.resize());
  fresh.forEach((sheet, index) => {
    if (flow.children[index] !== sheet.root) {
      if (sheets[index] && !fresh.includes(sheets[index]) && flow.children[index] === sheets[index].root) flow.children[index].replaceWith(sheet.root);
      else flow.insertBefore(sheet.root, flow.children[index] ?? null);
    }
  });
  while (flow.children.length > fresh.length) flow.lastChild.remove();
  sheets.filter((sheet) => !fresh.includes(sheet)).forEach((sheet) => seen.unobserve(sheet.root));
  sheets = fresh;
  if (other) host.scrollTo(0, 0);
  resize();
  sheets.forEach((sheet) => sheet.decorate());
  clearTimeout(writing);
  writing = setTimeout(() => sheets.slice(0, MOST_WRITTEN).forEach((sheet) => sheet.isWritten || sheet.write()), WRITE_AFTER_MS);
  overview();
  told();
}

export const shown = () => view.packet?.id ?? "";

// The server is there again: what did not come is asked for once more.
export function retry() {
  for (const sheet of sheets) if (sheet.tries) Object.assign(sheet, { tries: 0 }).resize();
}

export function clear(text) {
  view.packet = null;
  sheets = [];
  legend.replaceChildren();
  flow.replaceChildren(make("p", { class: "empty", text }));
}

class Sheet {
  constructor(page, index, before) {
    this.page = page;
    this.index = index;
    this.key = page.key;
    this.root = make("section", { class: "sheet", "data-key": page.key });
    this.root.fill = () => this.fill();
    this.picture = before?.picture ?? null;
    if (this.picture) this.root.append(this.picture);
    // What was there before stays until what is new is written, and so does what a reader has selected or hears.
    this.text = before?.text ?? make("div", { class: "text" });
    this.over = make("div", { "aria-hidden": "true" });
    this.root.append(this.text, this.over);
    this.root.addEventListener("dblclick", (event) => this.pointed(event));
    this.name();
  }

  again(page) {
    this.page = page;
    this.name();
    return this;
  }

  name() {
    this.root.setAttribute("aria-label", say("page_of", { page: this.index + 1, pages: view.packet.pages.length }));
  }

  resize() {
    this.zoom = zoomOf(this.page);
    this.root.style.width = `${this.page.w * this.zoom * CSS_PX_TO_PT}px`;
    this.root.style.height = `${this.page.h * this.zoom * CSS_PX_TO_PT}px`;
    this.stale = true;
    seen.unobserve(this.root);
    seen.observe(this.root);
  }

  // Load what is in view: the picture at its size, then the text over it.
  async fill() {
    if (!this.stale) return;
    this.stale = false;
    const scale = sharp(this.zoom);
    if (this.shown !== scale) {
      this.shown = scale;
      const next = new Image();
      next.alt = "";
      next.src = pictureOf(this.key, scale);
      try {
        await next.decode();
      } catch {
        if (this.shown === scale) this.failed();
      }
      // Another page may stand here meanwhile, with what was shown on this one.
      if (!sheets.includes(this)) return;
      if (this.shown === scale) {
        this.picture?.remove();
        this.picture = next;
        this.root.prepend(next);
        this.root.dataset.painted = this.key;
        this.tries = 0;
        host.dispatchEvent(new CustomEvent("painted", { detail: { key: this.key, page: this.index + 1 } }));
      }
    }
    this.write();
  }

  // The picture did not come: what is there stays, and it is asked for again a few times.
  failed() {
    this.shown = null;
    this.tries = (this.tries ?? 0) + 1;
    this.stale = true;
    if (this.tries < MOST_TRIES) setTimeout(() => sheets.includes(this) && this.fill(), 1000 * this.tries);
  }

  // Put the text where it is on the picture, so that it can be selected, found and read aloud.
  write() {
    const factor = this.zoom * CSS_PX_TO_PT;
    this.isWritten = true;
    measuring.font = `100px ${getComputedStyle(this.text).fontFamily}`;
    this.text.replaceChildren(
      ...this.page.lines.flatMap(([text, x, y, width, size]) => {
        const line = make("span", { text, dir: "auto" });
        const natural = (measuring.measureText(text).width / 100) * size || 1;
        Object.assign(line.style, { left: `${x * factor}px`, top: `${(y - size * 0.8) * factor}px`, fontSize: `${size * factor}px`, transform: `scaleX(${width / natural})` });
        return [line, "\n"];
      }),
    );
  }

  decorate() {
    const places = view.packet.places.filter((place) => place[1] === this.index + 1);
    const marks = view.special ? joined(places.filter((place) => place[0] !== "text")).map((place) => this.mark(place, place[0])) : [];
    const lit = view.highlighted && view.highlighted.page === this.index + 1 ? [this.mark(view.highlighted.place, `finding ${view.highlighted.kind}`)] : [];
    this.over.replaceChildren(...(view.zones ? this.zones() : []), ...marks, ...lit);
  }

  mark(place, kind) {
    const made = make("div", { class: `mark ${kind}` });
    this.put(made, place[2] - 2, place[3] - 1.5, place[4] + 4, place[5] + 3);
    return made;
  }

  put(element, x, y, width, height) {
    const share = (value, whole) => `${(100 * value) / whole}%`;
    Object.assign(element.style, { left: share(x, this.page.w), top: share(y, this.page.h), width: share(width, this.page.w), height: share(height, this.page.h) });
  }

  zones() {
    if (this.page.enclosed) return [];
    const isFirst = this.index === 0 || (this.index === 1 && view.packet.kind !== "to");
    return view.form
      .filter((zone) => zone.on === "all" || (zone.on === "first") === isFirst)
      .filter((zone) => zone.name !== "paper")
      .map((zone) => {
        const kind = zone.name.split(" ")[0];
        const mm = (value) => value.toFixed(1);
        // A line has its height on the page; an area has its corner and its size.
        const told = zone.height_mm ? `${mm(zone.x_mm)} · ${mm(zone.y_mm)} · ${mm(zone.width_mm)} × ${mm(zone.height_mm)}` : mm(zone.y_mm);
        const made = make("div", { class: `zone ${kind} ${kind.endsWith("safe") ? "safe" : ""}` }, make("b", { text: `${say(`zone_${kind}`)} ${told} mm` }));
        made.style.setProperty("--label", `${Math.min(10, Math.max(6, 12 * this.zoom))}px`);
        this.put(made, zone.x_mm / PT_TO_MM, zone.y_mm / PT_TO_MM, zone.width_mm / PT_TO_MM, zone.height_mm / PT_TO_MM);
        return made;
      });
  }

  // A double click leads to the line of the source.
  pointed(event) {
    const box = this.root.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.page.w;
    const y = ((event.clientY - box.top) / box.height) * this.page.h;
    const inside = view.packet.places.filter(([, page, left, top, width, height]) => page === this.index + 1 && x >= left - 3 && x <= left + width + 3 && y >= top - 3 && y <= top + height + 3);
    const place = inside.sort((one, two) => one[4] * one[5] - two[4] * two[5])[0];
    if (place) host.dispatchEvent(new CustomEvent("source", { detail: { file: place[6], line: place[7] } }));
  }
}

// Lines of one block that stand close together, as the one place that they are to the eye.
function joined(places) {
  const found = [];
  for (const place of places) {
    const last = found.at(-1);
    const isNext = last && last[0] === place[0] && place[0] !== "field" && place[3] >= last[3] - 3 && place[3] - (last[3] + last[5]) < 7;
    if (!isNext) {
      found.push([...place]);
      continue;
    }
    const right = Math.max(last[2] + last[4], place[2] + place[4]);
    const foot = Math.max(last[3] + last[5], place[3] + place[5]);
    last[2] = Math.min(last[2], place[2]);
    last[4] = right - last[2];
    last[5] = foot - last[3];
  }
  return found;
}

function resize() {
  host.classList.toggle("beside", view.beside);
  sheets.forEach((sheet) => sheet.resize());
  byId("zoom").textContent = `${Math.round(100 * (sheets[0]?.zoom ?? view.zoom))} %`;
}

function told() {
  const kinds = view.special ? [...new Set(view.packet.places.map((place) => place[0]))].filter((kind) => kind !== "text") : [];
  legend.replaceChildren(...kinds.map((kind) => make("span", {}, make("i", { class: `mark ${kind}` }), say(`special_${kind}`))));
}

// The picture of each page, small, to jump to it.
function overview() {
  const list = byId("overview");
  if (list.hidden || !view.packet) return;
  const keys = view.packet.pages.map((page) => page.key).join(" ");
  if (list.dataset.keys === keys) return;
  list.dataset.keys = keys;
  const made = view.packet.pages.map((page, index) => {
    const name = say("page_of", { page: index + 1, pages: view.packet.pages.length });
    const picture = make("img", { src: pictureOf(page.key, 0.5), alt: name, loading: "lazy", width: Math.round(page.w), height: Math.round(page.h) });
    return make("li", {}, make("button", { type: "button", on: { click: () => turnTo(index + 1) } }, picture, String(index + 1)));
  });
  keepingFocus(list, () => list.replaceChildren(...made));
}

export function turnTo(page) {
  sheets[page - 1]?.root.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

export function pageInView() {
  const top = host.getBoundingClientRect().top;
  const found = sheets.findIndex((sheet) => sheet.root.getBoundingClientRect().bottom > top + 80);
  return Math.max(0, found) + 1;
}

// Light the place that comes from a line of a source; false where this packet has none.
export function light(file, line, kind, page) {
  const places = view.packet?.places.filter((place) => place[6] === file && place[0] !== "field") ?? [];
  const before = places.filter((place) => place[7] <= line);
  const nearest = Math.max(...before.map((place) => place[7]));
  const place = before.find((each) => each[7] === nearest) ?? (page ? ["text", page, 0, 0, sheets[page - 1]?.page.w ?? 0, sheets[page - 1]?.page.h ?? 0] : null);
  view.highlighted = place && { place, page: place[1], kind };
  sheets.forEach((sheet) => sheet.decorate());
  if (!place) return false;
  const lit = sheets[place[1] - 1]?.over.querySelector(".finding");
  lit?.classList.add("here");
  lit?.scrollIntoView({ block: "center", inline: "nearest" });
  return true;
}

export function unlight() {
  view.highlighted = null;
  sheets.forEach((sheet) => sheet.decorate());
}

export function zoomBy(step) {
  const now = sheets[0]?.zoom ?? view.zoom;
  const next = step > 0 ? ZOOMS.find((each) => each > now + 0.01) : ZOOMS.findLast((each) => each < now - 0.01);
  view.fits = false;
  view.zoom = next ?? now;
  resize();
}

export function fit() {
  view.fits = true;
  resize();
}

// Turn one of the ways to look at the pages on or off; returns whether it is on now.
export function toggle(name) {
  if (name === "thumbs") {
    const list = byId("overview");
    list.hidden = !list.hidden;
    overview();
    resize();
    return !list.hidden;
  }
  view[name] = !view[name];
  if (view.packet) {
    if (name === "beside") resize();
    sheets.forEach((sheet) => sheet.decorate());
    told();
  }
  return view[name];
}

export function relabel() {
  if (!view.packet) return;
  sheets.forEach((sheet) => sheet.name());
  sheets.forEach((sheet) => sheet.decorate());
  told();
}

new ResizeObserver(() => view.fits && sheets.length && Math.abs(zoomOf(sheets[0].page) - sheets[0].zoom) > 0.004 && resize()).observe(host);
export { host };
