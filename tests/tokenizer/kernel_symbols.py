#!/usr/bin/env python3
"""Looks for functions that a kernel leaves behind for the linker to merge.

A kernel is compiled for one kind of machine. A weak function in its object, say
an inline function of a header, might be the copy that the linker keeps for the
whole program, which would then fail on other machines.
"""

import argparse
import subprocess
import sys
from pathlib import Path


def weak_functions(library: Path, nm: str) -> list[str]:
    listing = subprocess.run([nm, "--demangle", str(library)], check=True,
                             capture_output=True, text=True).stdout
    found = []
    member = ""
    kernels = 0
    for line in listing.splitlines():
        if line.endswith(".o:"):
            member = line.removesuffix(":")
            kernels += member.startswith("block_kernels_")
        elif member.startswith("block_kernels_") and " W " in line[:20]:
            found.append(f"{member}: {line[19:]}")
    if kernels < 2:
        sys.exit(f"{library}: {kernels} kernels; is this the tokenizer?")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", type=Path, help="the tokenizer's static library")
    parser.add_argument("--nm", default="nm", help="the nm of the library's machine")
    arguments = parser.parse_args()
    found = weak_functions(arguments.library, arguments.nm)
    for function in found:
        print(f"left behind: {function}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
