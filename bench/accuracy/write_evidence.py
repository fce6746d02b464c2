#!/usr/bin/env python3
"""Counts what recorded requests show, and writes it to data/rules and DESIGN.md; `./dev evidence` calls it.

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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/bench/accuracy/accuracy"
RECORDINGS = [ROOT.parent / "shared/truth" / name
              for name in ("chat_completions.jsonl", "chat_completions_2.jsonl", "responses.jsonl")]
DESIGN = ROOT / "DESIGN.md"
RULES = ROOT / "data/rules"
# Of each endpoint: the file of evidence, and the field of its recordings that has the bill.
ENDPOINTS = {"/v1/chat/completions": ("openai_chat.evidence.json", "prompt_tokens"),
             "/v1/responses": ("openai_responses.evidence.json", "input_tokens")}


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


def table(evidence: dict[str, Any], order: list[str]) -> str:
    """The map of DESIGN.md: what is shown, by family and feature."""
    by_family = sums(evidence)
    families = sorted(by_family, key=lambda name: -by_family[name].get("text", (0, 0))[0])
    shown = {feature for rows in by_family.values() for feature, row in rows.items() if row[0]}
    features = [feature for feature in order if feature in shown - {"model"}]
    lines = ["| | " + " | ".join(families) + " |", "|---" * (len(families) + 1) + "|"]
    for feature in features:
        cells = [by_family[family].get(feature, (0, 0)) for family in families]
        lines.append(f"| {feature} | " + " | ".join(
            f"{recordings}/{repositories}" if recordings else "" for recordings, repositories in cells)
            + " |")
    return "\n".join(lines)


def with_table(document: str, endpoint: str, evidence: dict[str, Any], order: list[str]) -> str:
    begin, end = (f"<!-- evidence of {endpoint}: {side} -->" for side in ("begin", "end"))
    begin, end = begin + "\n", "\n" + end
    head, rest = document.split(begin)
    return head + begin + table(evidence, order) + end + rest.split(end)[1]


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
    for line in counted.stdout.splitlines():
        endpoint, table_text = line.split("\t", 1)
        name, bill = ENDPOINTS[endpoint]
        shown = json.loads(table_text)
        order = shown.pop("features")
        evidence = {"schema_version": 1, "endpoint": endpoint,
                    "counted_in": [source(path) for path in arguments.recordings
                                   if has_bill(path, bill)],
                    **shown}
        texts[RULES / name] = text_of(evidence) + "\n"
        texts[DESIGN] = with_table(texts[DESIGN], endpoint, evidence, order)
    if not arguments.check:
        for path, text in texts.items():
            path.write_text(text)
        return 0
    differ = [path.relative_to(ROOT) for path, text in texts.items() if path.read_text() != text]
    for path in differ:
        print(f"evidence: {path} differs; run ./dev evidence")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
