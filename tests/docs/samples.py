#!/usr/bin/env python3
"""Runs the samples of a Markdown document and compares their output.

In ```console blocks a line that begins with "$ " is a command, run by bash in
the repository; the lines up to the next command are its output, standard error
included. "./dev run" stands for the tokenfare command, which must be in PATH.

A ```cpp block is a whole program, and the ```text block after it its output:
--extract writes the programs as sample_0.cc, sample_1.cc ... and --programs
runs what became of them.
"""

import argparse
import dataclasses
import difflib
import os
import pathlib
import re
import subprocess
import sys

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Command:
    line: str
    output: str


def blocks(text: str) -> list[tuple[str, str]]:
    """The fenced blocks of the document: (language, content)."""
    return FENCE.findall(text)


def commands(console: str) -> list[Command]:
    """The commands of one console block, with the outputs that it states."""
    found: list[Command] = []
    for line in console.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append(Command(line[2:].rstrip("\n"), ""))
        elif not found:
            raise ValueError(f"a console block must begin with a command: {line!r}")
        else:
            found[-1].output += line
    return found


def run(command: list[str]) -> str:
    return subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=60).stdout


def run_sample(line: str) -> str:
    return run(["bash", "-c", re.sub(r"^\./dev run\b", "tokenfare", line)])


def differs(name: str, stated: str, actual: str) -> bool:
    if stated == actual:
        return False
    print(f"\n{name}")
    print("".join(difflib.unified_diff(
        stated.splitlines(True), actual.splitlines(True), "stated", "actual")))
    return True


def check_commands(text: str) -> int:
    """The number of commands whose output is not as stated."""
    samples = [c for kind, body in blocks(text) if kind == "console"
               for c in commands(body)]
    if not samples:
        raise ValueError("the document has no console samples")
    print(f"{len(samples)} commands")
    return sum(differs("$ " + s.line, s.output, run_sample(s.line)) for s in samples)


def programs(text: str) -> list[tuple[str, str]]:
    """(source, stated output) of each C++ sample."""
    found = []
    all_blocks = blocks(text)
    for (kind, body), (next_kind, output) in zip(all_blocks, all_blocks[1:] + [("", "")]):
        if kind == "cpp":
            if next_kind != "text":
                raise ValueError(f"no output follows the program\n{body}")
            found.append((body, output))
    if not found:
        raise ValueError("the document has no C++ samples")
    return found


def check_programs(text: str, built: list[str]) -> int:
    samples = programs(text)
    if len(samples) != len(built):
        raise ValueError(f"{len(samples)} programs in the document, {len(built)} built")
    return sum(differs(path, output, run([path]))
               for path, (_, output) in zip(built, samples))


def extract(text: str, directory: pathlib.Path) -> None:
    """Leaves unchanged files alone, so that nothing is built for them."""
    directory.mkdir(parents=True, exist_ok=True)
    wanted = {directory / f"sample_{number}.cc": source
              for number, (source, _) in enumerate(programs(text))}
    for path in set(directory.glob("sample_*.cc")) - wanted.keys():
        path.unlink()
    for path, source in wanted.items():
        if not path.exists() or path.read_text() != source:
            path.write_text(source)


def update(text: str) -> str:
    """The document with the outputs of its commands as they are now."""
    def rewrite(match: re.Match[str]) -> str:
        if match[1] != "console":
            return match[0]
        body = "".join(f"$ {c.line}\n{run_sample(c.line)}" for c in commands(match[2]))
        return f"```console\n{body}```"
    return FENCE.sub(rewrite, text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=pathlib.Path)
    parser.add_argument("--path", help="directory to put first in PATH")
    parser.add_argument("--update", action="store_true",
                        help="write the outputs of the commands into the document")
    parser.add_argument("--extract", type=pathlib.Path, metavar="DIR",
                        help="write the C++ samples into DIR")
    parser.add_argument("--programs", nargs="+", metavar="PROGRAM",
                        help="compare the outputs of the built C++ samples")
    arguments = parser.parse_args()
    if arguments.path:
        os.environ["PATH"] = f"{arguments.path}:{os.environ['PATH']}"
    text = arguments.document.read_text()
    if arguments.extract:
        extract(text, arguments.extract)
        return 0
    if arguments.update:
        arguments.document.write_text(update(text))
        return 0
    if arguments.programs:
        return 1 if check_programs(text, arguments.programs) else 0
    return 1 if check_commands(text) else 0


if __name__ == "__main__":
    sys.exit(main())
