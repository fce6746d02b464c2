#!/usr/bin/env python3
"""Walks README.md's commands on a fresh Debian; `./dev distro` calls it.

    ./dev distro bookworm                        as root, with the release's g++
    ./dev distro trixie --user none              a user without root or sudo
    ./dev distro bookworm --compiler clang-14    the same, compiled by clang 14
    ./dev distro trixie --steps run,test,avx2,portable
    ./dev distro trixie --steps run,test,wheel,consumers

What debootstrap makes of Debian's smallest variant is copied, gets a clone of HEAD
and nothing else, and becomes the root directory (chroot) of the commands. All of it
happens in a mount and process namespace of its own, which takes mounts and
processes with it when it ends. Root only.

Of this machine it takes over how to reach the network: the mirrors and the proxy of
apt, the settings of pip, certificates, /etc/hosts and resolv.conf.

build/distro keeps the fresh system and the packages that were downloaded for the
next time; the logs of the steps and the tables of all runs are there too.
"""

from __future__ import annotations

import argparse
import configparser
import dataclasses
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "distro"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

# Variables that say how to reach the network.
NETWORK_VARIABLES = re.compile(
    r"(https?|ftp|all|no)_proxy|PIP_(?!CONFIG_FILE|FIND_LINKS)\w+|"
    r"SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE", re.IGNORECASE)
APT_SETTINGS = re.compile(r"Acquire::(https?::|Check-|Retries|Force)")

# A user with neither gets this far in this time, or was not told at once.
SECONDS_TO_THE_HINT = 30


def say(message: str) -> None:
    print(f"distro: {message}", flush=True)


def fail(message: str) -> None:
    sys.exit(f"distro: {message}")


def output(*command: str | Path) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


# The fresh system.


def mirrors(release: str) -> dict[str, str]:
    """The addresses of the suites of `release`, from the lists of this machine."""
    (codename,) = re.findall(r"^VERSION_CODENAME=(\w+)$", Path("/etc/os-release").read_text(),
                             re.MULTILINE)
    rows = output("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)",
                  "Created-By: Packages").splitlines()
    suites = {suite: address for address, suite in (row.split() for row in rows)}
    return {suite.replace(codename, release): address for suite, address in suites.items()
            if re.fullmatch(rf"{codename}(-updates|-security)?", suite)}


def apt_settings() -> str:
    lines = output("apt-config", "dump").splitlines()
    return "".join(f"{line}\n" for line in lines if APT_SETTINGS.match(line))


