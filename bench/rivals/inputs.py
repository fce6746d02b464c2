"""The bytes that every program is given."""

import json
import random
from pathlib import Path

from adapter import Bounds

TEXTS = ("prose_en", "code", "multi", "zh", "json")
MOST_BYTES = 10_000_000


def character_begin(text: bytes, offset: int) -> int:
    while 0 < offset < len(text) and text[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


def generated_text() -> bytes:
    """Words of random letters: a stand-in where the corpora are absent."""
    source = random.Random(1)
    words = ["".join(source.choices("etaoinshrdlu", k=source.randint(1, 9)))
             for _ in range(5000)]
    return " ".join(source.choices(words, k=600_000)).encode()


def texts(corpora: Path, names: list[str], folder: Path) -> dict[str, Path]:
    """Files of the first MOST_BYTES, whole characters, of each text."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {name: path.read_bytes() for name in names
                if (path := corpora / f"{name}.txt").exists()}
    paths = {}
    for name, content in (contents or {"generated": generated_text()}).items():
        paths[name] = folder / f"{name}.txt"
        paths[name].write_bytes(content[:character_begin(content, MOST_BYTES)])
    return paths


def recorded_count(corpora: Path, name: str, size: int, encoding: str) -> int | None:
    """tiktoken's count of the whole text by counts.json, if `size` is all of it."""
    counts, text = corpora / "counts.json", corpora / f"{name}.txt"
    if not counts.exists() or not text.exists() or text.stat().st_size != size:
        return None
    return json.loads(counts.read_text()).get(text.name, {}).get(encoding)


def joined(paths: list[Path], folder: Path) -> Path:
    """All texts in one file."""
    path = folder / "all.txt"
    path.write_bytes(b"".join(text.read_bytes() for text in paths))
    return path


def all_documents(text: bytes, size: int) -> Bounds:
    """The whole text as documents of about `size` bytes."""
    cuts = [character_begin(text, offset) for offset in range(0, len(text), size)]
    return list(zip(cuts, [*cuts[1:], len(text)]))


def spread_documents(text: bytes, size: int, number: int) -> Bounds:
    """`number` documents of about `size` bytes, spread evenly over the text."""
    step = len(text) // number
    return [(character_begin(text, i * step), character_begin(text, i * step + size))
            for i in range(number)]
