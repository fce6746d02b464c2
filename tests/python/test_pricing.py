"""Models and bills: by hand, and against the command."""

from __future__ import annotations

import datetime
import itertools
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import command
import pytest
import tokenfare
from command import DAY

PARTS = ("uncached_input", "cached_input", "cache_write", "output", "web_search")


def test_bill_by_hand() -> None:
    # gpt-4.1-mini: $0.40, $0.10 cached and $1.60 output per million tokens.
    bill = tokenfare.cost(
        "gpt-4.1-mini",
        input_tokens=10_000,
        cached_input_tokens=2_048,
        output_tokens=500,
        as_of=DAY,
    )
    million = 10**6
    assert bill.uncached_input == Decimal("0.40") * (10_000 - 2_048) / million
    assert bill.cached_input == Decimal("0.10") * 2_048 / million
    assert bill.output == Decimal("1.60") * 500 / million
    assert bill.cache_write == bill.web_search == 0
    assert bill.total == Decimal("0.0041856")
    assert all(type(getattr(bill, part)) is Decimal for part in (*PARTS, "total"))
    assert not bill.long_context


def test_amounts_keep_every_decimal() -> None:
    # 2^53 + 1 tokens, which no double holds, at $0.40 per million.
    bill = tokenfare.cost("gpt-4.1-mini", input_tokens=2**53 + 1, as_of=DAY)
    assert str(bill.total) == "3602879701.8963972"
    assert bill.total == Decimal(2**53 + 1) * Decimal("0.40") / 10**6


MODELS = [("gpt-4.1-mini", "standard"), ("gpt-5.4", "flex"), ("gpt-5", "priority"), ("o3", "batch")]
USAGES = [
    {"input_tokens": 1},
    {"input_tokens": 1_000, "cached_input_tokens": 1_000, "output_tokens": 7},
    {"input_tokens": 300_001, "output_tokens": 1_234},
]
FLAGS = {
    "input_tokens": "--input",
    "cached_input_tokens": "--cached",
    "cache_write_tokens": "--cache-write",
    "output_tokens": "--output",
    "web_search_calls": "--web-searches",
}


def flags_of(usage: dict[str, int]) -> list[str]:
    return list(itertools.chain(*([FLAGS[name], str(count)] for name, count in usage.items())))


@pytest.mark.parametrize("usage", USAGES, ids=str)
@pytest.mark.parametrize("regional", [False, True])
@pytest.mark.parametrize("model, tier", MODELS)
def test_bills_are_the_commands(
    model: str, tier: str, regional: bool, usage: dict[str, int]
) -> None:
    flags = ["cost", "-m", model, "--tier", tier, "--as-of", DAY, *flags_of(usage)]
    if regional:
        flags.append("--regional")
    try:
        bill = tokenfare.cost(model, service_tier=tier, regional=regional, as_of=DAY, **usage)
    except tokenfare.TokenfareError as error:
        assert str(error) == command.error(*flags)
        return
    expected = command.run_json(*flags, "--json")
    for part in (*PARTS, "total"):
        assert f"{getattr(bill, part):f}" == expected["cost_usd"][part], part
    assert bill.long_context == expected["long_context"]
    notes = [{"code": note.code, "message": note.message} for note in bill.notes]
    assert notes == [note for note in expected["notes"] if note["code"] != "model_retired"]


def test_cache_writes_and_searches_are_billed() -> None:
    usage = {"input_tokens": 5_000, "cache_write_tokens": 4_000, "output_tokens": 900}
    bill = tokenfare.cost("gpt-5.6-sol", as_of=DAY, **usage)
    expected = command.run_json(
        "cost", "-m", "gpt-5.6-sol", "--as-of", DAY, *flags_of(usage), "--json"
    )
    assert str(bill.cache_write) == expected["cost_usd"]["cache_write"] != "0"
    card = next(c for c in tokenfare.models() if c.as_dict()["web_search_usd_per_call"])
    fee = Decimal(card.as_dict()["web_search_usd_per_call"]["value"])
    searched = tokenfare.cost(
        card.id, provider=card.provider, input_tokens=0, web_search_calls=3, as_of=DAY
    )
    assert searched.total == searched.web_search == 3 * fee


@pytest.mark.parametrize(
    "arguments, error, flags",
    [
        ({"model": "gpt-4oo", "input_tokens": 1}, "UnknownNameError", ["-m", "gpt-4oo"]),
        (
            {"model": "gpt-4o", "input_tokens": 1, "service_tier": "fats"},
            "UnknownNameError",
            ["-m", "gpt-4o", "--tier", "fats"],
        ),
        (
            {"model": "gpt-4.1-mini", "input_tokens": 1, "service_tier": "flex"},
            "UnknownNameError",
            ["-m", "gpt-4.1-mini", "--tier", "flex"],
        ),
        (
            {"model": "gpt-4.1-mini", "input_tokens": 1, "cached_input_tokens": 2},
            "InvalidRequestError",
            ["-m", "gpt-4.1-mini", "--cached", "2"],
        ),
        (
            {"model": "gpt-4.1-mini", "input_tokens": 1, "as_of": "2026-13-01"},
            "InvalidRequestError",
            ["-m", "gpt-4.1-mini", "--as-of", "2026-13-01"],
        ),
    ],
)
def test_errors_are_the_commands(arguments: dict[str, Any], error: str, flags: list[str]) -> None:
    with pytest.raises(getattr(tokenfare, error)) as caught:
        tokenfare.cost(**arguments)
    message = command.error("cost", "--input", "1", *flags)
    # "--model: ..." is "model: ..." here.
    options = {"--tier: ": "service_tier: ", "--model: ": "model: ", "--as-of: ": "as_of: "}
    for option, argument in options.items():
        if message.startswith(option):
            message = argument + message.removeprefix(option)
    assert str(caught.value) == message


