"""A fresh Debian in a folder, with a clone of the project, and commands run in it."""

from __future__ import annotations

import configparser
import dataclasses
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "distro"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

# Who runs the commands, by --user: the name there.
USERS = {"root": "root", "sudo": "ada", "none": "bea"}

# Variables that say how to reach the network.
NETWORK_VARIABLES = re.compile(
    r"(https?|ftp|all|no)_proxy|PIP_(?!CONFIG_FILE|FIND_LINKS)\w+|"
    r"SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE", re.IGNORECASE)
APT_SETTINGS = re.compile(r"Acquire::(https?::|Check-|Retries|Force)")


def say(message: str) -> None:
    print(f"distro: {message}", flush=True)


def fail(message: str) -> NoReturn:
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
    """For pip, and for the package ca-certificates, which makes its list of them."""
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
    """The environment of commands in `root`: PATH, and how to reach the network. A
    variable that names a file is left out where `root` lacks it."""
    found = {name: value for name, value in os.environ.items()
             if NETWORK_VARIABLES.fullmatch(name)
             and (not value.startswith("/") or (root / value[1:]).exists())}
    return {**found, "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "TERM": "dumb"}


def mount(root: Path, packages: Path) -> None:
    archives = root / "var/cache/apt/archives"
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    subprocess.run(["mount", "--rbind", "/dev", root / "dev"], check=True)
    subprocess.run(["mount", "--bind", packages, archives], check=True)


def install(package: str) -> str:
    return f"apt-get -q update && apt-get -q install -y --no-install-recommends {package}"


def add_user(system: System) -> None:
    if system.user == "root":
        return
    commands = [f"useradd --create-home --shell /bin/bash {system.user}",
                f"chown -R {system.user}: {system.home}"]
    if system.user == USERS["sudo"]:
        commands += [install("sudo"),
                     f"echo '{system.user} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/all"]
    done = system.run("user", " && ".join(commands), user="root")
    if done.status:
        fail(f"no user could be made; see {done.log}")


def add_compiler(system: System, package: str) -> None:
    done = system.run("compiler", install(package), user="root")
    if done.status:
        fail(f"{package} could not be installed; see {done.log}")
