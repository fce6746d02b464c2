#!/usr/bin/env python3
"""Counts what recorded requests show; writes it to data/rules and DESIGN.md, and draws bench/evidence_*.svg.

`./dev evidence` calls it.

    ./dev evidence                         the recordings beside the checkout
    ./dev evidence a.jsonl b.jsonl         others
    ./dev evidence --check                 status 1 where the file in the tree differs

The product takes a feature for exact where enough recordings were billed as the rules say.
A count rests on the rules themselves: after a change of these, run it again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import evidence_map

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/bench/accuracy/accuracy"
RECORDINGS = [ROOT.parent / "shared/truth" / name
              for name in ("chat_completions.jsonl", "chat_completions_2.jsonl", "responses.jsonl")]
DESIGN = ROOT / "DESIGN.md"
RULES = ROOT / "data/rules"
# Of each endpoint: the file of evidence, the field of its recordings that has the bill, and the picture.
ENDPOINTS = {"/v1/chat/completions": ("openai_chat.evidence.json", "prompt_tokens",
                                      ROOT / "bench/evidence_chat_completions.svg"),
             "/v1/responses": ("openai_responses.evidence.json", "input_tokens",
                               ROOT / "bench/evidence_responses.svg")}
# Draws the pictures; installed where one has to be drawn.
PLOT_PACKAGE = "matplotlib==3.11.2"


def text_of(value: dict[str, Any], depth: int = 0) -> str:
    """JSON with a line for each row of counts."""
    if depth > 0 and not any(isinstance(v, dict) for v in value.values()):
        return json.dumps(value)
    inner = "  " * (depth + 1)
    lines = [f"{inner}{json.dumps(key)}: "
             + (text_of(entry, depth + 1) if isinstance(entry, dict) else json.dumps(entry))
             for key, entry in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"


Row = tuple[int, int]  # recordings, repositories


def sums(evidence: dict[str, Any]) -> dict[str, dict[str, Row]]:
    """By family and feature, over its models."""
    by_family: dict[str, dict[str, Row]] = {}
    for family, models in evidence["families"].items():
        features: dict[str, list[dict[str, Any]]] = {}
        for rows in models.values():
            for feature, row in rows.items():
                features.setdefault(feature, []).append(row)
        by_family[family] = {
            feature: (sum(row["recordings"] for row in rows),
                      len({place for row in rows for place in row.get("repositories", [])}))
            for feature, rows in features.items()}
    return by_family


def map_of(evidence: dict[str, Any], order: list[str]) -> dict[str, Any]:
    """What is shown, a row for each feature and a column for each family."""
    by_family = sums(evidence)
    families = sorted(by_family, key=lambda name: -by_family[name].get("text", (0, 0))[0])
    shown = {feature for rows in by_family.values() for feature, row in rows.items() if row[0]}
    features = [feature for feature in order if feature in shown - {"model"}]
    return {"endpoint": evidence["endpoint"], "families": families, "features": features,
            "cells": [[list(by_family[family].get(feature, (0, 0))) for family in families]
                      for feature in features]}


def table(counts: dict[str, Any]) -> str:
    """The map as DESIGN.md has it."""
    lines = ["| | " + " | ".join(counts["families"]) + " |",
             "|---" * (len(counts["families"]) + 1) + "|"]
    for feature, cells in zip(counts["features"], counts["cells"]):
        lines.append(f"| {feature} | " + " | ".join(
            f"{recordings}/{repositories}" if recordings else "" for recordings, repositories in cells)
            + " |")
    return "\n".join(lines)


def plot_python() -> Path:
    """A Python that has Matplotlib, in a folder that is kept."""
    folder = ROOT / "build/evidence/venv"
    installed = folder / "installed"
    if not installed.is_file() or installed.read_text() != PLOT_PACKAGE:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", PLOT_PACKAGE], check=True)
        installed.write_text(PLOT_PACKAGE)
    return folder / "bin/python"


def draw(picture: Path, counts: dict[str, Any]) -> None:
    """Nothing to do, and nothing to install, where the picture is of these counts."""
    if evidence_map.is_current(picture, counts):
        return
    subprocess.run([plot_python(), evidence_map.__file__, picture], check=True, text=True,
                   input=json.dumps(counts))


def with_table(document: str, counts: dict[str, Any]) -> str:
    begin, end = (f"<!-- evidence of {counts['endpoint']}: {side} -->" for side in ("begin", "end"))
    begin, end = begin + "\n", "\n" + end
    head, rest = document.split(begin)
    return head + begin + table(counts) + end + rest.split(end)[1]


def source(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def has_bill(path: Path, field: str) -> bool:
    with path.open() as lines:
        return field in json.loads(next(lines))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="./dev evidence",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="*", type=Path, default=RECORDINGS)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    for path in arguments.recordings:
        if not path.is_file():
            sys.exit(f"evidence: {path}: no such file: the recorded requests are not part of "
                     "the project; name files of them")
    counted = subprocess.run([PROGRAM, "--evidence", *arguments.recordings], check=True,
                             stdout=subprocess.PIPE, text=True)
    texts = {DESIGN: DESIGN.read_text()}
    maps = {}
    for line in counted.stdout.splitlines():
        endpoint, table_text = line.split("\t", 1)
        name, bill, picture = ENDPOINTS[endpoint]
        shown = json.loads(table_text)
        order = shown.pop("features")
        evidence = {"schema_version": 1, "endpoint": endpoint,
                    "counted_in": [source(path) for path in arguments.recordings
                                   if has_bill(path, bill)],
                    **shown}
        texts[RULES / name] = text_of(evidence) + "\n"
        maps[picture] = map_of(evidence, order)
        texts[DESIGN] = with_table(texts[DESIGN], maps[picture])
    if not arguments.check:
        for path, text in texts.items():
            path.write_text(text)
        for picture, counts in maps.items():
            draw(picture, counts)
        return 0
    differ = [path for path, text in texts.items() if path.read_text() != text]
    differ += [path for path, counts in maps.items() if not evidence_map.is_current(path, counts)]
    for path in differ:
        print(f"evidence: {path.relative_to(ROOT)} differs; run ./dev evidence")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
