"""Vocabulary files, as tiktoken.load has them, from this machine only."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping


def load_tiktoken_bpe(
    tiktoken_bpe_file: str | os.PathLike[str], expected_hash: str | None = None
) -> dict[bytes, int]:
    """The tokens and ids of a .tiktoken file: lines of base64 and a number.

    ValueError for a line that is something else, and where the file's SHA-256 is
    not `expected_hash`. Tokenfare does not download: a URL is a ValueError.
    """
    path = os.fspath(tiktoken_bpe_file)
    contents = read_file_cached(path, expected_hash)
    ranks: dict[bytes, int] = {}
    for line in contents.splitlines():
        if not line:
            continue
        try:
            token, rank = line.split()
            ranks[base64.b64decode(token, validate=True)] = int(rank)
        except ValueError as error:
            raise ValueError(f"Error parsing line {line!r} in {path}") from error
    return ranks


def read_file(blobpath: str | os.PathLike[str]) -> bytes:
    """The bytes of a file of this machine; ValueError for a URL."""
    path = os.fspath(blobpath)
    if "://" in path:
        raise ValueError(f"{path} is a URL; download it, and give the file's path")
    with open(path, "rb") as file:
        return file.read()


def check_hash(data: bytes, expected_hash: str) -> bool:
    """Whether the SHA-256 of `data` is `expected_hash`, in hexadecimal."""
    return hashlib.sha256(data).hexdigest() == expected_hash


def read_file_cached(
    blobpath: str | os.PathLike[str], expected_hash: str | None = None
) -> bytes:
    """`read_file`, and ValueError where its SHA-256 is not `expected_hash`. There is no
    cache: the file is here already."""
    contents = read_file(blobpath)
    if expected_hash and not check_hash(contents, expected_hash):
        raise ValueError(f"Hash mismatch for {os.fspath(blobpath)} (expected {expected_hash})")
    return contents


def dump_tiktoken_bpe(
    bpe_ranks: Mapping[bytes, int], tiktoken_bpe_file: str | os.PathLike[str]
) -> None:
    """Writes such a file, in the order of the ids."""
    with open(tiktoken_bpe_file, "wb") as file:
        file.writelines(tiktoken_lines(bpe_ranks))


def tiktoken_lines(bpe_ranks: Mapping[bytes, int]) -> Iterator[bytes]:
    """The lines of such a file, in the order of the ids."""
    for token, rank in sorted(bpe_ranks.items(), key=lambda item: item[1]):
        yield b"%s %d\n" % (base64.b64encode(token), rank)
