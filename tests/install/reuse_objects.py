#!/usr/bin/env python3
"""A compiler launcher that takes each object from another build of this source, in
the folder TOKENFARE_OBJECTS_OF.

The objects of a static build are position-independent and compiled with the flags
of a shared one, so that the tests of shared libraries need not compile everything
once more. What the other build does not have is compiled.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def value_of(option: str, command: list[str]) -> str | None:
    return command[command.index(option) + 1] if option in command else None


def reuse(build: Path, command: list[str]) -> bool:
    """Puts the other build's object in place, if it has it."""
    target, dependencies = value_of("-o", command), value_of("-MF", command)
    if "-c" not in command or target is None or dependencies is None:
        return False
    other = build / target
    if not other.is_file():
        return False
    shutil.copyfile(other, target)
    # Ninja copies again when the other build has compiled again.
    Path(dependencies).write_text(f"{target}: {other}\n")
    return True


def main() -> int:
    command = sys.argv[1:]
    return 0 if reuse(Path(os.environ["TOKENFARE_OBJECTS_OF"]), command) else subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
