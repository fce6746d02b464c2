"""One list of names through every function that takes a model's."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import tokenfare
from command import DAY

CHINESE = "今天天气很好，我们去公园吧"

# A card for fine-tunes of gpt-4.1-mini, with prices of its own.
FINE_TUNES = tokenfare.Catalogue().with_overlay(
    json.dumps(
        {
            "schema_version": 1,
            "sources": {"page": {"what": "a page"}},
            "models": [
                {
                    "provider": "openai",
                    "id": "ft:gpt-4.1-mini-2025-04-14",
                    "encoding": {"name": "o200k_base", "source": "page"},
                    "rule_family": "chat-o200k",
                    "rates": [
                        {
                            "verified": "2026-11-20",
                            "tiers": {
                                "standard": {"source": "page", "input": "0.8", "output": "3.2"}
                            },
                        }
                    ],
                }
            ],
        }
    )
)

# Name, encoding, and the price of a million input tokens; None where unknown.
KNOWN = [
    ("gpt-4.1-mini", "o200k_base", "0.4"),
    ("GPT-4.1-Mini", "o200k_base", "0.4"),
    ("openai/gpt-4.1-mini-2025-04-14", "o200k_base", "0.4"),
    ("ft:gpt-4.1-mini-2025-04-14:acme::x", "o200k_base", "0.8"),
    ("openai/ft:gpt-4.1-mini-2025-04-14:acme::x", "o200k_base", "0.8"),
    ("ft:gpt-4-turbo:acme::x", "cl100k_base", None),
]


def request(model: str) -> dict[str, object]:
    return {
        "model": model,
        "messages": [{"role": "user", "content": "Name three rivers."}],
        "max_completion_tokens": 100,
    }


@pytest.mark.parametrize(("name", "encoding", "usd"), KNOWN)
def test_a_known_name(name: str, encoding: str, usd: str | None) -> None:
    assert tokenfare.encoding_name_for_model(name) == encoding
    assert tokenfare.encoding_for_model(name).name == encoding
    verdict = tokenfare.check(request(name), as_of=DAY, catalogue=FINE_TUNES)
    assert verdict.encoding == encoding
    assert verdict.input_tokens.expected == 11
    response = {"model": name, "usage": {"prompt_tokens": 11, "completion_tokens": 6}}
    bill = tokenfare.reconcile(request(name), response, as_of=DAY, catalogue=FINE_TUNES)
    assert bill.predicted.expected == 11
    tokenfare.model_card(name, catalogue=FINE_TUNES)
    if usd is None:
        assert verdict.cost_usd is None
        with pytest.raises(tokenfare.UnknownPriceError):
            tokenfare.cost(name, input_tokens=10**6, as_of=DAY, catalogue=FINE_TUNES)
    else:
        assert verdict.cost_usd is not None
        cost = tokenfare.cost(name, input_tokens=10**6, as_of=DAY, catalogue=FINE_TUNES)
        assert cost.total == Decimal(usd)


@pytest.mark.parametrize(
    "name",
    ["azure/gpt-4.1-mini", "openrouter/openai/gpt-4.1-mini", "bedrock/gpt-4.1-mini",
     "gtp-4.1-mini", "ft:gtp-4.1-mini:acme::x"],
)
def test_a_name_that_is_refused_has_the_near_one(name: str) -> None:
    near = 'did you mean "gpt-4.1-mini"'
    with pytest.raises(KeyError, match=near):
        tokenfare.encoding_name_for_model(name)
    with pytest.raises(tokenfare.UnknownNameError, match=near):
        tokenfare.check(request(name), as_of=DAY)
    with pytest.raises(tokenfare.UnknownNameError, match=near):
        tokenfare.cost(name, input_tokens=1, as_of=DAY)
    with pytest.raises(tokenfare.UnknownNameError, match=near):
        tokenfare.model_card(name)


def test_a_fine_tune_counts_as_its_base() -> None:
    # 9 tokens by tiktoken 0.14.0 in o200k_base; its table says cl100k_base: 16.
    tune = tokenfare.encoding_for_model("ft:gpt-4.1-mini-2025-04-14:acme::x")
    assert tune.count(CHINESE) == tokenfare.encoding_for_model("gpt-4.1-mini").count(CHINESE) == 9


@pytest.mark.parametrize("name", ["gpt-4o", "ft:gpt-4o:acme::x", "GPT-4o"])
def test_get_encoding_of_a_model_says_what_to_call(name: str) -> None:
    with pytest.raises(ValueError, match=r"is a model.*o200k_base.*encoding_for_model"):
        tokenfare.get_encoding(name)


def test_entries_that_a_program_adds_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from tokenfare import model

    monkeypatch.setitem(model.MODEL_TO_ENCODING, "ft:mine", "p50k_base")
    monkeypatch.setitem(model.MODEL_PREFIX_TO_ENCODING, "house-", "r50k_base")
    assert tokenfare.encoding_name_for_model("ft:mine") == "p50k_base"
    assert tokenfare.encoding_name_for_model("house-1") == "r50k_base"


def test_a_search_model_pays_for_its_search() -> None:
    def bill(**usage: int) -> Decimal:
        return tokenfare.cost(
            "gpt-4o-search-preview", input_tokens=1000, as_of="2026-06-01", **usage
        ).total

    assert bill() == Decimal("0.0275")
    assert bill(web_search_calls=0) == Decimal("0.0025")
    assert bill(web_search_calls=2) == Decimal("0.0525")
