#!/usr/bin/env python3
"""Checks the rule cases beside it with tiktoken, and fills in what it counts.

A case holds a request, the texts of its prompt (`segments`, each tokenized by
itself) and the tokens that no text explains (`fixed`). The sum of both is
`tokens`. A case whose rule is known within bounds only holds several `readings`
of that kind, whose totals are `low` to `high`; where one is the likeliest it is
the first, `expected`. `margin` is how much wider the bounds may be, and `off`
how far below and above `tokens` the bounds of a rule are that few recordings show. A case that is `unbounded` may
count any more, since the request does not hold it. A segment of several lines is a list of its lines.

Needs tiktoken, and TIKTOKEN_CACHE_DIR where there is no network.
"""

import argparse
import json
import pathlib
import sys
from typing import Any

import tiktoken

ENCODINGS = {"gpt-3.5-turbo": "cl100k_base", "gpt-4": "cl100k_base"}
O200K_PREFIXES = ("gpt-4o", "gpt-4.1", "gpt-4.5")
WIDTH = 96


def encoding_of(model: str) -> tiktoken.Encoding:
    """cl100k_base for GPT-3.5 and the first GPT-4 models, else o200k_base."""
    if not model.startswith(O200K_PREFIXES):
        for prefix, name in ENCODINGS.items():
            if model.startswith(prefix):
                return tiktoken.get_encoding(name)
    return tiktoken.get_encoding("o200k_base")


def text_of(segment: str | list[str]) -> str:
    return segment if isinstance(segment, str) else "\n".join(segment)


def total(reading: dict[str, Any], encoding: tiktoken.Encoding) -> int:
    texts = map(text_of, reading["segments"])
    # Text of special tokens is ordinary text.
    return reading["fixed"] + sum(
        len(encoding.encode(t, disallowed_special=())) for t in texts)


def counted(case: dict[str, Any]) -> dict[str, int]:
    """The figures that the case should hold."""
    encoding = encoding_of(case["model"])
    if "readings" in case:
        totals = [total(reading, encoding) for reading in case["readings"]]
        figures = {"low": min(totals), "high": max(totals)}
        return figures | ({"expected": totals[0]} if "expected" in case else {})
    return {"tokens": total(case, encoding)}


def packed(items: list[str], indent: str) -> str:
    """Items on lines, as many on one as fit."""
    lines: list[str] = []
    for item in items:
        joined = f"{lines[-1]}, {item}" if lines else item
        if lines and "\n" not in joined and len(indent) + len(joined) < WIDTH:
            lines[-1] = joined
        else:
            lines.append(item)
    return f",\n{indent}".join(lines)


def layout(value: Any, indent: str = "") -> str:
    """JSON that keeps on one line what fits on it; strings of a list never
    share a line, for they are lines themselves."""
    flat = json.dumps(value, ensure_ascii=False)
    inner = indent + " "
    if len(indent) + len(flat) < WIDTH or not isinstance(value, (dict, list)):
        return flat
    if isinstance(value, dict):
        items = [f"{json.dumps(k, ensure_ascii=False)}: {layout(v, inner)}"
                 for k, v in value.items()]
        return f"{{\n{inner}{packed(items, inner)}\n{indent}}}"
    items = [layout(v, inner) for v in value]
    return f"[\n{inner}" + f",\n{inner}".join(items) + f"\n{indent}]"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true",
                        help="write the figures and the layout into the files")
    parser.add_argument("files", nargs="*", type=pathlib.Path,
                        help="default: all beside this program")
    args = parser.parse_args()
    here = pathlib.Path(__file__).parent
    wrong = cases = 0
    for path in args.files or sorted(here.glob("*.json")):
        group = json.loads(path.read_text(encoding="utf-8"))
        for case in group:
            cases += 1
            figures = counted(case)
            if any(case.get(key) != value for key, value in figures.items()):
                wrong += 1
                stated = {key: case.get(key) for key in figures}
                print(f"{path.name}: {case['name']}: {stated}, counted {figures}")
            case.update(figures)
        if args.update:
            path.write_text(layout(group) + "\n", encoding="utf-8")
    print(f"{cases} cases, {wrong} {'changed' if args.update else 'wrong'}")
    return 1 if wrong and not args.update else 0


if __name__ == "__main__":
    sys.exit(main())
