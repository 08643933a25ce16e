// What changed: two sides compared, the same change in many packets once, each to be approved or remarked on.

import { get } from "./api.js";
import { button, keepingFocus, make, message } from "./make.js";
import { comment } from "./review.js";
import { say } from "./words.js";

const MOST = 200;
const state = { review: { approvals: [], comments: [], changes: [] }, answer: null, running: 0, offered: 0, kind: "", open: false, text: "", drafts: new Map(), groupsOf: new Map(), approved: new Set(), by: new Map() };
let lead = {};
let parts = {};

// `lead` has `tell`, which writes down what a reviewer says, `packet`, which shows one, and `work`, which does what takes long.
export function prepare(leads) {
  lead = leads;
  parts = { other: otherSide(), filters: make("div", { class: "row-of", hidden: true }), changes: make("div", { class: "all", role: "status" }) };
  return [
    make("p", { class: "soft", text: say("changes_what") }),
    make("div", { class: "row-of" }, ...["build", "commit", "seal"].map((side) => button(say(`since_${side}`), () => compare(side)))),
    parts.other.root,
    parts.filters,
    parts.changes,
  ];
}

// What else there is to compare with: other builds in the campaign's folder, and what git has, by name.
export async function offer() {
  const mine = ++state.offered;
  const { builds, revisions } = await get("sides").catch(() => ({ builds: [], revisions: [] }));
  if (mine !== state.offered) return;
  const chosen = parts.other.list.value;
  const option = (kind, name, text) => make("option", { value: `${kind} ${name}`, text });
  const group = (key, some) => (some.length ? [make("optgroup", { label: say(key) }, ...some)] : []);
  const some = (kind) => revisions.filter((each) => each.kind === kind).map((each) => option("revision", each.name, [each.name, each.on, each.subject].filter(Boolean).join(" · ")));
  parts.other.list.replaceChildren(
    make("option", { value: "", text: say("other_side") }),
    ...group("side_builds", builds.map((name) => option("other", name, name))),
    ...group("side_branches", some("branch")),
    ...group("side_tags", some("tag")),
    ...group("side_commits", some("commit")),
    ...(revisions.length ? [option("named", "", say("side_named"))] : []),
  );
  if ([...parts.other.list.options].some((each) => each.value === chosen)) parts.other.list.value = chosen;
  parts.other.root.hidden = parts.other.list.options.length < 2;
  parts.other.name.hidden = parts.other.list.value !== "named ";
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

async function compare(side, name = "") {
  const mine = ++state.running;
  parts.filters.hidden = true;
  parts.changes.replaceChildren(make("p", { class: "soft", text: say("working") }));
  const answer = await lead.work("compare", { with: side, name });
  if (mine !== state.running) return;
  Object.assign(state, { answer: answer.error ? null : answer, kind: "", open: false, text: "", groupsOf: new Map() });
  if (answer.error) return parts.changes.replaceChildren(refusal(answer.error));
  for (const group of answer.groups) for (const id of group.packets) state.groupsOf.set(id, [...(state.groupsOf.get(id) ?? []), group]);
  filters();
  changes();
}

export const refusal = (error) => make("div", { class: "card error" }, message("h3", error.message || say("no_server")), error.hint ? message("p", error.hint, { class: "hint" }) : null);

// What reviewers say has changed.
export function draw(review) {
  state.review = review;
  state.approved = new Set(review.approvals.map((each) => `${each.packet} ${each.sha256}`));
  state.by = new Map();
  for (const each of review.changes) state.by.set(each.sha256, [...(state.by.get(each.sha256) ?? []), each.by]);
  if (state.answer) changes();
}

const isPacketApproved = (id) => state.approved.has(`${id} ${state.answer.readings[id]}`);
const approvedBy = (group) => state.by.get(group.key) ?? [];
// Whether somebody has approved a change, or all packets that have it, as they are now.
const isApproved = (group) => approvedBy(group).length > 0 || group.packets.every(isPacketApproved);

// Approve a change; a packet is approved once all of its changes are by the same person.
async function approve(group) {
  const by = lead.name();
  const isDone = (each) => each === group || approvedBy(each).includes(by);
  const whole = group.packets.filter((id) => state.answer.readings[id] && state.groupsOf.get(id).every(isDone));
  const packets = Object.fromEntries(whole.map((id) => [id, state.answer.readings[id]]));
  if (await lead.tell({ do: "approve-change", change: group.about, sha256: group.key, packets })) lead.approved(whole.length);
}

function filters() {
  const kinds = [...new Set(state.answer.groups.map((group) => group.change.kind))];
  parts.filters.hidden = !state.answer.groups.length;
  parts.filters.replaceChildren(
    make("input", { type: "search", id: "find-change", "aria-label": say("find_change"), placeholder: say("find_change"), autocomplete: "off", on: { input: (event) => ((state.text = event.target.value), changes()) } }),
    make("select", { id: "change-kind", "aria-label": say("change_kind"), on: { change: (event) => ((state.kind = event.target.value), changes()) } }, make("option", { value: "", text: say("change_kind") }), ...kinds.map((kind) => make("option", { value: kind, text: say(`changed_${kind}`) }))),
    make("label", { class: "row-of tick" }, make("input", { type: "checkbox", id: "only-open", on: { change: (event) => ((state.open = event.target.checked), changes()) } }), say("only_open")),
  );
}

const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function changes() {
  const { answer } = state;
  if (answer.same) return parts.changes.replaceChildren(make("div", { class: "card good" }, make("h3", { text: say("no_changes") })));
  const wanted = bare(state.text);
  const fits = (group) => (!state.kind || group.change.kind === state.kind) && (!state.open || !isApproved(group)) && (!wanted || bare([group.change.field, group.change.lead, group.change.before, group.change.after, group.change.trail, ...group.packets.slice(0, 500)].join("\n")).includes(wanted));
  const some = answer.groups.filter(fits);
  const sources = answer.sources.slice(0, MOST).map((change) => make("li", { class: "card" }, ...shown(change)));
  keepingFocus(parts.changes, () =>
    parts.changes.replaceChildren(
      ...[
        ...answer.notes.map((note) => make("p", { class: "soft", lang: "en", dir: "auto", text: note })),
        make("h3", { text: say("in_packets", { n: some.length }) }),
        make("ul", { class: "cards" }, ...some.slice(0, MOST).map(card)),
        some.length > MOST ? make("p", { class: "soft", text: say("more_findings", { n: some.length - MOST }) }) : null,
        sources.length ? make("h3", { text: say("in_sources") }) : null,
        make("ul", { class: "cards" }, ...sources),
      ].filter(Boolean),
    ),
  );
}

function card(group) {
  const said = state.review.comments.filter((each) => each.change === group.about);
  return make(
    "li",
    { class: `card ${isApproved(group) ? "good" : "note"}`, "data-key": group.key },
    ...shown(group.change),
    ...group.follows.slice(0, 5).map(({ change }) => make("div", { class: "follows" }, ...shown(change))),
    whose(group),
    said.length ? make("ul", { class: "cards" }, ...said.map((each) => comment(each, { isThere: true }))) : null,
    state.drafts.has(group.about) ? writing(group) : null,
  );
}

function shown(change) {
  return [
    make("p", { class: "kind" }, say(`changed_${change.kind}`), change.field && change.field !== change.kind ? make("span", { lang: "en", dir: "ltr", text: ` · ${change.field}` }) : null),
    make(
      "pre",
      { dir: "auto" },
      change.lead ? `…${change.lead} ` : "",
      change.before ? make("del", {}, make("span", { class: "vh", text: `${say("was")}: ` }), change.before) : "",
      change.before && change.after ? " " : "",
      change.after ? make("ins", {}, make("span", { class: "vh", text: `${say("is_now")}: ` }), change.after) : "",
      change.trail ? ` ${change.trail}…` : "",
    ),
    change.note ? make("p", { class: "hint", lang: "en", dir: "auto", text: change.note }) : null,
  ].filter(Boolean);
}

// Whose packets have the change, with what a reviewer can say about it.
function whose(group) {
  const { packets } = group;
  const names = approvedBy(group);
  const waiting = isApproved(group) ? packets.filter((id) => state.answer.readings[id] && !isPacketApproved(id)).length : 0;
  const ticked = names.length ? say("approved_by_all", { by: names.join(", ") }) : say("approved");
  return make(
    "div",
    { class: "do" },
    make("span", { class: "soft", text: say("packets_count", { n: packets.length }) }),
    ...packets.slice(0, 5).map((id) => button(id, () => lead.packet(id), { class: "link", dir: "ltr" })),
    isApproved(group) ? make("span", { class: "approved", dir: "auto", text: `✓ ${ticked}` }) : null,
    waiting ? make("span", { class: "soft", text: say("waiting_packets", { n: waiting }) }) : null,
    button(say("approve_change"), () => approve(group)),
    button(say("comment"), () => (state.drafts.set(group.about, state.drafts.get(group.about) ?? ""), changes(), fieldOf(group)?.focus()), { "aria-expanded": String(state.drafts.has(group.about)) }),
  );
}

const fieldOf = (group) => parts.changes.querySelector(`[data-key="${CSS.escape(group.key)}"] textarea`);

function writing(group) {
  const text = make("textarea", { rows: "2", dir: "auto", maxlength: "10000", "aria-label": `${say("comment")}: ${group.about}`, on: { input: () => state.drafts.set(group.about, text.value) } });
  text.value = state.drafts.get(group.about);
  const send = async () => {
    if (!text.value.trim()) return text.focus();
    const packet = group.packets.length === 1 ? group.packets[0] : "";
    if (!(await lead.tell({ do: "comment", change: group.about, packet, text: text.value }))) return;
    state.drafts.delete(group.about);
    changes();
  };
  const drop = () => (state.drafts.delete(group.about), changes());
  return make("div", { class: "remark" }, text, make("div", { class: "do" }, button(say("comment_send"), send), button(say("cancel"), drop, { class: "link" })));
}