def debootstrap(release: str, packages: Path) -> Path:
    """The fresh system, made once."""
    fresh = BUILD / f"{release}-fresh"
    if (fresh / "complete").exists():
        return fresh
    say(f"debootstrap of {release} into {fresh.relative_to(ROOT)}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    proxy = re.search(r'^Acquire::http::Proxy "(.+)";$', apt_settings(), re.MULTILINE)
    environment = {"http_proxy": proxy[1]} if proxy else {}
    # Without a mirror of this machine, debootstrap's own.
    mirror = [address for suite, address in mirrors(release).items() if suite == release]
    command = ["debootstrap", "--variant=minbase", f"--cache-dir={packages}", release,
               str(fresh / "root"), *mirror]
    log = BUILD / "logs" / f"{release}-debootstrap.log"
    with log.open("w") as file:
        done = subprocess.run(command, stdout=file, stderr=file, env={**environment, **os.environ})
    if done.returncode:
        fail(f"debootstrap failed; see {log}")
    (fresh / "complete").touch()
    return fresh


def take_over_apt(root: Path, release: str) -> None:
    (root / "etc/apt/apt.conf.d/90network").write_text(apt_settings())
    found = mirrors(release)
    if release in found:
        (root / "etc/apt/sources.list").write_text(
            "".join(f"deb {address} {suite} main\n" for suite, address in found.items()))


def take_over_certificates(root: Path) -> None:
    """For pip; the package ca-certificates will find those of this machine."""
    if CERTIFICATES.exists():
        copy = root / CERTIFICATES.relative_to("/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CERTIFICATES, copy)
    own = Path("/usr/local/share/ca-certificates")
    if own.exists():
        shutil.copytree(own, root / own.relative_to("/"), dirs_exist_ok=True)


def take_over_pip(root: Path) -> None:
    settings = configparser.RawConfigParser()
    settings.read(["/etc/pip.conf", Path.home() / ".pip/pip.conf",
                   Path.home() / ".config/pip/pip.conf", os.environ.get("PIP_CONFIG_FILE", "")])
    with (root / "etc/pip.conf").open("w") as file:
        settings.write(file)


def take_over_network(root: Path, release: str) -> None:
    for name in ("hosts", "resolv.conf"):
        (root / "etc" / name).unlink(missing_ok=True)
        shutil.copy(Path("/etc") / name, root / "etc" / name)
    take_over_apt(root, release)
    take_over_certificates(root)
    take_over_pip(root)


def clone(home: Path) -> None:
    subprocess.run(["git", "-c", "safe.directory=*", "clone", "-q", "--no-hardlinks", ROOT,
                    home / "tokenfare"], check=True)


# What runs in it.


@dataclasses.dataclass
class Result:
    status: int
    log: Path
    real: float = 0
    user: float = 0
    system: float = 0

    @property
    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def __add__(self, other: Result) -> Result:
        return Result(self.status or other.status, other.log, self.real + other.real,
                      self.user + other.user, self.system + other.system)


def wait_for(process: subprocess.Popen[bytes], log: Path, what: str) -> Result:
    """Says once a minute how far it is."""
    begin = time.monotonic()
    said = begin
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        now = time.monotonic()
        if pid:
            return Result(os.waitstatus_to_exitcode(status), log, now - begin, usage.ru_utime,
                          usage.ru_stime)
        if now - said > 60:
            lines = log.read_text(errors="replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "")
            say(f"  {what}, {now - begin:.0f} s: {last[:100]}")
            said = now
        time.sleep(0.2)


@dataclasses.dataclass
class System:
    """A copy of the fresh system with a clone of the project."""

    root: Path
    user: str
    name: str
    environment: dict[str, str]

    @property
    def home(self) -> str:
        return "/root" if self.user == "root" else f"/home/{self.user}"

    def run(self, step: str, command: str, user: str | None = None) -> Result:
        """Runs a bash command in the clone."""
        user = user or self.user
        log = BUILD / "logs" / f"{self.name}-{step}.log"
        inner = [f"--userspec={user}:{user}", str(self.root), "/usr/bin/env", "-i",
                 *(f"{name}={value}" for name, value in self.environment.items()),
                 f"HOME={'/root' if user == 'root' else self.home}", f"USER={user}",
                 "bash", "-c", f"cd {self.home}/tokenfare && {command}"]
        with log.open("wb") as file:
            process = subprocess.Popen(["chroot", *inner], stdin=subprocess.DEVNULL, stdout=file,
                                       stderr=subprocess.STDOUT)
            return wait_for(process, log, step)


def variables(root: Path) -> dict[str, str]:
    """A path must lead somewhere there."""
    found = {name: value for name, value in os.environ.items()
             if NETWORK_VARIABLES.fullmatch(name)
             and (not value.startswith("/") or (root / value[1:]).exists())}
    return {**found, "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "TERM": "dumb"}


def mount(system: Path, packages: Path) -> None:
    archives = system / "var/cache/apt/archives"
    subprocess.run(["mount", "-t", "proc", "proc", system / "proc"], check=True)
    subprocess.run(["mount", "--rbind", "/dev", system / "dev"], check=True)
    subprocess.run(["mount", "--bind", packages, archives], check=True)


def add_user(system: System) -> None:
    if system.user == "root":
        return
    commands = [f"useradd --create-home --shell /bin/bash {system.user}",
                f"chown -R {system.user}: {system.home}"]
    if system.user == "ada":
        commands += ["apt-get -q update", "apt-get -q install -y --no-install-recommends sudo",
                     "echo 'ada ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ada"]
    done = system.run("user", " && ".join(commands), user="root")
    if done.status:
        fail(f"no user could be made; see {done.log}")


# The steps. Each returns what happened and, for the table, what it said.

Step = Callable[[System, argparse.Namespace], tuple[Result, str]]


def hint_of(text: str) -> str | None:
    found = re.search(r"^\s+(apt-get update && apt-get install .+)$", text, re.MULTILINE)
    return found[1] if found else None


def with_hint(system: System, step: str, command: str) -> tuple[Result, str]:
    """Runs it. For a user without root it must name what is missing at once, and
    with that installed it must do its work."""
    result = system.run(step, command)
    hint = hint_of(result.text)
    if system.user != "bea" or result.status == 0 or hint is None:
        return result, ""
    if result.real > SECONDS_TO_THE_HINT:
        return result, f"the hint came after {result.real:.0f} s"
    system.run(f"{step}-packages", hint, user="root")
    again = system.run(step, command)
    said = f"hint after {result.real:.1f} s with {len(hint.split()) - 7} packages"
    if hint_of(again.text):
        said += ", and again"
    return result_without_hint(result, again), said


def result_without_hint(first: Result, again: Result) -> Result:
    return dataclasses.replace(first, status=0) + again


def join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def ctest_counts(text: str) -> str:
    """Of ctest's own lines, one a test."""
    line = r"^ *\d+/\d+ Test +#\d+: .*?(Passed|\*\*\*\S+.*?) +[\d.]+ sec"
    ends = re.findall(line, text, re.MULTILINE)
    if not ends:
        return ""
    passed = ends.count("Passed")
    skipped = sum("Skipped" in end for end in ends)
    return f"ctest: {passed} passed, {len(ends) - passed - skipped} failed, {skipped} skipped"


def pytest_counts(text: str) -> str:
    line = r"^=*\s*(\d+ (?:passed|failed|skipped|error)[^=\n]*? in [\d.]+ ?s)"
    found = re.findall(line, text, re.MULTILINE)
    return join(*(f"pytest: {line}" for line in found))


def step_run(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    result, said = with_hint(system, "run", "./dev run check examples/support-chat.json")
    if result.status == 0 and "Verdict: fits" not in result.text:
        return dataclasses.replace(result, status=-1), "no verdict"
    return result, said


def step_test(system: System, options: argparse.Namespace) -> tuple[Result, str]:
    # Another compiler for the C++ half only: Python's modules are gcc's.
    arguments = "" if options.compiler == "gcc" else " --release"
    result, said = with_hint(system, "test", f"./dev test{arguments}")
    return result, join(said, ctest_counts(result.text), pytest_counts(result.text))


def step_on_path(path: str) -> Step:
    """The C++ tests once more, as on a machine that has no better CPU path."""
    def step(system: System, _: argparse.Namespace) -> tuple[Result, str]:
        result = system.run(path, f"TOKENFARE_CPU_PATH={path} ./dev test "
                                  "-L 'unit|differential|golden|cli'")
        return result, ctest_counts(result.text)
    return step


def step_wheel(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    result, said = with_hint(system, "wheel", "./dev wheel")
    if result.status:
        return result, said
    program = ('import tokenfare; '
               'print(tokenfare.encoding_for_model("gpt-4o").count("Hello, world!"))')
    used = system.run("wheel-use", f"""
        python3 -m venv ~/wheel && ~/wheel/bin/pip install build/python/wheels/*/*.whl &&
        cd / && test "$(~/wheel/bin/python -c '{program}')" = 4""")
    return result + used, said


def step_pip(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    """README's `pip install ./python`, which compiles the libraries once more."""
    result = system.run("pip", """
        python3 -m venv ~/source && ~/source/bin/pip install ./python && cd / &&
        ~/source/bin/python -c 'import tokenfare'""")
    return result, ""


def step_consumers(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    """README's program by CMake and by pkg-config, against an installed library."""
    samples = "python3 tests/docs/samples.py README.md"
    result = system.run("consumers", f"""
        set -e
        ./dev build
        cmake --install build/release --prefix ~/prefix
        {samples} --extract ~/gateway
        cp ~/gateway/sample_0.cc ~/gateway/gateway.cc
        cat >~/gateway/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.22)
project(gateway LANGUAGES CXX)
find_package(tokenfare REQUIRED)
add_executable(gateway gateway.cc)
target_link_libraries(gateway PRIVATE tokenfare::tokenfare)
END
        cmake -G Ninja -S ~/gateway -B ~/gateway/build -DCMAKE_PREFIX_PATH=$HOME/prefix
        cmake --build ~/gateway/build
        {samples} --programs ~/gateway/build/gateway
        export PKG_CONFIG_PATH=$HOME/prefix/lib/pkgconfig
        g++ -std=c++20 ~/gateway/gateway.cc \
          $(pkg-config --cflags --static --libs tokenfare) -o ~/gateway/by_pkg_config
        {samples} --programs ~/gateway/by_pkg_config""")
    return result, "CMake and pkg-config" if result.status == 0 else ""


def step_setup(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    return with_hint(system, "setup", "./dev setup")


def step_lint(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    return with_hint(system, "lint", "./dev lint")


def step_fuzz(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    return with_hint(system, "fuzz", "./dev fuzz 10")


def step_format(system: System, _: argparse.Namespace) -> tuple[Result, str]:
    return with_hint(system, "format", "./dev format --check")


STEPS: dict[str, Step] = {
    "run": step_run, "test": step_test, "avx2": step_on_path("avx2"),
    "portable": step_on_path("portable"), "wheel": step_wheel, "consumers": step_consumers,
    "pip": step_pip, "setup": step_setup, "format": step_format, "lint": step_lint,
    "fuzz": step_fuzz}


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
    user = {"root": "root", "sudo": "ada", "none": "bea"}[options.user]
    system = System(root, user, root.name, {**variables(root), **environment(options)})
    home = root / system.home[1:]
    home.mkdir(parents=True, exist_ok=True)
    clone(home)
    mount(root, packages)
    add_user(system)
    if options.compiler != "gcc":
        system.run("compiler", "apt-get -q update && apt-get -q install -y "
                               f"--no-install-recommends {options.compiler}", user="root")
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
    """Never through a mount. Those of the run are in its namespace only, and end with
    it; this looks for what somebody else has mounted there."""
    mounts = Path("/proc/self/mountinfo").read_text()
    if f" {root}/" in mounts:
        fail(f"{root} still has mounts, and stays")
    shutil.rmtree(root)


def outside(options: argparse.Namespace, root: Path) -> int:
    if root.exists():
        remove(root)
    root.parent.mkdir(parents=True, exist_ok=True)
    namespace = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    try:
        return subprocess.run([*namespace, sys.executable, *sys.argv, "--inside"]).returncode
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
    parser.add_argument("--user", choices=("root", "sudo", "none"), default="root",
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
