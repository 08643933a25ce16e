// What reviewers do: approve packets in their name, remark, and settle what others remarked. What changed is in compare.js.

import { get, post } from "./api.js";
import * as compare from "./compare.js";
import { announce, byId, button, keepingFocus, make } from "./make.js";
import { say } from "./words.js";

const MOST = 200;
const state = { review: { approvals: [], comments: [], changes: [] }, packet: null, version: 0, asked: 0, told: 0 };
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
  parts = { name, text, this: make("div", { class: "all" }), comments: make("ul", { class: "cards" }), trouble: make("div", { role: "alert" }) };
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
      ...compare.prepare({ tell, name: () => parts.name.value.trim().replace(/\s+/g, " "), packet: (id) => onPacket(id), work: (name, said) => onWork(name, said), approved: (n) => announce(n ? say("approved_count", { n }) : say("approved")) }),
      make("h2", { text: say("all_packets") }),
      make("p", { class: "soft", text: say("approve_all_what") }),
      button(say("approve_all"), () => approveAll()),
      make("h2", { text: say("merge_review") }),
      make("p", { class: "soft", text: say("merge_review_what") }),
      make("label", { for: "review-file", text: say("review_file") }),
      make("input", { id: "review-file", type: "file", accept: ".yaml,.yml", on: { change: (event) => event.target.files[0] && merge(event.target.files[0]) } }),
    ),
  );
}

// An answer that was asked for before somebody said something here does not hold it yet, and is asked for once more.
export async function load(version) {
  state.version = version;
  const mine = ++state.asked;
  try {
    for (;;) {
      const { told } = state;
      const fresh = await get("review");
      if (mine !== state.asked) return;
      if (told === state.told) return take(fresh);
    }
  } catch (refused) {
    if (refused.isAway) throw refused;
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
  compare.draw(review);
}

// What was said here is written down.
function took(review) {
  state.told += 1;
  take(review);
}

// A colleague's approvals and comments, from the report that they exported or from their own copy of the campaign.
export async function merge(file) {
  try {
    took(await post("reviewed", { text: await file.text() }));
    parts.trouble.replaceChildren();
    announce(say("review_merged"));
  } catch (refused) {
    trouble(refused);
  }
}

function draw() {
  const { packet, review } = state;
  remarks(review, packet?.id);
  if (!packet) return keepingFocus(parts.this, () => parts.this.replaceChildren(make("p", { class: "soft", text: say("no_pages") })));
  const about = review.approvals.filter((each) => each.packet === packet.id);
  const current = about.filter((each) => each.sha256 === packet.reading);
  const lines = current.length
    ? current.map((each) => make("li", { class: "card good" }, make("p", { text: say("approved_by", each) })))
    : about.length
      ? about.map((each) => make("li", { class: "card warning" }, make("p", { text: say("approved_before", each) })))
      : [make("li", { class: "card" }, make("p", { text: say("not_approved") }))];
  const approval = button(say("approve_this"), () => approve(), { class: "strong", disabled: !packet.fresh });
  keepingFocus(parts.this, () => parts.this.replaceChildren(make("ul", { class: "cards" }, ...lines), approval));
}

// Those of the packet in view first, then those that are open.
function remarks(review, id) {
  const open = review.comments.filter((each) => !each.settled);
  const shown = [...open.filter((each) => each.packet === id), ...open.filter((each) => each.packet !== id), ...review.comments.filter((each) => each.settled)];
  keepingFocus(parts.comments, () => parts.comments.replaceChildren(...shown.slice(0, MOST).map((each) => comment(each))));
  byId("tab-changes").querySelector(".count").textContent = open.length ? say("number", { n: open.length, count: open.length }) : "";
}

// `isThere` where it stands below the change that it is about.
export function comment(said, { isThere = false } = {}) {
  return make(
    "li",
    { class: `card ${said.settled ? "" : "warning"}`, "data-key": said.id },
    make("p", { class: "kind", dir: "auto", text: say("comment_by", said) }),
    said.change && !isThere ? make("p", { class: "hint", dir: "auto", text: said.change }) : null,
    make("p", { class: "said-text", dir: "auto", text: said.text }),
    make(
      "div",
      { class: "do" },
      said.packet ? button(said.packet, () => onPacket(said.packet), { class: "link", dir: "ltr" }) : null,
      said.settled ? make("span", { class: "soft", text: say("settled_by", { by: said.settled }) }) : button(say("settle"), () => tell({ do: "settle", id: said.id }), { class: "link" }),
    ),
  );
}

function isNamed() {
  if (parts.name.value.trim()) return true;
  parts.name.focus();
  parts.trouble.replaceChildren(make("p", { class: "card error", text: say("name_needed") }));
  return false;
}

async function tell(said) {
  if (!isNamed()) return false;
  try {
    took(await post("review", { by: parts.name.value, ...said }));
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

// Approve packets that are not in view.
async function approveAll() {
  if (!isNamed()) return;
  const answer = await onWork("approve", { by: parts.name.value, version: state.version });
  if (answer.error) trouble(answer.error);
  else {
    announce(say("approved_count", { n: answer.packets }));
    await load(state.version).catch(trouble);
  }
}

const trouble = (error) => parts.trouble.replaceChildren(compare.refusal(error));
