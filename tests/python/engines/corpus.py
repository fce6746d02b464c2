"""The file that each engine counts, and what tiktoken counts in it."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "python"))
from reference import tiktoken_counts  # noqa: E402

ODD: list[str | None] = [None, "", "🦊🚀 👩‍👩‍👧‍👦 done", "<|endoftext|>", " " * 100, "\u0000", None, "日本語" * 50]


@functools.lru_cache
def texts() -> tuple[str | None, ...]:
    golden = ROOT / "tests" / "golden"
    paragraphs = (ROOT / "README.md").read_text(encoding="utf-8").split("\n\n")
    sentences = (golden / "sentences.txt").read_text(encoding="utf-8").splitlines()
    snippets = (golden / "snippets.txt").read_text(encoding="utf-8").splitlines()
    rows: list[str | None] = []
    for i, text in enumerate([*paragraphs, *sentences, *snippets] * 12):
        rows += [f"{i}: {text}"] if i % 5 else [text, ODD[i // 5 % len(ODD)]]
    return tuple(rows)


@functools.lru_cache
def counts(name: str = "o200k_base") -> list[int | None]:
    return tiktoken_counts(texts(), name)


def total(name: str = "o200k_base") -> int:
    return sum(count for count in counts(name) if count is not None)


def write(path: Path) -> None:
    """Several row groups, so that engines have something to share out."""
    rows = list(texts())
    table = pa.table({"row": range(len(rows)), "text": rows})
    pq.write_table(table, path, row_group_size=1000)
