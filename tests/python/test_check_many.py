"""tokenfare.check_many against tokenfare.check."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import tokenfare
from command import DAY


def ask(text: str, **members: Any) -> dict[str, Any]:
    request = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": text}]}
    return request | members


def many(count: int) -> list[Any]:
    """Requests as mappings, str and bytes, of many sizes; every seventh is none."""
    requests: list[Any] = []
    for i in range(count):
        request = ask("river " * (i * i % 997))
        forms = [request, json.dumps(request), json.dumps(request).encode()]
        requests.append("{" if i % 7 == 6 else forms[i % 3])
    return requests


@pytest.mark.parametrize("threads", [0, 1, 2, 7])
def test_it_finds_what_check_finds_in_order(threads: int) -> None:
    requests = many(150)
    results = list(tokenfare.check_many(iter(requests), threads=threads, as_of=DAY))
    assert [checked.index for checked in results] == list(range(150))
    for request, checked in zip(requests, results, strict=True):
        if checked.verdict is None:
            with pytest.raises(tokenfare.InvalidRequestError) as raised:
                tokenfare.check(request, as_of=DAY)
            assert str(checked.error) == str(raised.value)
            assert type(checked.error) is type(raised.value)
        else:
            assert checked.error is None
            assert checked.verdict.as_json() == tokenfare.check(request, as_of=DAY).as_json()


def test_what_is_no_document_has_its_error_in_its_place() -> None:
    closed = memoryview(b"{}")
    closed.release()
    wrong: list[Any] = [ask("a"), 7, ask("b"), {"model": {1}}, closed, ask("c")]
    results = list(tokenfare.check_many(wrong, as_of=DAY))
    assert [checked.verdict is not None for checked in results] == [
        True, False, True, False, False, True,
    ]
    assert [type(results[i].error) for i in (1, 3, 4)] == [TypeError, TypeError, ValueError]


def test_only_what_fits_is_true() -> None:
    requests = [ask("a"), ask("a", max_completion_tokens=10**6), "{"]
    results = list(tokenfare.check_many(requests, as_of=DAY))
    assert [bool(checked) for checked in results] == [True, False, False]
    assert repr(results[0]).startswith("CheckedRequest(0: Verdict(gpt-4.1-mini: fits=True")
    assert repr(results[2]).startswith("CheckedRequest(2: InvalidRequestError(")


def test_a_generator_that_raises_does_so_after_its_verdicts() -> None:
    def requests() -> Iterator[dict[str, Any]]:
        yield from (ask("x" * i) for i in range(10))
        raise OSError("the file is gone")

    indexes = []
    with pytest.raises(OSError, match="the file is gone"):
        for checked in tokenfare.check_many(requests(), threads=2, as_of=DAY):
            assert checked
            indexes.append(checked.index)
    assert indexes == list(range(10))


def test_requests_are_taken_as_far_ahead_as_allowed() -> None:
    taken = 0

    def requests() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for i in range(100):
            taken += 1
            yield ask(str(i))

    most = 0
    for checked in tokenfare.check_many(requests(), look_ahead=5, threads=3, as_of=DAY):
        most = max(most, taken - checked.index)
    assert most == 5


def test_nothing_is_taken_before_the_first_is_asked_for() -> None:
    def requests() -> Iterator[str]:
        raise AssertionError
        yield ""

    tokenfare.check_many(requests())
    assert list(tokenfare.check_many([])) == []


def test_what_all_requests_have_wrong_is_raised() -> None:
    with pytest.raises(tokenfare.UnknownNameError, match="^model: "):
        next(tokenfare.check_many([ask("a")] * 3, model="no-such-model"))
    with pytest.raises(TypeError, match="max_cost"):
        tokenfare.check_many([], max_cost=0.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="threads"):
        tokenfare.check_many([], threads="2")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        tokenfare.check_many(7)  # type: ignore[arg-type]


def test_limits_are_those_of_each_request() -> None:
    requests = [ask("river"), ask("river " * 50_000), ask("river")]
    for limits in ({"max_work": 50_000}, {"deadline": 0}):
        found = [checked.verdict for checked in
                 tokenfare.check_many(requests, as_of=DAY, **limits)]  # type: ignore[arg-type]
        assert [v is not None and v.input_tokens.stopped for v in found] == [False, True, False]


def test_the_loop_may_be_left() -> None:
    for checked in tokenfare.check_many((ask("river " * 20_000) for _ in range(50)), threads=4):
        if checked.index == 3:
            break
    stream = tokenfare.check_many(iter([ask("a")] * 20))
    assert next(stream)
    stream.close()


def test_streams_of_several_threads_at_once() -> None:
    requests = many(60)
    expected = [checked.verdict and checked.verdict.as_json()
                for checked in tokenfare.check_many(requests, threads=1, as_of=DAY)]
    found: list[list[Any]] = []

    def run() -> None:
        found.append([checked.verdict and checked.verdict.as_json()
                      for checked in tokenfare.check_many(requests, threads=3, as_of=DAY)])

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
