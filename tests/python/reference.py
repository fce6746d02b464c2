"""The real tiktoken, whose vocabularies can't be downloaded here.

They are made from Tokenfare's, and accepted only if they have the SHA-256 that
tiktoken expects of the files: then they are tiktoken's own.
"""

import base64
import functools
import hashlib
from collections.abc import Iterable
from typing import Any
from unittest import mock

import tiktoken
import tiktoken.load

import tokenfare

NAMES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base", "p50k_edit", "o200k_harmony")


def _load(url: str, expected_hash: str | None = None) -> dict[bytes, int]:
    name = url.rsplit("/", 1)[1].removesuffix(".tiktoken")
    ranks = dict(tokenfare.get_encoding(name)._mergeable_ranks)
    content = b"".join(
        base64.b64encode(token) + b" %d\n" % rank
        for token, rank in sorted(ranks.items(), key=lambda item: item[1])
    )
    assert hashlib.sha256(content).hexdigest() == expected_hash, name
    return ranks


@functools.lru_cache
def arguments_of(name: str) -> dict[str, Any]:
    """What tiktoken makes the encoding of: its own pattern and special tokens."""
    with mock.patch.object(tiktoken.load, "load_tiktoken_bpe", _load):
        from tiktoken_ext import openai_public

        with mock.patch.object(openai_public, "load_tiktoken_bpe", _load):
            return openai_public.ENCODING_CONSTRUCTORS[name]()


@functools.lru_cache
def tiktoken_encoding(name: str) -> tiktoken.Encoding:
    return tiktoken.Encoding(**arguments_of(name))


def tiktoken_counts(texts: Iterable[str | None], name: str = "o200k_base") -> list[int | None]:
    """What tiktoken counts; None for None."""
    encoding = tiktoken_encoding(name)
    return [None if text is None else len(encoding.encode_ordinary(text)) for text in texts]
