"""Encodings of tiktoken plugins: modules of the namespace package tiktoken_ext."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = '''
def mine():
    return {
        "name": "mine",
        "pat_str": r"\\\\p{L}+|[^\\\\p{L}]",
        "mergeable_ranks": {bytes([byte]): byte for byte in range(256)},
        "special_tokens": {"<|end|>": 256},
    }

ENCODING_CONSTRUCTORS = {"mine": mine}
'''.replace("\\\\", "\\")


def run(folder: Path, program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiktoken_ext").mkdir()
    (tmp_path / "tiktoken_ext" / "plugin.py").write_text(GOOD)
    return tmp_path


def test_a_plugin_is_found(folder: Path) -> None:
    out = run(folder, """
import copy, pickle, tokenfare
encoding = tokenfare.get_encoding("mine")
print(encoding.encode("ab<|end|>", allowed_special="all"), encoding.count("abc"))
print(encoding is tokenfare.get_encoding("mine"), len(pickle.dumps(encoding)) < 200)
print(pickle.loads(pickle.dumps(encoding)).encode("a"), copy.copy(encoding)._special_tokens)
print(tokenfare.list_encoding_names()[-2:])
""")
    assert out == ("[97, 98, 256] 3\nTrue True\n[97] {'<|end|>': 256}\n"
                   "['o200k_harmony', 'mine']\n")


def test_built_in_encodings_do_without_plugins(folder: Path) -> None:
    (folder / "tiktoken_ext" / "broken.py").write_text("1 / 0")
    out = run(folder, 'import tokenfare; print(tokenfare.get_encoding("gpt2").count("a b"))')
    assert out == "2\n"
    # What is found is not changed by an error.
    out = run(folder, """
import tokenfare
for _ in range(2):
    try:
        tokenfare.get_encoding("mine")
    except ZeroDivisionError:
        print("broken")
""")
    assert out == "broken\nbroken\n"


def test_a_plugin_without_constructors(folder: Path) -> None:
    (folder / "tiktoken_ext" / "empty.py").write_text("")
    out = run(folder, 'import tokenfare; tokenfare.get_encoding("mine")')
    assert "tiktoken plugin tiktoken_ext.empty does not define ENCODING_CONSTRUCTORS" in out


def test_a_name_twice(folder: Path) -> None:
    (folder / "tiktoken_ext" / "again.py").write_text(GOOD.replace("mine", "gpt2"))
    out = run(folder, 'import tokenfare; tokenfare.get_encoding("mine")')
    assert "Duplicate encoding name gpt2 in tiktoken plugin tiktoken_ext.again" in out


def test_an_unknown_name_says_what_there_is(folder: Path) -> None:
    out = run(folder, 'import tokenfare; tokenfare.get_encoding("o200k")')
    assert "Unknown encoding o200k. Did you mean o200k_base?" in out
    assert "o200k_base" in out and "mine" in out and "tiktoken_ext.plugin" in out
