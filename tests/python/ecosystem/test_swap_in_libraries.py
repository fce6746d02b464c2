"""Libraries that use tiktoken, with this package in its place: pinned versions, in an
environment of their own (`./dev test --ecosystem`). Each runs in a process of its own,
and the real tiktoken, which they install, must not be loaded there."""

from __future__ import annotations

import subprocess
import sys

import pytest

PRELUDE = """
import sys
import tokenfare
sys.modules["tiktoken"] = tokenfare
encoding = tokenfare.get_encoding("o200k_base")
text = "This is a sentence about rivers. " * 200
count = encoding.count
"""

EPILOGUE = """
foreign = [name for name, module in sys.modules.items()
           if name.split(".")[0] == "tiktoken" and "tokenfare" not in module.__name__]
assert foreign == [], foreign
"""


def run(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", PRELUDE + program + EPILOGUE],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("counter", ["encoding", "'o200k_base'", "'gpt-4.1-mini'", "encoding.count"])
def test_semchunk(counter: str) -> None:
    run(f"""
import semchunk
chunks = semchunk.chunkerify({counter}, 50)(text)
assert len(chunks) > 1 and all(count(chunk) <= 50 for chunk in chunks)
""")


def test_semchunk_in_processes() -> None:
    run("""
import semchunk
if __name__ == "__main__":
    chunks = semchunk.chunkerify(encoding, 50)([text] * 4, processes=2)
    assert len(chunks) == 4 and chunks[0] == chunks[3] != []
""")


# By name it takes a tokenizer of its own (tokie), which it downloads.
@pytest.mark.parametrize("tokenizer", ["encoding", "encoding.count"])
@pytest.mark.parametrize("chunker", ["TokenChunker", "RecursiveChunker"])
def test_chonkie(chunker: str, tokenizer: str) -> None:
    if (chunker, tokenizer) == ("TokenChunker", "encoding.count"):
        pytest.skip("it needs to encode")
    run(f"""
from chonkie import {chunker}
chunks = {chunker}(tokenizer={tokenizer}, chunk_size=50).chunk(text)
assert len(chunks) > 1 and all(0 < chunk.token_count <= 50 for chunk in chunks)
""")


def test_langchain() -> None:
    run("""
from langchain_text_splitters import CharacterTextSplitter, TokenTextSplitter
splitter = TokenTextSplitter(encoding_name="o200k_base", chunk_size=20, chunk_overlap=2)
chunks = splitter.split_text(text)
assert len(chunks) > 1 and all(count(chunk) <= 20 for chunk in chunks)
assert isinstance(splitter._tokenizer, tokenfare.Encoding)
by_model = TokenTextSplitter.from_tiktoken_encoder(model_name="gpt-4.1-mini", chunk_size=20, chunk_overlap=0)
assert len(by_model.split_text(text)) > 1
""")


def test_llama_index() -> None:
    run("""
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.utils import get_tokenizer
assert len(get_tokenizer()("Hello, world!")) == 4
chunks = SentenceSplitter(chunk_size=50, chunk_overlap=0).split_text(text)
assert len(chunks) > 1
""")


def test_tokencost() -> None:
    run("""
import tokencost
assert tokencost.count_string_tokens("Hello, world!", "gpt-4o") == 4
assert tokencost.calculate_prompt_cost([{"role": "user", "content": "hello"}], "gpt-4o") > 0
""")
