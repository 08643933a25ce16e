// A spreadsheet or a letter that is dropped on the page, or chosen: what was understood is shown before anything is written.

import { take } from "./api.js";
import { announce, button, make, message } from "./make.js";
import { say } from "./words.js";

const LISTS = ["signatories", "addressees", "letter"];
const TABLES = [".csv", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods"];
const LETTERS = [".docx", ".doc", ".odt", ".html", ".htm", ".rtf", ".txt", ".md"];
const DECISIONS = { changes: ["accept", "reject"], comments: ["drop", "keep"] };
const MOST_BYTES = 50 * 1024 * 1024;
let shown;
let file = null;
let asked = 0;
let list;
let merge;
let decisions;
let rows;
let picker;

// A file says by its name whether it is a letter or a list; which list, its reader says.
const ending = (name) => `.${name.split(".").at(-1).toLowerCase()}`;

function suits() {
  const isLetter = list.value === "letter";
  rows.hidden = isLetter;
  decisions.hidden = !isLetter;
  picker.accept = [...(isLetter ? LETTERS : TABLES)].join(",");
}

// `opens` brings the panel into view when a file is dropped anywhere on the page; `reviewed` takes a colleague's review, and is all
// that there is for reviewers.
export function prepare(readOnly, opens, reviewed) {
  list = make("select", { id: "import-as", on: { change: () => (suits(), look()) } }, ...LISTS.map((each) => make("option", { value: each, text: say(`list_${each}`) })));
  merge = make("input", { id: "import-merge", type: "checkbox", checked: true, on: { change: () => look() } });
  rows = make("label", { for: "import-merge", class: "row-of" }, merge, say("keep_rows"));
  decisions = make("div", { class: "row-of", hidden: true }, ...Object.entries(DECISIONS).flatMap(([name, some]) => [make("label", { for: `import-${name}`, text: say(`import_${name}`) }), make("select", { id: `import-${name}`, on: { change: () => look() } }, make("option", { value: "", text: say("not_decided") }), ...some.map((each) => make("option", { value: each, text: say(`import_${each}`) })))]));
  picker = make("input", { id: "import-file", type: "file", accept: TABLES.join(","), on: { change: () => choose(picker.files[0]) } });
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
    rows,
    decisions,
    shown,
  );
  document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    const dropped = event.dataTransfer.files[0];
    if (/\.ya?ml$/i.test(dropped.name)) return reviewed(dropped);
    if (readOnly) return announce(say("read_only"));
    part.open = true;
    opens();
    choose(dropped);
  });
  return readOnly ? null : part;
}

function choose(given) {
  file = given ?? null;
  if (file && LETTERS.includes(ending(file.name)) && list.value !== "letter") list.value = "letter";
  else if (file && TABLES.includes(ending(file.name)) && list.value === "letter") list.value = "signatories";
  suits();
  look();
}

// What was chosen last is what is shown, whichever answer comes first.
async function look() {
  const mine = ++asked;
  if (!file) return shown.replaceChildren();
  shown.replaceChildren(make("p", { class: "soft", text: say("working") }));
  try {
    const now = await bytes();
    if (mine !== asked) return;
    const seen = await take(list.value, now, options());
    if (mine === asked) shown.replaceChildren(...told(seen), ...(seen.ok ? [button(say("import_write"), () => write(now, seen.sha256), { class: "strong" })] : []));
  } catch (refused) {
    if (mine === asked) failed(refused);
  }
}

// The file as it is now: what is written later is what was seen, whatever becomes of the file meanwhile.
async function bytes() {
  const { name, size } = file;
  if (size > MOST_BYTES) throw new Error(say("file_large", { name }));
  try {
    return { name, data: await file.arrayBuffer() };
  } catch {
    throw new Error(say("file_unread", { name }));
  }
}

async function write(now, sha256) {
  const mine = ++asked;
  shown.querySelector("button.strong").disabled = true;
  try {
    await take(list.value, now, { ...options(), sha256 });
    if (mine === asked) shown.replaceChildren(make("p", { class: "card good", text: say("imported") }));
  } catch (refused) {
    if (mine === asked) failed(refused);
  }
}

const options = () => ({ merge: merge.checked, ...(list.value === "letter" ? Object.fromEntries(Object.keys(DECISIONS).map((name) => [name, decisions.querySelector(`#import-${name}`).value])) : {}) });

const failed = (error) => shown.replaceChildren(make("div", { class: "card error" }, message("h3", error.message || say("no_server")), error.hint ? message("p", error.hint) : null));

const told = (seen) => [
  make("pre", { class: "seen", lang: "en", dir: "ltr", tabindex: "0", text: seen.lines.join("\n") }),
  make("ul", { class: "cards" }, ...seen.findings.slice(0, 50).map((found) => make("li", { class: `card ${found.severity}` }, message("h3", found.message), found.hint ? message("p", found.hint, { class: "hint" }) : null))),
];
