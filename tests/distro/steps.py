"""The steps of a walk. Each returns what happened and, for the table, what it said."""

from __future__ import annotations

import argparse
import dataclasses
import re
from collections.abc import Callable

from system import USERS, Result, System

# Who lacks root and sudo is told within this time what to install.
SECONDS_TO_THE_HINT = 30

HINT = re.compile(r"^\s+(apt-get update && apt-get install -y --no-install-recommends (.+))$",
                  re.MULTILINE)

Step = Callable[[System, argparse.Namespace], tuple[Result, str]]


def with_hint(system: System, step: str, command: str) -> tuple[Result, str]:
    """Runs it. For a user without root it must name what is missing at once, and
    with that installed it must do its work."""
    result = system.run(step, command)
    hint = HINT.search(result.text)
    if system.user != USERS["none"] or result.status == 0 or hint is None:
        return result, ""
    if result.real > SECONDS_TO_THE_HINT:
        return result, f"the hint came after {result.real:.0f} s"
    system.run(f"{step}-packages", hint[1], user="root")
    again = system.run(step, command)
    said = f"hint after {result.real:.1f} s with {len(hint[2].split())} packages"
    if HINT.search(again.text):
        said += ", and again"
    return dataclasses.replace(result, status=0) + again, said


def join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def ctest_counts(text: str) -> str:
    """Of ctest's own lines, one per test."""
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
    """README's `pip install .`, which compiles the libraries once more."""
    result = system.run("pip", """
        python3 -m venv ~/source && ~/source/bin/pip install . && cd / &&
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
