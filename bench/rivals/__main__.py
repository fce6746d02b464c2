#!/usr/bin/env python3
"""Compares Tokenfare with other tokenizers, and prints Markdown tables."""

import argparse
import os
import sys
from pathlib import Path

import inputs
import install
import measure
import report
from adapter import Program

PARTS = ("cold", "warm")


def chosen(allowed: tuple[str, ...]):
    def parse(value: str) -> list[str]:
        names = value.split(",")
        if unknown := sorted(set(names) - set(allowed)):
            raise argparse.ArgumentTypeError(f"{unknown[0]}: not one of {', '.join(allowed)}")
        return names
    return parse


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench --rivals", description=__doc__)
    parser.add_argument("--part", type=chosen(PARTS), default=list(PARTS), metavar="NAME,...",
                        help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--texts", type=chosen(inputs.TEXTS), default=list(inputs.TEXTS),
                        metavar="NAME,...", help=f"of {', '.join(inputs.TEXTS)} (default: all)")
    parser.add_argument("--programs", type=chosen(install.NAMES), default=list(install.NAMES),
                        metavar="NAME,...", help=f"of {', '.join(install.NAMES)} (default: all)")
    parser.add_argument("--rounds", type=int, default=5,
                        help="processes of each program for each figure (default: %(default)s)")
    parser.add_argument("--fast", action="store_true",
                        help="cold and warm of Tokenfare and gigatoken only")
    parser.add_argument("--cpu-time", action="store_true",
                        help="cold and warm by CPU time: steadier on a busy machine")
    parser.add_argument("--encoding", default="o200k_base", choices=["o200k_base", "cl100k_base"])
    parser.add_argument("--tokenfare", action="append", metavar="[NAME=]PATH",
                        help="an adapter that is built already; several are compared")
    parser.add_argument("--build", type=Path, default=install.ROOT / "build" / "bench",
                        help="a configured build with benchmarks (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=install.ROOT / "build" / "rivals",
                        help="where the rivals are installed (default: %(default)s)")
    arguments = parser.parse_args()
    if arguments.fast:
        arguments.part, arguments.programs = ["cold", "warm"], ["tokenfare", "gigatoken"]
    return arguments


def programs(arguments: argparse.Namespace) -> dict[str, Program]:
    found: dict[str, Program] = {}
    if "tokenfare" in arguments.programs:
        given = arguments.tokenfare or [str(install.tokenfare(arguments.build))]
        for word in given:
            name, _, path = word.rpartition("=")
            name = name or ("tokenfare" if len(given) == 1 else path)
            found[name] = Program(name, [str(Path(path).resolve()), "ENCODING"])
    return {**found, **install.rivals(arguments.programs, arguments.encoding, arguments.folder)}


def main() -> int:
    arguments = parse_arguments()
    shared = Path(os.environ.get("TOKENFARE_SHARED", install.ROOT.parent / "shared"))
    corpora = shared / "corpora"
    if not corpora.is_dir():
        print("no corpora (set TOKENFARE_SHARED): generated text", file=sys.stderr)
    run = measure.Run(
        programs=programs(arguments), encoding=arguments.encoding,
        texts=inputs.texts(corpora, arguments.texts, arguments.folder / "texts"),
        corpora=corpora, rounds=arguments.rounds, parts=tuple(arguments.part), cpu_time=arguments.cpu_time)
    measure.check_counts(run)
    speeds = measure.speeds(run)
    for part in speeds:
        print(report.speed_table(run, part, speeds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
