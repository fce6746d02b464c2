"""What is wrong is said, and nothing crashes."""

import array
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest

import tokenfare

ENCODING = tokenfare.get_encoding("o200k_base")
TEXT_METHODS = ("count", "count_ordinary", "encode", "encode_ordinary", "encode_to_numpy",
                "encode_with_offsets", "encode_with_unstable")


@pytest.mark.parametrize("method", TEXT_METHODS)
@pytest.mark.parametrize("text", [None, 5, b"bytes", ["list"], object()])
def test_no_text(method: str, text: Any) -> None:
    with pytest.raises(TypeError, match=r"text: expected str, got (NoneType|int|bytes|list|object)"):
        getattr(ENCODING, method)(text)


@pytest.mark.parametrize("method", ["count_batch", "encode_batch", "encode_ordinary_batch"])
def test_bad_batches(method: str) -> None:
    call = getattr(ENCODING, method)
    with pytest.raises(TypeError, match=r"texts\[1\]: expected str, got NoneType; .*nulls"):
        call(["a", None])
    with pytest.raises(TypeError, match=r"texts\[0\]: expected str, got bytes"):
        call([b"a"])
    with pytest.raises(TypeError, match="expected a list of str, got one str"):
        call("text")
    with pytest.raises(TypeError):
        call(5)
    with pytest.raises(TypeError):
        call(["a"], num_threads=-1)
    assert call([]) == []
    assert len(call(["a"] * 3, num_threads=1000)) == 3


def test_an_iterable_that_raises() -> None:
    def texts() -> Any:
        yield "a"
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        ENCODING.count_batch(texts())


@pytest.mark.parametrize("tokens", [None, 5, {1, 2}, {"a": 1}, "text", [1.5], ["1"], [None], object()])
def test_bad_tokens(tokens: Any) -> None:
    for method in (ENCODING.decode, ENCODING.decode_bytes):
        with pytest.raises(TypeError):
            method(tokens)


@pytest.mark.parametrize("token", [2**32, 2**64, 2**200, -1, -(2**200)])
def test_huge_tokens(token: int) -> None:
    with pytest.raises(OverflowError):
        ENCODING.decode([token])
    with pytest.raises(OverflowError):
        ENCODING.decode_single_token_bytes(token)
    with pytest.raises(KeyError):
        ENCODING.decode([2**32 - 1])


def test_tokens_of_other_kinds() -> None:
    tokens = ENCODING.encode("hello world, how are you")
    expected = "hello world, how are you"
    for kind in (tuple(tokens), array.array("I", tokens), array.array("q", tokens),
                 np.array(tokens, np.uint32), np.array(tokens, np.int64), np.array(tokens, np.int32),
                 np.array(tokens, np.uint32)[::1], range(3)):
        assert ENCODING.decode(kind) == (  # type: ignore[arg-type]
            expected if len(kind) == len(tokens) else ENCODING.decode([0, 1, 2])
        )
    every_second = np.array(tokens, np.uint32)[::2]
    assert ENCODING.decode(every_second) == ENCODING.decode(tokens[::2])  # type: ignore[arg-type]
    big_endian = np.array(tokens, ">u4")
    assert ENCODING.decode(big_endian) == expected  # type: ignore[arg-type]


def test_bad_buffers() -> None:
    closed = memoryview(b"text")
    closed.release()
    with pytest.raises(ValueError, match="released"):
        ENCODING.count_bytes(closed)
    for data in ("text", None, 5):
        with pytest.raises(TypeError):
            ENCODING.count_bytes(data)  # type: ignore[arg-type]
    with pytest.raises(BufferError):
        ENCODING.count_bytes(memoryview(b"abcdef")[::2])


def test_bad_numbers() -> None:
    for limit in (-1, 2**70, 1.5, None):
        with pytest.raises(TypeError):
            ENCODING.count_up_to("text", limit)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            ENCODING.truncate("text", limit)  # type: ignore[arg-type]


