"""Repositories as an attacker makes them: every setting by which git starts a program, in every place where git looks for one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.build.making import HEAD, campaign, person
from tests.installed import program

BODY: Final = "We write to you about the journalists.\n\nThey must be released.\n"

SETTINGS: Final = {
    "core.sshCommand": "[core]\n\tsshCommand = {command}",
    "core.sshCommand, included": "[include]\n\tpath = {more}",
    "core.sshCommand, included on condition": '[includeIf "gitdir:**"]\n\tpath = {more}',
    "core.sshCommand of a worktree": "[extensions]\n\tworktreeConfig = true",
    "remote.uploadpack": '[remote "origin"]\n\turl = {folder}\n\tuploadpack = {command};true',
    "remote.url ext::": '[protocol "ext"]\n\tallow = always\n[remote "origin"]\n\turl = ext::{command}',
    "url.insteadOf ext::": '[protocol "ext"]\n\tallow = always\n[url "ext::{command} "]\n\tinsteadOf = ssh://',
    "core.gitProxy": '[core]\n\tgitProxy = {command}\n[remote "origin"]\n\turl = git://127.0.0.1:9/x',
    "credential.helper": '[credential]\n\thelper = "!{command}"\n[remote "origin"]\n\turl = http://127.0.0.1:9/x',
    "core.askPass": '[core]\n\taskPass = {command}\n[remote "origin"]\n\turl = http://a@127.0.0.1:9/x',
    "core.fsmonitor": "[core]\n\tfsmonitor = {command}",
    "core.hooksPath": "[core]\n\thooksPath = {hooks}",
    "core.pager": "[core]\n\tpager = {command}\n[pager]\n\trev-parse = {command}\n\tls-tree = {command}\n\tcat-file = {command}",
    "core.editor": "[core]\n\teditor = {command}\n[sequence]\n\teditor = {command}",
    "core.alternateRefsCommand": "[core]\n\talternateRefsCommand = {command}",
    "uploadpack.packObjectsHook": "[uploadpack]\n\tpackObjectsHook = {command}",
    "diff.external": "[diff]\n\texternal = {command}",
    "diff.textconv": '[diff "x"]\n\ttextconv = {command}\n\tcommand = {command}',
    "filter": '[filter "x"]\n\tsmudge = {command}\n\tclean = {command}\n\tprocess = {command}\n\trequired = true',
    "gpg.program": "[gpg]\n\tprogram = {command}\n[log]\n\tshowSignature = true",
    "alias": '[alias]\n\trev-parse = "!{command}"\n\tls-tree = "!{command}"\n\tcat-file = "!{command}"',
    "trace2": "[trace2]\n\teventTarget = {canary}\n\tnormalTarget = {canary}\n\tperfTarget = {canary}",
    "gc.auto": "[gc]\n\tauto = 1\n\tautoDetach = false\n[maintenance]\n\tauto = true",
}
"""What is added to a repository's ``config``. Each stands beside a promised object that is missing, with the ssh remote of
``PROMISE``, so that the settings of a fetch are asked for too."""

PROMISE: Final = """
[extensions]
	partialClone = origin
[remote "origin"]
	url = ssh://nobody@127.0.0.1/x
	promisor = true
	partialclonefilter = blob:none
	fetch = +refs/heads/*:refs/remotes/origin/*
"""
LAYOUTS: Final = ("bare", "bare above", "folder", "file", "link")
"""``bare`` is HEAD, objects, refs and config among the campaign's own files; any clone, pull request or zip can carry it."""


def git(folder: Path, *arguments: str) -> str:
    """Run git for an honest user."""
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
    allowed = ["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]
    command = [program("git"), *identity, *allowed, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write ``files`` below ``folder``."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def two_commits(root: Path, below: str = "") -> Path:
    """Make a repository in ``root`` with a campaign in the folder ``below``, changed by its second commit."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", ".")
    for salutation in ("Dear Minister,", "Dear Sir,"):
        write(root / below, campaign([person("Alpha", salutation=salutation)], HEAD + BODY))
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", salutation)
    return root / below


def hostile(folder: Path, setting: str, layout: str) -> Path:
    """Make a campaign in ``folder`` whose repository has ``setting``; return the canary, a file that must never appear."""
    whole = folder / "whole"
    two_commits(whole)
    missing = git(whole, "rev-parse", "HEAD~1:addressees.yaml")
    (whole / ".git/objects" / missing[:2] / missing[2:]).unlink()
    write(whole, {".gitattributes": b"* diff=x filter=x\n"})
    canary = folder / "CANARY"
    _arm(whole / ".git", SETTINGS[setting], canary)
    _lay_out(whole, layout)
    return canary


def _arm(repository: Path, setting: str, canary: Path) -> None:
    tools = repository.parent / "tools"
    tools.mkdir()
    tool = tools / "tool"
    tool.write_text(f"#!/bin/sh\n: > '{canary}'\n", encoding="utf-8")
    tool.chmod(0o755)
    hooks = tools / "hooks"
    hooks.mkdir()
    for hook in ("reference-transaction", "post-checkout", "post-index-change", "pre-auto-gc", "fsmonitor-watchman"):
        shutil.copy(tool, hooks / hook)
        shutil.copy(tool, repository / "hooks" / hook)
    ssh = f"[core]\n\tsshCommand = {tool}\n"
    (tools / "more").write_text(ssh, encoding="utf-8")
    (repository / "config.worktree").write_text(ssh, encoding="utf-8")
    places = {"command": tool, "canary": canary, "hooks": hooks, "folder": repository, "more": tools / "more"}
    config = repository / "config"
    config.write_text(
        config.read_text("utf-8").replace("repositoryformatversion = 0", "repositoryformatversion = 1")
        + PROMISE
        + setting.format(**places)
        + "\n",
        encoding="utf-8",
    )


def _lay_out(whole: Path, layout: str) -> None:
    repository = whole / ".git"
    if layout == "folder":
        return
    if layout == "bare":
        config = (repository / "config").read_text("utf-8").replace("bare = false", "bare = true")
        (repository / "config").write_text(config, encoding="utf-8")
        shutil.copytree(repository, whole, dirs_exist_ok=True)
        shutil.rmtree(repository)
    elif layout == "bare above":
        inner = whole / "inner"
        inner.mkdir()
        for path in list(whole.iterdir()):
            if path.is_file():
                path.rename(inner / path.name)
        config = (repository / "config").read_text("utf-8").replace("bare = false", "bare = true")
        (repository / "config").write_text(config, encoding="utf-8")
        shutil.copytree(repository, whole, dirs_exist_ok=True)
        shutil.rmtree(repository)
    elif layout == "file":
        repository.rename(whole / "store")
        (whole / ".git").write_text("gitdir: store\n", encoding="utf-8")
    else:
        repository.rename(whole / "store")
        (whole / ".git").symlink_to("store")
