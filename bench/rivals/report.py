"""Markdown tables of what was measured, and where they go."""

import datetime
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from install import ROOT
from measure import Run, Speeds
from measure_more import WORKERS, Worst

README = ROOT / "bench" / "README.md"
MEASURED = ("tokenizer", "support", "data", "bench/rivals")  # what a commit must say


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"


def heads(run: Run) -> list[str]:
    return [program.name for program in run.programs.values()]


def ours(run: Run) -> list[str]:
    return [name for name, program in run.programs.items() if program.ours]


def ratio_heads(run: Run, rival: str) -> list[str]:
    """"times RIVAL", with our program's name where there are several."""
    names = ours(run) if rival in run.programs else []
    return [f"{name + ': ' if len(names) > 1 else ''}times {rival}" for name in names]


def speed_table(run: Run, speeds: Speeds) -> str:
    rival = "gigatoken"
    rows = []
    for text, of in speeds.items():
        cells = [" / ".join(number(of[f"{name} {command}"]) for command in program.passes)
                 for name, program in run.programs.items()]
        for name in ours(run) if rival in run.programs else []:
            cells.append(" / ".join(f"{of[f'{name} {command}'] / of[f'{rival} encode']:.2f}"
                                    for command in run.programs[name].passes))
        rows.append([text, *cells])
    return table(["text", *heads(run), *ratio_heads(run, rival)], rows)


def documents_table(run: Run, medians: dict[tuple[str, int], dict[str, float]]) -> str:
    rivals = [name for name in ("gigatoken", "tiktoken-crate") if name in run.programs]
    rows = []
    for (text, size), of in sorted(medians.items(), key=lambda item: item[0][1]):
        ratios = [f"{of[rival] / of[name]:.2f}" for rival in rivals for name in ours(run)]
        rows.append([f"{text}, {size // 1024} KB", *(number(of[name]) for name in run.programs),
                     *ratios])
    ratio_names = [head for rival in rivals for head in ratio_heads(run, rival)]
    return table(["documents", *heads(run), *ratio_names], rows)


def worst_table(run: Run, results: Worst) -> str:
    def cell(result: tuple[float, float] | str) -> str:
        return result if isinstance(result, str) else f"{number(result[0])} ({result[1]:.2f})"
    return table(["1 MB of", *heads(run)],
                 [[case, *(cell(of[name]) for name in run.programs)]
                  for case, of in results.items()])


def threads_table(run: Run, results: dict[str, dict[int, tuple[float, float]]]) -> str:
    rows = []
    for name, program in run.programs.items():
        of = results[name]
        first, last = WORKERS[0], WORKERS[-1]
        rows.append([program.name, *(" / ".join(map(number, of[workers])) for workers in WORKERS),
                     " / ".join(f"{of[last][i] / of[first][i]:.2f}" for i in range(2))])
    return table(["program", *(f"{workers} worker{'s' * (workers > 1)}" for workers in WORKERS),
                  "ratio"], rows)


def startup_table(run: Run, medians: dict[str, float]) -> str:
    return table(heads(run), [[f"{medians[name]:.1f}" for name in run.programs]])


def memory_table(run: Run, peaks: dict[str, dict[str, list[float]]]) -> str:
    rows = [[f"{program.name}, {command}", number(of[0]), number(of[1]), number(max(of))]
            for name, program in run.programs.items() for command, of in peaks[name].items()]
    first = next(iter(run.texts))
    return table(["pass", "one byte", first, "all texts"], rows)


ABOUT = {
    "cold": "Cold, MB/s: the first pass of a new process over the text in memory, after "
            "counting one byte. Cells: counting / ids, for those that do both.",
    "warm": "Warm, MB/s: later passes of the same processes.",
    "documents": "Small documents, microseconds each: 64 documents of a text, 64 MB of other "
                 "memory read before each, untimed.",
    "worst": "Worst cases, MB/s of the first pass of a new process over 1 MB, and in "
             "parentheses the time that 2 MB take, in times of it. \"-\": takes UTF-8 only; "
             "\"wrong\": counts otherwise than tiktoken (or than most, where tiktoken fails).",
    "threads": "Threads, MB/s of the first pass / of later ones over all texts, in documents "
               "of 16 KB.",
    "startup": "Start-up, ms from the start of a process to its first count, of one byte; for "
               "gigatoken and tiktoken, of Python too.",
    "memory": "Peak resident memory, MB: of the first count, of one byte; of a pass over the first "
              "text, 10 MB, which is included; and of the largest of five passes, one over "
              "each text, in the same process.",
}
TABLES: dict[str, Callable[[Run, Any], str]] = {
    "cold": speed_table, "warm": speed_table, "documents": documents_table, "worst": worst_table,
    "threads": threads_table, "startup": startup_table, "memory": memory_table}


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return " ".join(line.partition(":")[2].split())
    return "an unknown processor"


def output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


def compiler(build: Path) -> str:
    cache = build / "CMakeCache.txt"
    found = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", cache.read_text(encoding="utf-8"),
                      re.MULTILINE) if cache.exists() else None
    return output(found.group(1), "--version").splitlines()[0] if found else "an unknown compiler"


def state() -> str:
    """Of the sources that are built here."""
    dirty = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", *MEASURED], cwd=ROOT,
                           check=False).returncode
    commit = output("git", "rev-parse", "--short", "HEAD") + (" with changes" if dirty else "")
    return f"commit {commit}"


def provenance(run: Run, build: Path | None, command: str) -> str:
    """`build` is where Tokenfare was built, nothing if its adapters were given."""
    source = f"{state()}, {compiler(build)}" if build else "adapters built elsewhere"
    today = datetime.datetime.now(datetime.UTC).date()
    return (f"`{command}`, {today}, {source}, {run.encoding}, medians of {run.rounds} rounds; "
            f"{processor()}, {len(os.sched_getaffinity(0))} virtual cores, load average "
            f"{os.getloadavg()[0]:.1f} before.")


def rewrite(document: str, part: str, content: str) -> str:
    begin, end = f"<!-- rivals {part}: begin -->", f"<!-- rivals {part}: end -->"
    marks = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    if not marks.search(document):
        raise ValueError(f"{README} lacks the marks {begin} and {end}")
    return marks.sub(lambda _: f"{begin}\n{content}{end}", document)


def section(run: Run, part: str, results: Any, source: str) -> str:
    return f"{ABOUT[part]}\n\n{source}\n\n{TABLES[part](run, results)}"


def write(part: str, content: str) -> None:
    README.write_text(rewrite(README.read_text(encoding="utf-8"), part, content),
                      encoding="utf-8")
