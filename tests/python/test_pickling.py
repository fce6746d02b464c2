"""Methods and results go to other processes and come back."""

import copy
import datetime
import functools
import inspect
import multiprocessing
import pickle
import subprocess
import sys
from typing import Any

import pytest

import tokenfare
from tokenfare import _native

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


OVERLAY = """{"schema_version": 1, "sources": {"mine": {"what": "a contract"}},
  "models": [{"provider": "openai", "id": "mine-1", "aliases": ["mine"],
    "encoding": {"name": "o200k_base", "source": "mine"}, "rule_family": "chat-o200k",
    "context_window": {"value": 1000, "source": "mine"},
    "rates": [{"verified": "2026-11-01", "tiers": {"standard": {
      "input": "0.000001", "output": "2", "source": "mine",
      "long_context": {"above_input_tokens": 500, "input": "1.5", "output": "3"}}}}]}]}"""


def mine() -> tokenfare.Catalogue:
    return tokenfare.Catalogue().with_overlay(OVERLAY)


def facts(value: Any) -> Any:
    return value.as_dict("2026-11-22")


def test_cards_and_rates_pickle() -> None:
    day = datetime.date(2026, 11, 22)
    for card in (tokenfare.model_card("gpt-4.1-mini"), mine().find("mine")):
        rates = card.rates(as_of=day)
        assert rates is not None
        for value in (card, rates, rates.rates, rates.long_context):
            for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
                assert type(again) is type(value)
                assert told(again) == told(value)
        assert facts(pickle.loads(pickle.dumps(card))) == facts(card)
    # Written out, since `told` asks what it tests.
    again = pickle.loads(pickle.dumps(mine().find("mine").rates(as_of=day)))
    assert f"{again.rates.input:f} {again.long_context.rates.input}" == "0.000001 1.5"
    assert again.long_context.above_input_tokens == 500
    assert (again.valid_from, again.verified, again.source) == (None, datetime.date(2026, 11, 1), "mine")


def test_every_card_pickles() -> None:
    for card in tokenfare.models():
        again = pickle.loads(pickle.dumps(card))
        assert facts(again) == facts(card)
        assert again.status("2020-01-01") == card.status("2020-01-01")


def test_a_catalogue_pickles() -> None:
    built_in = pickle.loads(pickle.dumps(tokenfare.Catalogue()))
    assert repr(built_in) == repr(tokenfare.Catalogue())
    assert len(pickle.dumps(tokenfare.Catalogue())) < 200  # each process has it
    catalogue = mine()
    again = pickle.loads(pickle.dumps(catalogue))
    assert list(map(facts, again.models())) == list(map(facts, catalogue.models()))
    assert again.sources["mine"]["what"] == "a contract"
    assert copy.copy(catalogue) is catalogue is copy.deepcopy(catalogue)
    cost = functools.partial(tokenfare.cost, "mine", output_tokens=1, as_of="2026-11-22",
                             catalogue=catalogue)
    # 1 token at $0.000001 a million and 1 at $2.
    assert str(pickle.loads(pickle.dumps(cost))(input_tokens=1).total) == "0.000002000001"


def test_a_card_of_something_else_is_an_error() -> None:
    copied = tokenfare.ModelCard.__new__(tokenfare.ModelCard)
    with pytest.raises(tokenfare.InvalidRequestError, match="pickle: "):
        copied.__setstate__(b"{}")


def drifting(billed: int) -> tokenfare.Reconciliation:
    usage = {"prompt_tokens": billed, "completion_tokens": 5, "total_tokens": billed + 5}
    return tokenfare.reconcile(
        {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Name three rivers."}]},
        {**RESPONSE, "usage": usage})


def test_a_tally_pickles_and_goes_on() -> None:
    """Half of the pairs here, half there: the report of all in one tally."""
    bills = (11, 14, 8, 14)  # 11 are expected
    whole, half = tokenfare.DriftTally(), tokenfare.DriftTally()
    for billed in bills:
        whole.add(drifting(billed))
    for billed in bills[:2]:
        half.add(drifting(billed))
    copied = copy.deepcopy(half)
    half = pickle.loads(pickle.dumps(half))
    for billed in bills[2:]:
        half.add(drifting(billed))
    assert half.as_json() == whole.as_json()
    assert half.as_dict()["pairs"]["drifting"] == 3
    assert copied.as_dict()["pairs"]["total"] == 2


@pytest.mark.parametrize("texts", [["Hello, world!", "", "a"], [None, "Hello, world!", None], [], [None],
                                   [None if i % 3 == 0 else "x" for i in range(100)]])
def test_counts_of_a_column_pickle(texts: list[str | None]) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from tokenfare import arrow

    counts = arrow.count(pyarrow.array(texts, pyarrow.string()), "o200k_base")
    expected = [None if text is None else {"": 0, "Hello, world!": 4}.get(text, 1) for text in texts]
    for again in (pickle.loads(pickle.dumps(counts)), copy.deepcopy(counts)):
        assert again.to_pylist() == counts.to_pylist() == expected
        assert pyarrow.array(again).to_pylist() == expected
        assert (again.total, again.null_count) == (counts.total, counts.null_count)


def test_a_pickle_of_counts_that_is_damaged_is_an_error() -> None:
    counts = _native.Counts.__new__(_native.Counts)
    for state in ((b"abc", None), (b"abcd", b""), (b"abcd",)):
        with pytest.raises(ValueError, match="another version"):
            counts.__setstate__(state)


def test_every_class_pickles() -> None:
    """That there is none without: a new class must say how it goes elsewhere."""
    # Never given to a user.
    at_work = (_native.CheckOptions, _native.CheckStream, _native.BatchIndex, _native.PairCollector)
    for name, value in vars(_native).items():
        if isinstance(value, type) and value not in (_native.CoreEncoding, *at_work):
            assert hasattr(value, "__setstate__") or "__reduce__" in vars(value), name


def test_methods_of_results_pickle() -> None:
    card = tokenfare.model_card("gpt-4.1-mini")
    for method in (card.status, tokenfare.Catalogue().find, check().as_json):
        assert pickle.loads(pickle.dumps(method)).__name__ == method.__name__
    assert pickle.loads(pickle.dumps(card.status))("2020-01-01") == "unreleased"


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
