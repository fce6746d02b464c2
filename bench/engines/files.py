"""The Parquet files that the engines count."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ("prose_en", "code", "multi", "zh", "json")
ROW_GROUP = 8 << 20  # bytes of text


def corpora() -> tuple[list[str], str]:
    """Texts to cut documents from, and what they are."""
    shared = Path(os.environ.get("TOKENFARE_SHARED", ROOT.parent / "shared")) / "corpora"
    paths = [shared / f"{name}.txt" for name in TEXTS]
    if all(path.exists() for path in paths):
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
        return texts, f"the corpora {', '.join(TEXTS)}"
    print(f"engines: {shared} is absent: the text is this project's own files", file=sys.stderr)
    names = subprocess.run(
        ["git", "ls-files", "*.md", "*.cc", "*.h", "*.py", "*.jsonl"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split()
    return ["\n".join((ROOT / n).read_text("utf-8", "replace") for n in names)], "this project's files"


def documents(texts: list[str], size: int) -> Iterator[str | None]:
    """`size` bytes of UTF-8 in documents of 200 to 8,000 characters, from anywhere
    in the texts, which have equal shares; each twentieth row is null, each
    hundredth a short one with emoji."""
    chosen = random.Random(7)
    made = 0
    row = 0
    while made < size:
        text = texts[row % len(texts)]
        length = int(200 * 40 ** chosen.random())
        begin = chosen.randrange(max(1, len(text) - length))
        document = text[begin : begin + length]
        made += len(document.encode())
        row += 1
        yield document
        if row % 20 == 0:
            yield None
        if row % 100 == 0:
            yield f"🦊 row {row} 👩‍👩‍👧‍👦"


def write(path: Path, texts: list[str], size: int) -> None:
    schema = pa.schema({"text": pa.string()})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        group: list[str | None] = []
        held = 0
        for document in documents(texts, size):
            group.append(document)
            held += len(document or "")
            if held >= ROW_GROUP:
                writer.write_table(pa.table({"text": group}, schema))
                group, held = [], 0
        writer.write_table(pa.table({"text": group}, schema))


def text_bytes(path: Path) -> int:
    """The UTF-8 of all texts of a file."""
    import pyarrow.compute

    total = 0
    for batch in pq.ParquetFile(path).iter_batches(columns=["text"]):
        total += pyarrow.compute.sum(pyarrow.compute.binary_length(batch["text"])).as_py() or 0
    return total


def tiktoken_cache(folder: Path) -> None:
    """This tree's vocabularies under the names that tiktoken gives its downloads."""
    sys.path.insert(0, str(ROOT / "data" / "vocab"))
    import vocabulary

    folder.mkdir(parents=True, exist_ok=True)
    url = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    path = folder / hashlib.sha1(url.encode()).hexdigest()
    if not path.exists():
        packed = (ROOT / "data" / "vocab" / "o200k_base.vocab").read_bytes()
        path.write_bytes(vocabulary.write_tiktoken(vocabulary.unpack(packed)[1]))
