"""Small documents, worst cases, threads, start-up and memory."""

import statistics
import sys
from collections import defaultdict

from adapter import (
    Adapter,
    AdapterError,
    AdapterRefused,
    AdapterTimeout,
    Program,
    core_of_round,
    on_core,
)
from inputs import all_documents, joined, spread_documents
from measure import Run, agreed, progress
from worst_cases import CASES

DOCUMENT_SIZES = (1024, 8192)
DOCUMENTS = 64
OTHER_BYTES = 64 << 20  # read before each document
WORST_BYTES = 1_000_000
WORST_TIMEOUT = 30  # seconds
OUR_SAMPLES = 3  # worst cases in each round: our ratio of times is a target
THREAD_DOCUMENT = 16384
WORKERS = (1, 2)
STARTS = 4  # in each round


def documents(run: Run) -> dict[tuple[str, int], dict[str, float]]:
    """(text, size) -> program -> median microseconds of one document."""
    seconds: dict[tuple[str, int], dict[str, list[float]]] = {}
    for round_number in range(run.rounds):
        for text, path in run.texts.items():
            for size in DOCUMENT_SIZES:
                bounds = spread_documents(path.read_bytes(), size, DOCUMENTS)
                of = seconds.setdefault((text, size), defaultdict(list))
                counts = {}
                for name, program in run.programs.items():
                    with on_core(core_of_round(round_number)), \
                            Adapter(program, run.encoding) as adapter:
                        adapter.load(path)
                        adapter.cut(bounds)
                        counts[name], taken = adapter.documents(OTHER_BYTES)
                    of[name] += taken
                agreed(f"documents of {text}", counts)
        progress(f"documents: round {round_number + 1} of {run.rounds}")
    return {key: {name: statistics.median(taken) * 1e6 for name, taken in of.items()}
            for key, of in seconds.items()}


def first_pass(run: Run, program: Program, case: str, double: int,
               round_number: int) -> tuple[int, float]:
    path = run.folder / "worst" / f"{list(CASES).index(case)}-{double}.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CASES[case](WORST_BYTES * double))
    with on_core(core_of_round(round_number)), \
            Adapter(program, run.encoding, timeout=WORST_TIMEOUT) as adapter:
        adapter.load(path)
        tokens, seconds = adapter.timed_pass(program.passes[0], run.cpu_time)
        return tokens, seconds / path.stat().st_size


Failures = dict[tuple[str, str], str]  # (case, program) -> what the table says


def worst_counts(run: Run, case: str, double: int, failures: Failures) -> None:
    """Notes who fails; ends the run where Tokenfare is not with the others."""
    counts: dict[str, int] = {}
    for name, program in run.programs.items():
        if (case, name) in failures:
            continue
        try:
            counts[name] = first_pass(run, program, case, double, 0)[0]
        except AdapterRefused:
            failures[case, name] = "-"
        except AdapterTimeout:
            failures[case, name] = f"over {WORST_TIMEOUT} s"
        except AdapterError as error:
            failures[case, name] = "fails"
            progress(f"{case}: {error}")
    # tiktoken is the truth where it does not fail, most of the others where it does.
    right = counts.get("tiktoken", statistics.mode(list(counts.values())[::-1]))
    for name, count in counts.items():
        if count == right:
            continue
        if run.programs[name].ours:
            sys.exit(f"{case}: {name} counts {count}, not {right}: {counts}")
        failures[case, name] = "wrong"
        progress(f"{case}: {name} counts {count}, not {right}")


# case -> program -> (MB/s of 1 MB, seconds of 2 MB / seconds of 1 MB) or a failure
Worst = dict[str, dict[str, tuple[float, float] | str]]


def worst(run: Run) -> Worst:
    """First passes of new processes, medians."""
    failures: Failures = {}
    for case in CASES:
        for double in (1, 2):
            worst_counts(run, case, double, failures)
    progress("worst: counts compared")
    taken: dict[tuple[str, str, int], list[float]] = defaultdict(list)  # seconds a byte
    for round_number in range(run.rounds):
        for case in CASES:
            for double in (1, 2):
                for name, program in run.programs.items():
                    samples = 0 if (case, name) in failures else OUR_SAMPLES if program.ours else 1
                    taken[case, name, double] += [
                        first_pass(run, program, case, double, round_number)[1]
                        for _ in range(samples)]
        progress(f"worst: round {round_number + 1} of {run.rounds}")

    def result(case: str, name: str) -> tuple[float, float] | str:
        if (case, name) in failures:
            return failures[case, name]
        one, two = (statistics.median(taken[case, name, double]) for double in (1, 2))
        return 1e-6 / one, 2 * two / one
    return {case: {name: result(case, name) for name in run.programs} for case in CASES}


def threads(run: Run) -> dict[str, dict[int, tuple[float, float]]]:
    """program -> workers -> MB/s of the first pass, of later ones."""
    path = joined(list(run.texts.values()), run.folder / "texts")
    bounds = all_documents(path.read_bytes(), THREAD_DOCUMENT)
    cold: dict[tuple[str, int], list[float]] = defaultdict(list)
    warm: dict[tuple[str, int], list[float]] = defaultdict(list)
    counts = {}
    for round_number in range(run.rounds):
        for name, program in run.programs.items():
            for workers in WORKERS:
                with Adapter(program, run.encoding, workers) as adapter:
                    adapter.load(path)
                    adapter.cut(bounds)
                    counts[f"{name} {workers}"], first = adapter.threads(workers)
                    cold[name, workers].append(first)
                    warm[name, workers] += [adapter.threads(workers)[1] for _ in range(2)]
        agreed("documents by threads", counts)
        progress(f"threads: round {round_number + 1} of {run.rounds}")
    megabytes = path.stat().st_size / 1e6
    return {name: {workers: (megabytes / statistics.median(cold[name, workers]),
                             megabytes / statistics.median(warm[name, workers]))
                   for workers in WORKERS} for name in run.programs}


def startup(run: Run) -> dict[str, float]:
    """program -> median milliseconds from the start of a process to its first count."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(STARTS * run.rounds):
        for name, program in run.programs.items():
            with Adapter(program, run.encoding) as adapter:
                seconds[name].append(adapter.start_seconds)
    return {name: statistics.median(taken) * 1e3 for name, taken in seconds.items()}


def memory(run: Run) -> dict[str, dict[str, list[float]]]:
    """program -> pass -> peak MB: up to the first count, then while each text is
    counted in turn; not while it is read."""
    peaks: dict[str, dict[str, list[float]]] = {}
    for name, program in run.programs.items():
        peaks[name] = {}
        for command in program.passes:
            with Adapter(program, run.encoding) as adapter:
                peaks[name][command] = [adapter.peak_bytes() / 1e6]
                for path in run.texts.values():
                    adapter.load(path)
                    adapter.forget_peak()
                    adapter.timed_pass(command)
                    peaks[name][command].append(adapter.peak_bytes() / 1e6)
    return peaks
