// Starts `letterpack lsp`, and says what to do where that cannot be started. All that it knows of letters is in the server.
"use strict";

const { homedir } = require("node:os");
const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** What is sent while it is typed: the server leaves alone what lies beside no letter, and asks itself for what else it watches. */
const SOURCES = "**/{letter.md,letter.*.md,addressees.yaml,addressees.csv,addressees.jsonl,signatories.csv,letterpack.yaml,review.yaml}";
let client;

async function start() {
  const [command, ...args] = workspace.getConfiguration("letterpack").get("command");
  client = new LanguageClient(
    "letterpack",
    "letterpack",
    // Windows looks for a program in the folder where it is started first, and a workspace may hold a `letterpack.exe` of its own.
    { command, args, options: { cwd: homedir() } },
    { documentSelector: [{ scheme: "file", pattern: SOURCES }] },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const said = `letterpack: \`${command}\` could not be started (${error.message}). Install it: pipx install "letterpack[lsp]"`;
    const settings = "Open settings";
    if ((await window.showErrorMessage(said, settings)) === settings) {
      await commands.executeCommand("workbench.action.openSettings", "letterpack.command");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("letterpack.restart", restart),
    workspace.onDidChangeConfiguration((changed) => changed.affectsConfiguration("letterpack.command") && restart()),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
