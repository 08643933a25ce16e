// The page's own words, in the reader's language. A language is a file words.TAG.json.

let words = {};
let numbers = new Intl.NumberFormat("en");
let plural = new Intl.PluralRules("en");

export const count = (value) => numbers.format(value);

// The words for `key`, with {name} filled. A key with forms for numbers takes the form that `n` asks for.
export function say(key, values = {}) {
  const found = words[key];
  const text = typeof found === "object" && found ? found[plural.select(values.n ?? 0)] ?? found.other : found ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? count(values[name]) : values[name] ?? ""));
}

// Speak `tag` from now on: fill whatever the page has written already.
export async function speak(tag) {
  words = await (await fetch(`/page/words.${tag}.json`)).json();
  numbers = new Intl.NumberFormat(tag);
  plural = new Intl.PluralRules(tag);
  document.documentElement.lang = tag;
  document.documentElement.dir = words.direction;
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
  for (const each of document.querySelectorAll("[data-name]")) each.setAttribute("aria-label", say(`name_${each.dataset.name}`));
  for (const each of document.querySelectorAll("[data-hint]")) each.placeholder = say(each.dataset.hint);
}

// The first of the reader's languages that the page has.
export function chosen(known) {
  const wanted = [sessionStorage.getItem("language"), ...navigator.languages].filter(Boolean);
  for (const tag of wanted) {
    const found = [tag, tag.split("-")[0]].find((each) => each in known);
    if (found) return found;
  }
  return "en";
}
