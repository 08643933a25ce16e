// The extension in a place of the editor's: what it starts, and what it says where nothing starts. `tests/lsp` of the repository speaks
// with the server itself.
"use strict";

const assert = require("node:assert");
const Module = require("node:module");
const { homedir } = require("node:os");
const { test } = require("node:test");
const { minimatch } = require("minimatch");

const MANIFEST = require("../package.json");
const SOURCE = require.resolve("../src/extension.js");
const BUNDLE = require.resolve(`../${MANIFEST.main}`);

/** Loads a module with other modules in place of those that only the editor has. */
function load(path, others) {
  const original = Module._load;
  Module._load = (name, ...rest) => others[name] ?? original(name, ...rest);
  delete require.cache[path];
  try {
    return require(path);
  } finally {
    Module._load = original;
  }
}

/** Activates the extension; `told` gets what it does, and `fails` is what starting the server throws. */
async function activated(told, { command = ["letterpack", "lsp"], fails } = {}) {
  const nothing = { dispose() {} };
  const registered = {};
  const vscode = {
    commands: {
      registerCommand: (name, run) => ((registered[name] = run), nothing),
      executeCommand: async (...words) => told.push(["run", ...words]),
    },
    window: { showErrorMessage: async (...words) => (told.push(["error", ...words]), words[1]) },
    workspace: {
      getConfiguration: (section) => ({ get: (name) => `${section}.${name}` in MANIFEST.contributes.configuration.properties && command }),
      onDidChangeConfiguration: () => nothing,
    },
  };
  class LanguageClient {
    constructor(id, name, server, options) {
      Object.assign(this, { id, server, options });
    }
    async start() {
      told.push(["start", this.server, this.options.documentSelector]);
      if (fails) throw fails;
    }
    async stop() {
      told.push(["stop"]);
    }
  }
  const extension = load(SOURCE, { vscode, "vscode-languageclient/node": { LanguageClient } });
  const context = { subscriptions: [] };
  await extension.activate(context);
  return { extension, registered, context };
}

test("the bundle that is packed can be loaded, and has what the manifest promises", () => {
  const vscode = new Proxy({}, { get: () => class {} });
  const bundle = load(BUNDLE, { vscode });
  assert.deepStrictEqual(Object.keys(bundle).sort(), ["activate", "deactivate"]);
});

test("the server is started as the settings say, and ended", async () => {
  const told = [];
  const { extension, registered, context } = await activated(told, { command: ["uvx", "letterpack", "lsp"] });
  const starts = told.filter(([what]) => what === "start").map(([, server]) => server);
  assert.deepStrictEqual(starts, [{ command: "uvx", args: ["letterpack", "lsp"], options: { cwd: homedir() } }]);
  assert.deepStrictEqual(Object.keys(registered), MANIFEST.contributes.commands.map((each) => each.command));
  assert.strictEqual(context.subscriptions.length, 2);
  await registered["letterpack.restart"]();
  await extension.deactivate();
  assert.deepStrictEqual(told.map(([what]) => what), ["start", "stop", "start", "stop"]);
});

test("a server that is not there is said once, with a remedy", async () => {
  const told = [];
  const { extension } = await activated(told, { command: ["nothing"], fails: new Error("ENOENT") });
  const said = told.filter(([what]) => what === "error");
  assert.strictEqual(said.length, 1);
  assert.match(said[0][1], /`nothing` could not be started \(ENOENT\)\. Install it: pipx install "letterpack\[lsp\]"/);
  assert.deepStrictEqual(told.at(-1), ["run", "workbench.action.openSettings", "letterpack.command"]);
  await extension.deactivate();
  assert.ok(!told.some(([what]) => what === "stop"));
});

test("sources are sent while one types, and nothing else of a repository", async () => {
  const told = [];
  await activated(told);
  const [, , selectors] = told.find(([what]) => what === "start");
  const watched = (path) => selectors.some(({ pattern }) => minimatch(path, pattern));
  for (const path of ["letter.md", "a/letter.pt-BR.md", "a/addressees.csv", "letterpack.yaml"]) {
    assert.ok(watched(path), path);
  }
  for (const path of ["README.md", "newsletter.md", "pyproject.toml", "a.py", ".git/index"]) {
    assert.ok(!watched(path), path);
  }
});

test("a workspace that nobody trusts starts no program", () => {
  assert.strictEqual(MANIFEST.capabilities.untrustedWorkspaces.supported, false);
  // A workspace may not say which program is started.
  assert.strictEqual(MANIFEST.contributes.configuration.properties["letterpack.command"].scope, "machine");
});
