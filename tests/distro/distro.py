#!/usr/bin/env python3
"""Walks README.md's commands on a fresh Debian; `./dev distro` calls it.

    ./dev distro bookworm                        as root, with the release's g++
    ./dev distro trixie --user none              a user without root or sudo
    ./dev distro bookworm --compiler clang-14    the same, compiled by clang 14
    ./dev distro trixie --steps run,test,avx2,portable
    ./dev distro trixie --steps run,test,wheel,consumers

What debootstrap makes of Debian's smallest variant is copied, gets a clone of HEAD
and nothing else, and becomes the root directory (chroot) of the commands. All of it
happens in a mount and process namespace of its own, whose end takes its mounts and
processes along. Root only.

Of this machine it takes over how to reach the network: the mirrors and the proxy of
apt, the settings of pip, certificates, /etc/hosts and resolv.conf.

build/distro keeps the fresh system and the packages that were downloaded for the
next time; the logs of the steps and the tables of all runs are there too. A second
run of a release waits for the first.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from steps import STEPS
from system import (BUILD, ROOT, USERS, Result, System, add_compiler, add_user, clone, debootstrap,
                    fail, mount, output, say, take_over_network, variables)


def table(rows: list[tuple[str, Result, str]]) -> Iterator[str]:
    yield f"{'step':<10} {'result':<10} {'real s':>7} {'user s':>7} {'sys s':>6}  what it said"
    for step, result, said in rows:
        state = "passed" if result.status == 0 else f"FAILED {result.status}"
        yield (f"{step:<10} {state:<10} {result.real:7.0f} {result.user:7.0f} "
               f"{result.system:6.0f}  {said}")


def show_end(log: Path) -> None:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    print("\n".join(f"  | {line[:200]}" for line in lines[-40:]))
    say(f"all of it: {log.relative_to(ROOT)}")


def walk(system: System, options: argparse.Namespace) -> list[tuple[str, Result, str]]:
    rows = []
    for step in options.steps:
        say(f"{step} ...")
        result, said = STEPS[step](system, options)
        rows.append((step, result, said))
        if result.status:
            show_end(result.log)
    return rows


def title(options: argparse.Namespace) -> str:
    commit = output("git", "-c", "safe.directory=*", "-C", ROOT, "log", "-1", "--format=%h").strip()
    return f"{options.release}, user: {options.user}, {options.compiler}, commit {commit}"


def environment(options: argparse.Namespace) -> dict[str, str]:
    if options.compiler == "gcc":
        return {}
    version = options.compiler.removeprefix("clang-")
    # With CI set, its warnings are errors.
    return {"CC": f"clang-{version}", "CXX": f"clang++-{version}", "CI": "true"}


def prepare(options: argparse.Namespace, packages: Path, root: Path) -> System:
    for folder in (BUILD / "logs", packages / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    fresh = debootstrap(options.release, packages)
    subprocess.run(["cp", "-a", fresh / "root", root], check=True)
    take_over_network(root, options.release)
    system = System(root, USERS[options.user], root.name,
                    {**variables(root), **environment(options)})
    home = root / system.home[1:]
    home.mkdir(parents=True, exist_ok=True)
    clone(home)
    mount(root, packages)
    add_user(system)
    if options.compiler != "gcc":
        add_compiler(system, options.compiler)
    return system


def inside(options: argparse.Namespace, root: Path) -> int:
    """In the namespace."""
    begin = time.strftime("%Y-%m-%d %H:%M")
    system = prepare(options, BUILD / f"{options.release}-packages", root)
    rows = walk(system, options)
    text = "\n".join([f"{begin}  {title(options)}", *table(rows)]) + "\n"
    print(f"\n{text}", flush=True)
    with (BUILD / "results.txt").open("a") as file:
        file.write(f"{text}\n")
    return 1 if any(result.status for _, result, _ in rows) else 0


def remove(root: Path) -> None:
    """Never through a mount. A run's own mounts are in its namespace only and end with
    it; this looks for what somebody else has mounted there."""
    mounts = Path("/proc/self/mountinfo").read_text()
    if f" {root}/" in mounts:
        fail(f"{root} still has mounts, and stays")
    for _ in range(50):
        try:
            return shutil.rmtree(root)
        except OSError:  # a process of a run that was killed still writes
            time.sleep(0.1)
    shutil.rmtree(root)


def lock(release: str) -> TextIO:
    """Waits until no other run has the release, whose packages and fresh system they
    share. Whoever inherits the file has the lock too."""
    BUILD.mkdir(parents=True, exist_ok=True)
    file = (BUILD / f"{release}.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say(f"waiting for another run of {release}")
        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def outside(options: argparse.Namespace, root: Path) -> int:
    # So that what is below happens when it is killed, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with lock(options.release) as locked:
        if root.exists():
            remove(root)
        namespace = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        try:
            return subprocess.run([*namespace, sys.executable, *sys.argv, "--inside"],
                                  pass_fds=[locked.fileno()]).returncode
        finally:
            if options.keep:
                say(f"kept: {root}")
            elif root.exists():
                remove(root)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./dev distro", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", choices=("bookworm", "trixie"))
    parser.add_argument("--user", choices=USERS, default="root",
                        help="who runs the commands; sudo asks for no password")
    parser.add_argument("--compiler", choices=("gcc", "clang-14", "clang-19"), default="gcc",
                        help="clang: its warnings are errors; C++ tests only")
    parser.add_argument("--steps", default="run,test", type=lambda text: text.split(","),
                        help=f"of {','.join(STEPS)} (default: run,test)")
    parser.add_argument("--keep", action="store_true", help="leave the root directory there")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = set(options.steps) - set(STEPS)
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))}; there are {', '.join(STEPS)}")
    return options


def main() -> int:
    options = parse()
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        fail("this takes root and debootstrap")
    root = BUILD / f"{options.release}-{options.user}-{options.compiler}"
    if options.inside:
        return inside(options, root)
    return outside(options, root)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
