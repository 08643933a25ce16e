// Small makers of elements. Texts are only ever texts: nothing that comes from a campaign is read as markup.

export function make(tag, said = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(said)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, heard] of Object.entries(value)) made.addEventListener(event, heard);
    else if (name === "text") made.textContent = value;
    else if (name in made && name !== "list" && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

export const button = (text, heard, said = {}) => make("button", { type: "button", text, on: { click: heard }, ...said });

// A message of letterpack: what stands between backquotes is a value.
export function message(tag, text, said = {}) {
  const parts = text.split("`");
  const inside = parts.map((part, index) => (index % 2 && index < parts.length - 1 ? make("code", { dir: "auto", text: part }) : index % 2 ? `\`${part}` : part));
  return make(tag, { lang: "en", dir: "ltr", ...said }, ...inside);
}

export const byId = (id) => document.getElementById(id);

// Make a part of the page anew: whoever was in it goes on where they were, at the same control of the same thing (`data-key`).
export function keepingFocus(root, redraw) {
  const now = root.contains(document.activeElement) && document.activeElement !== root ? document.activeElement : null;
  const key = now?.closest("[data-key]")?.dataset.key;
  const place = now?.tagName === "TEXTAREA" ? [now.selectionStart, now.selectionEnd] : null;
  redraw();
  if (!now || now.isConnected) return;
  const around = key === undefined ? root : root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const same = [...(around?.querySelectorAll(now.tagName) ?? [])];
  const again = same.find((each) => place || each.textContent === now.textContent) ?? around?.querySelector("button");
  (again ?? root.closest("[tabindex]"))?.focus({ preventScroll: true });
  if (place && again?.tagName === "TEXTAREA") again.setSelectionRange(...place);
}

// Let who cannot see the page hear what happened.
export function announce(text) {
  byId("said").textContent = text;
}
