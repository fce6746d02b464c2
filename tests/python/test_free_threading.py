"""Many threads in one encoding, with a GIL or without.

Needs pytest only, so that it runs where other packages have no wheels yet.
"""

import sys
import sysconfig
import threading
from collections.abc import Callable

import pytest

import tokenfare

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


@pytest.mark.skipif(not FREE_THREADED, reason="this Python has a GIL")
def test_importing_it_brings_no_gil_back() -> None:
    assert not sys._is_gil_enabled()  # type: ignore[attr-defined]


def test_threads_share_one_encoding() -> None:
    encoding = tokenfare.get_encoding("cl100k_base")
    texts = [f"Text number {i}, é 日本 {'word ' * (i % 70)}" for i in range(400)]
    calls: list[Callable[[], object]] = [
        lambda: [encoding.count(text) for text in texts],
        lambda: [encoding.encode(text) for text in texts],
        lambda: encoding.count_batch(texts * 20)[: len(texts)],
        lambda: encoding.encode_batch(texts),
        lambda: [encoding.decode(encoding.encode_ordinary(text)) for text in texts],
        lambda: encoding.encode_with_unstable(texts[7], disallowed_special=()),
        lambda: [encoding.truncate(text, 5) for text in texts],
        lambda: encoding.token_byte_values()[:10],
        lambda: len(encoding._mergeable_ranks),
    ]
    # Of another encoding, so that the threads below are the first.
    expected = [call() for call in calls]
    encoding = tokenfare.Encoding(
        "copy",
        pat_str=encoding._pat_str,
        mergeable_ranks=encoding._mergeable_ranks,
        special_tokens=encoding._special_tokens,
    )
    wrong: list[str] = []
    begin = threading.Barrier(8)

    def work(first: int) -> None:
        begin.wait()
        for step in range(2 * len(calls)):
            i = (first + step) % len(calls)
            if calls[i]() != expected[i]:
                wrong.append(f"call {i} of thread {first}")

    threads = [threading.Thread(target=work, args=[i]) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
