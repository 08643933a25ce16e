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

// Let who cannot see the page hear what happened.
export function announce(text) {
  byId("said").textContent = text;
}
