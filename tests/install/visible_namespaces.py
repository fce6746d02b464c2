#!/usr/bin/env python3
"""Sources of public headers define what those declare in a visible namespace.

Objects are compiled with hidden visibility. gcc takes over what the declaration of a
function says; clang goes by the namespace block that the definition stands in, and a
shared library that clang makes would lack the function.
"""

from __future__ import annotations

import sys
from pathlib import Path

HIDDEN = "\nnamespace tokenfare {\n"


def main() -> int:
    wrong = [
        source
        for room in sys.argv[1:]
        for source in sorted(Path(room).glob("*.cc"))
        if HIDDEN in source.read_text() and "\nint main(" not in source.read_text()
    ]
    for source in wrong:
        print(f'{source}: write namespace [[gnu::visibility("default")]] tokenfare')
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
