"""tiktoken with the vocabularies of this tree, without a download."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import tiktoken

ROOT = Path(__file__).resolve().parents[2]
VOCABULARIES = ROOT / "data" / "vocab"
URL = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"
NAMES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base", "p50k_edit", "o200k_harmony")


def _packer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vocabulary", VOCABULARIES / "vocabulary.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_cache(folder: Path) -> None:
    """Puts the files into `folder` under the names that tiktoken gives its
    downloads; it checks their SHA-256 itself."""
    packer = _packer()
    for name in NAMES[:4]:  # the others share their files
        path = folder / hashlib.sha1(URL.format(name).encode()).hexdigest()
        if not path.exists():
            _, tokens = packer.unpack((VOCABULARIES / f"{name}.vocab").read_bytes())
            path.write_bytes(packer.write_tiktoken(tokens))


@contextlib.contextmanager
def _cache() -> Iterator[None]:
    """The folder in which tiktoken finds the files."""
    if "TIKTOKEN_CACHE_DIR" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        make_cache(Path(folder))
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["TIKTOKEN_CACHE_DIR"]


@functools.lru_cache
def tiktoken_encoding(name: str) -> tiktoken.Encoding:
    with _cache():
        return tiktoken.get_encoding(name)


def arguments_of(name: str) -> dict[str, Any]:
    """What tiktoken makes the encoding of."""
    from tiktoken_ext.openai_public import ENCODING_CONSTRUCTORS

    with _cache():
        return ENCODING_CONSTRUCTORS[name]()


def tiktoken_counts(texts: Iterable[str | None], name: str = "o200k_base") -> list[int | None]:
    """What tiktoken counts; None for None."""
    encoding = tiktoken_encoding(name)
    return [None if text is None else len(encoding.encode_ordinary(text)) for text in texts]
