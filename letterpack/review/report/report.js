// The report reads well without this. What it adds: pages, keys, filters, marks. No text is ever parsed as HTML here.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = new Map(data.packets.map((packet, index) => [packet.id, index]));
  const $ = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll(".card")];
  const rows = [...document.querySelectorAll("tbody tr")];
  const views = ["side", "swipe", "onion", "blink", "differences"];
  const marks = letterpackMarks(data.groups);
  const remarks = letterpackRemarks();
  const state = { packet: -1, place: 0, view: innerWidth < 640 ? "swipe" : "side", zoom: false, filter: "different" };
  let blinking = 0;
  let returnTo = null;

  // A sentence in the reader's language, with its values; English where the report brings no other.
  const say = (sentence, values = {}) => (data.words[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Marks: a change that was reviewed, in all packets that have it, by whom and when.
  const isReviewed = (packet) => packet.groups.length > 0 && !packet.more && packet.groups.every((group) => marks.has(group));
  const reviewer = () => $("reviewer").value.trim();

  function mark(group, on) {
    if (on) marks.set(group, reviewer(), new Date().toISOString().slice(0, 19) + "Z"); else marks.unset(group, reviewer());
    showMarks();
  }

  function showMarks() {
    for (const [group, card] of cards.entries()) {
      card.classList.toggle("reviewed", marks.has(group));
      card.querySelector("input").checked = marks.has(group);
      card.querySelector(".by").textContent = marks.words(group);
    }
    for (const row of rows) {
      const packet = data.packets[byId.get(row.dataset.packet)];
      row.lastElementChild.textContent = packet && isReviewed(packet) ? `✓ ${say("reviewed")}` : "";
    }
    for (const button of $("v-changes").querySelectorAll("button")) button.classList.toggle("reviewed", marks.has(Number(button.dataset.group)));
    $("progress").textContent = cards.length ? say("{n} of {all} changes reviewed", { n: marks.count(), all: cards.length }) : "";
  }

  function exportMarks() {
    const told = (packet) => ({ packet: packet.id, sha256: packet.sha256 });
    const differing = data.packets.filter((packet) => packet.groups.length);
    const report = {
      review_version: 1,
      old: data.old,
      new: data.new,
      manifests: { old: data.manifests[0], new: data.manifests[1] },
      whole: data.whole,
      reviewed: differing.filter(isReviewed).map(told),
      open: differing.filter((packet) => !isReviewed(packet)).map(told),
      identical: data.identical.map(([packet, sha256]) => ({ packet, sha256 })),
      marks: marks.told(),
    };
    save(JSON.stringify(report, null, 1) + "\n", "reviewed.json", "application/json");
  }

  // A name stands under whatever is said; without one, its field is where to go.
  function named(status) {
    if (reviewer()) return true;
    $(status).textContent = say("Write your name first.");
    $("reviewer").focus();
    return false;
  }

  const keyOf = (packet) => `${packet.old_sha256}-${packet.sha256}-${packet.id}`;
  const today = () => { const now = new Date(); return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-"); };

  const dayOf = (time) => (/^\d{4}-\d{2}-\d{2}/.test(time) ? time.slice(0, 10) : today());

  // Approved is what a reviewer has marked all changes of, as it says now; each reviewer for themselves.
  function approvals() {
    const found = [];
    for (const packet of data.packets.filter((each) => each.reading && each.groups.length && !each.more)) {
      const marked = packet.groups.map((group) => new Map(marks.all(group).filter((each) => each.by).map((each) => [each.by, each.on])));
      for (const [by] of marked[0]) {
        if (!marked.every((names) => names.has(by))) continue;
        const last = marked.map((names) => names.get(by).slice(0, 10)).sort().at(-1);
        found.push({ packet: packet.id, by, on: dayOf(last), sha256: packet.reading });
      }
    }
    return found;
  }

  // A change that is marked by name is approved, in whatever packets have it.
  const approvedChanges = () => data.groups.flatMap((group, index) => marks.all(index).filter((each) => each.by).map((each) => ({ change: group.about, by: each.by, on: dayOf(each.on), sha256: group.key })));

  function exportReview() {
    if (!named("exported")) return;
    const keys = [...data.groups.map((group) => group.key), ...data.packets.map(keyOf)];
    const said = [approvals(), remarks.all(keys), approvedChanges()];
    save(remarks.yaml(...said), "review.yaml", "application/yaml");
    $("exported").textContent = say("Approved changes: {changes}; approved packets: {packets}; comments: {comments}. Put the file in the campaign's folder, or drop it on letterpack preview.", { changes: said[2].length, packets: said[0].length, comments: said[1].length });
  }

  function save(text, name, type) {
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Comments on a change (in words) or a packet, with a field for one more.
  function showRemarks(host, key, about, { packet = "", change = "" }) {
    const rows = remarks.of(key).map((each) => {
      const drop = make("button", { type: "button", textContent: say("Delete") });
      drop.addEventListener("click", () => { remarks.drop(key, each.id); showRemarks(host, key, about, { packet, change }); });
      return make("li", {}, make("p", { className: "by", textContent: `${each.by}, ${each.on}` }), make("p", { className: "said", dir: "auto", textContent: each.text }), drop);
    });
    const text = make("textarea", { rows: 2, maxLength: 9000, dir: "auto", ariaLabel: say("Comment on {what}", { what: about }) });
    const send = make("button", { type: "button", textContent: say("Add the comment") });
    const status = make("span", { role: "status", className: "note" });
    send.addEventListener("click", () => {
      if (!text.value.trim()) return text.focus();
      if (!reviewer()) { status.textContent = say("Write your name first."); return $("reviewer").focus(); }
      remarks.add(key, { packet, change, by: reviewer(), on: today(), text: text.value.trim() });
      showRemarks(host, key, about, { packet, change });
    });
    host.replaceChildren(...(rows.length ? [make("ul", {}, ...rows)] : []), text, send, status);
  }

  function commentOn(card, group) {
    const button = make("button", { type: "button", className: "comment", textContent: say("Comment"), ariaExpanded: "false" });
    const host = make("div", { className: "remarks", hidden: true });
    const only = data.packets.filter((packet) => packet.groups.includes(group));
    const about = data.groups[group].head;
    const count = () => { const n = remarks.of(data.groups[group].key).length; button.textContent = n ? say("Comments ({n})", { n }) : say("Comment"); };
    button.addEventListener("click", () => {
      host.hidden = !host.hidden;
      button.ariaExpanded = String(!host.hidden);
      if (!host.hidden) { showRemarks(host, data.groups[group].key, about, { change: data.groups[group].about, packet: only.length === 1 ? only[0].id : "" }); host.querySelector("textarea").focus(); } else count();
    });
    card.querySelector("footer").append(button);
    card.append(host);
    return count;
  }

  function filterChanges() {
    const wanted = $("find-change").value.trim().toLocaleLowerCase();
    let count = 0;
    for (const [group, card] of cards.entries()) {
      const fits = (!$("change-kind").value || data.groups[group].kind === $("change-kind").value) && (!$("only-open").checked || !marks.has(group));
      card.hidden = !(fits && (!wanted || card.textContent.toLocaleLowerCase().includes(wanted)));
      count += !card.hidden;
    }
    $("changes-found").textContent = count === cards.length ? "" : say("{n} of {all} shown", { n: count, all: cards.length });
  }

  async function importMarks(file) {
    let found = 0;
    try { found = marks.merge(JSON.parse(await file.text())); } catch { found = -1; }
    showMarks();
    $("imported").textContent = found < 0 ? say("This file cannot be read as exported marks.") : found ? say("Marks of {n} of these changes are in it.", { n: found }) : say("No mark in it is about these changes.");
  }

  // The table
  function applyFilter() {
    const wanted = $("search").value.trim().toLocaleLowerCase();
    let count = 0;
    for (const row of rows) {
      const status = row.dataset.status;
      const fits = state.filter === "different" ? status !== "identical" : status === state.filter;
      const show = fits && (!wanted || row.textContent.toLocaleLowerCase().includes(wanted));
      row.hidden = !show;
      count += show;
    }
    $("found").textContent = wanted ? `${count} found` : count ? "" : "none";
    for (const button of document.querySelectorAll("[data-filter]")) button.setAttribute("aria-pressed", String(button.dataset.filter === state.filter));
  }

  const shownPackets = () => rows.filter((row) => !row.hidden && byId.has(row.dataset.packet)).map((row) => byId.get(row.dataset.packet));

  // The viewer
  function open(index, place, focus = true) {
    const packet = data.packets[index];
    if (!packet) return;
    if ($("viewer").hidden) returnTo = document.activeElement;
    state.packet = index;
    state.place = Math.max(0, Math.min(place, packet.groups.length - 1));
    const hash = `#packet=${encodeURIComponent(packet.id)}&change=${state.place + 1}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
    document.body.classList.add("open");
    $("viewer").hidden = false;
    render();
    if (focus) $("viewer").focus({ preventScroll: true });
  }

  function close() {
    stopBlinking();
    $("viewer").hidden = true;
    document.body.classList.remove("open");
    state.packet = -1;
    history.replaceState(null, "", location.pathname + location.search);
    for (const element of document.querySelectorAll(".current")) element.classList.remove("current");
    if (returnTo && returnTo.isConnected) returnTo.focus();
  }

  function render() {
    const packet = data.packets[state.packet];
    const group = packet.groups[state.place];
    $("v-title").textContent = packet.id;
    const pages = packet.pages && packet.pages[0] && packet.pages[1] ? say("{before} → {after} pages", { before: packet.pages[0], after: packet.pages[1] }) : "";
    const moved = packet.reflowed ? say("blocks that moved along: {n}", { n: packet.reflowed }) : "";
    $("v-label").textContent = [packet.label, packet.status, pages, moved].filter(Boolean).join(" · ");
    renderChanges(packet);
    renderWords(packet, group);
    renderPages(packet);
    showRemarks($("v-remarks").querySelector(".remarks"), keyOf(packet), packet.id, { packet: packet.id });
    for (const [index, card] of cards.entries()) card.classList.toggle("current", index === group);
    for (const row of rows) row.classList.toggle("current", row.dataset.packet === packet.id);
    const name = group === undefined ? packet.status : cards[group].querySelector("h3").textContent;
    $("v-status").textContent = say("{packet}: change {n} of {all}: {name}", { packet: packet.id, n: state.place + 1, all: packet.groups.length, name });
    showMarks();
  }

  function renderChanges(packet) {
    $("v-changes").replaceChildren(...packet.groups.map((group, place) => {
      const button = make("button", { type: "button", textContent: cards[group].querySelector("h3").textContent });
      button.dataset.group = group;
      button.setAttribute("aria-current", String(place === state.place));
      button.addEventListener("click", () => open(state.packet, place, false));
      return make("li", {}, button);
    }));
  }

  function renderWords(packet, group) {
    const words = $("v-words");
    words.replaceChildren(...(packet.notes || []).map((note) => make("p", { className: "note", textContent: note })));
    if (group === undefined) return;
    const own = packet.own && packet.own[state.place];
    if (own) {
      const side = (tag, label, text) => text ? [make(tag, {}, make("span", { className: "vh", textContent: `${label} ` }), make("bdi", { textContent: text }))] : [];
      words.prepend(make("p", { className: "words", dir: "auto" }, own.lead + " ", ...side("del", say("was:"), own.before), " ", ...side("ins", say("is now:"), own.after), " " + own.trail));
      return;
    }
    const parts = [...cards[group].querySelectorAll(":scope > .words, :scope > .pair, :scope > .note")];
    words.prepend(...parts.map((part) => part.cloneNode(true)));
  }

  // A change's pages: the packet's own pictures, else those of the first packet with the same change.
  function shotOf(packet) {
    const own = packet.shots && packet.shots[state.place];
    if (own) return { shot: own, of: packet };
    const group = packet.groups[state.place];
    for (const other of data.packets) {
      const place = other.groups.indexOf(group);
      if (place >= 0 && other.shots && other.shots[place]) return { shot: other.shots[place], of: other };
    }
    return null;
  }

  function renderPages(packet) {
    stopBlinking();
    const stage = $("v-stage");
    const found = shotOf(packet);
    stage.hidden = $("v-bar").hidden = !found;
    $("v-slider").hidden = !found || !["swipe", "onion"].includes(state.view);
    $("v-remark").textContent = found && found.of !== packet ? say("Shown in {packet}, where the change is the same.", { packet: found.of.id }) : found ? "" : say("There are no pictures of this.");
    stage.replaceChildren();
    if (!found) return;
    const [oldPicture, newPicture, oldPage, newPage, oldBoxes, newBoxes] = found.shot;
    if (oldPicture < 0 || newPicture < 0) {
      $("v-bar").hidden = $("v-slider").hidden = true;
      stage.className = "over";
      const whole = data.wholes[packet.id];
      if (whole) {
        stage.className = "whole";
        stage.append(...whole.map((picture, index) => figure(picture, say("Page {n}", { n: index + 1 }), [], "new")));
        return;
      }
      stage.append(oldPicture < 0 ? figure(newPicture, say("New, page {n}", { n: 1 }), [], "new") : figure(oldPicture, say("Gone, page {n}", { n: 1 }), [], "old"));
      return;
    }
    const before = figure(oldPicture, say("Before, page {n}", { n: oldPage }), oldBoxes, "old");
    const after = figure(newPicture, say("Now, page {n}", { n: newPage }), newBoxes, "new");
    after.querySelector(".page").classList.add("top-page");
    stage.className = state.view === "side" ? "side" : `over ${state.view}`;
    stage.classList.toggle("zoomed", state.zoom);
    stage.append(before, after);
    if (state.view !== "side") before.querySelector("figcaption").textContent = say("Before, page {old}, under now, page {new}", { old: oldPage, new: newPage });
    if (state.view !== "side") after.querySelector("figcaption").textContent = "\u00a0";
    if (state.view === "differences") for (const box of stage.querySelectorAll(".box")) box.remove();
    if (state.view === "blink") startBlinking(after);
    if (state.view === "swipe") stage.append(make("div", { className: "edge" }));
    if (state.view === "side" && state.zoom) scrollTogether([...stage.querySelectorAll(".pane")]);
    const first = newBoxes[0] || oldBoxes[0];
    if (state.view === "swipe" && first) $("v-range").value = String((first[0] + first[2] / 2) / 10);
    slide();
    for (const button of $("v-views").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    $("v-zoom").setAttribute("aria-pressed", String(state.zoom));
    scrollToBox(stage);
  }

  function figure(picture, caption, boxes, side) {
    const image = make("img", { src: `data:image/webp;base64,${data.pictures[picture]}`, alt: `${caption}: ${say("picture of the page; its changed words are listed above")}` });
    const page = make("div", { className: "page" }, image);
    const pane = make("div", { className: "pane", tabIndex: state.zoom && state.view === "side" ? 0 : -1, role: "group", ariaLabel: caption }, page);
    for (const [left, top, width, height] of boxes) {
      const box = make("span", { className: `box ${side}` });
      box.style.left = `${left / 10}%`;
      box.style.top = `${top / 10}%`;
      box.style.width = `${width / 10}%`;
      box.style.height = `${height / 10}%`;
      page.append(box);
    }
    return make("figure", {}, make("figcaption", { textContent: caption }), pane);
  }

  function slide() {
    const top = $("v-stage").querySelector(".top-page");
    if (!top) return;
    const at = Number($("v-range").value);
    top.style.clipPath = state.view === "swipe" ? `inset(0 0 0 ${at}%)` : "";
    top.style.opacity = state.view === "onion" ? String(at / 100) : "";
    const edge = $("v-stage").querySelector(".edge");
    if (edge) edge.style.marginLeft = `calc(${at}% - 1px)`;
    $("v-slider-name").textContent = state.view === "onion" ? say("Before – now") : say("Now is right of the line");
  }

  function startBlinking(after) {
    const swap = () => { after.style.visibility = after.style.visibility === "hidden" ? "" : "hidden"; };
    blinking = setInterval(swap, matchMedia("(prefers-reduced-motion: reduce)").matches ? 2500 : 700);
  }

  function stopBlinking() {
    clearInterval(blinking);
    blinking = 0;
  }

  function scrollTogether(panes) {
    for (const [pane, other] of [panes, [...panes].reverse()]) {
      pane.addEventListener("scroll", () => {
        if (pane.matches(":hover, :focus")) other.scrollTo(pane.scrollLeft, pane.scrollTop);
      });
    }
  }

  function scrollToBox(stage) {
    const box = stage.querySelector(".box.new") || stage.querySelector(".box.old");
    if (!box) return;
    if (state.zoom && state.view === "side") {
      for (const pane of stage.querySelectorAll(".pane")) center(pane, pane.querySelector(".box") || box);
    } else {
      center(state.zoom ? stage : $("viewer"), box);
    }
    if (state.zoom) stage.scrollIntoView({ block: "nearest" });
  }

  function center(scroller, box) {
    const page = box.closest(".page").getBoundingClientRect();
    const place = box.getBoundingClientRect();
    if (scroller.classList.contains("pane")) {
      scroller.scrollTop = place.top - page.top - scroller.clientHeight / 2;
      scroller.scrollLeft = place.left - page.left - scroller.clientWidth / 3;
      return;
    }
    const frame = scroller.getBoundingClientRect();
    const below = place.bottom > Math.min(frame.bottom, innerHeight) - 24;
    if (below || state.zoom) scroller.scrollTop += place.top - frame.top - frame.height / 2;
    scroller.scrollLeft += place.left - frame.left - scroller.clientWidth / 3;
  }

  function setView(view) {
    state.view = view;
    if (state.packet >= 0) renderPages(data.packets[state.packet]);
  }

  // j and k walk the changes in the order in which they are listed; n and p the packets that the table shows.
  function stepChange(step) {
    const current = state.packet >= 0 ? data.packets[state.packet].groups[state.place] : step > 0 ? -1 : cards.length;
    const group = current + step;
    if (cards[group]) showGroup(group, false);
  }

  function showGroup(group, focus) {
    const here = state.packet >= 0 ? data.packets[state.packet].groups.indexOf(group) : -1;
    const index = here >= 0 ? state.packet : data.packets.findIndex((packet) => packet.groups.includes(group));
    if (index < 0) return;
    open(index, data.packets[index].groups.indexOf(group), focus);
    cards[group].scrollIntoView({ block: "nearest" });
  }

  function stepPacket(step) {
    const shown = shownPackets();
    const at = shown.indexOf(state.packet);
    const next = shown[at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step];
    if (next === undefined) return;
    const group = state.packet >= 0 ? data.packets[state.packet].groups[state.place] : -1;
    open(next, Math.max(0, data.packets[next].groups.indexOf(group)), false);
  }

  function followHash() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const index = byId.get(wanted.get("packet"));
    if (index !== undefined) open(index, Number(wanted.get("change") || 1) - 1);
    else if (!wanted.has("packet") && state.packet >= 0) close();
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const typing = event.target.matches("input[type=search], input[type=text], textarea, select");
    if (event.key === "Escape" && !typing && state.packet >= 0) return close();
    if (typing) { if (event.key === "Escape") event.target.blur(); return; }
    const actions = {
      j: () => stepChange(1), k: () => stepChange(-1), n: () => stepPacket(1), p: () => stepPacket(-1),
      z: () => $("v-zoom").click(), "?": () => $("help").showModal(), "/": () => $("search").focus(),
      a: () => {
        const group = state.packet >= 0 ? data.packets[state.packet].groups[state.place] : undefined;
        if (group !== undefined) mark(group, !marks.has(group));
      },
    };
    views.forEach((view, index) => { actions[index + 1] = () => setView(view); });
    const action = actions[event.key];
    if (action) { event.preventDefault(); action(); }
  }

  for (const element of document.querySelectorAll(".tools, .controls, .card .show, .card .mark")) element.hidden = false;
  for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => showGroup(Number(button.dataset.show), true));
  for (const box of document.querySelectorAll("[data-mark]")) box.addEventListener("change", () => mark(Number(box.dataset.mark), box.checked));
  for (const button of document.querySelectorAll("[data-filter]")) button.addEventListener("click", () => { state.filter = button.dataset.filter; applyFilter(); });
  for (const button of $("v-views").querySelectorAll("button")) button.addEventListener("click", () => setView(button.dataset.view));
  $("search").addEventListener("input", applyFilter);
  $("v-range").addEventListener("input", slide);
  $("v-zoom").addEventListener("click", () => { state.zoom = !state.zoom; if (state.packet >= 0) renderPages(data.packets[state.packet]); });
  $("v-close").addEventListener("click", close);
  $("export").addEventListener("click", exportMarks);
  $("export-review").addEventListener("click", exportReview);
  for (const kind of new Set(data.groups.map((group) => group.kind))) $("change-kind").append(make("option", { value: kind, textContent: kind }));
  for (const id of ["find-change", "change-kind", "only-open"]) $(id).addEventListener("input", filterChanges);
  const counts = cards.map(commentOn);
  $("change-controls").hidden = !cards.length;
  $("help-open").addEventListener("click", () => $("help").showModal());
  $("help-close").addEventListener("click", () => $("help").close());
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", followHash);
  $("reviewer").addEventListener("change", () => marks.rename(reviewer()));
  $("import").addEventListener("change", (event) => { if (event.target.files.length) importMarks(event.target.files[0]); event.target.value = ""; });
  showMarks();
  applyFilter();
  letterpackStorage.ready.then(() => {
    marks.open();
    remarks.open();
    if (reviewer()) marks.rename(reviewer()); else $("reviewer").value = marks.name();
    for (const count of counts) count();
    showMarks();
    filterChanges();
    followHash();
  });
})();
