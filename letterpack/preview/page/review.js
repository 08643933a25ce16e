// What reviewers do: see what changed, approve packets in their name, remark, and settle what others remarked.

import { get, post } from "./api.js";
import { announce, byId, button, make, message } from "./make.js";
import { say } from "./words.js";

const MOST = 200;
const state = { review: { approvals: [], comments: [] }, packet: null, version: 0, answer: null, kind: "", open: false, text: "" };
let onPacket = () => {};
let onWork = async () => ({});
let parts = {};

// `turnTo` shows a packet; `work` does a piece of long work and answers.
export function prepare({ turnTo, work }) {
  onPacket = turnTo;
  onWork = work;
  const name = make("input", { id: "reviewer", autocomplete: "name", maxlength: "200", on: { change: () => localStorage.setItem("letterpack-name", name.value) } });
  name.value = localStorage.getItem("letterpack-name") ?? "";
  const text = make("textarea", { id: "remark-text", rows: "2", dir: "auto", maxlength: "10000" });
  parts = { name, text, this: make("div", { class: "all" }), comments: make("ul", { class: "cards" }), other: otherSide(), filters: make("div", { class: "row-of", hidden: true }), changes: make("div", { class: "all", role: "status" }), trouble: make("div", { role: "alert" }) };
  byId("panel-changes").replaceChildren(
    make(
      "div",
      { class: "all wide" },
      make("label", { for: "reviewer", text: say("your_name") }),
      name,
      parts.trouble,
      make("h2", { text: say("this_packet") }),
      parts.this,
      make("label", { for: "remark-text", text: say("comment") }),
      text,
      button(say("comment_send"), () => remark(text)),
      parts.comments,
      make("h2", { text: say("what_changed") }),
      make("p", { class: "soft", text: say("changes_what") }),
      make("div", { class: "row-of" }, button(say("since_build"), () => compare("build")), button(say("since_commit"), () => compare("commit")), button(say("since_seal"), () => compare("seal"))),
      parts.other.root,
      parts.filters,
      parts.changes,
      make("h2", { text: say("all_packets") }),
      make("p", { class: "soft", text: say("approve_all_what") }),
      button(say("approve_all"), () => approveMany(null)),
      make("h2", { text: say("merge_review") }),
      make("p", { class: "soft", text: say("merge_review_what") }),
      make("label", { for: "review-file", text: say("review_file") }),
      make("input", { id: "review-file", type: "file", accept: ".yaml,.yml", on: { change: (event) => event.target.files[0] && merge(event.target.files[0]) } }),
    ),
  );
}

// What else there is to compare with: other builds in the campaign's folder, and what git has, by name.
export async function offer() {
  const { builds, revisions } = await get("sides").catch(() => ({ builds: [], revisions: [] }));
  const option = (kind, name, text) => make("option", { value: `${kind} ${name}`, text });
  const group = (key, some) => (some.length ? [make("optgroup", { label: say(key) }, ...some)] : []);
  const some = (kind) => revisions.filter((each) => each.kind === kind).map((each) => option("revision", each.name, [each.name, each.on, each.subject].filter(Boolean).join(" · ")));
  parts.other.list.replaceChildren(
    option("", "", say("other_side")),
    ...group("side_builds", builds.map((name) => option("other", name, name))),
    ...group("side_branches", some("branch")),
    ...group("side_tags", some("tag")),
    ...group("side_commits", some("commit")),
    ...(revisions.length ? [option("named", "", say("side_named"))] : []),
  );
  parts.other.root.hidden = parts.other.list.options.length < 2;
  parts.other.name.hidden = true;
}

// The list, and a name for a revision that is not in it, such as HEAD~7. Nothing begins before the button is pressed.
function otherSide() {
  const list = make("select", { id: "compare-other", "aria-label": say("other_side"), on: { change: () => (name.hidden = list.value !== "named ") } });
  const name = make("input", { id: "revision-name", "aria-label": say("revision_name"), placeholder: "HEAD~7", dir: "ltr", hidden: true, autocomplete: "off", spellcheck: false, maxlength: "200", on: { keydown: (event) => event.key === "Enter" && go() } });
  const go = () => {
    const [kind, ...rest] = list.value.split(" ");
    if (kind === "named") return name.value.trim() ? compare("revision", name.value.trim()) : name.focus();
    return kind ? compare(kind, rest.join(" ")) : list.focus();
  };
  return { list, name, root: make("div", { class: "row-of", hidden: true }, list, name, button(say("compare"), go)) };
}

