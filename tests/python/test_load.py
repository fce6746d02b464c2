"""Vocabulary files."""

import hashlib
from pathlib import Path

import pytest

import tokenfare
from tokenfare.load import dump_tiktoken_bpe, load_tiktoken_bpe


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "r50k_base.tiktoken"
    ranks = tokenfare.get_encoding("r50k_base")._mergeable_ranks
    dump_tiktoken_bpe(ranks, path)
    # The sum that tiktoken_ext/openai_public.py expects of the file.
    digest = "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    assert load_tiktoken_bpe(path, digest) == ranks


def test_errors(tmp_path: Path) -> None:
    path = tmp_path / "bad"
    path.write_bytes(b"YQ== 0\n\n!!! 1\n")
    with pytest.raises(ValueError, match=r"Error parsing line b'!!! 1' in .*bad"):
        load_tiktoken_bpe(path)
    with pytest.raises(ValueError, match="Hash mismatch for .*bad"):
        load_tiktoken_bpe(path, "0" * 64)
    with pytest.raises(ValueError, match="is a URL; download it"):
        load_tiktoken_bpe("https://example.com/x.tiktoken")
    with pytest.raises(FileNotFoundError):
        load_tiktoken_bpe(tmp_path / "none")