def test_bad_special_arguments() -> None:
    for special in ("<|endoftext|>", 5, [5], None):
        with pytest.raises(TypeError):
            ENCODING.encode("text", allowed_special=special)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            ENCODING.encode("text", disallowed_special=special)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pat_str": "("}, "pattern"),
        ({"pat_str": r"(a)\1"}, "pattern"),
        ({"pat_str": "a"}, "match"),
        ({"mergeable_ranks": {}}, "byte"),
        ({"mergeable_ranks": {b"a": 0}}, "byte"),
        ({"special_tokens": {"<|x|>": 5}}, "5"),
    ],
)
def test_bad_encodings(change: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {
        "name": "bad",
        "pat_str": r"\p{L}+|[^\p{L}]",
        "mergeable_ranks": {bytes([byte]): byte for byte in range(256)},
        "special_tokens": {},
    }
    assert tokenfare.Encoding(**good).encode("ab") == [97, 98]
    with pytest.raises(ValueError, match=message) as raised:
        tokenfare.Encoding(**{**good, **change})
    assert isinstance(raised.value, tokenfare.TokenfareError)


@pytest.mark.filterwarnings("ignore:nanobind:RuntimeWarning")
def test_an_encoding_that_was_not_initialized() -> None:
    half_made = tokenfare.Encoding.__new__(tokenfare.Encoding)
    with pytest.raises((TypeError, RuntimeError)):
        half_made.count("text")


LONG_BATCH = """
import signal, sys, time, tokenfare
# It is ignored in what a shell starts in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
encoding = tokenfare.get_encoding("o200k_base")
texts = ["The quick brown fox, number %d. " % i * 4000 for i in range(50)] * 40
encoding.count_batch(texts[:2])
try:
    print("ready", flush=True)
    while True:
        {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
    print(encoding.count("still works"), flush=True)
"""


@pytest.mark.parametrize(
    "call",
    ["encoding.count_batch(texts)", "encoding.encode_batch(texts)",
     "encoding.count_batch_to_numpy(texts, num_threads=1)"],
)
def test_ctrl_c(call: str) -> None:
    """The time that it takes is measured in bench/python, not here."""
    process = subprocess.Popen(
        [sys.executable, "-c", LONG_BATCH.format(call=call)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert out == "interrupted\n2\n"
    assert process.returncode == 0


def test_a_signal_handler_that_does_not_raise() -> None:
    calls = []
    previous = signal.signal(signal.SIGUSR1, lambda *_: calls.append(1))
    try:
        timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR1))
        timer.start()
        text = "The quick brown fox. " * 20_000
        assert ENCODING.count_batch([text] * 60) == [ENCODING.count(text)] * 60
        timer.join()
    finally:
        signal.signal(signal.SIGUSR1, previous)
    assert calls == [1]


def _count_in_child(texts: list[str]) -> list[int]:
    return tokenfare.get_encoding("o200k_base").count_batch(texts)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_fork_after_use() -> None:
    texts = ["some words to count " * 5000] * 30
    expected = ENCODING.count_batch(texts)
    stop = threading.Event()

    def count() -> None:
        while not stop.is_set():
            ENCODING.count_batch(texts[:3])

    busy = threading.Thread(target=count)
    busy.start()
    try:
        with multiprocessing.get_context("fork").Pool(3) as pool:
            assert pool.map(_count_in_child, [texts] * 12) == [expected] * 12
    finally:
        stop.set()
        busy.join()


def test_memory_is_given_back() -> None:
    import resource

    text = "The quick brown fox, and more words \u65e5. " * 20_000

    def use() -> None:
        ENCODING.count_batch([text] * 4)
        ENCODING.encode(text)
        ENCODING.encode_to_numpy(text)
        ENCODING.decode(ENCODING.encode_to_numpy(text))  # type: ignore[arg-type]
        ENCODING.encode_with_offsets(text)
        with pytest.raises(TypeError):
            ENCODING.count_batch([text, None])  # type: ignore[list-item]

    for _ in range(5):
        use()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(30):
        use()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB
