"""Mutation testing: which changes of a source does no test notice?

    ./dev mutate preflight/judgement/fit.cc   all mutants of these files or folders
    ./dev mutate --sample 60 --seed 1         as many, chosen by a seed, of the rules, the
                                              prices and the engine

A mutant is a source with one small change: a comparison, a constant, a sign, a
statement left out (cpp.rules). universalmutator makes them. Each is built in a copy
of the tree (build/mutate), as far as its tests need it, and those tests are run until
one fails. What no test notices is listed: a gap of the tests, or a change that means
the same.

Results are kept in build/mutate/results.jsonl, so a run that was ended goes on. After a
change of the tests --again tries once more what survived, and --fresh everything.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import hashlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import workspace
from workspace import ROOT, Outcome, Workspace, say

# What the rules of requests, prices and the engine are.
DEFAULT = ("catalogue", "json", "preflight", "pricing", "tokenizer")
# Programs of the build, and data.
LEFT_OUT = ("pack_catalogue.cc", "model_table.cc")


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: Path  # in the repository
    line: int
    before: str
    after: str
    text: bytes = dataclasses.field(repr=False)

    @property
    def key(self) -> str:
        return hashlib.sha256(str(self.file).encode() + b"\0" + self.text).hexdigest()[:20]


def sources(names: list[Path]) -> list[Path]:
    """The files that are meant, in the repository."""
    found: set[Path] = set()
    for name in names:
        path = name.resolve()
        if not path.is_relative_to(ROOT) or not path.exists():
            sys.exit(f"mutate: {name}: no such file of the repository")
        files = [path] if path.is_file() else [*path.rglob("*.cc"), *path.rglob("*.h")]
        found.update(file.relative_to(ROOT) for file in files if file.name not in LEFT_OUT)
    for file in found:
        workspace.area_of(file)  # or ends: nothing tests it
    return sorted(found)


def change_of(before: list[str], after: list[str]) -> int:
    """The index of the first line that differs."""
    for index, (old, new) in enumerate(zip(before, after)):
        if old != new:
            return index
    return min(len(before), len(after)) - 1


def mutants_of(file: Path) -> list[Mutant]:
    before = (ROOT / file).read_text().splitlines()
    mutants: dict[str, Mutant] = {}
    for text in workspace.mutated_texts(ROOT / file):
        after = text.decode().splitlines()
        index = change_of(before, after)
        mutant = Mutant(file, index + 1, before[index].strip(), after[index].strip(), text)
        mutants.setdefault(mutant.key, mutant)
    return list(mutants.values())


class Results:
    """What is known of mutants, kept between runs."""

    def __init__(self, path: Path, fresh: bool = False, again: bool = False) -> None:
        self.path = path
        if fresh:
            path.unlink(missing_ok=True)
        self.outcomes: dict[str, Outcome] = {}
        if path.exists():
            for line in path.read_text().splitlines():
                entry = json.loads(line)
                self.outcomes[entry["key"]] = Outcome(entry["outcome"])
        if again:
            self.outcomes = {key: outcome for key, outcome in self.outcomes.items()
                             if outcome is not Outcome.SURVIVED}

    def add(self, mutant: Mutant, outcome: Outcome, seconds: float) -> None:
        self.outcomes[mutant.key] = outcome
        entry = {"key": mutant.key, "outcome": outcome.value, "file": str(mutant.file),
                 "line": mutant.line, "before": mutant.before, "after": mutant.after,
                 "seconds": round(seconds, 1)}
        with self.path.open("a") as output:
            output.write(json.dumps(entry) + "\n")


def report(mutants: list[Mutant], results: Results) -> None:
    outcomes = {mutant: results.outcomes[mutant.key] for mutant in mutants
                if mutant.key in results.outcomes}
    rows: dict[Path, collections.Counter[Outcome]] = collections.defaultdict(collections.Counter)
    for mutant, outcome in outcomes.items():
        rows[mutant.file][outcome] += 1
    order = list(Outcome)
    print("| file | " + " | ".join(outcome.value for outcome in order) + " |")
    print("|---" * (len(order) + 1) + "|")
    for file, counts in sorted(rows.items()):
        print(f"| {file} | " + " | ".join(str(counts[outcome]) for outcome in order) + " |")
    total = collections.Counter(outcomes.values())
    print("| all | " + " | ".join(str(total[outcome]) for outcome in order) + " |")
    survivors = [mutant for mutant, outcome in outcomes.items() if outcome is Outcome.SURVIVED]
    if survivors:
        print("\n| survivor | line | mutated |\n|---|---|---|")
    for mutant in sorted(survivors, key=lambda mutant: (mutant.file, mutant.line)):
        cells = (f"`{text}`".replace("|", "\\|") for text in (mutant.before, mutant.after))
        print(f"| {mutant.file}:{mutant.line} | " + " | ".join(cells) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./dev mutate", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="sources or folders of them")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of the mutants")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which N (1)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N",
                        help="build and test with N processes (1)")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    parser.add_argument("--again", action="store_true", help="try survivors of earlier runs again")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found")
    options = parser.parse_args()

    files = sources(options.files or [ROOT / name for name in DEFAULT])
    mutants = [mutant for file in files for mutant in mutants_of(file)]
    if options.sample is not None and options.sample < len(mutants):
        chosen = set(random.Random(options.seed).sample(range(len(mutants)), options.sample))
        mutants = [mutant for index, mutant in enumerate(mutants) if index in chosen]
    if options.list:
        for mutant in mutants:
            print(f"{mutant.file}:{mutant.line}: {mutant.before}  ->  {mutant.after}")
        return

    results = Results(workspace.WORK / "results.jsonl", options.fresh, options.again)
    todo = [mutant for mutant in mutants if mutant.key not in results.outcomes]
    say(f"{len(mutants)} mutants of {len({m.file for m in mutants})} files, "
        f"{len(mutants) - len(todo)} of them known already")
    try:
        place = Workspace(options.jobs) if todo else None
        for number, mutant in enumerate(todo, 1):
            started = time.monotonic()
            assert place is not None
            outcome = place.outcome_of(mutant.file, mutant.text)
            results.add(mutant, outcome, time.monotonic() - started)
            say(f"{number}/{len(todo)} {mutant.file}:{mutant.line}: {outcome.value}")
    except KeyboardInterrupt:
        say("ended; the same command goes on from here")
    report(mutants, results)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"mutate: failed: {' '.join(map(str, error.cmd))}")