export async function load(version) {
  state.version = version;
  try {
    take(await get("review"));
  } catch (refused) {
    trouble(refused);
  }
}

export function show(packet) {
  state.packet = packet;
  draw();
}

function take(review) {
  state.review = review;
  draw();
  changes();
}

// A colleague's approvals and comments, from the report that they exported or from their own copy of the campaign.
export async function merge(file) {
  try {
    take(await post("reviewed", { text: await file.text() }));
    parts.trouble.replaceChildren();
    announce(say("review_merged"));
  } catch (refused) {
    trouble(refused);
  }
}

function draw() {
  const { packet, review } = state;
  if (!packet) return;
  const about = review.approvals.filter((each) => each.packet === packet.id);
  const current = about.filter((each) => each.sha256 === packet.reading);
  const lines = current.length
    ? current.map((each) => make("li", { class: "card good" }, make("p", { text: say("approved_by", each) })))
    : about.length
      ? about.map((each) => make("li", { class: "card warning" }, make("p", { text: say("approved_before", each) })))
      : [make("li", { class: "card" }, make("p", { text: say("not_approved") }))];
  parts.this.replaceChildren(make("ul", { class: "cards" }, ...lines), button(say("approve_this"), () => approve(), { class: "strong", disabled: !packet.fresh }));
  const open = review.comments.filter((each) => !each.settled);
  const shown = [...open.filter((each) => each.packet === packet.id), ...open.filter((each) => each.packet !== packet.id), ...review.comments.filter((each) => each.settled)];
  parts.comments.replaceChildren(...shown.slice(0, MOST).map(comment));
  byId("tab-changes").querySelector(".count").textContent = open.length ? say("number", { n: open.length, count: open.length }) : "";
}

function comment(said) {
  return make(
    "li",
    { class: `card ${said.settled ? "" : "warning"}` },
    make("p", { class: "kind", dir: "auto", text: say("comment_by", said) }),
    make("p", { dir: "auto", text: said.text }),
    make(
      "div",
      { class: "do" },
      said.packet ? button(said.packet, () => onPacket(said.packet), { class: "link", dir: "ltr" }) : null,
      said.settled ? make("span", { class: "soft", text: say("settled_by", { by: said.settled }) }) : button(say("settle"), () => tell({ do: "settle", id: said.id }), { class: "link" }),
    ),
  );
}

async function tell(said) {
  if (!parts.name.value.trim()) {
    parts.name.focus();
    parts.trouble.replaceChildren(make("p", { class: "card error", text: say("name_needed") }));
    return false;
  }
  try {
    take(await post("review", { by: parts.name.value, ...said }));
    parts.trouble.replaceChildren();
    return true;
  } catch (refused) {
    trouble(refused);
    return false;
  }
}

async function approve() {
  const { id, reading } = state.packet;
  if (await tell({ do: "approve", packet: id, sha256: reading })) announce(say("approved"));
}

async function remark(text) {
  if (text.value.trim() && (await tell({ do: "comment", packet: state.packet?.id ?? "", text: text.value }))) text.value = "";
}

// Approve packets that are not in view: those of a change, or all.
async function approveMany(packets) {
  if (!parts.name.value.trim()) return tell({});
  parts.trouble.replaceChildren();
  const answer = await onWork("approve", { by: parts.name.value, version: state.version, ...(packets ? { packets } : {}) });
  if (answer.error) trouble(answer.error);
  else {
    announce(say("approved_count", { n: answer.packets }));
    await load(state.version);
  }
}

const trouble = (error) => parts.trouble.replaceChildren(refusal(error));
const refusal = (error) => make("div", { class: "card error" }, message("h3", error.message || say("no_server")), error.hint ? message("p", error.hint, { class: "hint" }) : null);

