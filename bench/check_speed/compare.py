#!/usr/bin/env python3
"""Compares the speed of a check with that of another revision.

`compare.py REVISION` builds REVISION and this tree, each by its own release
preset and installed into a folder of its own, and the same program over both.
What the verdicts say is compared first; then the two take turns, on one core,
by processor time. Prints tables of medians. The text is prose of
$TOKENFARE_SHARED/corpora, or of ../shared/corpora; without it, of words by
chance.
"""

import argparse
import datetime
import os
import random
import statistics
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from revisions import ROOT, machine, run, shared_folder, source_of  # noqa: E402

SIZES = ("4KB", "100KB+30tools")
PLAIN = [f"{size}/{kind}" for size in SIZES for kind in ("new", "seen")]
SUGGEST = [f"{name}/suggest" for name in PLAIN]
LONG = ["million/count", "million/check", "one-text/count", "one-text/check"]
# With a million JSON values as the most, fewer calls than others.
KINDS = {"messages": 100_000, "tools": 100_000, "images": 100_000, "calls": 90_000}
MANY = [f"many/{kind}/{most // part}" for kind, most in KINDS.items() for part in (100, 10, 1)]
MEMORY = ["memory/text", "memory/escapes", "memory/messages"]

Figures = dict[str, float]


def build(source: Path, folder: Path) -> Path:
    """The program over the library of `source`, made in `folder`."""
    options = [f"-DTOKENFARE_{part}=OFF" for part in
               ("BUILD_TESTS", "BUILD_CLI", "BUILD_BENCHMARKS")]
    run("cmake", "--preset", "release", "-B", folder / "library",
        f"-DCMAKE_INSTALL_PREFIX={folder / 'installed'}", *options, cwd=source)
    run("cmake", "--build", folder / "library", "-j2")
    run("cmake", "--install", folder / "library")
    run("cmake", "-S", FOLDER, "-B", folder / "program", "-G", "Ninja",
        "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_PREFIX_PATH={folder / 'installed'}")
    run("cmake", "--build", folder / "program")
    return folder / "program" / "check_speed"


def build_revision(revision: str, folder: Path) -> Path:
    with source_of(revision, folder) as (_, source):
        return build(source, folder)


def find_text(folder: Path) -> tuple[Path, str]:
    prose = shared_folder() / "corpora" / "prose_en.txt"
    if prose.exists():
        return prose, "English prose"
    chance = random.Random(1)
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(chance.choices(letters, weights=range(22, 0, -1), k=chance.randint(1, 9)))
             for _ in range(20_000)]
    made = folder / "words.txt"
    made.write_text("".join(chance.choice(words) + chance.choices(" .\n", (40, 2, 1))[0]
                            for _ in range(1_500_000)))
    return made, "words by chance: the corpora are absent"


def measure(program: Path, text: Path, cases: list[str]) -> tuple[Figures, dict[str, str]]:
    figures, said = {}, {}
    for line in run(program, text, *cases).splitlines():
        case, figure, verdict = line.split("\t")
        figures[case], said[case] = float(figure), verdict
    return figures, said


class Comparison:
    def __init__(self, programs: dict[str, Path], text: Path) -> None:
        self.programs = programs
        self.text = text
        self.figures: dict[str, dict[str, list[float]]] = {name: {} for name in programs}
        self.said: dict[str, dict[str, str]] = {name: {} for name in programs}

    def round(self, cases: list[str]) -> None:
        for name, program in self.programs.items():
            figures, said = measure(program, self.text, cases)
            self.said[name].update(said)
            for case, figure in figures.items():
                self.figures[name].setdefault(case, []).append(figure)

    def median(self, name: str, case: str) -> float:
        return statistics.median(self.figures[name][case])

    def rows(self, cases: list[str], unit: float) -> None:
        """A line for each case; `unit` turns a figure into what is printed."""
        old, new = self.programs
        print(f"| case | {old} | {new} | ratio |\n| --- | --- | --- | --- |")
        for case in cases:
            before, after = self.median(old, case), self.median(new, case)
            print(f"| {case} | {before / unit:.4g} | {after / unit:.4g} | {after / before:.2f} |")

    def differences(self) -> list[str]:
        old, new = self.programs
        return [f"{case}: {self.said[old][case]}, now {self.said[new][case]}"
                for case in self.said[old] if self.said[old][case] != self.said[new].get(case)]

    def goals(self) -> None:
        old, new = self.programs
        def line(what: str, figure: float, goal: float, above: bool = False) -> None:
            met = figure >= goal if above else figure <= goal
            print(f"| {what} | {figure:.2f} | {goal:.2f} | {'met' if met else 'not met'} |")
        print("| what | is | goal | |\n| --- | --- | --- | --- |")
        for case in PLAIN:
            line(f"{case}: of the time of {old}", self.median(new, case) / self.median(old, case),
                 0.5 if case.endswith("new") else 0.2)
        for case in ("million", "one-text"):
            line(f"{case}: of the speed of counting", self.median(new, f"{case}/count") /
                 self.median(new, f"{case}/check"), 0.8, above=True)
        for case in PLAIN:
            line(f"{case}: with other models, times one check",
                 self.median(new, f"{case}/suggest") / self.median(new, case), 3)
        for kind, most in KINDS.items():
            large, small = (self.median(new, f"many/{kind}/{count}") / count
                            for count in (most, most // 10))
            line(f"{most:,} {kind}: times the time for each of {most // 10:,}", large / small, 1.5)
        for case in MEMORY:
            line(f"{case}: beside the body, times its bytes", self.median(new, case), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision", help="the other one, such as 82793a7")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "check_speed",
                        help="where both are built (default: %(default)s)")
    parser.add_argument("--program", action="append", type=Path, default=[], metavar="PATH",
                        help="in place of building: the program of REVISION, then this tree's")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.program:
        old, new = arguments.program
    else:
        old = build_revision(arguments.revision, arguments.folder / arguments.revision)
        new = build(ROOT, arguments.folder / "tree")
    text, what = find_text(arguments.folder)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    comparison = Comparison({arguments.revision: old, "this tree": new}, text)
    commit = run("git", "rev-parse", "--short", "HEAD").strip()
    load = os.getloadavg()[0]
    for _ in range(arguments.rounds):
        for cases in (PLAIN, SUGGEST, LONG, MANY, *([case] for case in MEMORY)):
            comparison.round(cases)
    print(f"`bench/check_speed/compare.py {arguments.revision}`, {datetime.date.today()}, "
          f"commit {commit} and {arguments.revision}, medians of {arguments.rounds} rounds, "
          f"{what}; {machine()}, load average {load:.1f} before.\n")
    print("Microseconds of processor time:\n")
    comparison.rows(PLAIN + SUGGEST, 1)
    print("\nMilliseconds:\n")
    comparison.rows(LONG + MANY, 1000)
    print("\nMemory beside the body, times its bytes:\n")
    comparison.rows(MEMORY, 1)
    print()
    comparison.goals()
    print("\nVerdicts that differ (rules have changed since):\n")
    for difference in comparison.differences() or ["none"]:
        print(f"- {difference}")


if __name__ == "__main__":
    main()
