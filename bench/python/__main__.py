"""Measures the Python package beside tiktoken and gigatoken, in one process.

    ./dev bench --python [--rounds N]

Results are compared before anything is timed. The programs take turns, round by
round, and the medians of the rounds are printed.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "python"))

import gigatoken  # noqa: E402
import numpy as np  # noqa: E402
from reference import tiktoken_encoding  # noqa: E402

import tokenfare  # noqa: E402
from tokenfare.load import dump_tiktoken_bpe  # noqa: E402

NAME = "o200k_base"
SHORT = "The quick brown fox."  # 20 bytes


def gigatoken_tokenizer() -> gigatoken.Tokenizer:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{NAME}.tiktoken"
        dump_tiktoken_bpe(tokenfare.get_encoding(NAME)._mergeable_ranks, path)
        return gigatoken.Tokenizer.from_tiktoken(str(path))


def seconds(call: Callable[[], object], repeats: int) -> float:
    begin = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - begin) / repeats


def medians(
    calls: Mapping[str, Callable[[], object]], rounds: int, repeats: int
) -> dict[str, float]:
    """The median time of each call; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            times[name].append(seconds(call, repeats))
    return {name: statistics.median(values) for name, values in times.items()}


def measure_calls(rounds: int) -> None:
    ours, theirs = tokenfare.get_encoding(NAME), tiktoken_encoding(NAME)
    giga = gigatoken_tokenizer()
    backend, data = giga.backend, SHORT.encode()
    expected = theirs.encode(SHORT)
    assert ours.encode(SHORT) == expected == list(backend.encode(data))
    assert ours.count(SHORT) == len(expected)
    calls: dict[str, Callable[[], object]] = {
        "tokenfare count": lambda: ours.count(SHORT),
        "tokenfare count_ordinary": lambda: ours.count_ordinary(SHORT),
        "tokenfare encode": lambda: ours.encode(SHORT),
        "tokenfare encode_ordinary": lambda: ours.encode_ordinary(SHORT),
        "gigatoken backend.encode (bytes)": lambda: backend.encode(data),
        "tiktoken encode_ordinary": lambda: theirs.encode_ordinary(SHORT),
        "tiktoken encode": lambda: theirs.encode(SHORT),
        "an empty lambda": lambda: None,
    }
    found = medians(calls, rounds, 20_000)
    empty = found.pop("an empty lambda")
    print(f"\nOne call for a string of {len(SHORT)} bytes, less an empty one:\n")
    for name, value in found.items():
        print(f"    {name:<34} {1e9 * (value - empty):7.0f} ns")


def documents() -> list[str]:
    path = ROOT.parent / "shared" / "corpora" / "prose_en.txt"
    if not path.exists():
        print(f"\n{path} is absent: the batch is made of the README instead")
        path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8", errors="replace")[:8_000_000]
    while len(text) < 8_000_000:
        text += text
    return [text[i : i + 16_000] for i in range(0, len(text), 16_000)]


def measure_batches(rounds: int) -> None:
    ours, theirs = tokenfare.get_encoding(NAME), tiktoken_encoding(NAME)
    backend = gigatoken_tokenizer().backend
    texts = documents()
    size = sum(len(text.encode()) for text in texts)
    counts = [len(tokens) for tokens in theirs.encode_ordinary_batch(texts[:50])]
    assert ours.count_batch(texts[:50]) == counts
    encoded = [text.encode() for text in texts]
    cores = os.cpu_count() or 1
    calls: dict[str, Callable[[], object]] = {
        "tokenfare count_batch": lambda: ours.count_batch(texts),
        "tokenfare count_batch, 1 thread": lambda: ours.count_batch(texts, num_threads=1),
        "tokenfare encode_ordinary_batch": lambda: ours.encode_ordinary_batch(
            texts, num_threads=cores),
        "gigatoken encode_batch": lambda: backend.encode_batch(
            gigatoken.BytesSource(encoded), parallel=True),
        "tiktoken encode_ordinary_batch": lambda: theirs.encode_ordinary_batch(
            texts, num_threads=cores),
    }
    print(f"\n{len(texts)} documents of 16,000 characters, {cores} processors, later passes:\n")
    for name, value in medians(calls, rounds, 1).items():
        print(f"    {name:<34} {size / value / 1e6:7.0f} MB/s")


INTERRUPTED = """
import signal, time, tokenfare
# It is ignored in what a shell starts in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
encoding = tokenfare.get_encoding("o200k_base")
texts = ["The quick brown fox, number %d. " % i * 4000 for i in range(50)] * 400
encoding.count_batch(texts[:2])
try:
    print("ready", flush=True)
    while True:
        encoding.{method}(texts)
except KeyboardInterrupt:
    print(time.time(), flush=True)
"""


def measure_interrupts(rounds: int) -> None:
    print("\nFrom Ctrl-C to KeyboardInterrupt in a batch of 2.5 GB:\n")
    for method in ("count_batch", "encode_batch"):
        waits = []
        for i in range(rounds):
            process = subprocess.Popen(
                [sys.executable, "-c", INTERRUPTED.format(method=method)],
                stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.1 + 0.037 * i)
            begin = time.time()
            process.send_signal(signal.SIGINT)
            waits.append(float(process.communicate()[0]) - begin)
        print(f"    {method:<34} {1e3 * statistics.median(waits):7.0f} ms, "
              f"at most {1e3 * max(waits):.0f} ms")


def measure_import(rounds: int) -> None:
    programs = ("pass", "import tokenfare", "import tiktoken")
    calls: dict[str, Callable[[], object]] = {
        program: lambda program=program: subprocess.run(  # type: ignore[misc]
            [sys.executable, "-c", program], check=True)
        for program in programs
    }
    found = medians(calls, max(rounds, 9), 1)
    print("\nImporting, less the start of Python:\n")
    for program in programs[1:]:
        print(f"    {program:<34} {1e3 * (found[program] - found['pass']):7.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="how often each is measured")
    rounds = parser.parse_args().rounds
    print(f"Python {sys.version.split()[0]}, tokenfare {tokenfare.__version__}, {NAME}, "
          f"NumPy {np.__version__}; medians of {rounds} rounds")
    measure_calls(rounds)
    measure_batches(rounds)
    measure_interrupts(rounds)
    measure_import(rounds)


if __name__ == "__main__":
    main()
