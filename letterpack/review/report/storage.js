"use strict";
// What this browser keeps for the report. A page that asks Chromium for its storage before the browser itself has noted which document
// it shows is joined to none, without a word, for as long as it is open: all that is written is lost (1 page of 50 to 150 where the machine
// is busy; Chromium 156). What the browser answers for this document alone, it answers afterwards: so it is asked for its locks first.
const letterpackStorage = {
  ready: (async () => { try { await navigator.locks.query(); } catch { /* a browser without locks, or one that has none for files */ } })(),
  use: (what) => { try { return what(localStorage); } catch { return null; /* a browser that keeps nothing for files */ } },
};
