// A spreadsheet that is dropped on the page, or chosen: what was understood is shown before anything is written.

import { take } from "./api.js";
import { button, make, message } from "./make.js";
import { say } from "./words.js";

const LISTS = ["signatories", "addressees"];
let shown;
let file = null;
let list;
let merge;

// `opens` brings the panel into view when a file is dropped anywhere on the page.
export function prepare(opens) {
  list = make("select", { id: "import-as", on: { change: () => look() } }, ...LISTS.map((each) => make("option", { value: each, text: say(`list_${each}`) })));
  merge = make("input", { id: "import-merge", type: "checkbox", checked: true, on: { change: () => look() } });
  const picker = make("input", { id: "import-file", type: "file", accept: ".csv,.tsv,.xlsx,.xls,.xlsb,.ods", on: { change: () => choose(picker.files[0]) } });
  shown = make("div", { class: "all wide", role: "status" });
  const part = make(
    "details",
    { class: "import" },
    make("summary", { text: say("import_list") }),
    make("p", { class: "soft", text: say("import_what") }),
    make("label", { for: "import-as", text: say("import_as") }),
    list,
    make("label", { for: "import-file", text: say("import_file") }),
    picker,
    make("label", { for: "import-merge", class: "row-of" }, merge, say("keep_rows")),
    shown,
  );
  document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    part.open = true;
    opens();
    choose(event.dataTransfer.files[0]);
  });
  return part;
}

function choose(given) {
  file = given ?? null;
  look();
}

async function look() {
  if (!file) return;
  shown.replaceChildren(make("p", { class: "soft", text: say("working") }));
  try {
    const seen = await take(list.value, file, { merge: merge.checked });
    shown.replaceChildren(...told(seen), ...(seen.ok ? [button(say("import_write"), () => write(seen.sha256), { class: "strong" })] : []));
  } catch (refused) {
    failed(refused);
  }
}

async function write(sha256) {
  try {
    await take(list.value, file, { merge: merge.checked, sha256 });
    shown.replaceChildren(make("p", { class: "card good", text: say("imported") }));
  } catch (refused) {
    failed(refused);
  }
}

const failed = (error) => shown.replaceChildren(make("div", { class: "card error" }, message("h3", error.message || say("no_server")), error.hint ? message("p", error.hint) : null));

const told = (seen) => [
  make("pre", { class: "seen", lang: "en", dir: "ltr", tabindex: "0", text: seen.lines.join("\n") }),
  make("ul", { class: "cards" }, ...seen.findings.slice(0, 50).map((found) => make("li", { class: `card ${found.severity}` }, message("h3", found.message), found.hint ? message("p", found.hint, { class: "hint" }) : null))),
];