def test_unknown_price_and_wrong_counts() -> None:
    card = next(card for card in tokenfare.models(provider="openai") if not card.rates(as_of=DAY))
    with pytest.raises(tokenfare.UnknownPriceError) as unknown:
        tokenfare.cost(card.id, input_tokens=1, as_of=DAY)
    flags = ["cost", "-m", card.id, "--input", "1", "--as-of", DAY]
    assert str(unknown.value) == command.error(*flags, status=3)
    assert unknown.value.code == "failed_precondition"
    with pytest.raises(TypeError, match="^input_tokens: expected int, got float"):
        tokenfare.cost("gpt-4o", input_tokens=1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="^input_tokens: expected int, got NoneType"):
        tokenfare.cost("gpt-4o", input_tokens=None)  # type: ignore[arg-type]
    with pytest.raises(tokenfare.InvalidRequestError, match="^output_tokens: "):
        tokenfare.cost("gpt-4o", input_tokens=1, output_tokens=-1)
    with pytest.raises(TypeError, match="^regional: expected bool"):
        tokenfare.cost("gpt-4o", input_tokens=1, regional="yes")  # type: ignore[arg-type]


def test_models_are_the_commands() -> None:
    expected = command.run_json("models", "--json", "--retired", "--as-of", DAY)
    cards = tokenfare.models()
    assert [card.as_dict(DAY) for card in cards] == expected["models"]
    assert json.loads(cards[0].as_json(DAY)) == expected["models"][0]
    assert tokenfare.Catalogue().sources == expected["sources"]
    shown = command.run_json("models", "--json", "--as-of", DAY)["models"]
    assert [card.id for card in cards if card.status(DAY) != "retired"] == [c["id"] for c in shown]


FACTS = (
    "context_window",
    "max_input_tokens",
    "max_output_tokens",
    "input_modalities",
    "output_modalities",
    "endpoints",
    "tools",
    "structured_outputs",
    "reasoning",
    "takes_max_tokens",
    "knowledge_cutoff",
)


def test_attributes_are_those_of_the_document() -> None:
    for card in tokenfare.models():
        document = card.as_dict(DAY)
        for name in ("provider", "id", "aliases", "rule_family", "notes"):
            assert getattr(card, name) == document[name], (card, name)
        assert card.encoding == document["encoding"]["name"]
        assert card.encoding_assumed == document["encoding"]["assumed"]
        assert card.encoding_reconstructed == document["encoding"]["reconstructed"]
        assert card.status(DAY) == document["status"]
        for name in FACTS:
            fact = document[name]
            assert getattr(card, name) == (fact and fact["value"]), (card, name)
        for name in ("release_date", "deprecated", "shutdown_date"):
            fact = document[name]
            expected = fact and datetime.date.fromisoformat(fact["value"])
            assert getattr(card, name) == expected, (card, name)


def test_rates_are_those_of_the_document() -> None:
    seen = 0
    for card in tokenfare.models():
        in_force = [c for c in card.as_dict(DAY)["rate_cards"] if c["in_force"]]
        for tier in ("standard", "batch", "flex", "priority"):
            rates = card.rates(tier, as_of=DAY)
            listed = in_force[0]["usd_per_million_tokens"].get(tier) if in_force else None
            if rates is None:
                assert listed is None
                continue
            seen += 1
            for name in ("input", "cached_input", "cache_write", "output"):
                rate = getattr(rates.rates, name)
                assert (None if rate is None else str(rate)) == listed[name]
                assert rate is None or type(rate) is Decimal
            assert rates.source == listed["source"]
            assert rates.verified.isoformat() == in_force[0]["verified"]
            if rates.long_context is None:
                assert listed["long_context"] is None
            else:
                above = rates.long_context.above_input_tokens
                assert above == listed["long_context"]["above_input_tokens"]
                assert str(rates.long_context.rates.input) == listed["long_context"]["input"]
    assert seen > 100


