"""The catalogue's cards of the default provider: rates in the form of readers.py, and when they go stale."""
import json
import pathlib
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from readers import ABOVE, FIELDS, Rates

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "catalogue"
PROVIDER = "openai"
# kPricesStaleAfter of pricing/rate_card.h; tests/prices compares them.
STALE_AFTER = timedelta(days=120)
SOON = timedelta(days=14)

Card = dict[str, Any]


def load(files: Iterable[pathlib.Path]) -> list[Card]:
    """The cards, by name; those of a later file replace those of an earlier one."""
    cards: dict[str, Card] = {}
    for file in files:
        for card in json.loads(file.read_text(encoding="utf-8"))["models"]:
            if card["provider"] == PROVIDER:
                cards[card["id"]] = card
    return [cards[name] for name in sorted(cards)]


def built_in() -> list[Card]:
    return load([FOLDER / "openai.json", FOLDER / "additions.json"])


def day_of(card: Card, field: str) -> date | None:
    return date.fromisoformat(card[field]["value"]) if field in card else None


def retired(card: Card, day: date) -> bool:
    shutdown = day_of(card, "shutdown_date")
    return shutdown is not None and shutdown <= day


def rate_card_on(card: Card, day: date) -> dict[str, Any] | None:
    """As RateCardOn of catalogue/model_card.h."""
    rates = card.get("rates", [])
    if not rates:
        return None
    first = rates[0].get("valid_from") or card.get("release_date", {}).get("value") or rates[0]["verified"]
    if day.isoformat() < first:
        return None
    return [r for r in rates if r.get("valid_from", "") <= day.isoformat()][-1]


def fresh_until(rates: dict[str, Any]) -> date:
    """The last day on which the rates are not stale."""
    verified = date.fromisoformat(rates["verified"])
    last = verified + STALE_AFTER
    if "assured_until" in rates:
        last = min(last, max(verified, date.fromisoformat(rates["assured_until"])))
    return last


def nearly_stale(cards: Iterable[Card], day: date) -> list[tuple[str, date]]:
    """The models with prices that go stale within SOON of the day while they still answer, and the last fresh day."""
    found = []
    for card in cards:
        rates = rate_card_on(card, day)
        if rates is None or retired(card, day):
            continue
        last = fresh_until(rates)
        shutdown = day_of(card, "shutdown_date")
        if last < day + SOON and not (shutdown is not None and shutdown <= last + timedelta(days=1)):
            found.append((card["id"], last))
    return found


def rates_of(tier: dict[str, Any]) -> Rates:
    rates = {name: Decimal(tier[name]).normalize() for name in FIELDS if name in tier}
    if long := tier.get("long_context"):
        rates |= {"long_context." + name: Decimal(long[name]).normalize() for name in FIELDS if name in long}
        rates[ABOVE] = Decimal(long["above_input_tokens"])
    return rates
