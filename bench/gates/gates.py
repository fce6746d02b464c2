#!/usr/bin/env python3
"""Figures of this build beside the last landed ones; `./dev gates` calls it.

    sizes     of the command (without symbols), the wheels and the images of the
              vocabularies
    accuracy  of the recorded requests, where they are
    times     of each step that `dev` has logged since build/logs/times.tsv was begun

Sizes and accuracy that are worse by more than a tenth than in landed.json, and any
prediction that is marked exact and wrong, make the exit status 1, unless the part
of CHANGELOG.md that is not released names the figure and its new value:

    - `size.command`: 5,120,000 for another vocabulary.

which is good for this value and what is at most a tenth worse. Times are printed
only: machines differ. --land writes landed.json; commit it with what changed it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LANDED = Path(__file__).resolve().parent / "landed.json"
TIMES = ROOT / "build" / "logs" / "times.tsv"
RELEASE = ROOT / "build" / "release"
SHARED = Path(os.environ.get("TOKENFARE_SHARED", ROOT.parent / "shared"))

# What may get worse before it needs a word.
SLACK = 1.1

# The rows of the accuracy table that are gates: section, row and name of the figure.
GATED_ROWS = {
    ("text", "all text"): "text",
    ("text by family", "all gpt-4o*, gpt-4.1*, gpt-5*"): "gpt_4o_4.1_5",
    ("text, repository left out", "all left out"): "repository_left_out",
    ("media", "all media"): "media",
}


def stripped_size(program: Path) -> int:
    with tempfile.NamedTemporaryFile() as copy:
        subprocess.run(["strip", "-o", copy.name, program], check=True)
        return Path(copy.name).stat().st_size


def sizes() -> dict[str, float]:
    """Bytes; what has not been built is left out."""
    found: dict[str, float] = {}
    command = RELEASE / "cli" / "tokenfare"
    if command.exists() and shutil.which("strip"):
        found["size.command"] = stripped_size(command)
    for image in sorted((RELEASE / "data").glob("*.image")):
        found[f"size.image.{image.stem}"] = image.stat().st_size
    for wheel in sorted((ROOT / "build" / "python" / "wheels").glob("*/*.whl")):
        found[f"size.wheel.{wheel.parent.name}"] = wheel.stat().st_size
    return found


def accuracy_of(rows: list[dict]) -> dict[str, float]:
    """Counts of what is not as it should be, so that each figure is better if it is
    smaller."""
    found: dict[str, float] = {}
    for row in rows:
        name = GATED_ROWS.get((row["section"], row["name"]))
        if name is None:
            continue
        name = f"accuracy.{name}"
        requests = row["requests"]
        found[f"{name}.not_exact"] = requests - row["exact"]
        found[f"{name}.not_marked_exact"] = requests - row["marked_exact"]
        found[f"{name}.outside"] = requests - row["inside"]
        found[f"{name}.marked_exact_wrong"] = row["marked_exact_wrong"]
        if row["median_width"] is not None:
            found[f"{name}.median_width"] = round(row["median_width"], 4)
    return found


def accuracy() -> tuple[dict[str, float], str]:
    """The figures and the table; empty where program or recordings are missing."""
    program = RELEASE / "bench" / "accuracy" / "accuracy"
    recordings = SHARED / "truth" / "chat_completions.jsonl"
    if not program.exists() or not recordings.exists():
        return {}, ""
    rows = json.loads(subprocess.run([program, "--json"], check=True, capture_output=True).stdout)
    table = subprocess.run([program, "--markdown"], check=True, capture_output=True, text=True)
    return accuracy_of(rows["rows"]), table.stdout


def times() -> dict[str, float]:
    """Of each step the processor-seconds and the minutes by the clock, which add up
    where a step ran more than once."""
    found: dict[str, float] = {}
    if not TIMES.exists():
        return found
    for line in TIMES.read_text().splitlines():
        step, real, user, system = line.split("\t")
        for name, value in (
            (f"cpu_seconds.{step}", float(user) + float(system)),
            (f"minutes.{step}", float(real) / 60),
        ):
            found[name] = round(found.get(name, 0) + value, 2)
    return found


def excused(changelog: str) -> dict[str, float]:
    """The figures that the part of the changelog that is not released names."""
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    text = "".join(section for section in sections if "not released" in section.splitlines()[0])
    pattern = r"^- `([\w.+*,-]+)`: ([\d,]+(?:\.\d+)?)"
    return {
        name: float(value.replace(",", "")) for name, value in re.findall(pattern, text, re.MULTILINE)
    }


def is_worse(now: float, before: float) -> bool:
    return now > before * SLACK


def failures(
    now: Mapping[str, float], landed: Mapping[str, float], words: Mapping[str, float]
) -> Iterator[str]:
    """One line for each gate that does not hold."""
    for name, value in now.items():
        if name.startswith(("cpu_seconds.", "minutes.")):
            continue
        if name.endswith(".marked_exact_wrong"):
            if value > 0:
                yield f"{name} is {value:,}: a figure marked exact must not be wrong"
            continue
        before = landed.get(name)
        if before is None or not is_worse(value, before):
            continue
        if name in words and not is_worse(value, words[name]):
            continue
        yield (
            f"{name} is {value:,}, landed was {before:,}: mend it, or say why in CHANGELOG.md "
            f"with a line that begins\n      - `{name}`: {value:,}"
        )


def print_table(now: Mapping[str, float], landed: Mapping[str, float]) -> None:
    names = list(dict.fromkeys([*now, *landed]))
    if not names:
        return
    width = max(len(name) for name in names)
    print(f"{'figure':{width}} {'now':>14} {'landed':>14} {'change':>8}")
    for name in names:
        value, before = now.get(name), landed.get(name)
        change = f"{(value / before - 1) * 100:+.0f}%" if value is not None and before else ""
        shown = ["-" if figure is None else f"{figure:,}" for figure in (value, before)]
        print(f"{name:{width}} {shown[0]:>14} {shown[1]:>14} {change:>8}")


def machine() -> str:
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"^model name\s*:\s*(.*)$", cpuinfo.read_text(), re.MULTILINE)
        model = found.group(1) if found else model
    cache = ", ccache" if shutil.which("ccache") else ""
    return f"{model}, {os.cpu_count()} processors{cache}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--land", action="store_true", help="write landed.json")
    arguments = parser.parse_args()

    scores, table = accuracy()
    now = {**sizes(), **scores, **times()}
    landed = json.loads(LANDED.read_text()) if LANDED.exists() else {"figures": {}}
    if table:
        print(table)
    else:
        print("gates: no recordings beside the checkout (../shared): accuracy is not judged")
    print(f"Now: {machine()}. Landed: {landed.get('machine', 'nothing yet')}.")
    print_table(now, landed["figures"])
    if arguments.land:
        LANDED.write_text(json.dumps({"machine": machine(), "figures": now}, indent=1) + "\n")
        return 0
    broken = list(
        failures(now, landed["figures"], excused((ROOT / "CHANGELOG.md").read_text()))
    )
    for line in broken:
        print(f"gates: {line}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
