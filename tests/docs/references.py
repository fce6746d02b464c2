#!/usr/bin/env python3
"""Holds documents to what they refer to: files, folders, tests, commands of ./dev.

Links and `names` in backquotes of the documents given are looked for in the
repository. Status 1 where something is not there.
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAME = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"[A-Z]\w+\.[A-Z]\w+")
# A folder of the repository, then anything that a file's name may have.
PATH = re.compile(r"(?:bench|catalogue|cli|cmake|data|examples|json|preflight|pricing|python|scripts|support"
                  r"|tests|tokenizer|internal|\.ci)/[\w./-]*")
SUFFIXES = (".cc", ".h", ".py", ".cmake", ".inc")
# THING_test.cc, tests/AREA/: what the reader fills in. And what a build makes.
PLACEHOLDER = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?![A-Za-z.])|^data/tokenfare_build_image$|^catalogue/tokenfare_pack_catalogue$")

# What tests are made of: TEST(Suite, Name), and their parametrised kin.
DECLARED = re.compile(r"\b(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+),\s*(\w+)\)")


def test_names() -> set[str]:
    names = set()
    for source in ROOT.glob("tests/**/*.cc"):
        for suite, name in DECLARED.findall(source.read_text()):
            names.add(f"{suite}.{name}")
    return names


def file_names() -> set[str]:
    folders = ("bench catalogue cli cmake data examples json preflight pricing python scripts support"
               " tests tokenizer")
    return {path.name for folder in folders.split() for path in ROOT.glob(f"{folder}/**/*")}


def dev_commands() -> set[str]:
    script = (ROOT / "dev").read_text()
    usage = script.partition("<<'USAGE'")[2].partition("\nUSAGE")[0]
    return set(re.findall(r"^  ([a-z]+)", usage, re.MULTILINE))


class Checker:
    def __init__(self) -> None:
        self.tests = test_names()
        self.files = file_names()
        self.commands = dev_commands()
        self.faults: list[str] = []

    def check(self, document: pathlib.Path) -> None:
        text = document.read_text()
        for target in LINK.findall(FENCE.sub("", text)):
            if "://" not in target and not (document.parent / target).exists():
                self.faults.append(f"{document.name}: no such file: {target}")
        for name in NAME.findall(FENCE.sub("", text)):
            why = self.fault_of(name, document)
            if why:
                self.faults.append(f"{document.name}: {why}: {name}")
        for command in re.findall(r"\./dev ([a-z]+)", text):
            if command not in self.commands:
                self.faults.append(f"{document.name}: no such command: ./dev {command}")

    def fault_of(self, name: str, document: pathlib.Path) -> str:
        """What is wrong with a name in backquotes; empty where nothing is."""
        if PLACEHOLDER.search(name):
            return ""
        if TEST.fullmatch(name):
            return "" if name in self.tests else "no such test"
        if PATH.fullmatch(name):
            places = [ROOT, document.parent, *(ROOT / folder for folder in
                      ("preflight", "tokenizer", "pricing", "catalogue", "python"))]
            return "" if any((place / name).exists() for place in places) else "no such path"
        if re.fullmatch(r"[\w-]+", name.partition(".")[0]) and name.endswith(SUFFIXES):
            return "" if "/" in name or name in self.files or (ROOT / name).exists() else "no such file"
        return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("documents", nargs="+", type=pathlib.Path)
    checker = Checker()
    for document in parser.parse_args().documents:
        checker.check(document)
    for fault in checker.faults:
        print(fault)
    return 1 if checker.faults else 0


if __name__ == "__main__":
    sys.exit(main())
