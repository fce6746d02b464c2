#!/usr/bin/env python3
"""Compares the benchmarks of this tree with those of another revision.

`./dev bench --compare REVISION [PROGRAM...] [--benchmark_filter=...]` builds both by
the preset `bench`, each in a folder of its own, and runs the same benchmarks in turns,
on one core, as new processes: one round is every program of one side and then of the
other, with the side that begins changing. Of each benchmark it prints the ratio of this
tree's processor time to the other's: the median over the rounds of the ratio within a
round, and an interval in which it lies with 95% confidence (percentile bootstrap over the
rounds). A line is marked where the interval excludes 1.

Status 1 where a median is worse by more than --tolerance (0.02) and its interval
excludes 1: CONTRIBUTING.md asks for none such of a change that is to cost nothing.
Benchmarks that only one side has are named.
"""

import argparse
import dataclasses
import datetime
import json
import os
import random
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from revisions import ROOT, machine, run, shared_folder, source_of  # noqa: E402

PROGRAMS = ("count_bench", "encode_bench")
RESAMPLES = 2_000

Times = dict[str, float]


def build(source: Path, folder: Path, programs: list[str]) -> Path:
    """The folder of the programs of `source`, built in `folder`."""
    run("cmake", "--preset", "bench", "-B", folder, cwd=source)
    run("cmake", "--build", folder, "--target", *programs)
    return folder / "bench"


def measure(folder: Path, programs: list[str], arguments: list[str]) -> Times:
    """Processor time of each benchmark, in nanoseconds."""
    units = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
    # The other tree has no data beside it.
    texts = os.environ | {"TOKENFARE_SHARED": str(shared_folder())}
    times = {}
    for program in programs:
        done = subprocess.run(
            [folder / program, "--benchmark_format=json", "--benchmark_min_time=0.1",
             *arguments], env=texts, text=True, check=False, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        if done.returncode != 0 or not done.stdout:
            sys.exit(f"{folder / program}: {done.stderr or 'no benchmark'}")
        for line in json.loads(done.stdout)["benchmarks"]:
            if line.get("error_occurred"):
                sys.exit(f"{program}: {line['name']}: {line['error_message']}")
            times[f"{program} {line['name']}"] = line["cpu_time"] * units[line["time_unit"]]
    return times


@dataclasses.dataclass
class Ratio:
    median: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        return self.low > 1 or self.high < 1


def ratio_of(after: list[float], before: list[float]) -> Ratio:
    """Of paired rounds. Deterministic."""
    ratios = [a / b for a, b in zip(after, before, strict=True)]
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios)))
                     for _ in range(RESAMPLES))
    edge = RESAMPLES // 40
    return Ratio(statistics.median(ratios), medians[edge], medians[-edge - 1])


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./dev bench --compare", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Other arguments go to the benchmarks, such as --benchmark_filter=prose.")
    parser.add_argument("revision", help="the other one, such as main or HEAD~3")
    parser.add_argument("programs", nargs="*", metavar="PROGRAM",
                        help=f"of build/bench/bench (default: {' '.join(PROGRAMS)})")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tolerance", type=float, default=0.02)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "compare",
                        help="where both are built (default: %(default)s)")
    arguments, for_benchmarks = parser.parse_known_args()
    if arguments.rounds < 5:
        parser.error("--rounds: give 5 or more; fewer have no interval")
    programs = arguments.programs or list(PROGRAMS)
    folder = arguments.folder.resolve()
    rounds: dict[str, list[Times]] = {"before": [], "after": []}
    with source_of(arguments.revision, folder) as (commit, source):
        sides = {"before": build(source, folder / f"build-{commit}", programs),
                 "after": build(ROOT, folder / "tree", programs)}
        load = os.getloadavg()[0]
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        for number in range(arguments.rounds):
            for name in sorted(sides, reverse=number % 2 == 1):
                rounds[name].append(measure(sides[name], programs, for_benchmarks))
    commit = run("git", "rev-parse", "--short", "HEAD").strip()
    print(f"{datetime.date.today()}, commit {commit} beside {arguments.revision}, medians of "
          f"{arguments.rounds} rounds in turns; {machine()}, load average {load:.1f} before.\n")
    print("| benchmark | before, us | ratio | 95% from | to | |\n| --- | --- | --- | --- | --- | --- |")
    worse = []
    common = [name for name in rounds["before"][0] if name in rounds["after"][0]]
    for name in common:
        before, after = ([times[name] for times in rounds[side]] for side in ("before", "after"))
        ratio = ratio_of(after, before)
        mark = ("slower" if ratio.median > 1 else "faster") if ratio.differs else ""
        print(f"| {name} | {statistics.median(before) / 1e3:.4g} | {ratio.median:.3f} | "
              f"{ratio.low:.3f} | {ratio.high:.3f} | {mark} |")
        if ratio.differs and ratio.median > 1 + arguments.tolerance:
            worse.append(name)
    for name in sorted(set(rounds["before"][0]) ^ set(rounds["after"][0])):
        print(f"Only {'before' if name in rounds['before'][0] else 'after'}: {name}")
    if not common:
        sys.exit("no benchmark is common to both")
    if worse:
        sys.exit(f"worse by more than {arguments.tolerance:.0%}: {', '.join(worse)}")


if __name__ == "__main__":
    main()
