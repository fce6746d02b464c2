"""Speed on whole texts, cold and warm, and what all measurements share."""

import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from adapter import Adapter, AdapterError, Program, core_of_round, on_core
from inputs import recorded_count

WARM_PASSES = 3


@dataclass
class Run:
    programs: dict[str, Program]  # by short name; those of Tokenfare first
    encoding: str
    texts: dict[str, Path]
    corpora: Path
    folder: Path
    rounds: int
    parts: tuple[str, ...]
    cpu_time: bool = False  # of the process, for passes over a text; else the clock
    # Of each text, what every program agrees on.
    tokens: dict[str, int] = field(default_factory=dict)


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def agreed(what: str, counts: dict[str, int]) -> int:
    """The one value of `counts`; ends the run if they differ."""
    if len(set(counts.values())) != 1:
        sys.exit(f"{what}: the counts differ: {counts}")
    return next(iter(counts.values()))


def check_counts(run: Run) -> None:
    """Compares every program's count, and its number of ids, of every text."""
    for text, path in run.texts.items():
        counts: dict[str, int] = {}
        for name, program in run.programs.items():
            with Adapter(program, run.encoding) as adapter:
                adapter.load(path)
                for command in program.passes:
                    counts[f"{name} {command}"] = adapter.timed_pass(command)[0]
        recorded = recorded_count(run.corpora, text, path.stat().st_size, run.encoding)
        if recorded is not None:
            counts["counts.json"] = recorded
        run.tokens[text] = agreed(f"{text}, {run.encoding}", counts)
    progress("counts agree")


def passes_of_a_process(run: Run, program: Program, text: str, command: str,
                        round_number: int) -> list[float]:
    """Seconds of each pass of a new process: the first is cold."""
    passes = 1 + (WARM_PASSES if "warm" in run.parts else 0)
    seconds = []
    with on_core(core_of_round(round_number)), Adapter(program, run.encoding) as adapter:
        adapter.load(run.texts[text])
        for _ in range(passes):
            tokens, taken = adapter.timed_pass(command, run.cpu_time)
            if tokens != run.tokens[text]:
                raise AdapterError(f"{program.name}: {tokens} tokens of {text}")
            seconds.append(taken)
    return seconds


Speeds = dict[str, dict[str, float]]  # text -> "program command" -> MB/s


def speeds(run: Run) -> dict[str, Speeds]:
    """Of the parts cold and warm, medians over all rounds.

    The programs take turns within each round, and each round is on one core.
    """
    seconds: dict[str, dict[str, dict[str, list[float]]]] = {
        part: {text: defaultdict(list) for text in run.texts} for part in ("cold", "warm")}
    for round_number in range(run.rounds):
        for text in run.texts:
            for name, program in run.programs.items():
                for command in program.passes:
                    first, *later = passes_of_a_process(run, program, text, command, round_number)
                    seconds["cold"][text][f"{name} {command}"].append(first)
                    seconds["warm"][text][f"{name} {command}"] += later
        progress(f"speed: round {round_number + 1} of {run.rounds}")
    return {part: {text: {key: run.texts[text].stat().st_size / 1e6 / statistics.median(taken)
                          for key, taken in seconds[part][text].items()}
                   for text in run.texts}
            for part in ("cold", "warm") if part in run.parts}
