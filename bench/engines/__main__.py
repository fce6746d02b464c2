"""One Parquet file counted in each engine, with Tokenfare and with tiktoken.

Run by hand, where the package is installed beside the engines:

  pip install ./python -r tests/python/engines/requirements.txt tiktoken
  python bench/engines

Sums are compared first: all of Tokenfare's, and tiktoken's with Tokenfare's of
the same file. tiktoken counts a smaller file, which the table says; MB/s are of
what each counted. Then engines that read bit by bit count a file that is larger
than the memory they may use. Prints tables; --write puts them into bench/README.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import statistics
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import files
from counting import ENGINES, LIMITS

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
COUNTERS = ("tokenfare", "tiktoken")


@dataclasses.dataclass(frozen=True)
class Run:
    """One process: the sum, the query's seconds, the peak of memory in bytes."""

    total: int
    seconds: float
    peak: int


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python bench/engines", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", default=",".join(ENGINES), help="default: %(default)s")
    parser.add_argument("--size", type=int, default=256, metavar="MB", help="of text (256)")
    parser.add_argument("--sample", type=int, default=32, metavar="MB",
                        help="of text that tiktoken counts (32)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", type=int, default=1024, metavar="MB",
                        help="of text to count in little memory (1024)")
    parser.add_argument("--folder", type=Path, default=files.ROOT / "build" / "engines",
                        help="where the files are made (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="the tables into bench/README.md")
    arguments = parser.parse_args()
    arguments.engines = arguments.engines.split(",")
    if unknown := set(arguments.engines) - set(ENGINES):
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    return arguments


def descendants(pid: int) -> list[int]:
    """A process and all that it has started, as far as they live."""
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def memory(pid: int) -> int:
    """Bytes of the tree of processes; what several share is counted once (PSS)."""
    total = 0
    for process in descendants(pid):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
    return total


def measure(engine: str, counter: str, path: Path, arguments: argparse.Namespace,
            bounded: bool = False) -> Run:
    command = [sys.executable, str(HERE / "counting.py"), engine, counter, str(path)]
    environment = {**os.environ, "TIKTOKEN_CACHE_DIR": str(arguments.folder / "tiktoken")}
    process = subprocess.Popen(
        command + ["bounded"] * bounded, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, errors = process.communicate()
    done.set()
    watcher.join()
    if process.returncode != 0:
        sys.exit(f"engines: {engine} with {counter} failed:\n{errors[-3000:]}")
    result = json.loads(output.splitlines()[-1])
    return Run(result["sum"], result["seconds"], peak)


def make_files(arguments: argparse.Namespace) -> tuple[dict[str, Path], str]:
    arguments.folder.mkdir(parents=True, exist_ok=True)
    files.tiktoken_cache(arguments.folder / "tiktoken")
    texts, what = files.corpora()
    made = {}
    for name in ("size", "sample", "large"):
        megabytes = getattr(arguments, name)
        made[name] = arguments.folder / f"{name}-{megabytes}.parquet"
        if not made[name].exists():
            unfinished = made[name].with_suffix(".part")
            files.write(unfinished, texts, megabytes * 1_000_000)
            unfinished.rename(made[name])
    return made, what


def compare_sums(made: dict[str, Path], arguments: argparse.Namespace) -> None:
    """Every engine, both counters, the small file; ends where one differs."""
    sums = {(engine, counter): measure(engine, counter, made["sample"], arguments).total
            for engine in arguments.engines for counter in COUNTERS}
    if len(set(sums.values())) != 1:
        sys.exit(f"engines: the sums differ: {sums}")
    print(f"{len(sums)} sums of {made['sample'].name} are equal: {next(iter(sums.values())):,}",
          file=sys.stderr)


def heading(arguments: argparse.Namespace) -> str:
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=HERE, check=True,
                            capture_output=True, text=True).stdout.strip()
    versions = ", ".join(f"{e} {version(e)}" for e in arguments.engines)
    return (f"{datetime.date.today()}, commit {commit}, Python {sys.version.split()[0]}, "
            f"{versions}, tiktoken {version('tiktoken')}; {os.cpu_count()} processors, "
            f"o200k_base, load average {os.getloadavg()[0]:.1f} before")


def speed_table(made: dict[str, Path], arguments: argparse.Namespace) -> str:
    compare_sums(made, arguments)
    sizes = {"tokenfare": files.text_bytes(made["size"]) / 1e6,
             "tiktoken": files.text_bytes(made["sample"]) / 1e6}
    paths = {"tokenfare": made["size"], "tiktoken": made["sample"]}
    runs: dict[tuple[str, str], list[Run]] = {}
    for _ in range(arguments.rounds):
        for engine in arguments.engines:
            for counter in COUNTERS:
                run = measure(engine, counter, paths[counter], arguments)
                runs.setdefault((engine, counter), []).append(run)
    totals = {run.total for (_, counter), many in runs.items() if counter == "tokenfare"
              for run in many}
    if len(totals) != 1:
        sys.exit(f"engines: the sums of the large file differ: {totals}")
    lines = [
        f"Medians of {arguments.rounds} processes. Tokenfare: {sizes['tokenfare']:.0f} MB of text, "
        f"{totals.pop():,} tokens; tiktoken: {sizes['tiktoken']:.0f} MB.", "",
        "| engine | tokenfare, s | MB/s | peak MB | tiktoken, s | MB/s | peak MB | ratio of MB/s |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for engine in arguments.engines:
        cells, speeds = [], []
        for counter in COUNTERS:
            many = runs[engine, counter]
            seconds = statistics.median(run.seconds for run in many)
            speeds.append(sizes[counter] / seconds)
            peak = statistics.median(run.peak for run in many) / 1e6
            cells += [f"{seconds:.2f}", f"{speeds[-1]:.0f}", f"{peak:.0f}"]
        lines.append(f"| {engine} | {' | '.join(cells)} | {speeds[0] / speeds[1]:.1f} |")
    return "\n".join(lines)


def memory_table(made: dict[str, Path], arguments: argparse.Namespace) -> str:
    sizes = {name: files.text_bytes(made[name]) / 1e6 for name in ("size", "large")}
    lines = [f"Tokenfare, one process for each file of {sizes['size']:.0f} and of "
             f"{sizes['large']:.0f} MB of text.", "",
             "| engine | memory kept small by | peak MB | peak MB, large file | s | MB/s |",
             "| --- | --- | --- | --- | --- | --- |"]
    totals = set()
    for engine in (name for name in LIMITS if name in arguments.engines):
        runs = {name: measure(engine, "tokenfare", made[name], arguments, bounded=True)
                for name in sizes}
        large = runs["large"]
        totals.add(large.total)
        lines.append(f"| {engine} | {LIMITS[engine]} | {runs['size'].peak / 1e6:.0f} "
                     f"| {large.peak / 1e6:.0f} | {large.seconds:.2f} "
                     f"| {sizes['large'] / large.seconds:.0f} |")
    if len(totals) > 1:
        sys.exit(f"engines: the sums in little memory differ: {totals}")
    return "\n".join(lines)


def write(name: str, table: str) -> None:
    begin, end = f"<!-- engines {name}: begin -->\n", f"<!-- engines {name}: end -->"
    before, _, rest = README.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    README.write_text(f"{before}{begin}{table}\n{end}{after}", encoding="utf-8")


def main() -> None:
    arguments = parse_arguments()
    made, what = make_files(arguments)
    first = heading(arguments)
    speed = speed_table(made, arguments)
    first += f" and {os.getloadavg()[1]:.1f} in the last five minutes of it."
    tables = {"speed": f"{first} Documents of 200 to 8,000 characters from {what}.\n\n{speed}",
              "memory": memory_table(made, arguments)}
    for name, table in tables.items():
        print(f"\n{table}")
        if arguments.write:
            write(name, table)


if __name__ == "__main__":
    main()
