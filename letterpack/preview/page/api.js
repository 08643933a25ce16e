// What the page asks its server. Every answer is JSON; a refusal is an error with a message and a hint.

export class Refused extends Error {
  constructor(said, status) {
    super(said.message);
    this.hint = said.hint || "";
    this.changed = Boolean(said.changed);
    this.status = status;
  }

  // Nobody answers, or somebody who does not know this browser: the server has ended, or was started again.
  get isAway() {
    return this.status === 0 || this.status === 403;
  }
}

// The secrets of this page's origin, which no other has, whatever its port. A cookie would go to every server on this machine.
const secret = (name) => localStorage.getItem(`letterpack-secret-${name}`) ?? "";

// Exchange the token of the address, which works once, for the secrets; a page that is loaded again has them.
export async function enter() {
  const token = new URLSearchParams(location.search).get("token");
  if (!token) return;
  const answer = await fetch("/api/enter", { method: "POST", headers: { "x-letterpack-token": token } });
  if (answer.ok) for (const [name, value] of Object.entries(await answer.json())) localStorage.setItem(`letterpack-secret-${name}`, value);
  history.replaceState(null, "", location.pathname + location.hash);
}

// The address of what the browser itself asks for, which adds no header.
export const shown = (name, query = {}) => `/api/${name}?${new URLSearchParams({ ...query, pass: secret("pass") })}`;

async function asked(path, options) {
  let answer;
  try {
    const headers = { ...options?.headers, "accept-language": document.documentElement.lang, "x-letterpack-key": secret("key") };
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Refused({ message: "", hint: "" }, 0);
  }
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  let said;
  try {
    said = isJson ? await answer.json() : { error: { message: (await answer.text()).split("\n")[0] } };
  } catch {
    throw new Refused({ message: "", hint: "" }, 0);
  }
  // A crowded server says so in plain text, before anybody has looked at what was asked: it is asked again.
  if (!answer.ok || !isJson) throw new Refused(said.error, !isJson && answer.status === 503 ? 0 : answer.status);
  return said;
}

// What stands for an answer that was refused; an answer that did not come is asked for again by whoever asked.
export const unlessAway = (instead) => (refused) => {
  if (refused.isAway) throw refused;
  return instead;
};

export const get = (name, query = {}) => asked(`/api/${name}?${new URLSearchParams(query)}`);

export const post = (name, said) =>
  asked(`/api/${name}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said) });

// Hand over a spreadsheet: what was understood comes back, and with a digest of the list that was seen, it is written.
export const take = (list, file, { merge, sha256 = null, ...decisions }) =>
  asked(`/api/import?${new URLSearchParams({ list, name: file.name, merge: merge ? "1" : "", ...decisions, ...(sha256 === null ? {} : { write: "1", sha256 }) })}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file.data,
  });

export const pictureOf = (key, scale) => shown("picture", { key, scale });
