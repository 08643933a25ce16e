// What is done with all packets at once: build, check, compare, seal, with progress.

import { post, shown } from "./api.js";
import { card } from "./findings.js";
import { announce, byId, button, make, message } from "./make.js";
import { say } from "./words.js";

let lead = {};
let runs;
let readOnly = false;

export function prepare(isReadOnly, leads) {
  readOnly = isReadOnly;
  lead = leads;
  // What came of it stands below the button that asked for it.
  const result = make("div", { id: "result", class: "all", role: "status" });
  const sealed = make("div", { class: "all", role: "status" });
  runs = make("ul", { class: "plain" });
  const start = (name, said = {}) => work(name, said, name === "seal" ? sealed : result);
  const by = make("input", { id: "by", autocomplete: "name" });
  const note = make("input", { id: "sealing-note", autocomplete: "off" });
  const parts = [
    make("h2", { text: say("batch") }),
    make("p", { class: "soft", text: say("batch_what") }),
    make(
      "div",
      { class: "row-of" },
      readOnly ? null : button(say("build"), () => start("build"), { class: "strong" }),
      readOnly ? null : button(say("print_run"), () => start("build", { print_run: true })),
      button(say("check"), () => start("check")),
    ),
    result,
    runs,
  ];
  if (!readOnly) {
    parts.push(
      make("h2", { text: say("seal") }),
      make("p", { class: "soft", text: say("seal_what") }),
      make("label", { for: "by", text: say("your_name") }),
      by,
      make("label", { for: "sealing-note", text: say("remark") }),
      note,
      button(say("seal"), () => start("seal", { by: by.value, note: note.value })),
      sealed,
    );
  }
  byId("panel-batch").replaceChildren(make("div", { class: "all" }, ...parts));
  byId("build").hidden = readOnly;
  byId("build").onclick = () => start("build");
  byId("check").onclick = () => start("check");
}

// The files of the print run that was built last, each to open.
export function show(names) {
  runs.hidden = !names.length;
  runs.replaceChildren(
    ...names.map((name) => {
      const text = names.length > 1 ? `${say("open_print_run")}: ${name}` : say("open_print_run");
      return make("li", {}, make("a", { href: shown("print-run", { name }), target: "_blank", rel: "noopener", class: "link", text }));
    }),
  );
}

let busy = 0;
const asked = new Set();

// Do a piece of long work, with progress at the top; a refusal is an answer too.
export async function doWork(name, said) {
  busy += 1;
  progress(0, 0);
  try {
    return await post("work", { work: name, ...said });
  } catch (refused) {
    return { error: { message: refused.message || say("no_server"), hint: refused.hint } };
  } finally {
    busy -= 1;
    progress(0, 0);
  }
}

// Do it, behind what is being done, and show here what came of it. What is asked for twice is done once.
async function work(name, said, result) {
  byId("tab-batch").click();
  const wanted = JSON.stringify([name, said]);
  if (asked.has(wanted)) return announce(say("working"));
  asked.add(wanted);
  result.replaceChildren(make("p", { class: "soft", text: say("working") }));
  const answer = await doWork(name, said);
  asked.delete(wanted);
  if (name === "build" && answer.ok) show(answer.print_runs);
  result.replaceChildren(...told(name, answer));
  announce(result.textContent);
}

export function progress(done, total) {
  const bar = byId("progress");
  bar.hidden = !busy;
  if (total) bar.value = done / total;
  else bar.removeAttribute("value");
  bar.setAttribute("aria-label", say("working"));
}

function told(name, answer) {
  if (answer.error) return [failed(answer.error.message, answer.error.hint), cards(answer.findings ?? [])];
  const findings = answer.findings ?? [];
  if (name === "seal") return [good(say("sealed", { n: answer.packets, by: answer.by }))];
  if (name === "build") return [answer.ok ? good(say("built", { n: answer.packets })) : failed(say("not_built"), ""), cards(findings)];
  const { packets_expected: expected, errors, warnings } = answer.summary;
  const head = errors ? failed(say("errors", { n: errors }), "") : good(answer.built ? say("checked", { n: expected }) : say("sources_checked"));
  return [head, warnings ? make("p", { text: say("warnings", { n: warnings }) }) : null, cards(findings)].filter(Boolean);
}

const good = (text) => make("div", { class: "card good" }, make("h3", { text }));
const failed = (text, hint) => make("div", { class: "card error" }, message("h3", text), hint ? message("p", hint, { class: "hint" }) : null);
const cards = (findings) => make("ul", { class: "cards" }, ...findings.slice(0, 100).map((each) => card(each, lead)));
