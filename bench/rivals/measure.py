"""What is measured. Each function returns rows for report.py."""

import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from adapter import Adapter, AdapterError, Program, core_of_round, on_core
from inputs import recorded_count

WARM_PASSES = 3

Samples = dict[str, list[float]]


@dataclass
class Run:
    programs: dict[str, Program]  # by short name; those of Tokenfare first
    encoding: str
    texts: dict[str, Path]
    corpora: Path
    rounds: int
    parts: tuple[str, ...]
    cpu_time: bool = False  # for passes over a text: the process's, not the clock on the wall
    # Texts that every program agrees on, and the number of tokens.
    tokens: dict[str, int] = field(default_factory=dict)


def check_counts(run: Run) -> None:
    """Every program's count, and number of ids, of every text; stops if they differ."""
    for text, path in run.texts.items():
        counts: dict[str, int] = {}
        for program in run.programs.values():
            with Adapter(program, run.encoding) as adapter:
                adapter.load(path)
                for command in program.passes:
                    counts[f"{program.name}, {command}"] = adapter.timed_pass(command)[0]
        recorded = recorded_count(run.corpora, text, path.stat().st_size, run.encoding)
        if recorded is not None:
            counts["counts.json"] = recorded
        if len(set(counts.values())) != 1:
            sys.exit(f"{text}, {run.encoding}: the counts differ: {counts}")
        run.tokens[text] = next(iter(counts.values()))
    print("counts agree", file=sys.stderr)


def one_speed(run: Run, program: Program, text: str, command: str,
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


Speeds = dict[str, dict[str, dict[str, float]]]  # part -> text -> "program, pass" -> MB/s


def speeds(run: Run) -> Speeds:
    """Medians over all rounds; the programs take turns within each round."""
    cold: dict[str, Samples] = {text: defaultdict(list) for text in run.texts}
    warm: dict[str, Samples] = {text: defaultdict(list) for text in run.texts}
    for round_number in range(run.rounds):
        for text in run.texts:
            for name, program in run.programs.items():
                for command in program.passes:
                    first, *later = one_speed(run, program, text, command, round_number)
                    cold[text][f"{name} {command}"].append(first)
                    warm[text][f"{name} {command}"] += later
        print(f"speed: round {round_number + 1} of {run.rounds}", file=sys.stderr)
    samples = {"cold": cold, "warm": warm}
    return {part: {text: {key: run.texts[text].stat().st_size / 1e6 / statistics.median(seconds)
                          for key, seconds in of_text.items()}
                   for text, of_text in samples[part].items()}
            for part in ("cold", "warm") if part in run.parts}
