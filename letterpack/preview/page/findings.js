// What is wrong: a card each, the worst first, that leads to its place on the page and to its line.

import { byId, button, keepingFocus, make, message } from "./make.js";
import { say } from "./words.js";

const ORDER = { error: 0, warning: 1, note: 2 };
const MOST = 200;

export function worstOf(findings) {
  return findings.reduce((worst, each) => (ORDER[each.severity] < ORDER[worst] ? each.severity : worst), "note");
}

// `lead` has `go` to a finding's place, `fix` to its line here, and `outside` to its line in the reader's own editor.
export function show(told, lead) {
  const panel = byId("panel-findings");
  const sorted = [...told.findings].sort((one, two) => ORDER[one.severity] - ORDER[two.severity]);
  byId("finding-count").textContent = told.count ? say("number", { n: told.count, count: told.count }) : "";
  light(sorted, told);
  if (!sorted.length) {
    keepingFocus(panel, () => panel.replaceChildren(make("p", { class: "empty", text: told.judged ? say("nothing_wrong") : say("looking") })));
    return;
  }
  const more = told.count > MOST ? make("p", { class: "soft", text: say("more_findings", { n: told.count - MOST }) }) : null;
  const cards = make("ul", { class: "cards" }, ...sorted.slice(0, MOST).map((each) => card(each, lead)));
  keepingFocus(panel, () => panel.replaceChildren(...[cards, more].filter(Boolean)));
}

export function card(found, { go, fix, outside }) {
  const place = found.line ? `${found.file}:${found.line}` : found.file;
  return make(
    "li",
    { class: `card ${found.severity}`, "data-key": [found.code, found.packet, found.message].join(" ") },
    make("p", { class: "kind", text: `${say(`severity_${found.severity}`)} ${found.code}` }),
    message("h3", found.message),
    found.hint ? message("p", found.hint, { class: "hint" }) : null,
    make(
      "div",
      { class: "do" },
      button(say("show_place"), () => go(found), { class: "link" }),
      button(place, () => fix(found), { class: "link", dir: "ltr" }),
      found.line && outside ? button(say("in_editor"), () => outside(found), { class: "link" }) : null,
    ),
  );
}

function light(findings, told) {
  const shown = byId("light");
  const errors = findings.filter((each) => each.severity === "error").length;
  const warnings = findings.filter((each) => each.severity === "warning").length;
  shown.dataset.worst = errors ? "error" : warnings ? "warning" : told.judged ? "good" : "";
  const parts = [errors && say("errors", { n: errors }), warnings && say("warnings", { n: warnings })].filter(Boolean);
  shown.textContent = parts.join(" · ") || (told.judged ? say("all_well") : say("looking"));
}