def test_one_model() -> None:
    card = tokenfare.model_card("gpt-4.1-mini-2025-04-14")
    assert card.id == "gpt-4.1-mini" and card.provider == "openai"
    assert tokenfare.model_card("gpt-4.1-mini", provider="tokenhub").provider == "tokenhub"
    with pytest.raises(tokenfare.UnknownNameError) as unknown:
        tokenfare.model_card("gpt-4.1-min")
    assert str(unknown.value) == command.error("models", "gpt-4.1-min")
    assert {card.provider for card in tokenfare.models(provider="tokenhub")} == {"tokenhub"}
    with pytest.raises(tokenfare.UnknownNameError, match='unknown provider "tokenhob"'):
        tokenfare.models(provider="tokenhob")


OVERLAY = {
    "schema_version": 1,
    "sources": {"contract": {"what": "our contract"}},
    "models": [
        {
            "provider": "openai",
            "id": "gpt-4.1-mini",
            "encoding": {"name": "o200k_base", "source": "contract"},
            "rule_family": "chat-o200k",
            "context_window": {"value": 1_047_576, "source": "contract"},
            "max_output_tokens": {"value": 32_768, "source": "contract"},
            "rates": [
                {
                    "verified": "2026-11-01",
                    "tiers": {"standard": {"input": "0.20", "output": "0.8", "source": "contract"}},
                }
            ],
        }
    ],
}


def test_status_of_a_model_that_no_source_dates_is_unknown():
    assert tokenfare.model_card("gpt2").status("2026-11-29") == "unknown"
    assert tokenfare.model_card("ada").status("2026-11-29") == "retired"


def test_rates_of_a_promotion_say_until_when_they_are_assured():
    rates = tokenfare.model_card("gpt-5.6").rates(as_of="2026-11-21")
    assert rates.assured_until == datetime.date(2026, 11, 21)
    assert tokenfare.model_card("gpt-4o").rates(as_of="2024-09-01") is None


def test_overlay_replaces_a_price(tmp_path: Path) -> None:
    file = tmp_path / "contract.json"
    file.write_text(json.dumps(OVERLAY))
    builtin = tokenfare.Catalogue()
    for catalogue in (
        builtin.with_overlay(json.dumps(OVERLAY)),
        builtin.with_overlay(json.dumps(OVERLAY).encode()),
        builtin.with_overlay_file(file),
        builtin.with_overlay_file(str(file)),
    ):
        bill = tokenfare.cost("gpt-4.1-mini", input_tokens=10**6, as_of=DAY, catalogue=catalogue)
        assert bill.total == Decimal("0.2")
        card = tokenfare.model_card("gpt-4.1-mini", catalogue=catalogue)
        flags = ["--json", "--as-of", DAY, "--catalogue", str(file)]
        expected = command.run_json("models", "gpt-4.1-mini", *flags)
        assert [card.as_dict(DAY)] == expected["models"]
        request = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Hello"}]}
        verdict = tokenfare.check(request, as_of=DAY, catalogue=catalogue)
        body = json.dumps(request).encode()
        assert verdict.as_dict() == command.run_json("check", *flags, "-", stdin=body)
    # The built-in one is as it was.
    assert tokenfare.cost("gpt-4.1-mini", input_tokens=10**6, as_of=DAY).total == Decimal("0.4")


def test_cards_outlive_their_catalogue() -> None:
    card = tokenfare.Catalogue().with_overlay(json.dumps(OVERLAY)).find("gpt-4.1-mini")
    rates = card.rates(as_of=DAY)
    del card
    assert rates is not None and rates.rates.input == Decimal("0.2")


def test_bad_overlays(tmp_path: Path) -> None:
    catalogue = tokenfare.Catalogue()
    bad = json.dumps(OVERLAY).replace('"0.20"', "0.2")
    with pytest.raises(tokenfare.InvalidRequestError) as wrong:
        catalogue.with_overlay(bad, "contract.json")
    file = tmp_path / "contract.json"
    file.write_text(bad)
    flags = ["--catalogue", str(file), "gpt-4.1-mini"]
    assert str(wrong.value) == command.error("models", *flags).replace(str(file), "contract.json")
    assert wrong.value.path == "$.models[0].rates[0].tiers.standard.input"
    with pytest.raises(tokenfare.LimitError):
        catalogue.with_overlay(b" " * (2**24 + 1))
    with pytest.raises(FileNotFoundError):
        catalogue.with_overlay_file(tmp_path / "none.json")
    with pytest.raises(IsADirectoryError):
        catalogue.with_overlay_file(tmp_path)
    with pytest.raises(ValueError, match="null"):
        catalogue.with_overlay_file("a\0b")
    with pytest.raises(TypeError):
        catalogue.with_overlay_file(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="^json: "):
        catalogue.with_overlay(OVERLAY)  # type: ignore[arg-type]


def test_reprs_name_what_matters() -> None:
    card = tokenfare.model_card("gpt-4.1-mini")
    assert repr(card) == "ModelCard(gpt-4.1-mini, provider=openai, encoding=o200k_base)"
    assert "0.4" in repr(card.rates(as_of=DAY))
    assert repr(tokenfare.Catalogue()).startswith("Catalogue(")
    assert "total=0.4" in repr(tokenfare.cost("gpt-4.1-mini", input_tokens=10**6, as_of=DAY))
