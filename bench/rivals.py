#!/usr/bin/env python3
"""Compares Tokenfare's count with other tokenizers' on the same files.

Builds the adapters in bench/rivals/, compares their counts (and those of
counts.json where it lies beside the texts), and only then times them, one
process after the other, each program in turn. Prints a Markdown table.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RIVALS = ROOT / "bench" / "rivals"
TEXTS = ("prose_en", "code", "multi", "zh", "json")


def build_tokenfare(build: Path) -> Path:
    # Ninja and Make say much on standard output, which is for the table.
    command = ["cmake", "--build", str(build), "--target", "rival_tokenfare"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return build / "bench" / "rival_tokenfare"


def build_bpe_openai(target: Path) -> Path:
    command = ["cargo", "build", "--release", "--locked", "--quiet",
               "--manifest-path", str(RIVALS / "bpe_openai" / "Cargo.toml"),
               "--target-dir", str(target)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return target / "release" / "rival-bpe-openai"


def generated_text() -> str:
    """Words of random letters: a stand-in where the corpora are absent."""
    source = random.Random(1)
    words = ["".join(source.choices("etaoinshrdlu", k=source.randint(1, 9)))
             for _ in range(5000)]
    return " ".join(source.choices(words, k=600_000))


@contextmanager
def texts(folder: Path | None) -> Iterator[list[Path]]:
    if folder is not None and (folder / "corpora").is_dir():
        yield [folder / "corpora" / f"{name}.txt" for name in TEXTS]
        return
    print("no corpora (set TOKENFARE_SHARED): generated text", file=sys.stderr)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "generated.txt"
        path.write_text(generated_text(), encoding="utf-8")
        yield [path]


def run(program: Path, text: Path, encoding: str, passes: int) -> tuple[int, list[float]]:
    command = [str(program), str(text), encoding, str(passes)]
    result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return result["count"], result["seconds"]


def expected_count(text: Path, encoding: str) -> int | None:
    counts = text.with_name("counts.json")
    if not counts.exists():
        return None
    return json.loads(counts.read_text()).get(text.name, {}).get(encoding)


def check_counts(programs: dict[str, Path], text: Path, encoding: str) -> None:
    counts = {name: run(program, text, encoding, 1)[0] for name, program in programs.items()}
    expected = expected_count(text, encoding)
    if expected is not None:
        counts["counts.json"] = expected
    if len(set(counts.values())) != 1:
        sys.exit(f"{text.name}, {encoding}: the counts differ: {counts}")


def speeds(programs: dict[str, Path], text: Path, encoding: str,
           rounds: int) -> dict[str, tuple[float, float]]:
    """Of each program: median MB/s of first passes, and of the best later ones."""
    cold: dict[str, list[float]] = {name: [] for name in programs}
    warm: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            seconds = run(program, text, encoding, 4)[1]
            cold[name].append(seconds[0])
            warm[name].append(min(seconds[1:]))
    megabytes = text.stat().st_size / 1e6
    return {name: (megabytes / statistics.median(cold[name]),
                   megabytes / statistics.median(warm[name])) for name in programs}


def print_table(programs: dict[str, Path], paths: list[Path], encoding: str,
                rounds: int) -> float:
    """Returns the smallest ratio of Tokenfare to another program."""
    names = list(programs)
    print(f"{encoding}, MB/s on one core, first pass / later pass; ratio to {names[1]}\n")
    print("| text | " + " | ".join(names) + " | ratio |")
    print("|---|" + "---|" * len(names) + "---|")
    least = float("inf")
    for path in paths:
        of = speeds(programs, path, encoding, rounds)
        ratios = [of[names[0]][i] / of[names[1]][i] for i in range(2)]
        least = min(least, *ratios)
        cells = [f"{of[name][0]:.0f} / {of[name][1]:.0f}" for name in names]
        print(f"| {path.stem} | " + " | ".join(cells) +
              f" | {ratios[0]:.2f} / {ratios[1]:.2f} |", flush=True)
    return least


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "bench",
                        help="a configured build with benchmarks (default: %(default)s)")
    parser.add_argument("--target", type=Path, default=ROOT / "build" / "rivals",
                        help="where the rivals are built (default: %(default)s)")
    parser.add_argument("--encoding", default="o200k_base",
                        choices=["o200k_base", "cl100k_base"])
    parser.add_argument("--rounds", type=int, default=5,
                        help="processes of each program for each text (default: %(default)s)")
    arguments = parser.parse_args()
    programs = {"tokenfare": build_tokenfare(arguments.build),
                "bpe-openai 0.3.2": build_bpe_openai(arguments.target)}
    shared = Path(os.environ.get("TOKENFARE_SHARED", ROOT.parent / "shared"))
    with texts(shared) as paths:
        for path in paths:
            check_counts(programs, path, arguments.encoding)
        print("counts agree", file=sys.stderr)
        least = print_table(programs, paths, arguments.encoding, arguments.rounds)
    print(f"\nsmallest ratio: {least:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
