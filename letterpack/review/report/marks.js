// Who has looked at which change, and when. A mark belongs to a change's key, a digest of the change and of the files before and
// after: no other report knows it, and the same change between the same files has it in every report. Marks stay in this browser
// until they are exported; two reviewers' exports are put together by importing one in the other's report.
const letterpackMarks = (groups) => {
  const STORED = "letterpack-mark:";
  const NAME = "letterpack-reviewer";
  const keys = new Set(groups.map((group) => group.key));
  const marks = new Map();
  const stored = letterpackStorage.use;
  let opened = false;

  const isMark = (each) => each && typeof each.by === "string" && typeof each.on === "string";
  // The same reviewer marks a change once; of two times, the first is when it was seen.
  const add = (key, mark) => {
    const others = marks.get(key) || [];
    if (!others.some((each) => each.by === mark.by)) marks.set(key, [...others, { by: mark.by.slice(0, 200), on: mark.on.slice(0, 40) }]);
  };
  const keep = (key) => opened && stored((store) => {
    if (marks.has(key)) store.setItem(STORED + key, JSON.stringify(marks.get(key)));
    else store.removeItem(STORED + key);
  });

  return {
    // Takes up what is kept, once the storage is ready, and keeps what was marked before.
    open: () => {
      const early = [...marks.keys()];
      opened = true;
      for (const key of keys) {
        try {
          for (const each of JSON.parse(stored((store) => store.getItem(STORED + key)) || "[]")) if (isMark(each)) add(key, each);
        } catch { /* not ours */ }
      }
      early.forEach(keep);
    },
    name: () => stored((store) => store.getItem(NAME)) || "",
    rename: (name) => opened && stored((store) => store.setItem(NAME, name)),
    has: (place) => marks.has(groups[place].key),
    all: (place) => marks.get(groups[place].key) || [],
    count: () => groups.filter((group) => marks.has(group.key)).length,
    set: (place, by, on) => { add(groups[place].key, { by, on }); keep(groups[place].key); },
    // Takes back what `by` has marked, or what nobody's name stands at.
    unset: (place, by) => {
      const key = groups[place].key;
      const others = (marks.get(key) || []).filter((each) => each.by && each.by !== by);
      if (others.length) marks.set(key, others); else marks.delete(key);
      keep(key);
    },
    words: (place) => (marks.get(groups[place].key) || []).map((each) => [each.by, each.on.slice(0, 10)].filter(Boolean).join(", ")).join(" · "),
    told: () => groups.filter((group) => marks.has(group.key)).map((group) => ({ key: group.key, change: group.head, marks: marks.get(group.key) })),
    // Returns how many changes of this report the marks of another reviewer's export are about.
    merge: (exported) => {
      const rows = exported && Array.isArray(exported.marks) ? exported.marks : [];
      const known = rows.filter((row) => row && keys.has(row.key) && Array.isArray(row.marks));
      for (const row of known) {
        for (const each of row.marks) if (isMark(each)) add(row.key, each);
        keep(row.key);
      }
      return known.length;
    },
  };
};
