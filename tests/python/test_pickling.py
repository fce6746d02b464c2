"""Methods and results go to other processes and come back."""

import copy
import functools
import inspect
import multiprocessing
import pickle
import subprocess
import sys
from typing import Any

import pytest

import tokenfare

REQUEST = {
    "model": "gpt-4.1-mini",
    "messages": [
        {"role": "system", "content": "Be terse."},
        {"role": "user", "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]},
    ],
    "max_completion_tokens": 100,
}
RESPONSE = {
    "id": "x", "object": "chat.completion", "created": 1763800000, "model": "gpt-4.1-mini-2025-04-14",
    "choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35,
                             "prompt_tokens_details": {"cached_tokens": 0}},
}


def check(**options: Any) -> tokenfare.Verdict:
    return tokenfare.check(REQUEST, as_of="2026-11-22", **options)


RESULTS = {
    "verdict": check,
    "explained": lambda: check(explain=True),
    "suggestions": lambda: check(suggest=True, max_cost="0.00001"),
    "reconciliation": lambda: tokenfare.reconcile(REQUEST, RESPONSE),
    "cost": lambda: tokenfare.cost("gpt-4.1-mini", input_tokens=10, cached_input_tokens=4,
                                   as_of="2026-11-22"),
}


def told(value: Any) -> Any:
    """All that a result says: its attributes, and theirs."""
    if isinstance(value, (list, tuple)):
        return [told(item) for item in value]
    if type(value).__module__ != "tokenfare._native":
        return value
    names = [name for name in dir(value)
             if not name.startswith("_") and not callable(getattr(value, name))]
    shown = repr(value)  # with an address, where nothing else is said
    return "" if " object at " in shown else shown, {name: told(getattr(value, name)) for name in names}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_results_pickle(name: str, protocol: int) -> None:
    result = RESULTS[name]()
    again = pickle.loads(pickle.dumps(result, protocol))
    assert type(again) is type(result)
    assert told(again) == told(result)
    if hasattr(result, "as_json"):
        assert again.as_json() == result.as_json()


@pytest.mark.parametrize("name", RESULTS)
def test_results_are_copied(name: str) -> None:
    result = RESULTS[name]()
    assert told(copy.deepcopy(result)) == told(copy.copy(result)) == told(result)


def test_parts_of_results_pickle() -> None:
    verdict = check(explain=True)
    for part in (verdict.input_tokens, verdict.output_tokens, verdict.cost_usd, verdict.cache,
                 verdict.parts, verdict.parts[0].texts, verdict.assumptions):
        assert told(pickle.loads(pickle.dumps(part))) == told(part)


def test_a_pickle_of_another_version_is_an_error() -> None:
    verdict = check()
    copied = type(verdict).__new__(type(verdict))
    with pytest.raises(ValueError, match="another version"):
        copied.__setstate__((1, 2, 3))


def test_homes_of_classes_are_loaded() -> None:
    """cloudpickle, as in Spark and Ray, sends a class whose module is not loaded whole."""
    program = (
        "import sys, tokenfare; print([name for name, value in vars(tokenfare).items() if"
        " isinstance(value, type)"
        " and getattr(sys.modules.get(value.__module__), value.__name__, None) is not value])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_methods_pickle() -> None:
    encoding = tokenfare.get_encoding("o200k_base")
    for method in (encoding.encode, encoding.count, encoding.decode_bytes, encoding.decode):
        again = pickle.loads(pickle.dumps(method))
        assert again.__name__ == method.__name__
        assert again.__self__.name == "o200k_base"
    partial = pickle.loads(pickle.dumps(functools.partial(encoding.encode, allowed_special="all")))
    assert partial("<|endoftext|>") == [199999]


def test_a_pool_counts_and_checks() -> None:
    encoding = tokenfare.get_encoding("o200k_base")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(encoding.count, ["Hello, world!", ""]) == [4, 0]
        (verdict,) = pool.map(functools.partial(tokenfare.check, as_of="2026-11-22"), [REQUEST])
    assert verdict.as_json() == check().as_json()