async function compare(side, name = "") {
  parts.filters.hidden = true;
  parts.changes.replaceChildren(make("p", { class: "soft", text: say("working") }));
  const answer = await onWork("compare", { with: side, name });
  Object.assign(state, { answer: answer.error ? null : answer, kind: "", open: false, text: "" });
  if (answer.error) parts.changes.replaceChildren(refusal(answer.error));
  else {
    filters();
    changes();
  }
}

// Whether somebody has approved all packets of a change as they are now.
function isApproved(group) {
  const { readings } = state.answer;
  return group.packets.every((id) => state.review.approvals.some((each) => each.packet === id && each.sha256 === readings[id]));
}

function filters() {
  const kinds = [...new Set(state.answer.groups.map((group) => group.change.kind))];
  parts.filters.hidden = !state.answer.groups.length;
  parts.filters.replaceChildren(
    make("input", { type: "search", id: "find-change", "aria-label": say("find_change"), placeholder: say("find_change"), autocomplete: "off", on: { input: (event) => ((state.text = event.target.value), changes()) } }),
    make("select", { id: "change-kind", "aria-label": say("change_kind"), on: { change: (event) => ((state.kind = event.target.value), changes()) } }, make("option", { value: "", text: say("change_kind") }), ...kinds.map((kind) => make("option", { value: kind, text: kind, lang: "en" }))),
    make("label", { class: "row-of tick" }, make("input", { type: "checkbox", id: "only-open", on: { change: (event) => ((state.open = event.target.checked), changes()) } }), say("only_open")),
  );
}

const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function changes() {
  const { answer } = state;
  if (!answer) return;
  if (answer.same) return parts.changes.replaceChildren(make("div", { class: "card good" }, make("h3", { text: say("no_changes") })));
  const wanted = bare(state.text);
  const fits = (group) => (!state.kind || group.change.kind === state.kind) && (!state.open || !isApproved(group)) && (!wanted || bare([group.change.field, group.change.lead, group.change.before, group.change.after, group.change.trail, ...group.packets.slice(0, 500)].join("\n")).includes(wanted));
  const some = answer.groups.filter(fits);
  const groups = some.slice(0, MOST).map((group) => make("li", { class: `card ${isApproved(group) ? "good" : "note"}` }, ...shown(group.change), whose(group)));
  const sources = answer.sources.slice(0, MOST).map((change) => make("li", { class: "card" }, ...shown(change)));
  parts.changes.replaceChildren(
    ...[
      make("h3", { text: say("in_packets", { n: some.length }) }),
      make("ul", { class: "cards" }, ...groups),
      some.length > MOST ? make("p", { class: "soft", text: say("more_findings", { n: some.length - MOST }) }) : null,
      sources.length ? make("h3", { text: say("in_sources") }) : null,
      make("ul", { class: "cards" }, ...sources),
    ].filter(Boolean),
  );
}

function shown(change) {
  return [
    make("p", { class: "kind", lang: "en", text: change.field || change.kind }),
    make(
      "pre",
      { dir: "auto" },
      change.lead ? `…${change.lead} ` : "",
      change.before ? make("del", { text: change.before }) : "",
      change.before && change.after ? " " : "",
      change.after ? make("ins", { text: change.after }) : "",
      change.trail ? ` ${change.trail}…` : "",
    ),
    change.note ? make("p", { class: "hint", lang: "en", dir: "auto", text: change.note }) : null,
  ].filter(Boolean);
}

// Whose packets have the change, with what a reviewer can say about it.
function whose({ change, packets }) {
  const first = packets.slice(0, 5).map((id) => button(id, () => onPacket(id), { class: "link", dir: "ltr" }));
  const quote = () => {
    parts.text.value = `${change.field || change.kind}: ${[change.before, change.after].filter(Boolean).join(" → ")}\n`.slice(0, 2_000);
    parts.text.focus();
  };
  return make(
    "div",
    { class: "do" },
    make("span", { class: "soft", text: say("packets_count", { n: packets.length }) }),
    ...first,
    isApproved({ packets }) ? make("span", { class: "approved", text: `✓ ${say("approved")}` }) : null,
    button(say("approve_these"), () => approveMany(packets)),
    button(say("comment"), quote),
  );
}
