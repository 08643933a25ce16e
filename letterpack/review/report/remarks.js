// What reviewers remark on a change or a packet, and the review.yaml that it becomes with their marks. A remark belongs to the key
// of what it is about, as a mark does: no other report knows it. It stays in this browser until it is exported.
const letterpackRemarks = () => {
  const STORED = "letterpack-remarks:";
  const UNREAD = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
  const kept = new Map();
  const stored = letterpackStorage.use;
  let opened = false;
  const isRemark = (each) => each && ["id", "by", "on", "text", "packet"].every((name) => typeof each[name] === "string");
  const load = (key) => {
    if (opened && !kept.has(key)) {
      let found = [];
      try { found = JSON.parse(stored((store) => store.getItem(STORED + key)) || "[]"); } catch { /* not ours */ }
      kept.set(key, Array.isArray(found) ? found.filter(isRemark) : []);
    }
    return kept.get(key) ?? [];
  };
  const keep = (key, rows) => {
    kept.set(key, rows);
    if (opened) stored((store) => (rows.length ? store.setItem(STORED + key, JSON.stringify(rows)) : store.removeItem(STORED + key)));
  };
  const newId = () => [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // As YAML 1.2 and letterpack read it: one row a line, so that git merges what two reviewers wrote.
  const quoted = (text) => JSON.stringify(text).replace(UNREAD, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const row = (said) => `  - {${Object.entries(said).filter(([, value]) => value).map(([name, value]) => `${name}: ${quoted(value)}`).join(", ")}}\n`;
  const list = (name, rows) => `${name}:\n${rows.map(row).join("")}`;
  const sorted = (rows, key) => [...rows].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));

  return {
    // Takes up what is kept, once the storage is ready, and keeps what was said before.
    open: () => {
      const early = [...kept];
      kept.clear();
      opened = true;
      for (const [key, rows] of early) keep(key, [...load(key), ...rows]);
    },
    of: load,
    add: (key, said) => keep(key, [...load(key), { id: newId(), ...said, text: said.text.slice(0, 10000) }]),
    drop: (key, id) => keep(key, load(key).filter((each) => each.id !== id)),
    all: (keys) => keys.flatMap((key) => load(key)),
    yaml: (approvals, comments, changes) =>
      "# What reviewers approved and remarked. `letterpack preview` writes it; `letterpack check` reads it.\n" +
      list("approvals", sorted(approvals, (each) => `${each.packet}\0${each.by}`)) +
      "\n# Changes that are approved, in all packets that have them.\n\n" +
      list("changes", sorted(changes, (each) => `${each.change}\0${each.by}\0${each.sha256}`)) +
      "\n# Comments, open until somebody has settled them.\n\n" +
      list("comments", sorted(comments, (each) => each.id).map(({ id, packet, change, by, on, text, settled }) => ({ id, packet, change, by, on, text, settled }))),
  };
};
