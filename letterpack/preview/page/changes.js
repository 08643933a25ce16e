// What changed: the groups of a comparison, the same change in many packets once.

import { post } from "./api.js";
import { byId, button, make, message } from "./make.js";
import { say } from "./words.js";

const MOST = 200;
let onPacket = () => {};

export function prepare(heard) {
  onPacket = heard;
  const result = make("div", { class: "all", role: "status" });
  byId("panel-changes").replaceChildren(
    make(
      "div",
      { class: "all" },
      make("h2", { text: say("changes") }),
      make("p", { class: "soft", text: say("changes_what") }),
      make("div", { class: "row-of" }, button(say("since_build"), () => compare("build", result)), button(say("since_commit"), () => compare("commit", result))),
      result,
    ),
  );
}

async function compare(side, result) {
  result.replaceChildren(make("p", { class: "soft", text: say("working") }));
  try {
    const answer = await post("work", { work: "compare", with: side });
    result.replaceChildren(...(answer.error ? [refusal(answer.error)] : told(answer)));
  } catch (refused) {
    result.replaceChildren(refusal(refused));
  }
}

const refusal = (error) => make("div", { class: "card error" }, message("h3", error.message || say("no_server")), error.hint ? message("p", error.hint, { class: "hint" }) : null);

function told(answer) {
  if (answer.same) return [make("div", { class: "card good" }, make("h3", { text: say("no_changes") }))];
  const sources = answer.sources.map((change) => make("li", { class: "card" }, ...shown(change)));
  const groups = answer.groups.slice(0, MOST).map((group) => make("li", { class: "card note" }, ...shown(group.change), who(group.packets)));
  const plain = answer.packets.filter((packet) => ["new", "removed"].includes(packet.status));
  const others = plain.map((packet) => make("li", { class: "card" }, make("p", { class: "kind", text: say(`packet_${packet.status}`) }), make("h3", { dir: "auto", text: packet.id })));
  return [
    make("h3", { text: say("in_packets", { n: answer.groups.length }) }),
    make("ul", { class: "cards" }, ...groups, ...others),
    sources.length ? make("h3", { text: say("in_sources") }) : null,
    make("ul", { class: "cards" }, ...sources.slice(0, MOST)),
  ].filter(Boolean);
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

function who(packets) {
  const first = packets.slice(0, 5).map((id) => button(id, () => onPacket(id), { class: "link", dir: "ltr" }));
  return make("div", { class: "do" }, make("span", { class: "soft", text: say("packets_count", { n: packets.length }) }), ...first);
}
