#!/usr/bin/env python3
"""Keeps data/bundle.json, and puts the data together as one file.

    python3 data/bundle.py           give the data a new version if they changed
    python3 data/bundle.py FILE      and write all of them to FILE, for --data
    python3 data/bundle.py --check   fail where bundle.json is not that of the data

data/bundle.json is the head of that file: the version of the data, what a program must
know to read them (`needs`, `needs_program`, which are written by hand), and the SHA-256
of each part. preflight/rules/bundle_file.h has the form. A sum is that of the JSON on
one line without blanks.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent
MANIFEST = DATA / "bundle.json"


def number(text: str) -> float:
    """A number that is written again as it stands; sums are those of the text."""
    value = float(text)
    if repr(value) != text:
        raise ValueError(f"write {text} as {value!r}")
    return value


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=number)


def sum_of(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_parts() -> dict[str, Any]:
    # additions.json lies over openai.json.
    names = ["catalogue/openai.json", "catalogue/additions.json"]
    names += sorted(f"rules/{path.name}" for path in (DATA / "rules").glob("*.json")
                    if not path.name.endswith(".schema.json"))
    return {name: read(DATA / name) for name in names}


def next_version(version: str, today: datetime.date) -> str:
    """The first of today's versions, or the one after `version` where that is as late."""
    day, _, serial = version.rpartition(".")
    first = f"{today:%Y.%m.%d}"
    return f"{first}.1" if day < first else f"{day}.{int(serial) + 1}"


def with_parts(manifest: dict[str, Any], parts: dict[str, Any],
               today: datetime.date) -> dict[str, Any]:
    """The manifest of `parts`: a new version where their sums are others."""
    header = dict(manifest["header"])
    sums = {name: sum_of(part) for name, part in parts.items()}
    if sums != header["parts"]:
        header["parts"] = sums
        header["data_version"] = next_version(header["data_version"], today)
    return {"format": manifest["format"], "header": header, "header_sha256": sum_of(header)}


def text_of(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", help="where to write the bundle")
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    parts = read_parts()
    before = read(MANIFEST)
    manifest = with_parts(before, parts, datetime.date.today())
    if arguments.check:
        if manifest == before:
            return 0
        print("data/bundle.json: the data changed, so they need a new version: run "
              "./dev bundle and commit what it wrote", file=sys.stderr)
        return 1
    MANIFEST.write_text(text_of(manifest), encoding="utf-8")
    print(f"data {manifest['header']['data_version']}")
    if arguments.file is not None:
        arguments.file.write_text(text_of({**manifest, "parts": parts}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
