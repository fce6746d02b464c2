#!/usr/bin/env python3
"""Compares Tokenfare with other tokenizers, each from its registry.

Results are compared first; then the programs take turns. Prints a table of each
part; a run that leaves nothing out but parts also writes them into
bench/README.md, and bench/rivals.svg with cold and warm. The texts are looked
for in $TOKENFARE_SHARED/corpora, then in ../shared/corpora.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import inputs
import install
import measure
import measure_more
import report
from adapter import AdapterError, Program

PARTS = ("cold", "warm", "documents", "worst", "threads", "startup", "memory")
PLOT = install.ROOT / "bench" / "rivals.svg"


def chosen(allowed: tuple[str, ...]) -> Callable[[str], list[str]]:
    def parse(value: str) -> list[str]:
        names = value.split(",")
        if unknown := sorted(set(names) - set(allowed)):
            raise argparse.ArgumentTypeError(f"{unknown[0]}: not one of {', '.join(allowed)}")
        return [name for name in allowed if name in names]
    return parse


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench --rivals", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, allowed in (("--part", PARTS), ("--texts", inputs.TEXTS),
                            ("--programs", install.NAMES)):
        parser.add_argument(option, type=chosen(allowed), default=list(allowed),
                            metavar="NAME,...", help=f"of {', '.join(allowed)} (default: all)")
    parser.add_argument("--rounds", type=int, default=5,
                        help="processes of each program for each figure (default: %(default)s)")
    parser.add_argument("--fast", action="store_true",
                        help="cold and warm of Tokenfare and gigatoken only")
    parser.add_argument("--cpu-time", action="store_true",
                        help="cold, warm and worst by CPU time: steadier on a busy machine")
    parser.add_argument("--print", action="store_true", help="leave bench/README.md")
    parser.add_argument("--encoding", default="o200k_base", choices=["o200k_base", "cl100k_base"])
    parser.add_argument("--tokenfare", action="append", metavar="[NAME=]PATH",
                        help="an adapter that is built already; several are compared")
    parser.add_argument("--build", type=Path, default=install.ROOT / "build" / "bench",
                        help="a configured build with benchmarks (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=install.ROOT / "build" / "rivals",
                        help="where the rivals are installed (default: %(default)s)")
    arguments = parser.parse_args()
    if arguments.fast:
        arguments.part = [part for part in ("cold", "warm") if part in arguments.part]
        arguments.programs = ["tokenfare", "gigatoken"]
    arguments.folder = arguments.folder.resolve()
    whole = (arguments.texts == list(inputs.TEXTS) and arguments.encoding == "o200k_base"
             and arguments.programs == list(install.NAMES) and not arguments.tokenfare
             and not arguments.cpu_time)
    arguments.write = whole and not arguments.print
    return arguments


def programs(arguments: argparse.Namespace) -> dict[str, Program]:
    found: dict[str, Program] = {}
    if "tokenfare" in arguments.programs:
        given = arguments.tokenfare or [str(install.tokenfare(arguments.build))]
        for word in given:
            name, _, path = word.rpartition("=")
            name = name or ("tokenfare" if len(given) == 1 else path)
            if not Path(path).is_file():
                sys.exit(f"bench --rivals: {path}: no such file")
            found[name] = Program(name, [str(Path(path).resolve()), "ENCODING"], ours=True)
    return {**found, **install.rivals(arguments.programs, arguments.encoding, arguments.folder)}


def command(arguments: argparse.Namespace) -> str:
    """What repeats the run, wherever its folders are."""
    words = ["./dev", "bench", "--rivals"]
    for option, everything in (("part", PARTS), ("texts", inputs.TEXTS),
                               ("programs", install.NAMES)):
        if (names := getattr(arguments, option)) != list(everything):
            words += [f"--{option}", ",".join(names)]
    words += ["--rounds", str(arguments.rounds)]
    if arguments.encoding != "o200k_base":
        words += ["--encoding", arguments.encoding]
    return " ".join(words + ["--cpu-time"] * arguments.cpu_time)


def plot(run: measure.Run, speeds: dict[str, measure.Speeds], source: str) -> None:
    def label(key: str) -> str:
        name, command = key.split()
        program = run.programs[name]
        verb = {"count": "count", "encode": "ids"}[command]
        return f"{program.name}, {verb}" if len(program.passes) > 1 else program.name
    parts = {part: {text: {label(key): speed for key, speed in of.items()}
                    for text, of in texts.items()} for part, texts in speeds.items()}
    data = run.folder / "plot.json"
    data.write_text(json.dumps({"parts": parts, "source": source.replace("`", "")}),
                    encoding="utf-8")
    subprocess.run([install.environment(run.folder / "venv"), install.HERE / "plot.py",
                    data, PLOT], check=True)


def measured(run: measure.Run) -> Iterator[tuple[str, Any]]:
    """Each part and its results, as soon as they are there."""
    if {"cold", "warm"} & set(run.parts):
        yield from measure.speeds(run).items()
    for part in run.parts:
        if part not in ("cold", "warm"):
            yield part, getattr(measure_more, part)(run)


def compare(run: measure.Run, source: str, writes: bool) -> None:
    speeds: dict[str, measure.Speeds] = {}
    measure.check_counts(run)
    for part, results in measured(run):
        content = report.section(run, part, results, source)
        print(content, flush=True)
        if writes:
            report.write(part, content)
        if part in ("cold", "warm"):
            speeds[part] = results
            if writes and len(speeds) == 2:
                plot(run, speeds, source)


def main() -> int:
    arguments = parse_arguments()
    shared = Path(os.environ.get("TOKENFARE_SHARED", install.ROOT.parent / "shared"))
    corpora = shared / "corpora"
    if not corpora.is_dir():
        print("no corpora (set TOKENFARE_SHARED): generated text", file=sys.stderr)
    run = measure.Run(
        programs=programs(arguments), encoding=arguments.encoding,
        texts=inputs.texts(corpora, arguments.texts, arguments.folder / "texts"), corpora=corpora,
        folder=arguments.folder, rounds=arguments.rounds, parts=tuple(arguments.part),
        cpu_time=arguments.cpu_time)
    source = report.provenance(run, None if arguments.tokenfare else arguments.build,
                               command(arguments))
    try:
        compare(run, source, arguments.write and corpora.is_dir())
    except AdapterError as error:
        sys.exit(f"bench --rivals: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
