"""What Encoding has beyond tiktoken's."""

import mmap
import threading
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from reference import tiktoken_encoding

import tokenfare

ENCODING = tokenfare.get_encoding("o200k_base")
THEIRS = tiktoken_encoding("o200k_base")

SOME = hypothesis.settings(deadline=None, max_examples=300)
TEXTS = st.one_of(
    st.text(), st.lists(st.sampled_from(["a", " the", "日本", "😀", "\n\n", "don't "])).map("".join)
)


@SOME
@hypothesis.given(text=TEXTS, limit=st.integers(0, 30))
def test_count_up_to(text: str, limit: int) -> None:
    count = len(THEIRS.encode_ordinary(text))
    assert ENCODING.count_up_to(text, limit) == (count if count <= limit else None)


@SOME
@hypothesis.given(text=TEXTS, limit=st.integers(0, 30))
def test_truncate(text: str, limit: int) -> None:
    """The longest prefix of the text's own tokens that is whole characters and fits."""
    tokens = THEIRS.encode_ordinary(text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    prefixes = []
    for end in range(len(tokens) + 1):
        prefix = THEIRS.decode_bytes(tokens[:end])
        try:
            whole = prefix.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(THEIRS.encode_ordinary(whole)) <= limit:
            prefixes.append(whole)
    assert ENCODING.truncate(text, limit) == prefixes[-1]


@SOME
@hypothesis.given(text=TEXTS)
def test_offsets_are_those_of_decoding(text: str) -> None:
    tokens, offsets = ENCODING.encode_with_offsets(text, disallowed_special=())
    assert (THEIRS.decode(tokens), offsets) == THEIRS.decode_with_offsets(tokens)


def test_a_special_token_never_breaks_counting() -> None:
    text = "He said <|endoftext|> and left"
    assert ENCODING.count(text) == len(THEIRS.encode(text, disallowed_special=()))
    assert ENCODING.count(text, allowed_special="all") == len(
        THEIRS.encode(text, allowed_special="all")
    )
    with pytest.raises(ValueError, match="disallowed special token"):
        ENCODING.count(text, disallowed_special="all")


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview])
def test_count_bytes(wrap: Any) -> None:
    text = "naïve 日本語 text " * 50
    assert ENCODING.count_bytes(wrap(text.encode())) == len(THEIRS.encode_ordinary(text))


def test_count_a_mapped_file(tmp_path: Path) -> None:
    path = tmp_path / "text"
    text = "Some lines of text\n" * 5000
    path.write_text(text)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert ENCODING.count_bytes(mapped) == len(THEIRS.encode_ordinary(text))


def test_ill_formed_bytes() -> None:
    data = b"good \xff\xfe bad"
    with pytest.raises(UnicodeDecodeError) as raised:
        ENCODING.count_bytes(data)
    assert raised.value.start == 5
    assert ENCODING.count_bytes(data, errors="replace") == len(
        THEIRS.encode_ordinary(data.decode(errors="replace"))
    )
    with pytest.raises(ValueError, match="strict"):
        ENCODING.count_bytes(b"", errors="ignore")  # type: ignore[arg-type]


def test_many_threads_at_once() -> None:
    texts = [f"text number {i}, " * i for i in range(200)]
    expected = [len(THEIRS.encode_ordinary(text)) for text in texts]
    results: list[list[int]] = []

    def count() -> None:
        results.append([ENCODING.count(text) for text in texts])
        results.append(ENCODING.count_batch(texts))
        results.append([len(ENCODING.encode(text)) for text in texts])

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 24


def test_other_threads_run_during_a_long_count() -> None:
    """The GIL is released: a thread gets much to do while a batch is counted."""
    steps = 0
    done = threading.Event()

    def work() -> None:
        nonlocal steps
        while not done.is_set():
            steps += 1

    text = "The quick brown fox jumps over the lazy dog. " * 20_000
    thread = threading.Thread(target=work)
    thread.start()
    try:
        before = steps
        ENCODING.count_batch([text] * 40, num_threads=1)
        assert steps - before > 1000
    finally:
        done.set()
        thread.join()
